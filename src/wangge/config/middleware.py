"""Who is asking, and what a refusal looks like on a page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from wangge.accounts.models import User
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.posts.access import staff_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class StaffMiddleware:
    """Puts `request.staff`: the signed-in person with the posts held at this moment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.staff = (  # type: ignore[attr-defined]
            SimpleLazyObject(lambda: staff_of(user)) if isinstance(user, User) else None
        )
        return self.get_response(request)


class RefusalMiddleware:
    """Turns what the domain refuses into a page that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Missing):
            return render(request, "404.html", status=404)
        if isinstance(fault, Refused):
            status = 422 if isinstance(fault, Invalid) else 409
            context: dict[str, Any] = {"refused": fault}
            return render(request, "refused.html", context, status=status)
        return None
