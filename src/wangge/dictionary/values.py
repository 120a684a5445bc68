"""Values of fields: what is typed or pasted becomes the stored form, and the stored form words.

A stored value is text; several choices are a list of codes. Forms, the importer, the exporter and
superiors' forms all read and show through here.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from stdnum.cn.ric import calc_check_digit

from wangge.dictionary.shape import CodeList, Field, Type
from wangge.kernel.errors import FieldFault
from wangge.kernel.text import tidy
from wangge.privacy.masks import MASKS

Value = str | list[str]
EMPTY: Value = ""
LONGEST = 240
LONGEST_NAME = 100
BETWEEN = "；"
_SEPARATORS = re.compile(r"[；;、,，/|\n\r]+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?号?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_YEARS = range(1850, 2151)
_UNIT = re.compile(r"(?:元|人|个|间|㎡|m2|平方米|平方|平|辆|台|户|套|名|口|年)$")
_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-8]\d{6,7}(?:转\d{1,5})?|400\d{7}|1\d{4}")
_PHONE_NOISE = re.compile(r"[\s\-－—()（）]+")
_CITIZEN = re.compile(r"\d{17}[\dX]")
_OLD_CITIZEN = re.compile(r"\d{15}")
_CERTIFICATE = re.compile(r"[A-Z0-9]{5,30}")
_NO_NAME = re.compile(r"[0-9!@#$%^&*=+<>/\\|~:;_，。；：？！]")
_MOST_DIGITS = 12


class _Fault(ValueError):  # noqa: N818 -- an answer to a person, not a failure
    """What is wrong with a value, in words for people."""


def read(field: Field, raw: Any) -> Value | FieldFault:
    """The stored form of what was typed for `field`; empty stays empty."""
    texts = [raw] if not isinstance(raw, list | tuple | set | frozenset) else list(raw)
    if all(text is None or tidy(str(text)) == "" for text in texts):
        return EMPTY
    try:
        if field.type in _MANY:
            return _MANY[field.type](field, texts)
        return _ONE[field.type](field, raw)
    except _Fault as fault:
        return FieldFault(field.key, f"“{field.label}”{fault}")


def show(field: Field, value: Value | None, *, whole: bool = False) -> str:
    """The stored value in words: codes by their labels, masked by the field's rule."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list):
        return BETWEEN.join(_word(field, each) for each in value)
    text = _word(field, str(value))
    if whole:
        return text
    if field.type is Type.PHONES:
        return BETWEEN.join(MASKS[field.mask](number) for number in text.split(BETWEEN))
    return MASKS[field.mask](text)


def _word(field: Field, value: str) -> str:
    return field.codes.get(value, value) if field.codes else value


def _text(_field: Field, raw: Any) -> str:
    text = tidy(str(raw))
    if len(text) > LONGEST:
        raise _Fault(f"最多 {LONGEST} 个字，现在有 {len(text)} 个字，请缩短。")
    return text


def _name(_field: Field, raw: Any) -> str:
    parts = tidy(str(raw)).split(" ")
    name = " ".join(parts) if all(part.isascii() for part in parts) else "".join(parts)
    if len(name) > LONGEST_NAME:
        raise _Fault(f"最多 {LONGEST_NAME} 个字。")
    if _NO_NAME.search(name):
        raise _Fault("中有数字或符号，请填写证件上的姓名。")
    return name


def _date(_field: Field, raw: Any) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = _CLOCK.sub("", tidy(str(raw)))
    found = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if not found:
        raise _Fault(f"“{text}”不是完整的公历日期，请写成 2026-01-31 的样子。")
    year, month, day = (int(part) for part in found.groups())
    if year not in _YEARS:
        raise _Fault(f"的年份 {year} 不对，请核对。")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise _Fault(f"“{text}”不存在这一天，请核对。") from None


def _code(field: Field, raw: Any) -> str:
    word = tidy(str(raw))
    found = _find(field, word)
    if not found:
        known = "、".join((field.codes or {}).values())
        raise _Fault(f"没有“{word}”这一项，请从列表中选择：{known[:120]}。")
    return found


