"""Contact cards (联系卡): sheets of ten to be cut."""

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
