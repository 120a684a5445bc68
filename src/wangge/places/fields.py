"""Which facts of buildings and dwellings are kept.

Those of dwellings stand in the field dictionary; what is asked of a building stands here.
"""

from collections.abc import Mapping

from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import (
    WHILE_HERE,
    YEAR,
    Field,
    Mask,
    Section,
    Sensitivity,
    Subject,
    Type,
)

YES_NO = {"1": "是", "0": "否"}
STRUCTURES = {
    "steel": "钢结构",
    "concrete": "钢筋混凝土",
    "brick_concrete": "砖混",
    "brick_wood": "砖木",
    "other": "其他",
}
OCCUPANCY = "occupancy"
VACANT, RENTED, NOT_LIVED_IN = "vacant", "rented", ("vacant", "other")


def _field(key: str, label: str, codes: Mapping[str, str] | None = None) -> Field:
    return Field(
        key,
        label,
        Type.CODE if codes else Type.TEXT,
        Section.HOME,
        "住建（房屋）",
        "掌握房屋基本情况",
        Sensitivity.INTERNAL,
        WHILE_HERE,
        Mask.NONE,
        reconfirm_days=2 * YEAR,
        codes=codes,
        subject=Subject.DWELLING,
    )


BUILDING_FIELDS: tuple[Field, ...] = (
    _field("built_year", "建成年份"),
    _field("structure", "建筑结构", STRUCTURES),
    _field("lift", "有电梯", YES_NO),
    _field("dangerous", "危房", YES_NO),
    _field("building_note", "描述"),
)


def dwelling_fields(area: int) -> tuple[Field, ...]:
    """What is asked of a dwelling of `area`: the dictionary's fields and the local ones."""
    return dictionary_at(area).of(Subject.DWELLING)
