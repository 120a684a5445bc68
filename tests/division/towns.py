"""Towns made for the tests: squares side by side, each 40 metres wide."""

import json

import numpy as np
import shapely

from wangge.division.cells import numbered
from wangge.division.town import Town
from wangge.division.units import Borders, Plane, Units

SIDE = 0.0004  # degrees


def square(column, row, width=1, height=1):
    west, south = 109.4 + column * SIDE, 24.3 + row * SIDE
    east, north = west + width * SIDE, south + height * SIDE
    return {
        "type": "Polygon",
        "coordinates": [
            [[west, south], [east, south], [east, north], [west, north], [west, south]]
        ],
    }


def unit(name, households, geometry, **more):
    properties = {"id": name, "households": households, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(rows):
    return {"type": "FeatureCollection", "features": list(rows)}


def chessboard(columns, rows, households=20, **more):
    """Squares named by their place; `households` is a number or a function of the place."""
    return [
        unit(
            f"{column}-{row}",
            households(column, row) if callable(households) else households,
            square(column, row),
            **{key: told(column, row) for key, told in more.items()},
        )
        for row in range(rows)
        for column in range(columns)
    ]


def line(*points, **properties):
    places = [[109.4 + column * SIDE, 24.3 + row * SIDE] for column, row in points]
    geometry = {"type": "LineString", "coordinates": places}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path, rows):
    path.write_text(json.dumps(collection(rows), ensure_ascii=False), encoding="utf-8")
    return path


def named(town, plan):
    """The plan as sets of unit names, whatever the grids are called."""
    grids = {}
    for name, grid in zip(town.units.names, plan.part, strict=True):
        grids.setdefault(plan.names[grid], set()).add(name)
    return grids


def drawn(columns, rows, households, *, holes=(), estates=None):
    """A town of squares without a file, some of them missing."""
    places = [(c, r) for r in range(rows) for c in range(columns) if (c, r) not in holes]
    number = {place: at for at, place in enumerate(places)}
    pairs = [
        (number[c, r], number[near])
        for c, r in places
        for near in ((c + 1, r), (c, r + 1))
        if near in number
    ]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    metres = np.full(len(ends), 40.0)
    count = len(places)
    units = Units(
        names=[f"{c}-{r}" for c, r in places],
        households=np.array(households[:count], dtype=np.int64),
        estates=estates[:count] if estates else [""] * count,
        locks=[""] * count,
        extra=np.zeros((count, 0)),
        attributes=[],
        shapes=np.array([shapely.box(40 * c, 40 * r, 40 * c + 40, 40 * r + 40) for c, r in places]),
        points=False,
        plane=Plane(),
    )
    borders = Borders(ends, metres, metres, metres * 0)
    return Town(units, borders, numbered(ends, count), [])
