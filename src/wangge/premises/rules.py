"""Rules about units and rentals that need no database: the credit code, kinds, what is due."""

from datetime import date, timedelta
from typing import NamedTuple

from stdnum.cn.uscc import calc_check_digit

from wangge.dictionary.lists import ATTENTION, HAZARDS, RENTAL_USES
from wangge.dictionary.unit_lists import KINDS, TRADES
from wangge.kernel.text import tidy

__all__ = ["ATTENTION", "HAZARDS", "KINDS", "RENTAL_USES", "TRADES"]

CODE_LENGTH = 18
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管",
    "A": "中央军委改革和编制办公室",
    "N": "农业农村",
    "Y": "其他",
}
"""The registering department (登记管理部门), the first digit of a credit code."""

FACILITY_KINDS = {
    "utility": "公用设施",
    "road": "道路交通",
    "sanitation": "市容环卫",
    "greening": "园林绿化",
    "fire": "消防设施",
    "lighting": "照明与监控",
    "venue": "活动场地",
    "unit": "驻区单位",
    "team": "队伍",
    "equipment": "设备物资",
    "other": "其他",
}
FACILITY_STATES = {"sound": "完好", "damaged": "损坏", "idle": "停用", "gone": "已拆除"}
ROLES = {"volunteer": "志愿者", "activist": "积极分子", "steward": "楼栋长"}
EXPIRING_DAYS = 30


_BRACKETS = str.maketrans("()", "（）")


def even_name(text: str) -> str:
    """A unit's name as the register writes it: Chinese brackets, however they were typed."""
    return tidy(text).translate(_BRACKETS)


class CreditCode(NamedTuple):
    """A credit code as read: `value` in capital letters, and what is wrong with it."""

    value: str
    fault: str = ""


def read_credit_code(text: str) -> CreditCode:
    """Check a unified social credit code (GB 32100); says which part of it is wrong."""
    value = "".join(text.split()).upper().replace("-", "")
    if not value:
        return CreditCode("")
    if len(value) != CODE_LENGTH:
        return CreditCode(value, f"应为 18 位，现在是 {len(value)} 位")
    strange = [f"第 {at} 位“{sign}”" for at, sign in enumerate(value, 1) if sign not in CODE_SIGNS]
    if strange:
        return CreditCode(value, f"{'、'.join(strange)}不会出现在信用代码里（不用 I、O、S、V、Z）")
    return CreditCode(value, _wrong_part(value))


def _wrong_part(value: str) -> str:
    if value[0] not in AUTHORITIES:
        return f"第 1 位“{value[0]}”不是登记管理部门代码"
    if not value[2:8].isdigit():
        return f"第 3 至 8 位“{value[2:8]}”应为行政区划数字"
    wanted = calc_check_digit(value[:17])
    if wanted == value[-1]:
        return ""
    if not _organisation_fits(value[8:17]):
        return "校验码不符，第 9 至 17 位主体标识码（原组织机构代码）可能有写错的"
    return f"第 18 位校验码不符（按前 17 位应为“{wanted}”），请核对各位"


def _organisation_fits(code: str) -> bool:
    """Whether the last of the nine signs is the one GB 11714 asks for; new bodies keep it too."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign, 36) * weight for sign, weight in zip(code, weights, strict=False))
    return code[-1] == "0123456789X0"[11 - total % 11]


_BY_CODE = {
    "91": "01", "92": "02", "93": "01", "51": "03", "52": "03", "53": "03", "11": "04", "12": "05",
    "13": "03",
}  # fmt: skip


def kind_of_code(code: str) -> str:
    """What kind of unit a credit code is of, by its first two digits; 其他 where they do not tell."""
    return _BY_CODE.get(code[:2], "99")


def expiring(until: date | None, today: date, days: int = EXPIRING_DAYS) -> bool:
    """Whether a lease has run out or will within `days`."""
    return until is not None and until <= today + timedelta(days=days)


def lease_state(since: date | None, until: date | None, today: date) -> tuple[str, str]:
    """How a lease stands, in words and as a tone."""
    if until is None:
        return ("租期未填", "mute") if since is None else ("长期", "good")
    if until < today:
        return f"已到期 {(today - until).days} 天", "danger"
    if expiring(until, today):
        return f"{(until - today).days} 天后到期", "wait"
    return "租期内", "good"
