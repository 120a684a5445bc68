"""What the values of one person or household say against each other: named, never guessed."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.shape import Subject, Type
from wangge.kernel.errors import FieldFault
from wangge.people import rules

Values = Mapping[str, Any]
Found = Iterator[tuple[tuple[str, ...], str]]
"""The fields that contradict each other, the one to mend first; and what is wrong."""

TO_COME = frozenset(
    {"id_valid_until", "permit_until", "visa_until", "disability_until", "due_on", "back_on",
     "leaving_on"}
)  # fmt: skip
"""Dates that may lie ahead."""
PAST = tuple(
    field.key
    for field in BY_KEY.values()
    if field.subject is Subject.PERSON and field.type is Type.DATE and field.key not in TO_COME
)
_ORDERED = (
    ("id_issued_on", "id_valid_until"), ("permit_on", "permit_until"),
    ("disability_on", "disability_until"), ("enlisted_on", "discharged_on"),
    ("hired_on", "left_work_on"), ("entered_on", "leaving_on"), ("away_since", "back_on"),
    ("party_joined_on", "party_full_on"),
)  # fmt: skip
_PARTY_AGE = 18
_MARRIED_AGE = 15
_UNMARRIED, _MEMBER, _PREGNANT = "10", {"01", "02"}, "02"


def of_person(values: Values, changed: Collection[str], today: date) -> list[FieldFault]:
    """The contradictions that a change of these fields brings, each at a field that was changed."""
    checks: tuple[Callable[[Values, date], Found], ...] = (
        _identity, _relation, _times, _ages, _couples,
    )  # fmt: skip
    return _named((found for check in checks for found in check(values, today)), changed)


def of_household(values: Values, changed: Collection[str]) -> list[FieldFault]:
    """The same for a household."""
    return _named(_means(values), changed)


def _named(found: Found, changed: Collection[str]) -> list[FieldFault]:
    faults: dict[str, FieldFault] = {}
    for keys, told in found:
        at = next((key for key in keys if key in changed), None)
        if at is not None:
            faults.setdefault(at, FieldFault(at, told))
    return list(faults.values())


def _day(values: Values, key: str) -> date | None:
    text = values.get(key)
    return date.fromisoformat(text) if text else None


def _label(key: str) -> str:
    return BY_KEY[key].label


def _identity(values: Values, today: date) -> Found:
    number, kind = str(values.get("id_number", "")), values.get("id_type") or "111"
    if not number:
        return
    if kind != "111":  # a passport tells nothing of its holder
        return
    if len(number) != rules.ID_LENGTH or not rules.check_digit_fits(number):
        yield (
            ("id_number", "id_type"),
            "证件类型是居民身份证时要填 18 位号码；其他证件请先选证件类型。",
        )
        return
    told = rules.born(number, today)
    if told is None:
        yield ("id_number",), "身份证号码里的出生日期不存在或不可能，请核对。"
        return
    day, sex = _day(values, "birth_date"), values.get("sex")
    if day and day != told.date:
        yield (
            ("birth_date", "id_number"),
            f"与身份证号码里的出生日期 {told.date:%F} 不一致，请核对。",
        )
    if sex and sex != told.sex:
        word = "男" if told.sex == rules.MAN else "女"
        yield ("sex", "id_number"), f"身份证号码表明是{word}性，与登记的性别不一致，请核对。"


def _relation(values: Values, _today: date) -> Found:
    told, sex = rules.sex_of_relation(str(values.get("relation", ""))), values.get("sex")
    if told and sex and told != sex:
        yield ("relation", "sex"), "与户主关系和性别不一致，请核对。"


def _times(values: Values, today: date) -> Found:
    birth = _day(values, "birth_date")
    if birth and rules.age(birth, today) > rules.OLDEST:
        yield ("birth_date",), f"算来已超过 {rules.OLDEST} 岁，请核对。"
    for key in PAST:
        day = _day(values, key)
        if day and day > today:
            yield (key,), f"“{_label(key)}”在今天之后，请核对。"
        elif day and birth and day < birth:
            yield (key, "birth_date"), f"“{_label(key)}”早于出生日期，请核对。"
    death = _day(values, "death_date")
    for key in PAST:
        day = _day(values, key)
        if death and day and key not in {"death_date", "birth_date"} and day > death:
            yield (key, "death_date"), f"“{_label(key)}”晚于死亡日期，请核对。"
    for first, last in _ORDERED:
        start, end = _day(values, first), _day(values, last)
        if start and end and end < start:
            yield (last, first), f"“{_label(last)}”早于“{_label(first)}”，请核对。"


def _ages(values: Values, today: date) -> Found:
    birth = _day(values, "birth_date")
    if not birth:
        return
    joined = _day(values, "party_joined_on")
    if joined and joined >= birth and rules.age(birth, joined) < _PARTY_AGE:
        yield ("party_joined_on", "birth_date"), "入党时不满 18 岁，请核对。"
    years = rules.age(birth, today)
    if values.get("political") in _MEMBER and years < _PARTY_AGE:
        yield ("political", "birth_date"), "不满 18 岁，不能是中共党员，请核对。"
    if values.get("marital") not in {None, "", _UNMARRIED, "90"} and years < _MARRIED_AGE:
        yield ("marital", "birth_date"), f"年龄 {years} 岁，婚姻状况请核对。"


def _couples(values: Values, _today: date) -> Found:
    if values.get("marital") == _UNMARRIED and values.get("spouse_name"):
        yield ("spouse_name", "marital"), "婚姻状况是未婚，却有配偶姓名，请核对。"
    if values.get("pregnancy") == _PREGNANT and values.get("sex") == rules.MAN:
        yield ("pregnancy", "sex"), "性别是男，孕产情况请核对。"


def _means(values: Values) -> Found:
    whole, each = values.get("family_income"), values.get("income_per_head")
    if whole and each and float(each) > float(whole):
        yield ("income_per_head", "family_income"), "年人均收入高于家庭年收入，请核对。"
