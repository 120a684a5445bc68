"""What a post can allow: the fixed abilities that every local post name is made of."""

ABILITIES = {
    "collect": "采集上报",
    "confirm": "审核确认",
    "classify": "受理归类",
    "dispatch": "立项派遣",
    "handle": "处理",
    "verify": "核查",
    "supervise": "督办审批",
    "assess": "考核",
    "administer": "系统管理",
    "audit": "安全审计",
}
# Abilities that need sight of people and matters; administrators have none of them.
WORKING = frozenset(ABILITIES) - {"administer", "audit"}
