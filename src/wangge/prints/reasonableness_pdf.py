"""The report on the division as a document."""

from django.utils.translation import gettext as _

from wangge.areas.queries import county_name
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.posts.access import Staff
from wangge.prints.basemap import Ground, laid, nothing
from wangge.prints.drawings import Dot, Zone, chart
from wangge.prints.faces import Row
from wangge.prints.reasonableness import (
    LABELS,
    CommunityReport,
    GridReport,
    Report,
    weighing,
)
from wangge.prints.typesetting import font, pdf

SIZE = (900.0, 520.0)
WELL, ILL = "#e3f2df", "#f9d9d5"
MAPS = 40
"""Communities drawn in one document; a county's report is its tables."""


def document(staff: Staff, found: Report, *, ground: Ground = nothing) -> bytes:
    """The report as PDF; `ground` tells what the base map has."""
    record("areas.report", f"area:{found.area.code}", actor=staff.user, area=found.area.code)
    return pdf("reasonableness", content(staff, found, ground=ground))


def content(staff: Staff, found: Report, *, ground: Ground = nothing) -> Row:
    """What the layout `reasonableness` is filled with."""
    now = clock.now().astimezone(clock.BEIJING)
    drawn = len(found.communities) <= MAPS
    return {
        "title": f"{found.area.name}网格划分合理性报告",
        "county": county_name(),
        "area": found.area.full_name,
        "as_of": f"{now:%Y-%m-%d}",
        "printed": _("%(who)s 于 %(at)s 打印")
        % {"who": f"{staff.user.name}（{staff.title}）", "at": f"{now:%Y-%m-%d %H:%M}"},
        "watermark": "",
        "summary": summary(found),
        "weighing": weighing(),
        "headings": ["网格", "人口", *LABELS.values()],
        "kinds": [[label, str(n)] for label, n in found.kinds()],
        "communities": [
            _community(each, _chart(each, ground) if drawn else "") for each in found.communities
        ],
    }


def summary(found: Report) -> str:
    """The report in a sentence: 8 个社区、51 个网格，户数偏少 7 个……"""
    return _(
        "%(communities)d 个社区、%(grids)d 个网格；户数偏少 %(below)d 个，偏多 %(above)d 个，"
        "其他问题 %(others)d 处；工作量均衡指数 %(balance).0f。"
    ) % {
        "communities": len(found.communities),
        "grids": found.grids,
        "below": found.below,
        "above": found.above,
        "others": found.others,
        "balance": found.balance,
    }


def _community(found: CommunityReport, drawn: str) -> Row:
    return {
        "name": found.area.name,
        "balance": f"{found.balance:.0f}",
        "band": "{}–{}".format(*found.band),
        "chart": drawn,
        "grids": [_grid(grid) for grid in found.grids],
        "faults": [[f.label, f.what, f.where, f.why, f.do] for f in found.faults],
    }


def _grid(grid: GridReport) -> list[str]:
    around = "—" if grid.compactness is None else f"{grid.compactness:.2f}"
    streets = "—" if grid.on_streets is None else f"{grid.on_streets:.0f}%"
    numbers = [str(n) for n in grid.work.values()]
    return [
        grid.area.name, str(grid.people), *numbers, f"{grid.load:.2f}", around, streets,
        f"{grid.similarity:.0f}%",
        "、".join(dict.fromkeys(fault.label for fault in grid.faults)) or "正常",
    ]  # fmt: skip


def _chart(found: CommunityReport, ground: Ground) -> str:
    zones = [
        Zone(grid.area.name, grid.area.boundary, ILL if grid.faults else WELL)
        for grid in found.grids
    ]
    outline = [Zone("", found.area.boundary, "none", "#0b5a91", 3)] if found.area.boundary else []
    spots = [fault.spot for fault in found.faults if fault.spot]
    dots = [Dot(lon, lat, "", "#c0392b") for lon, lat in spots]
    return chart([*zones, *outline], dots, size=SIZE, font=font(), base=laid(ground, font()))
