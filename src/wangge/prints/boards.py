"""Boards (公示牌): one for each building, with the people, their duties and a code to scan."""

from collections.abc import Sequence

from wangge.areas.models import Area
from wangge.places.models import Building
from wangge.prints.faces import Row, frame, grid_face
from wangge.publicity.showing import Face


def content(face: Face, grid: Area, buildings: Sequence[Building | None], origin: str) -> Row:
    """What the layout `board` is filled with: a page for each building."""
    boards = [grid_face(face, grid, origin, building) for building in buildings]
    return {**frame(face, "网格服务公示牌"), "boards": boards, "duties": face.duties}


def shine(face: Face, grid: Area, origin: str) -> Row:
    """What the layout `shine` is filled with: 亮身份, 亮服务, 亮承诺."""
    own = [f"{w.name}：{w.promise}" for w in face.crews.get(grid.code, []) if w.promise]
    return {
        **frame(face, "亮身份 亮服务 亮承诺"),
        **grid_face(face, grid, origin),
        "duties": face.duties,
        "promises": [*face.promises, *own],
    }
