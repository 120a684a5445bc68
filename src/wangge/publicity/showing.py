"""What prints and public pages show of a community's grids, as it is at this moment."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from wangge.areas.models import Area
from wangge.areas.settings import setting, settings_at
from wangge.files.models import StoredFile
from wangge.kernel import clock
from wangge.kernel.codes import Level, below
from wangge.places.models import Building
from wangge.posts.models import Posting
from wangge.publicity.models import Particulars, Printing

Shown = dict[str, Any]
_SENTENCES = "；"
_DIGITS = 12


@dataclass(frozen=True)
class Worker:
    """One person who works a grid, with what the public is told."""

    posting: int
    user: int
    name: str
    post: str
    slot: str
    phone: str
    at: str
    certificate: str = ""
    promise: str = ""
    photo: StoredFile | None = None


@dataclass(frozen=True)
class Face:
    """A community as its residents are shown it."""

    community: Area
    grids: dict[int, Area]
    crews: dict[int, list[Worker]]
    service: str
    duties: list[str]
    promises: list[str]
    borders: dict[int, str] = field(default_factory=dict)

    def worker(self, posting: int) -> Worker | None:
        """The worker who holds this posting now."""
        everybody = (worker for crew in self.crews.values() for worker in crew)
        return next((worker for worker in everybody if worker.posting == posting), None)


def face(community: Area) -> Face:
    """Everything about a community that can be shown; a fixed number of queries."""
    grids = {
        grid.code: grid
        for grid in Area.objects.current()
        .under(community.code)
        .filter(level=Level.GRID)
        .order_by("code")
    }
    rules = settings_at(("service_phone", "grid_duties", "grid_promise"), community.code)
    return Face(
        community,
        grids,
        _crews(community, grids),
        str(rules["service_phone"]),
        _sentences(rules["grid_duties"]),
        _sentences(rules["grid_promise"]),
        {code: _digest(grid.boundary) for code, grid in grids.items()},
    )


def shown(
    kind: str,
    found: Face,
    grid: Area,
    *,
    building: Building | None = None,
    posting: int | None = None,
) -> Shown:
    """What stands on a print of this kind now, to be compared with what stood there."""
    if kind == Printing.Kind.BADGE:
        return _badge(found, posting)
    facts = _grid(found, grid)
    if kind == Printing.Kind.BOARD:
        facts |= {"duties": found.duties, "place": str(building or "")}
    elif kind == Printing.Kind.MAP:
        facts["border"] = _border(found, grid)
    elif kind == Printing.Kind.SHINE:
        facts |= {"duties": found.duties, "promise": _promises(found, grid)}
    return facts


def worker_of(posting: Posting) -> Worker:
    """What the public is told of the holder of a posting."""
    told: Particulars | None = getattr(posting.user, "particulars", None)
    return Worker(
        posting.pk,
        posting.user_id,
        posting.user.name,
        posting.post.name,
        posting.slot,
        posting.user.public_phone,
        (posting.group or posting.area).name,
        told.certificate if told else "",
        told.promise if told else "",
        told.photo if told else None,
    )


def crew_of(community: Area, grid: int) -> list[Worker]:
    """Who works one grid at this moment."""
    return _crews(community, {grid}).get(grid, [])


def service_of(community: Area) -> str:
    """The community's office phone, as residents are told it."""
    return str(setting("service_phone", community.code))


def in_force(pk: int) -> Posting | None:
    """The posting if it holds at this moment and its account is open."""
    rows = Posting.objects.at(clock.now()).filter(pk=pk, user__is_active=True)
    return rows.select_related("user__particulars__photo", "post", "area", "group").first()


def _crews(community: Area, grids: Container[int]) -> dict[int, list[Worker]]:
    codes = below(community.code)
    rows = (
        Posting.objects.at(clock.now())
        .filter(
            Q(group=None, area_id__gte=codes.start, area_id__lt=codes.stop)
            | Q(group__community=community.code),
            unit=None,
            user__is_active=True,
            post__level=Level.GRID,
        )
        .select_related("user__particulars__photo", "post", "area", "group")
        .defer("area__boundary")
        .prefetch_related("group__grids")
        .order_by("post__order", "slot", "pk")
    )
    crews: dict[int, list[Worker]] = defaultdict(list)
    for row in rows:
        if "handle" not in row.post.abilities:
            continue
        for code in [g.pk for g in row.group.grids.all()] if row.group else [row.area_id]:
            if code in grids:
                crews[code].append(worker_of(row))
    return crews


def _grid(found: Face, grid: Area) -> Shown:
    crew = _crew(found, grid)
    return {
        "area": grid.full_name,
        "staff": [[worker.post, worker.slot, worker.name] for worker in crew],
        "phones": [worker.phone for worker in crew],
        "service": found.service,
    }


def _crew(found: Face, area: Area) -> list[Worker]:
    """Who stands on a print for a grid, or for the whole community."""
    if area.code != found.community.code:
        return found.crews.get(area.code, [])
    return [worker for code in found.grids for worker in found.crews.get(code, [])]


def _border(found: Face, area: Area) -> str:
    if area.code != found.community.code:
        return found.borders.get(area.code, "")
    return "".join(found.borders.values())


def _badge(found: Face, posting: int | None) -> Shown:
    worker = found.worker(posting or 0)
    if worker is None:
        return {"ended": True}
    return {
        "staff": [[worker.post, worker.slot, worker.name]],
        "area": f"{found.community.name}{worker.at}",
        "certificate": worker.certificate,
        "photo": worker.photo.digest if worker.photo else "",
    }


def _promises(found: Face, grid: Area) -> list[str]:
    own = [worker.promise for worker in found.crews.get(grid.code, []) if worker.promise]
    return [*found.promises, *own]


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in text.split(_SENTENCES) if part.strip()]


def _digest(boundary: Any) -> str:
    """A short mark of a boundary that changes when the boundary does."""
    if not boundary:
        return ""
    return hashlib.sha256(json.dumps(boundary, sort_keys=True).encode()).hexdigest()[:_DIGITS]
