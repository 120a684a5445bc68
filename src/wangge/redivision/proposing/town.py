"""A community as the division engine takes it, read once and kept while its ledger is unchanged."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from wangge.areas.geometry import polygon
from wangge.areas.models import Area
from wangge.areas.queries import children
from wangge.areas.settings import setting
from wangge.division.board import Floats
from wangge.division.cells import enclosed, settled
from wangge.division.reading import plane_of
from wangge.division.town import town_of
from wangge.division.units import Plane, Shapes, Units
from wangge.incidents.models import Incident
from wangge.incidents.rules import MERGED, VOID
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Refused
from wangge.redivision.proposing.barriers import Line, barriers_of, lines_of
from wangge.redivision.proposing.bench import IN_GRID, Bench, Kept
from wangge.redivision.proposing.placing import Placed, beyond, place
from wangge.redivision.proposing.stamp import Stamp, stamp
from wangge.redivision.proposing.units import LOADS, Ledger, Unit, read_units

INCIDENT_DAYS = 90
KEPT_TOWNS = 8  # in the memory of one process


def town_of_community(community: Area, most: int = 0) -> Bench:
    """The community's buildings, streets and grids of today; `most` households a unit may hold."""
    if not most:
        most = int(setting("grid_households", community.code)[1])
    return _bench(community.code, most, stamp(community))


@lru_cache(maxsize=KEPT_TOWNS)
def _bench(code: int, most: int, _stamp: Stamp) -> Bench:
    community = Area.objects.get(code=code)
    outline = _outline(community)
    ledger = read_units(community, most)
    _refuse_empty(community, ledger.units)
    today = list(children(code, Level.COMMUNITY))
    special = [grid for grid in today if grid.kind != Area.Kind.ORDINARY]
    units, strays = beyond(ledger.units, outline)
    placed = place(units)
    placed = replace(placed, notes=[*strays, *placed.notes])
    return _laid_out(community, outline, ledger, placed, (today, special))


def _laid_out(
    community: Area, outline: Any, ledger: Ledger, placed: Placed,
    grids: tuple[list[Area], list[Area]],
) -> Bench:  # fmt: skip
    today, special = grids
    units = _divided(community, placed, special)
    plane = plane_of(np.array([outline], dtype=object))
    lines = lines_of(outline, plane)
    ground = _ground(outline, plane, units, lines, special)
    bare = shapely.is_empty(ground[: len(units)])
    there = np.flatnonzero(~bare)
    notes = [*ledger.notes, *placed.notes, *_told(ledger.homeless, bare, units, lines)]
    kept_ground = ground[len(units) :]
    units, cells = [units[at] for at in there], ground[there]
    return Bench(
        community=community,
        outline=shapely.transform(outline, plane.metres),
        units=units,
        town=town_of(_units(units, cells, plane), barriers_of(lines)),
        loads=_loads(community, units, cells, plane),
        lines=lines,
        grids=[grid for grid in today if grid not in special],
        kept=[
            Kept(grid, [unit for unit in placed.units if unit.grid == grid.code], area)
            for grid, area in zip(special, kept_ground, strict=True)
        ],
        highest=_highest(community),
        lost=placed.lost,
        notes=notes,
    )


def _highest(community: Area) -> int:
    codes = Area.objects.under(community.code).values_list("code", flat=True)
    return max(code % IN_GRID for code in codes)


def _divided(community: Area, placed: Placed, special: list[Area]) -> list[Unit]:
    codes = {grid.code for grid in special}
    units = [unit for unit in placed.units if unit.grid not in codes]
    if not units:
        raise Refused(
            "divide.places",
            _("“%(name)s”可划分的楼栋都没有位置：请先在房屋台账里给楼栋选点。")
            % {"name": community.name},
        )
    return units


def _outline(community: Area) -> Any:
    if community.level != Level.COMMUNITY:
        raise Refused("divide.level", _("网格按社区划分：请选择一个社区。"))
    if not community.boundary:
        raise Refused(
            "divide.outline",
            _("“%(name)s”还没有边界，划分就没有范围：请先在地图上画出或导入社区边界。")
            % {"name": community.name},
        )
    return shapely.make_valid(polygon(community.boundary))


def _refuse_empty(community: Area, units: list[Unit]) -> None:
    if not units:
        raise Refused(
            "divide.buildings",
            _("“%(name)s”还没有登记楼栋：请先录入或导入楼栋（带位置）和住户，再划分网格。")
            % {"name": community.name},
        )
    if not any(unit.households for unit in units):
        raise Refused(
            "divide.households",
            _("“%(name)s”的楼栋里还没有住户：请先录入或导入住户，再划分网格。")
            % {"name": community.name},
        )


def _ground(
    outline: Any, plane: Plane, units: list[Unit], lines: list[Line], special: list[Area]
) -> Shapes:
    kept = [
        shapely.make_valid(polygon(grid.boundary)) if grid.boundary else shapely.Polygon()
        for grid in special
    ]
    closed = [shapely.transform(each, plane.metres) for each in kept]
    whole = shapely.transform(outline, plane.metres)
    spots = plane.metres(np.array([unit.at for unit in units], dtype=np.float64))
    spots = settled(spots, shapely.difference(whole, shapely.union_all(closed)))
    streets = np.array([line.shape for line in lines if line.parts_blocks], dtype=object)
    return enclosed(shapely.points(spots), spots, streets, whole, closed)


def _told(homeless: int, bare: Any, units: list[Unit], lines: list[Line]) -> list[str]:
    notes = []
    if homeless:
        notes.append(
            f"{homeless} 户没有登记住在哪一栋，这次没有计入：请在人口台账里补上住房后重新计算。"
        )
    if bare.any():
        names = "、".join(units[at].name for at in np.flatnonzero(bare)[:5])
        notes.append(f"{int(bare.sum())} 栋楼（{names}）与别的楼栋位置重合，没有划入：请改正位置。")
    if not lines:
        notes.append("没有街道底图，界线取楼栋之间的中线：装入底图后重新计算可沿街道划界。")
    return notes


def _units(units: list[Unit], cells: Shapes, plane: Plane) -> Units:
    return Units(
        names=[unit.name for unit in units],
        households=np.array([unit.households for unit in units], dtype=np.int64),
        estates=[""] * len(units),
        locks=[""] * len(units),
        extra=np.zeros((len(units), 0)),
        attributes=[],
        shapes=cells,
        points=False,
        plane=plane,
    )


def _loads(community: Area, units: list[Unit], cells: Shapes, plane: Plane) -> Floats:
    """People, key people and premises of each unit, and the incidents of late on its ground."""
    told = np.zeros((len(units), len(LOADS)))
    told[:, :3] = [unit.loads for unit in units]
    since = clock.now() - timedelta(days=INCIDENT_DAYS)
    places = list(
        Incident.objects.filter(
            area_id__gte=community.codes.start, area_id__lt=community.codes.stop
        )
        .filter(reported_at__gte=since, lon__isnull=False, lat__isnull=False)
        .exclude(state__in=(VOID, MERGED))
        .values_list("lon", "lat")
    )
    if places:
        spots = shapely.points(plane.metres(np.array(places, dtype=np.float64)))
        _spot, unit = shapely.STRtree(cells).query(spots, predicate="intersects")
        told[:, 3] = np.bincount(unit, minlength=len(units))
    return told
