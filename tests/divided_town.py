"""A community of houses in rows, with streets between them: what is to be divided."""

import json
from datetime import date

import numpy as np
from django.conf import settings

from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling, Estate
from wangge.redivision.models import DivisionPlan
from wangge.redivision.proposing.drafting import Draft, named
from wangge.redivision.proposing.running import bench_of
from wangge.redivision.proposing.storing import store

WEST, SOUTH, WIDE, HIGH = 109.41, 24.36, 0.012, 0.008
OUTLINE = {
    "type": "Polygon",
    "coordinates": [
        [
            [WEST, SOUTH], [WEST + WIDE, SOUTH], [WEST + WIDE, SOUTH + HIGH],
            [WEST + 0.0031234567, SOUTH + HIGH + 0.0004], [WEST, SOUTH + HIGH], [WEST, SOUTH],
        ]
    ],
}  # fmt: skip
ESTATE = 3  # columns and rows of houses in each estate


def outline(community, boundary=OUTLINE):
    areas.draw(community, boundary=boundary, actor=None, reason="测试")
    community.refresh_from_db()
    return community


def build_houses(community, columns=12, rows=8, homes=20, grids=()):
    """Houses in rows on named streets, three by three an estate; the grids take strips of them."""
    outline(community)
    estates = {}
    houses = []
    for column in range(columns):
        for row in range(rows):
            key = (column // ESTATE, row // ESTATE)
            if key not in estates:
                name = f"{'甲乙丙丁戊己庚辛壬癸'[key[0]]}{'东南西北中'[key[1]]}小区"
                estates[key] = Estate.objects.create(area=community, name=name)
            grid = grids[column * len(grids) // columns] if grids else community
            houses.append(
                Building(
                    area=grid,
                    address=f"第{row + 1}街{column + 1}号",
                    name="楼",
                    estate=estates[key],
                    lon=WEST + WIDE * (column + 0.5) / columns,
                    lat=SOUTH + HIGH * (row + 0.5) / rows,
                )
            )
    houses = Building.objects.bulk_create(houses)
    for at, house in enumerate(houses):
        settle(house, homes + at % 5)
    return houses


def settle(house, number, stair="", first=1):
    """So many households in dwellings of their own."""
    doors = Dwelling.objects.bulk_create(
        Dwelling(
            building=house,
            area=house.area,
            unit=stair,
            room=f"{room:04}",
            address=f"{house}{stair}{room:04}",
        )
        for room in range(first, first + number)
    )
    Household.objects.bulk_create(Household(area=house.area, dwelling=door) for door in doors)


def lay_streets(columns=12, rows=8):
    """Streets around every estate, where the base map lies."""
    folder = settings.DATA_DIR / "map"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        ((WEST + WIDE * at / columns, SOUTH - 0.001), (WEST + WIDE * at / columns, SOUTH + HIGH + 0.001))
        for at in range(ESTATE, columns, ESTATE)
    ] + [
        ((WEST - 0.001, SOUTH + HIGH * at / rows), (WEST + WIDE + 0.001, SOUTH + HIGH * at / rows))
        for at in range(ESTATE, rows, ESTATE)
    ]  # fmt: skip
    features = [
        {
            "type": "Feature",
            "properties": {"kind": "minor", "name": f"{order}号路"},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for order, line in enumerate(lines, 1)
    ]
    told = {"type": "FeatureCollection", "features": features}
    (folder / "streets.geojson").write_text(json.dumps(told), encoding="utf-8")


def new_grids(community, number, first=11):
    """Grids of today in strips from west to east."""
    return [
        areas.create_grid(
            community,
            name=f"金星第{'一二三四五六七八九'[at]}网格",
            number=first + at,
            since=date(2026, 1, 1),
            actor=None,
        )
        for at in range(number)
    ]


def close_others(community, kept):
    """Only these grids are left."""
    others = Area.objects.under(community.code).filter(level=15).exclude(pk__in=kept)
    others.update(valid_to=date(2026, 1, 2))


def new_plan(world, aim="fresh", locks=None, **wish):
    return DivisionPlan.objects.create(
        community=world.community,
        name="划分方案",
        aim=aim,
        wish=wish,
        locks=locks or {},
        made_by=world.users["liu"],
    )


def cut_by_ruler(plan, label="界线最省", across=3, down=2):
    """A variant in rectangles: what a search might have found, without searching."""
    bench = bench_of(plan)
    spots = np.array([unit.at for unit in bench.units])
    column = ((spots[:, 0] - WEST) / WIDE * across).astype(np.int64).clip(0, across - 1)
    row = ((spots[:, 1] - SOUTH) / HIGH * down).astype(np.int64).clip(0, down - 1)
    numbers = bench.highest + 1 + row * across + column
    names = named(bench, np.unique(numbers).tolist(), {})
    return store(plan, bench, Draft(label=label, numbers=numbers, continues={}, names=names))
