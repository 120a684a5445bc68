"""Rules about what happens in people's lives: kinds, dates, and what fits whom."""

from collections.abc import Mapping
from datetime import date

BIRTH, ADOPT, MARRIAGE, DIVORCE, DEATH = "birth", "adopt", "marriage", "divorce", "death"
MOVE_IN, MOVE_OUT, RETURN, REHOUSE = "move_in", "move_out", "return", "rehouse"
SPLIT, JOIN, HEAD, REGISTER, LOST, FOUND = "split", "join", "head", "register", "lost", "found"
UNDO = "undo"

KINDS: Mapping[str, str] = {
    BIRTH: "出生", ADOPT: "收养", MARRIAGE: "结婚", DIVORCE: "离婚", DEATH: "死亡",
    MOVE_IN: "迁入", MOVE_OUT: "迁出", RETURN: "返回", REHOUSE: "迁居", SPLIT: "分户",
    JOIN: "并户", HEAD: "户主变更", REGISTER: "户籍变更", LOST: "失联", FOUND: "恢复联系",
    UNDO: "撤销",
}  # fmt: skip
KIND_CHOICES = tuple(KINDS.items())

SOURCES = ("本人告知", "家属告知", "上门走访", "邻里反映", "部门通报", "证明材料")
MET = frozenset({"本人告知", "上门走访"})
"""By these somebody met the person; the others are hearsay, however true."""

PRESENT, MOVED, DECEASED, MISSING = "present", "moved", "deceased", "lost"
# Which events can be told of somebody, by where the person is in life.
OF_STATUS: Mapping[str, tuple[str, ...]] = {
    PRESENT: (
        BIRTH, MARRIAGE, DIVORCE, MOVE_OUT, REHOUSE, REGISTER, SPLIT, JOIN, HEAD, ADOPT, LOST,
        DEATH,
    ),
    MISSING: (FOUND, MOVE_OUT, DEATH),
    MOVED: (RETURN, DEATH),
    DECEASED: (),
}  # fmt: skip

UNMARRIED, MARRIED, MARRIED_AGAIN, WIDOWED, DIVORCED = "10", "20", "22", "30", "40"
FIRST_MARRIAGE = "21"
IN_MARRIAGE = frozenset(("20", "21", "22", "23"))
# Civil Code (民法典) art. 1047; autonomous areas may allow two years less.
MARRIAGE_AGE: Mapping[str, int] = {"1": 22, "2": 20}
MARRIAGE_AGE_LEAST: Mapping[str, int] = {"1": 20, "2": 18}
PARENT_LEAST = 12
SPAN = 125


def marital_after(before: str) -> str:
    """The marital status of somebody who marries."""
    if before == UNMARRIED:
        return FIRST_MARRIAGE
    return MARRIED_AGAIN if before in {WIDOWED, DIVORCED} else MARRIED


def date_fault(on: date, today: date, born: date | None, since: date | None) -> str:
    """What is wrong with the day of an event; empty when nothing is."""
    if on > today:
        return f"日期 {on} 还没有到，请核对"
    if born and on < born:
        return f"日期 {on} 早于出生日期 {born}，请核对是日期还是出生日期有误"
    if since and on < since:
        return f"日期 {on} 早于上一次变动（{since} 起），请核对先后顺序"
    if (today.year - on.year) > SPAN:
        return f"日期 {on} 距今太久，请核对年份"
    return ""


def same_place(one: str, other: str) -> bool:
    """Whether two addresses mean one home; ledgers leave out the names of the areas above."""
    short, long = sorted(("".join(one.split()), "".join(other.split())), key=len)
    least = 4
    return bool(short) and (short == long or (len(short) >= least and long.endswith(short)))


def apart(registered: str, living: str) -> str:
    """人户一致 or 人户分离 by the two addresses; empty when one is not known."""
    if not registered or not living:
        return ""
    return "together" if same_place(registered, living) else "apart"


def apart_after(kept: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """The fact after an address changed; one set by hand against the addresses stays."""
    by_hand = kept and kept != apart(*old) and apart(*old)
    return kept if by_hand else apart(*new) or kept
