"""What can be wrong with a division into grids, why it matters and what to do about it."""

from dataclasses import dataclass

from wangge.areas.geometry import Position

KINDS = {
    # kind: its name, why it matters, what to do
    "none": (
        "未划边界",
        "没有边界就不能按位置派单，也无法核对有没有空白和重叠。",
        "请沿街巷、小区围墙画出边界。",
    ),
    "broken": ("边界无效", "边界的坐标读不出来。", "请重新画这个网格的边界。"),
    "crossing": ("边界自相交", "同一块地说不清在格内还是格外。", "请把交叉处的点拖开。"),
    "parts": (
        "不连片",
        "网格应当连成一片，隔开的一块巡查要绕路。",
        "请把隔开的一块划给相邻网格，或补上中间的通道。",
    ),
    "overlap": (
        "交叉重叠",
        "重叠处的事会派给两个网格员，也可能都不管。",
        "请确定归哪一格，把另一格的边界退回来。",
    ),
    "gap": ("留有空白", "这里的人和事没有网格员负责。", "请把这一块划进相邻的网格。"),
    "outside": (
        "超出社区",
        "划分网格不改变社区范围，界外归别的社区管。",
        "请把边界退到社区界线以内。",
    ),
    "building": (
        "楼栋归错格",
        "楼栋的人和事算在一格，按位置派单又到另一格。",
        "请核对：位置对的，把楼栋改到所在网格；登记对的，调整边界或坐标。",
    ),
    "estate": (
        "小区被切开",
        "同一小区人员相熟、物业统一，拆开后居民不知道找谁。",
        "请尽量整个划在一格；户数超出上限的，沿小区内道路分界。",
    ),
    "below": ("户数偏少", "低于本地规定的下限。", "请与相邻的小网格合并，或划入相邻楼栋。"),
    "above": ("户数偏多", "高于本地规定的上限。", "请划出部分楼栋给相邻网格，或拆成两格。"),
    "homeless": (
        "有户未入格",
        "这些户没有网格员负责，各项统计也少算。",
        "请在房屋台账里把所在楼栋归到网格。",
    ),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: its kind, with which grids, what and where."""

    kind: str
    grids: tuple[int, ...]
    what: str
    where: str
    spot: Position | None = None

    @property
    def label(self) -> str:
        return KINDS[self.kind][0]

    @property
    def why(self) -> str:
        return KINDS[self.kind][1]

    @property
    def do(self) -> str:
        return KINDS[self.kind][2]
