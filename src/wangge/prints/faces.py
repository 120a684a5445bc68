"""What every print for the public is made of: the grid's people, the code to scan, the office."""

from typing import Any

from wangge.areas.models import Area
from wangge.areas.queries import county_name
from wangge.files.actions import content_of
from wangge.kernel import clock
from wangge.places.models import Building
from wangge.prints.drawings import portrait, qr
from wangge.publicity.codes import badge_code, spot_code
from wangge.publicity.showing import Face, Worker

Row = dict[str, Any]
SPOT, BADGE = "/c/", "/w/"


def frame(face: Face, title: str) -> Row:
    """The names that stand on every print."""
    return {
        "title": title,
        "county": county_name(),
        "community": face.community.full_name,
        "service": face.service,
        "made": f"{clock.today():%Y-%m}",
    }


def grid_face(
    face: Face, grid: Area, origin: str, building: Building | None = None, *, photos: bool = True
) -> Row:
    """A grid with its people and the code that leads to its page; `origin` is the site's address."""
    return {
        "grid": grid.name,
        "area": grid.full_name,
        "building": str(building or ""),
        "crew": [worker_face(worker, photos=photos) for worker in face.crews.get(grid.code, [])],
        "service": face.service,
        "qr": qr(origin + spot_url(grid, building)),
    }


def worker_face(worker: Worker, *, photos: bool = True) -> Row:
    """One person as the public sees them."""
    return {
        "name": worker.name,
        "post": worker.post,
        "slot": f"{worker.slot}岗",
        "phone": worker.phone,
        "at": worker.at,
        "certificate": worker.certificate,
        "promise": worker.promise,
        "photo": portrait(content_of(worker.photo)) if photos and worker.photo else "",
    }


def spot_url(grid: Area, building: Building | None = None) -> str:
    """Where the code of a card or board leads."""
    return f"{SPOT}{spot_code(grid.code, building.pk if building else None)}/"


def badge_url(posting: int) -> str:
    """Where the code of a badge leads."""
    return f"{BADGE}{badge_code(posting)}/"
