"""Further facts of buildings and dwellings, declared as the dictionary declares a field.

What the dictionary says of dwellings goes before what stands here.
"""

from collections.abc import Mapping

from wangge.dictionary.fields import FIELDS
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

HOUSING = "住建（房屋）"
POLICE = "公安（户籍人口）"
KNOW = "掌握房屋基本情况"
CONTACT = "联系产权人"
YES_NO = {"1": "是", "0": "否"}
OCCUPANCIES = {
    "own": "自住",
    "rented": "出租",
    "lent": "借住",
    "vacant": "空置",
    "other": "非居住使用",
}
TENURES = {
    "private": "私有产权房",
    "public": "公有住房",
    "public_rental": "公租（廉租）房",
    "resettled": "安置房",
    "rural": "农村宅基地房",
    "collective": "单位集体宿舍",
    "other": "其他",
}
STRUCTURES = {
    "steel": "钢结构",
    "concrete": "钢筋混凝土",
    "brick_concrete": "砖混",
    "brick_wood": "砖木",
    "other": "其他",
}
OCCUPANCY = "occupancy"
VACANT, NOT_LIVED_IN = "vacant", ("vacant", "other")
_COLUMNS = {"estate", "building", "unit", "room", "door", "living_address", "living_region"}


def _field(  # noqa: PLR0917 -- one line for each field
    key: str,
    label: str,
    kind: Type = Type.TEXT,
    codes: Mapping[str, str] | None = None,
    sensitivity: Sensitivity = Sensitivity.INTERNAL,
    mask: Mask = Mask.NONE,
    purpose: str = KNOW,
) -> Field:
    return Field(
        key, label, kind, Section.HOME, HOUSING, purpose, sensitivity, WHILE_HERE, mask,
        reconfirm_days=2 * YEAR, codes=codes, subject=Subject.DWELLING,
    )  # fmt: skip


BUILDING_FIELDS: tuple[Field, ...] = (
    _field("built_year", "建成年份"),
    _field("structure", "建筑结构", Type.CODE, STRUCTURES),
    _field("lift", "有电梯", Type.CODE, YES_NO),
    _field("dangerous", "危房", Type.CODE, YES_NO),
    _field("building_note", "描述"),
)
_PERSONAL, _SENSITIVE = Sensitivity.PERSONAL, Sensitivity.SENSITIVE
_DWELLING = (
    _field(OCCUPANCY, "使用情况", Type.CODE, OCCUPANCIES),
    _field("tenure", "房屋性质", Type.CODE, TENURES),
    _field("floor_area", "建筑面积（㎡）"),
    _field("layout", "户型"),
    _field("certificate", "房屋产权证号", sensitivity=_PERSONAL, mask=Mask.ID_NUMBER),
    _field("owner_name", "产权人姓名", Type.NAME, None, _PERSONAL, Mask.NAME, CONTACT),
    _field("owner_phone", "产权人电话", Type.PHONES, None, _PERSONAL, Mask.PHONE, CONTACT),
    _field("owner_id", "产权人证件号", Type.ID_NUMBER, None, _SENSITIVE, Mask.ID_NUMBER, CONTACT),
    _field("owner_address", "产权人现住址", Type.ADDRESS, None, _PERSONAL, Mask.ADDRESS, CONTACT),
)
_DECLARED = {
    field.key: field
    for field in FIELDS
    if field.subject is Subject.DWELLING and field.key not in _COLUMNS
}
DWELLING_FIELDS: tuple[Field, ...] = tuple(
    ({field.key: field for field in _DWELLING} | _DECLARED).values()
)
