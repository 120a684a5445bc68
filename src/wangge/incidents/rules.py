"""The closed loop as a table (requirement 001-60): states, stages, verbs, kinds.

Every legal move of an incident is a row of `FLOW`; buttons, API and tests are drawn from it.
"""

from wangge.kernel.flow import Flow, Step

GENERAL, JOINT, SUDDEN, APPROVAL = "一般性", "需协调", "突发性", "需审批"
KINDS = (GENERAL, JOINT, SUDDEN, APPROVAL)
URGENCIES = ("紧急", "急", "一般", "审批")
STAGES = ("信息采集", "受理", "立项", "任务派遣", "处理", "反馈", "核查", "结案")
SOURCES = (
    "居民上报",
    "网格员巡查",
    "网格长",
    "协管员",
    "信息员",
    "走访",
    "热线转办",
    "部门转办",
    "会议决议",
    "其他",
)
CHANNELS = ("电话", "短信", "当面", "微信", "网页", "书面", "公示")
SATISFACTION = ("满意", "基本满意", "不满意")
ESCALATION_REASONS = ("超出管辖", "无法解决", "需部门协调", "突发紧急")
SUPERVISION = ("普通", "黄牌", "红牌")

REPORTED, ACCEPTED, REJECTED = "reported", "accepted", "rejected"
REGISTERED, AWAITING = "registered", "awaiting_approval"
DISPATCHED, HANDLING, SUSPENDED = "dispatched", "handling", "suspended"
HANDLED, INFORMED, VERIFIED = "handled", "informed", "verified"
CLOSED, ARCHIVED, MERGED, VOID = "closed", "archived", "merged", "void"

STATES = {
    REPORTED: ("待受理", "信息采集"),
    ACCEPTED: ("已受理", "受理"),
    REJECTED: ("不予受理", "受理"),
    MERGED: ("已并案", "受理"),
    REGISTERED: ("已立项", "立项"),
    AWAITING: ("待审批", "立项"),
    DISPATCHED: ("待签收", "任务派遣"),
    HANDLING: ("处理中", "处理"),
    SUSPENDED: ("挂账", "处理"),
    HANDLED: ("待反馈", "处理"),
    INFORMED: ("待核查", "反馈"),
    VERIFIED: ("待结案", "核查"),
    CLOSED: ("已结案", "结案"),
    ARCHIVED: ("已归档", "结案"),
    VOID: ("已作废", "结案"),
}
STATE_CHOICES = [(state, label) for state, (label, _) in STATES.items()]
STAGE_OF = {state: stage for state, (_, stage) in STATES.items()}
FINAL = frozenset({REJECTED, MERGED, ARCHIVED, VOID})
ENDED = FINAL | {CLOSED}
OPEN = frozenset(STATES) - ENDED
AT_WORK = frozenset({DISPATCHED, HANDLING})

# Duties are what access.duties() finds out about a person and an incident.
INTAKE, DISPATCH, HANDLE, TRACK = "intake", "dispatch", "handle", "track"
VERIFY, SUPERVISE, APPROVE, SETTLE = "verify", "supervise", "approve", "settle"


def _step(  # noqa: PLR0917 -- a table reads best in columns
    verb: str,
    label: str,
    sources: set[str] | frozenset[str],
    target: str,
    duty: str,
    needs: str = "",
    guards: str = "",
) -> Step:
    return Step(
        verb,
        frozenset(sources),
        target,
        duty,
        label,
        frozenset(needs.split()),
        tuple(guards.split()),
    )


