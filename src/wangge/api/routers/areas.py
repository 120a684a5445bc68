"""The division tree."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from wangge.api import shapes
from wangge.api.answers import LEVEL_OF, Call, answer
from wangge.api.paging import page
from wangge.api.problems import problem
from wangge.api.schemas.areas import AreaFilters, AreaList, GridOut, Point
from wangge.areas import queries
from wangge.areas.geometry import check_position
from wangge.kernel.codes import parse_code

router = Router(tags=["区划"])


@router.get("", response=AreaList, summary="区划列表", operation_id="list_areas")
def list_areas(request: Call, wanted: Query[AreaFilters]) -> HttpResponse:  # noqa: ARG001
    """现行的县、镇街、社区和网格，按代码排列；区划不涉及个人，工作人员都可查。"""
    rows = queries.listed(
        under=parse_code(wanted.under) if wanted.under else None,
        level=LEVEL_OF[wanted.level] if wanted.level else None,
    ).defer("boundary")
    return answer(page(rows, wanted.cursor, wanted.limit, shapes.area))


@router.get("/at", response=GridOut, summary="坐标所在的网格", operation_id="area_at")
def area_at(request: Call, wanted: Query[Point]) -> HttpResponse:  # noqa: ARG001
    """边界包含该点的网格；那里没有划过网格时答 404。"""
    check_position(wanted.lon, wanted.lat)
    code = queries.grid_at(wanted.lon, wanted.lat)
    if code is None:
        return problem(404, "missing", _("这个位置没有划定网格边界，请直接选择社区或网格。"))
    found = shapes.area(queries.fetch(code))
    return answer(found | {"grid": found["code"]})
