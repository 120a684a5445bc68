"""The life of a plan: which step is possible in which state. Pure."""

DRAFT, COMMENT, APPROVED, DONE, WITHDRAWN = "draft", "comment", "approved", "done", "withdrawn"
STATES = {
    DRAFT: "草案",
    COMMENT: "征求意见",
    APPROVED: "已批准，待生效",
    DONE: "已生效",
    WITHDRAWN: "已撤回",
}
OPEN = (DRAFT, COMMENT, APPROVED)

STEPS = {
    "publish": ((DRAFT,), COMMENT),
    "approve": ((COMMENT,), APPROVED),
    "return": ((COMMENT, APPROVED), DRAFT),
    "withdraw": (OPEN, WITHDRAWN),
    "effect": ((APPROVED,), DONE),
}
"""Step -> the states it may be taken in, and the state after it. What took effect stays."""

FRESH, MEND, HAND = "fresh", "mend", "hand"
AIMS = {FRESH: "重新划分", MEND: "最少变动调整", HAND: "手工调整"}


def may(step: str, state: str) -> bool:
    """Whether the step is possible now."""
    return state in STEPS[step][0]
