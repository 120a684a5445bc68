"""What every view of the desk starts from: a signed-in person, and a page of a list."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wangge.accounts.models import User
from wangge.posts.access import Staff

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

PER_PAGE = 50
Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request by somebody who is signed in."""

    user: User
    staff: Staff
    htmx: "HtmxDetails"


def desk(view: View) -> View:
    """Only for people signed in, and only once they have chosen a password of their own."""

    @login_required
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.must_change_password:
            return redirect("console:password")
        return view(request, *args, **kwargs)

    return guarded


def page_of(request: HttpRequest, rows: "QuerySet[Row]", size: int = PER_PAGE) -> "Page[Row]":
    """The page of `rows` that the address asks for; a wrong number gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
