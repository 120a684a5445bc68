"""What goes out: JSON straight from plain values, and who is asking."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic_core import to_json

from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.posts.access import Staff

LEVELS = {
    Level.COUNTY: "county",
    Level.TOWN: "town",
    Level.COMMUNITY: "community",
    Level.GRID: "grid",
}
LEVEL_OF = {name: level for level, name in LEVELS.items()}


class Call(HttpRequest):
    """A request whose bearer token told who is asking."""

    auth: Staff


def answer(data: Any, status: int = 200, media_type: str = "application/json") -> HttpResponse:
    """The data as JSON that nobody keeps: most of it is about people.

    Views answer with this and not with models: the schemas describe the answers, and a test holds
    them to it, but no request pays for checking what we have just built ourselves.
    """
    response = HttpResponse(to_json(data), status=status, content_type=media_type)
    response["Cache-Control"] = "no-store"
    return response


def moment(at: datetime | None) -> datetime | None:
    """A time as the county reads it: with the offset +08:00."""
    return at.astimezone(clock.BEIJING) if at else None
