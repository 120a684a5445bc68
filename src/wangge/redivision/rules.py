"""The life of a plan: which step is possible in which state. Pure."""

from wangge.kernel.codes import Level

DRAFT, COMMENT, APPROVED, DONE, WITHDRAWN = "draft", "comment", "approved", "done", "withdrawn"
STATES = {
    DRAFT: "草案",
    COMMENT: "征求意见",
    APPROVED: "已批准，待生效",
    DONE: "已生效",
    WITHDRAWN: "已撤回",
}
OPEN = (DRAFT, COMMENT, APPROVED)
EDITABLE = (DRAFT, COMMENT)
PUBLISHED = (COMMENT, APPROVED, DONE)
"""What grid workers are shown: a draft is still the desk's own."""

STEPS = {
    "publish": ((DRAFT,), COMMENT),
    "approve": ((COMMENT,), APPROVED),
    "return": ((COMMENT, APPROVED), DRAFT),
    "withdraw": (OPEN, WITHDRAWN),
    "effect": ((APPROVED,), DONE),
}
"""Step -> the states it may be taken in, and the state after it. What took effect stays."""

STEP_LABELS = {
    "publish": "公开征求意见",
    "approve": "批准",
    "return": "退回草案",
    "withdraw": "撤回",
    "effect": "生效",
}

FRESH, MEND, HAND = "fresh", "mend", "hand"
AIMS = {FRESH: "重新划分", MEND: "最少变动调整", HAND: "手工调整"}

_LEVELS = {
    "community": Level.COMMUNITY,
    "社": Level.COMMUNITY,
    "town": Level.TOWN,
    "镇": Level.TOWN,
    "乡": Level.TOWN,
    "街": Level.TOWN,
    "county": Level.COUNTY,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "市": Level.COUNTY,
}


def may(step: str, state: str) -> bool:
    """Whether the step is possible now."""
    return state in STEPS[step][0]


def approval_level(told: str) -> Level:
    """The level that the local rule names (社区、镇街、县区); the community's where it names none."""
    word = str(told).strip().lower()
    return _LEVELS.get(word) or _LEVELS.get(word[:1]) or Level.COMMUNITY


def band_of(households: int, low: int, high: int) -> str:
    """How a grid's size lies to the band: below, inside or above."""
    if households < low:
        return "below"
    return "above" if households > high else "inside"


def balance(sizes: list[int]) -> float:
    """Jain's index: 1 where all grids are alike."""
    squares = sum(size * size for size in sizes)
    return sum(sizes) ** 2 / (len(sizes) * squares) if squares else 1.0


def largest_deviation(sizes: list[int]) -> float:
    """How far the grid farthest from the mean lies from it, as a share of the mean."""
    mean = sum(sizes) / len(sizes) if sizes else 0.0
    return max(abs(size - mean) for size in sizes) / mean if mean else 0.0