def _find(field: Field, word: str) -> str:
    listed = field.codes or {}
    codes = listed if isinstance(listed, CodeList) else CodeList(listed, source="")
    return codes.find(word)


def _boolean(field: Field, raw: Any) -> str:
    return ("1" if raw else "0") if isinstance(raw, bool) else _code(field, raw)


def _decimal(raw: Any) -> Decimal:
    text = tidy(str(raw)).replace(",", "").replace("约", "").strip("¥￥ ")
    factor = Decimal(1)
    text = _UNIT.sub("", text).strip()
    for unit, times in (("万", 10_000), ("千", 1_000)):
        if text.endswith(unit):
            text, factor = text.removesuffix(unit).strip(), Decimal(times)
    try:
        number = Decimal(text) * factor
    except InvalidOperation:
        raise _Fault(f"“{raw}”不是数字，请只填数字。") from None
    if not number.is_finite() or number < 0:
        raise _Fault("不能是负数。")
    if number >= Decimal(10) ** _MOST_DIGITS:
        raise _Fault("的数字太大，请核对。")
    return number


def _number(_field: Field, raw: Any) -> str:
    number = _decimal(raw)
    return f"{number.quantize(Decimal('0.0001')).normalize():f}"


def _money(_field: Field, raw: Any) -> str:
    return f"{_decimal(raw).quantize(Decimal('0.01')).normalize():f}"


def _id_number(_field: Field, raw: Any) -> str:
    number = re.sub(r"[\s\-]+", "", tidy(str(raw))).upper()
    if "*" in number:
        raise _Fault("有遮盖符号，请填写完整号码；不修改请留空。")
    if _OLD_CITIZEN.fullmatch(number):
        longer = f"{number[:6]}19{number[6:]}"
        number = longer + str(calc_check_digit(longer + "0"))
    if _CITIZEN.fullmatch(number):
        _check_citizen(number)
    elif not _CERTIFICATE.fullmatch(number):
        raise _Fault("不是证件号码，请核对。")
    return number


def _check_citizen(number: str) -> None:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _Fault("里的出生日期不存在，请按身份证核对。") from None
    if calc_check_digit(number) != number[-1]:
        raise _Fault("最后一位校验不符，请按身份证核对 18 位号码。")


def _phones(_field: Field, raw: Iterable[Any]) -> str:
    numbers: list[str] = []
    for piece in _pieces(raw):
        number = _PHONE_NOISE.sub("", piece)
        for prefix in ("+86", "0086", "86"):
            if _MOBILE.fullmatch(number.removeprefix(prefix)):
                number = number.removeprefix(prefix)
        if "*" in number:
            raise _Fault("有遮盖符号，请填写完整号码；不修改请留空。")
        if not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)):
            raise _Fault(f"“{piece}”不是电话号码，请核对。")
        numbers.append(number)
    return BETWEEN.join(dict.fromkeys(numbers))


def _choices(field: Field, raw: Iterable[Any]) -> list[str]:
    chosen = {_code(field, piece) for piece in _pieces(raw, blanks=True)}
    return [code for code in field.codes or {} if code in chosen]


def _pieces(raw: Iterable[Any], *, blanks: bool = False) -> list[str]:
    """The single values: `a、b` is two of them."""
    text = BETWEEN.join(str(each) for each in raw if each is not None)
    pieces = [tidy(piece) for piece in _SEPARATORS.split(text)]
    if blanks:
        pieces = [part for piece in pieces for part in piece.split()]
    return [piece for piece in pieces if piece]


_ONE: dict[Type, Callable[[Field, Any], str]] = {
    Type.TEXT: _text,
    Type.ADDRESS: _text,
    Type.NAME: _name,
    Type.DATE: _date,
    Type.CODE: _code,
    Type.BOOLEAN: _boolean,
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.ID_NUMBER: _id_number,
}
_MANY: dict[Type, Callable[[Field, Iterable[Any]], Value]] = {
    Type.PHONES: _phones,
    Type.CHOICES: _choices,
    Type.LABELS: _choices,
}
