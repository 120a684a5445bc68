"""What the demo's workers learnt and handed up, and what they think of the system."""

from random import Random

from wangge.kernel.ids import uuid7
from wangge.posts.access import Staff
from wangge.visits.actions.handing import Told, hand_up
from wangge.visits.actions.suggesting import suggest

OFTEN, SPECIAL = 0.09, 0.12
GENERAL_NEWS = (
    "几户反映晚上广场音响太吵，希望九点后关小",
    "菜市口临时摊点比上月多了三四家",
    "居民打听老旧小区加装电梯的政策",
    "暑假有几个孩子常在配电房边玩",
    "新开了一家托管班，正在办手续",
    "楼下花坛改停车位，意见不一",
)
SPECIAL_NEWS = (
    "有人上门推销“免费体检”，已劝老人不要交钱",
    "一户和装修队为工钱争吵，说下午还要来人",
)
WORDS = (
    ("burden", "走访情况平台里有了，月底还要再填一张纸质汇总表，能不能直接导出？", False),
    ("app", "楼道里光线暗，希望上报页的按钮再大一点。", False),
    ("burden", "有的群要求走访后发照片到群里，和平台上报重复。", True),
)


def tell_news(staff: Staff, grid: int, rng: Random) -> None:
    """On some days there is something to hand up."""
    if rng.random() > OFTEN:
        return
    special = rng.random() < SPECIAL
    text = rng.choice(SPECIAL_NEWS if special else GENERAL_NEWS)
    hand_up(staff, uuid7(), Told(grid=grid, kind="special" if special else "general", text=text))


def speak_up(staff: Staff) -> None:
    """What one of them thinks, with a name and without."""
    for kind, text, anonymous in WORDS:
        suggest(staff, uuid7(), kind=kind, text=text, anonymous=anonymous)
