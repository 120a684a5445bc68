"""Prints for the public: made from what holds now, and kept so that changes are noticed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid
from wangge.places.models import Building
from wangge.posts.access import Staff
from wangge.prints import badges, boards, cards, posters
from wangge.prints.basemap import Ground, nothing
from wangge.prints.faces import Row
from wangge.prints.typesetting import pdf
from wangge.publicity import actions, queries
from wangge.publicity.models import Printing
from wangge.publicity.showing import Face, Worker

Kind = Printing.Kind
LAYOUTS = {
    Kind.CARDS: "cards",
    Kind.CALLS: "calls",
    Kind.BOARD: "board",
    Kind.BADGE: "badges",
    Kind.MAP: "poster",
    Kind.SHINE: "shine",
}
BY_SHEET = (Kind.CARDS, Kind.CALLS)


@dataclass(frozen=True)
class Order:
    """What is to be printed for an area."""

    kind: str
    area: Area
    buildings: Sequence[Building] = ()
    postings: Sequence[int] = ()
    sheets: int = 1


def make(staff: Staff, face: Face, order: Order, *, origin: str, ground: Ground = nothing) -> bytes:
    """The document; `origin` is the address under which residents reach this site.

    `ground` tells what the base map has; only maps ask for it.
    """
    kind = Kind(order.kind)
    if kind == Kind.MAP:
        content = _poster(face, order.area, origin, ground)
    else:
        content = _content(face, order, origin)
    made = pdf(LAYOUTS[kind], content)
    with transaction.atomic():
        _keep(staff, face, order)
    return made


def _content(face: Face, order: Order, origin: str) -> Row:
    kind, area = order.kind, order.area
    if area.level != Level.GRID:
        raise Invalid("publicity.grid", _("请选择一个网格；整个社区只能打印网格图谱。"))
    if kind == Kind.CARDS:
        return cards.content(face, area, origin, sheets=order.sheets)
    if kind == Kind.CALLS:
        return cards.calls(face, area, origin, sheets=order.sheets)
    if kind == Kind.BOARD:
        if not order.buildings:
            raise Invalid("publicity.building", _("请先选择楼栋，再打印公示牌。"))
        return boards.content(face, area, order.buildings, origin)
    if kind == Kind.SHINE:
        return boards.shine(face, area, origin)
    return badges.content(face, _workers(face, order), origin)


def _poster(face: Face, area: Area, origin: str, ground: Ground) -> Row:
    if area.level == Level.GRID:
        return posters.content(face, area, queries.buildings(area), origin, ground=ground)
    return posters.content(face, None, (), origin, ground=ground)


def _workers(face: Face, order: Order) -> list[Worker]:
    crew = face.crews.get(order.area.code, [])
    found = [worker for worker in crew if worker.posting in order.postings]
    if not found:
        raise Invalid("publicity.worker", _("请先选择在岗人员，再打印胸牌。"))
    return found


def _keep(staff: Staff, face: Face, order: Order) -> None:
    if order.kind == Kind.BOARD:
        for building in order.buildings:
            actions.printed(staff, order.kind, face, order.area, building=building)
    elif order.kind == Kind.BADGE:
        for worker in _workers(face, order):
            actions.printed(staff, order.kind, face, order.area, posting=worker.posting)
    else:
        copies = order.sheets * cards.PER_SHEET if order.kind in BY_SHEET else 1
        actions.printed(staff, order.kind, face, order.area, copies=copies)
