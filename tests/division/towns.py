"""Towns made for the tests: squares side by side, each 40 metres wide."""

import json

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
