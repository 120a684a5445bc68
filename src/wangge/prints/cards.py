"""The two cards (两卡), sheets of ten to be cut.

The contact card (网格服务联系卡) stays with the household; the caller's card (民情联系卡) is what a
worker leaves at a door that nobody opens: when, why, and how to be reached.
"""

from wangge.areas.models import Area
from wangge.prints.faces import Row, frame, grid_face
from wangge.publicity.showing import Face

PER_SHEET = 10
MOST = 100
"""Sheets in one document."""


def content(face: Face, grid: Area, origin: str, *, sheets: int = 1) -> Row:
    """What the layout `cards` is filled with."""
    card = grid_face(face, grid, origin, photos=False)
    return {**frame(face, "网格服务联系卡"), "card": card, "sheets": min(max(sheets, 1), MOST)}


REASONS = ("走访联系", "核实信息", "安全提醒", "政策告知", "回复您反映的事", "其他")
"""What a worker calls for, to be ticked."""


def calls(face: Face, grid: Area, origin: str, *, sheets: int = 1) -> Row:
    """What the layout `calls` is filled with: blank for the day and the reason."""
    return {**content(face, grid, origin, sheets=sheets), "title": "民情联系卡", "reasons": REASONS}
