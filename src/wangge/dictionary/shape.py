"""What a field of the ledger is: the shape every declaration has."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wangge.kernel.text import tidy


class Subject(StrEnum):
    """What the field is a fact of."""

    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    RENTAL = "rental"
    PREMISES = "premises"

    @property
    def label(self) -> str:
        return _SUBJECTS[self]


_SUBJECTS = {
    "person": "人员",
    "household": "户",
    "dwelling": "房屋",
    "rental": "出租房屋",
    "premises": "单位场所",
}


class Type(StrEnum):
    """How a value is read and shown."""

    TEXT = "text"
    DATE = "date"
    CODE = "code"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    LABELS = "labels"
    PHONES = "phones"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    NAME = "name"

    @property
    def label(self) -> str:
        return _TYPES[self]


_TYPES = {
    "text": "文字", "date": "日期", "code": "单选", "choices": "多选", "number": "数字",
    "money": "金额（元）", "boolean": "是否", "labels": "标签", "phones": "电话",
    "id_number": "证件号码", "address": "地址", "name": "姓名",
}  # fmt: skip


class Sensitivity(StrEnum):
    """The classes of the Personal Information Protection Law, as far as a ledger needs them."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def label(self) -> str:
        return {"public": "公开", "internal": "内部", "personal": "个人信息",
                "sensitive": "敏感个人信息"}[self]  # fmt: skip


class Mask(StrEnum):
    """How a value is shown to those who may not see it whole."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"name": "只留姓", "id_number": "只留首末位", "phone": "留前三后四",
                "address": "只到楼栋", "none": "不遮盖"}[self]  # fmt: skip


class Section(StrEnum):
    """The 14 parts of the household form (居民基础信息采集表), and the part of premises."""

    BASIC = "基本信息"
    FAMILY = "家庭成员"
    HOME = "住房"
    PARTY = "党建"
    BIRTHS = "计生"
    CIVIL = "民政"
    INSURANCE = "医保社保"
    WORK = "就业"
    SCHOOL = "教育"
    DISABILITY = "残疾康复"
    SERVICE = "退役双拥"
    HEALTH = "健康照护"
    STAY = "流动居住"
    SAFETY = "治安消防"
    PREMISES = "单位场所"
    PLACE = "单位场所"  # the same, by another name


YEAR = 365
WHILE_HERE = None
"""Kept while the person lives here; the retention job then removes it with the person."""


class CodeList(dict[str, str]):
    """Codes and their labels, where they come from, and the other words in use for them."""

    def __init__(
        self, codes: Mapping[str, str], *, source: str, words: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(codes)
        self.source = source
        self.words = dict(words or {})
        labels = {label: code for code, label in codes.items()}
        self._by_word = {_even(word): code for word, code in (self.words | labels).items()}

    def find(self, word: str) -> str:
        """The code that a label, another word in use or the code itself means; else nothing."""
        return self._by_word.get(_even(word), word if word in self else "")


def _even(word: str) -> str:
    return "".join(tidy(word).lower().split()).strip("()")


@dataclass(frozen=True)
class Field:
    """One field of the ledger (数据项).

    `restricted` fields are only for those who do more in the area than collect; `elsewhere` says
    where a value comes from that no form asks for; `local` is the area that added the field.
    """

    key: str
    label: str
    type: Type
    section: Section
    owner: str
    purpose: str
    sensitivity: Sensitivity
    retention_days: int | None
    mask: Mask
    reconfirm_days: int = 2 * YEAR
    codes: Mapping[str, str] | None = None
    synonyms: tuple[str, ...] = ()
    repeatable: bool = False
    required: bool = False
    subject: Subject = Subject.PERSON
    restricted: bool = False
    elsewhere: str = ""
    local: int = 0

    @property
    def is_sealed(self) -> bool:
        """Whether the value is an identifier that must not lie readable in the database."""
        return self.mask in {Mask.ID_NUMBER, Mask.PHONE}
