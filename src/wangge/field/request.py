"""What every page on the phone starts from: a signed-in person, and a page of a list."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wangge.accounts.models import User
from wangge.posts.access import Staff

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request by somebody who is signed in."""

    user: User
    staff: Staff


def phone(view: View) -> View:
    """Only for people signed in, and only once they have chosen a password of their own."""

    @login_required
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.must_change_password:
            return redirect("console:password")
        return view(request, *args, **kwargs)

    return guarded
