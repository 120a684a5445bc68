"""The business lines that own fields, and what the fields of one line share."""

from dataclasses import dataclass
from typing import Any

from wangge.dictionary.lists import YES_NO
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

POLICE, CIVIL, CIVIC, STATS, LABOR, PARTY, HOUSING, UNITED = (
    "公安（户籍人口）",
    "民政（社会救助）",
    "综治（网格管理）",
    "统计（人口普查）",
    "人社（就业）",
    "组织（党建）",
    "住建（房屋）",
    "民宗（民族事务）",
)
HEALTH, INSURANCE, SCHOOLS, DISABLED, VETERANS, ELDERLY, FIRE, MARKET, BORDER = (
    "卫健（计生与健康）",
    "医保与人社（社会保险）",
    "教育（学籍与资助）",
    "残联（残疾人服务）",
    "退役军人事务（双拥优抚）",
    "民政（养老服务）",
    "消防与应急（安全）",
    "市场监管（经营主体）",
    "公安（出入境管理）",
)

IDENTIFY = "识别同一个人，避免重复登记"
CONTACT = "上门、通知和紧急联系"
SERVE = "确定服务对象并上门服务"
LOCATE = "确定所住房屋和所属网格"
COUNT = "人口统计和政策对象筛选"
STAYING = "流动人口居住登记和服务"

_MASKS = {
    Type.NAME: Mask.NAME,
    Type.ID_NUMBER: Mask.ID_NUMBER,
    Type.PHONES: Mask.PHONE,
    Type.ADDRESS: Mask.ADDRESS,
}


@dataclass(frozen=True)
class Line:
    """What the fields of a business line share; each field may say otherwise."""

    section: Section
    owner: str
    purpose: str
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    retention_days: int | None = WHILE_HERE
    reconfirm_days: int = 2 * YEAR
    subject: Subject = Subject.PERSON

    def __call__(
        self, key: str, label: str, kind: Type = Type.TEXT, synonyms: str = "", **own: Any
    ) -> Field:
        """A field of this line; `synonyms` are other headings that mean it, apart by blanks."""
        shared: dict[str, Any] = {
            "section": self.section,
            "owner": self.owner,
            "purpose": self.purpose,
            "sensitivity": self.sensitivity,
            "retention_days": self.retention_days,
            "reconfirm_days": self.reconfirm_days,
            "subject": self.subject,
            "mask": _MASKS.get(kind, Mask.NONE),
            "codes": YES_NO if kind is Type.BOOLEAN else None,
        }
        words = tuple(synonyms.split())
        return Field(key=key, label=label, type=kind, synonyms=words, **(shared | own))
