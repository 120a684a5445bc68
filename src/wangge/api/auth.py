"""Bearer tokens: the only way in, so that no browser can be tricked into a request."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from wangge.posts.access import Staff, staff_of_token


class Bearer(HttpBearer):
    """`Authorization: Bearer …` of POST /tokens; answers the person with the posts held now."""

    def authenticate(self, _request: HttpRequest, token: str) -> Staff | None:
        return staff_of_token(token)