FLOW = Flow(
    start=(REPORTED,),
    states=frozenset(STATES),
    final=FINAL,
    steps=(
        _step("accept", "受理", {REPORTED}, ACCEPTED, INTAKE),
        _step("reject", "不予受理", {REPORTED, ACCEPTED}, REJECTED, INTAKE, "note channel"),
        _step("merge", "并案", {REPORTED, ACCEPTED}, MERGED, INTAKE, "into"),
        _step(
            "settle",
            "现场办结",
            {REPORTED, ACCEPTED},
            INFORMED,
            SETTLE,
            "note channel",
            "needs_no_approval",
        ),
        _step("classify", "归类", {REPORTED, ACCEPTED}, "", INTAKE, "category"),
        _step(
            "escalate",
            "上报上级",
            {REPORTED, ACCEPTED, REGISTERED},
            REPORTED,
            INTAKE,
            "note reason",
            "has_upper_level",
        ),
        _step(
            "return", "退回下级", {REPORTED, ACCEPTED}, ACCEPTED, INTAKE, "note", "came_from_below"
        ),
        _step("register", "立项", {ACCEPTED}, REGISTERED, DISPATCH, "", "needs_no_approval"),
        _step("register", "立项送审", {ACCEPTED}, AWAITING, DISPATCH, "", "needs_approval"),
        _step("approve", "审批同意", {AWAITING}, REGISTERED, APPROVE),
        _step("decline", "审批不同意", {AWAITING}, ACCEPTED, APPROVE, "note"),
        _step("dispatch", "派遣", {ACCEPTED}, DISPATCHED, DISPATCH, "", "needs_no_approval"),
        _step("dispatch", "派遣", {REGISTERED}, DISPATCHED, DISPATCH),
        _step("sign", "签收", {DISPATCHED}, HANDLING, HANDLE),
        _step("progress", "进展", AT_WORK | {SUSPENDED}, "", TRACK, "note"),
        _step("return", "退回派遣", AT_WORK, REGISTERED, HANDLE, "note"),
        _step(
            "extend",
            "申请延期",
            AT_WORK,
            "",
            HANDLE,
            "note",
            "nothing_pending in_time extensions_left",
        ),
        _step("suspend", "申请挂账", AT_WORK, "", HANDLE, "note", "nothing_pending"),
        _step("approve", "同意延期", AT_WORK, "", APPROVE, "", "extension_pending"),
        _step("approve", "同意挂账", AT_WORK, SUSPENDED, APPROVE, "", "suspension_pending"),
        _step("decline", "不同意", AT_WORK, "", APPROVE, "note", "something_pending"),
        _step("resume", "恢复办理", {SUSPENDED}, HANDLING, DISPATCH),
        _step("handle", "处理完成", AT_WORK, HANDLED, HANDLE, "note", "not_told_now"),
        _step("handle", "处理完成并告知", AT_WORK, INFORMED, HANDLE, "note", "told_now"),
        _step("feedback", "反馈告知", {HANDLED}, INFORMED, TRACK, "channel"),
        _step("feedback", "反馈告知", {VERIFIED}, "", TRACK, "channel", "not_told_yet"),
        _step("verify", "核查通过", {HANDLED, INFORMED}, VERIFIED, VERIFY, "passed", "passed"),
        _step(
            "verify", "核查不通过", {HANDLED, INFORMED}, HANDLING, VERIFY, "passed note", "failed"
        ),
        _step("close", "结案", {VERIFIED}, CLOSED, DISPATCH, "", "told"),
        _step("reopen", "重新办理", {CLOSED}, REGISTERED, DISPATCH, "note", "within_reopen_days"),
        _step("callback", "回访", {CLOSED}, "", DISPATCH, "satisfaction"),
        _step("archive", "归档", {CLOSED}, ARCHIVED, DISPATCH),
        _step("supervise", "督办", OPEN, "", SUPERVISE, "note"),
        _step("lift", "解除督办", OPEN, "", SUPERVISE, "", "supervised"),
        _step("void", "作废", OPEN, VOID, SUPERVISE, "note"),
    ),
)

GUARD_MESSAGES = {
    "needs_no_approval": "需审批的事项不能跳过审批,请先立项送审。",
    "needs_approval": "只有需审批的事项才送审。",
    "has_upper_level": "已在县级,没有上级可报,请立项派遣。",
    "came_from_below": "只有下级上报的事项才能退回下级。",
    "nothing_pending": "已有一项申请在等待审批。",
    "something_pending": "没有等待审批的申请。",
    "extension_pending": "没有等待审批的延期申请。",
    "suspension_pending": "没有等待审批的挂账申请。",
    "in_time": "已超期的事项不能再延期。",
    "extensions_left": "延期次数已用完。",
    "told_now": "请填写告知方式。",
    "not_told_now": "已填写告知方式。",
    "not_told_yet": "已经告知过当事人。",
    "told": "结案前须先告知当事人,请填写反馈告知(方式和时间)。",
    "passed": "请填写核查是否通过。",
    "failed": "请填写核查是否通过。",
    "within_reopen_days": "已超过结案后可重新办理的期限,请作为新事项上报。",
    "supervised": "该事项没有在督办。",
}
