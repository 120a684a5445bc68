"""Columns that are counted, not asked: running numbers, ages, dates of filling in, areas, sums."""

from collections.abc import Mapping
from enum import StrEnum

from wangge.exchange.lines import plain


class Figure(StrEnum):
    """What the system puts into a column by itself."""

    NUMBER = "number"
    AGE = "age"
    SIZE = "size"
    COUNT = "count"
    WHETHER = "whether"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"
    GRID = "grid"
    AREA = "area"
    FILLED_ON = "filled_on"
    AS_OF = "as_of"
    FILLER = "filler"
    CONSTANT = "constant"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[Figure, str] = {
    Figure.NUMBER: "序号",
    Figure.AGE: "周岁年龄（按截止日期）",
    Figure.SIZE: "家庭人口数",
    Figure.COUNT: "按条件计数",
    Figure.WHETHER: "是否符合条件（是/否）",
    Figure.COUNTY: "县区名称",
    Figure.TOWN: "镇街名称",
    Figure.COMMUNITY: "社区名称",
    Figure.GRID: "网格名称",
    Figure.AREA: "填报单位",
    Figure.FILLED_ON: "填表日期",
    Figure.AS_OF: "截止日期",
    Figure.FILLER: "填表人",
    Figure.CONSTANT: "固定内容",
}

_HEADINGS: Mapping[Figure, str] = {
    Figure.NUMBER: "序号 编号 序",
    Figure.AGE: "年龄 周岁 实足年龄 年龄(岁) 周岁年龄",
    Figure.SIZE: "家庭人口 家庭人口数 家庭人数 户人口 户内人数 家庭成员数 共有人口 人口数",
    Figure.COUNTY: "县 区 县区 区县 县(区) 县(市、区) 县(市区) 所属区县 所属县区",
    Figure.TOWN: "镇 街道 镇街 乡镇 乡镇/街道 镇(街道) 乡镇(街道) 乡(镇) 街道(乡镇) 镇/街道 所属街道 所属乡镇 乡镇街道",
    Figure.COMMUNITY: "社区 村 村(社区) 社区(村) 社区/村 村/社区 所属社区 社区名称 村居 村(居) 所在社区",
    Figure.AREA: "单位 填报单位 单位名称 地区 区域 网格/社区 填报地区",
    Figure.FILLED_ON: "日期 填表日期 填表时间 填报日期 填报时间 登记时间 登记日期 采集时间 采集日期 核实时间 核签时间 统计日期 操作时间",
    Figure.AS_OF: "截止日期 截至日期 统计截止日期 数据截止日期",
    Figure.FILLER: "填表人 填报人 登记人 采集人 经办人 操作人 统计人 信息采集人 填表人员",
}

WORDS: Mapping[str, Figure] = {
    plain(word): figure for figure, words in _HEADINGS.items() for word in words.split()
}
"""Normalised heading -> figure."""

OF_LINE = frozenset({Figure.NUMBER, Figure.FILLED_ON, Figure.AS_OF, Figure.FILLER, Figure.CONSTANT})
"""Figures that no row of the ledger stands behind."""
