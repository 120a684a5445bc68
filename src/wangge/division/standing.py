"""The division as it stands: which grid each unit belongs to, read from an earlier plan."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.division.board import Ints
from wangge.division.reading import features, on_plane
from wangge.division.town import Town
from wangge.kernel.errors import Invalid


@dataclass(frozen=True)
class Standing:
    """The old grids' names and the old grid of each unit, -1 for new ones."""

    names: list[str | int]
    home: Ints


def read_standing(path: Path, town: Town) -> Standing:
    """From the grids' lists of units or, where they have none, from their outlines."""
    names: list[str | int] = []
    listed: dict[str, int] = {}
    outlines: list[Any] = []
    for at, row in enumerate(features(path, "现有网格")):
        told = row.get("properties") or {}
        name = told.get("id", row.get("id"))
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            raise Invalid("divide.keep", f"现有网格文件第 {at + 1} 个要素没有 id：请填写网格编号。")
        if str(name) in {str(each) for each in names}:
            raise Invalid("divide.keep", f"现有网格文件里编号 {name} 出现两次：请改正。")
        names.append(name)
        outlines.append(_outline(row, at) if not isinstance(told.get("units"), list) else None)
        for unit in told.get("units") or ():
            if listed.setdefault(str(unit), at) != at:
                other = names[listed[str(unit)]]
                raise Invalid(
                    "divide.keep", f"单元 {unit} 同时在现有网格 {other} 和 {name} 里：请只留一处。"
                )
    home = np.array([listed.get(str(name), -1) for name in town.units.names], dtype=np.int64)
    _by_outline(town, outlines, home)
    if (home < 0).all():
        raise Invalid(
            "divide.keep", f"{path.name} 里没有一个单元与单元文件对得上：请核对 units 里的编号。"
        )
    return Standing(names, home)


def _outline(row: dict[str, Any], at: int) -> Any:
    try:
        drawn = shape(row["geometry"])
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as no:
        raise Invalid(
            "divide.keep", f"现有网格文件第 {at + 1} 个要素既没有 units 也没有可用的边界：请补上。"
        ) from no
    return shapely.make_valid(drawn)


def _by_outline(town: Town, outlines: list[Any], home: Ints) -> None:
    """Units no grid lists belong to the outline that holds a point inside them."""
    drawn = [at for at, outline in enumerate(outlines) if outline is not None]
    left = np.flatnonzero(home < 0)
    if not drawn or not len(left):
        return
    shapes = on_plane(np.array([outlines[at] for at in drawn], dtype=object), town.units.plane)
    inside = shapely.point_on_surface(town.units.shapes[left])
    unit, outline = shapely.STRtree(shapes).query(inside, predicate="intersects")
    for at, which in zip(unit[::-1], outline[::-1], strict=True):
        home[left[at]] = drawn[which]
