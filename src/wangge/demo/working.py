"""The second half of an incident: decided, dispatched, handled, checked, closed, kept."""

from datetime import timedelta

from wangge.demo.case import Case, Waits
from wangge.incidents import rules
from wangge.incidents.actions.rating import rate
from wangge.incidents.links import digest_of
from wangge.kernel import clock
from wangge.kernel.codes import Level

TOLD_AT_ONCE, WITH_PROGRESS, RATED, REGISTERED_APART = 0.6, 0.5, 0.3, 0.5
OPINIONS = ("满意",) * 7 + ("基本满意",) * 2 + ("不满意",)
DAYS_TO_ARCHIVE = 12


def carry_out(case: Case) -> Waits:
    """Register, dispatch, handle."""
    if case.incident.state == rules.ACCEPTED:
        yield from _register(case)
    yield from _dispatch(case)
    if "refused_by_unit" in case.turns:
        handler = case.crew.handler(case.incident)
        case.turns.discard("refused_by_unit")
        case.say(handler, "return", "经查不属本单位职责，涉及产权单位，请重新派遣。")
        yield case.soon(1, 5)
        yield from _dispatch(case)
    case.say(case.crew.handler(case.incident), "sign")
    yield case.soon(1, 4)
    yield from _handle(case)


def _register(case: Case) -> Waits:
    approval = case.incident.kind == rules.APPROVAL
    apart = case.fate.end == rules.REGISTERED or case.rng.random() < REGISTERED_APART
    if not approval and not apart:
        return
    case.say(case.desk, "register")
    yield case.soon(0.5, 4)
    while approval and case.incident.state == rules.AWAITING:
        if case.takes("declined_once"):
            case.say(case.leader, "decline", "材料不齐，请补充收入证明和户主签字。")
            yield case.soon(4, 12)
            case.say(case.desk, "register", "材料已补齐，再次送审。")
        else:
            case.say(case.leader, "approve", "情况属实，同意。")
        yield case.soon(0.5, 4)


def _dispatch(case: Case) -> Waits:
    unit = case.crew.unit_for(case.incident)
    joint = case.incident.kind in {rules.JOINT, rules.APPROVAL, rules.SUDDEN}
    wanted = {"unit": unit} if unit and (joint or case.incident.level < Level.COMMUNITY) else {}
    case.say(case.desk, "dispatch", **wanted)
    yield case.soon(0.3, 3)


def _handle(case: Case) -> Waits:
    handler = case.crew.handler(case.incident)
    if case.incident.kind == rules.JOINT and case.rng.random() < WITH_PROGRESS:
        case.say(handler, "progress", "已到现场查看，正在联系产权单位和当事人。")
        yield case.soon(2, 6)
    yield from _put_off(case, handler)
    if "late" in case.turns:
        yield case.when_used(1.1, 1.4)
        yield from _press(case)
    else:
        yield case.when_used(0.2, 0.6)
    note, told = case.story.done, {}
    if case.rng.random() < TOLD_AT_ONCE and case.fate.end != rules.HANDLED:
        told = {"channel": case.channel()}
    photos = case.shelf.photos(case.story.photo, case.crew.user(handler))
    case.say(handler, "handle", note, **told, photos=list(photos))
    yield case.soon(0.5, 4)


def _put_off(case: Case, handler: str) -> Waits:
    """Extensions and long-term matters, on request and with approval."""
    if case.takes("asks_extension"):
        case.say(handler, "extend", "配件需厂家定制，申请延期。")
    if "extended" in case.turns:
        yield case.when_used(0.4, 0.6)
        case.say(handler, "extend", "涉及多户协商，一次谈不拢，申请延期。")
        yield case.soon(0.5, 3)
        case.turns.discard("extended")
        case.say(case.leader, "approve", "同意延期一次。")
        yield case.soon(2, 8)
    if case.turns & {"suspended", "resumed"}:
        case.say(handler, "suspend", "需列入下一批改造计划，暂无条件实施，申请挂账。")
        yield case.soon(1, 4)
        case.turns.discard("suspended")
        case.say(case.leader, "approve", "同意挂账，每月报告进展。")
        yield clock.now() + timedelta(days=case.rng.randint(6, 14))
        yield case.soon(0.5, 4)
        case.turns.discard("resumed")
        case.say(case.desk, "resume", "改造计划已下达，恢复办理。")
        yield case.soon(4, 12)


def _press(case: Case) -> Waits:
    """Overdue: sometimes somebody above asks for it."""
    case.turns.discard("late")
    if "supervised" not in case.turns:
        return
    case.turns.discard("supervised")
    leader = case.leader
    case.say(leader, "supervise", "已超期，请两个工作日内办结并说明原因。", supervision="黄牌")
    yield case.soon(3, 10)


def finish(case: Case) -> Waits:
    """Tell, check, close, call back, keep; again where it was not good."""
    while True:
        yield from _tell_and_check(case)
        case.say(case.desk, "close")
        yield case.soon(4, 20)
        if not case.takes("reopened"):
            break
        case.say(case.desk, "reopen", "居民来电反映问题又出现，重新办理。")
        yield case.soon(0.5, 4)
        yield from carry_out(case)
    yield from _after(case)


def _tell_and_check(case: Case) -> Waits:
    while True:
        handler = case.crew.handler(case.incident)
        if case.incident.state == rules.HANDLED:
            case.say(handler, "feedback", channel=case.channel())
            yield case.soon(0.5, 4)
        checker = case.crew.checker(case.incident)
        if "rework" not in case.turns:
            break
        case.turns.discard("rework")
        case.say(checker, "verify", "现场复查，问题没有彻底解决，请返工。", passed=False)
        yield case.soon(3, 8)
        case.say(handler, "handle", "返工完成：" + case.story.done, channel="电话")
        yield case.soon(0.5, 4)
    if case.incident.supervision:
        case.say(_issuer(case), "lift", "已办结，解除督办。")
        yield case.soon(0.2, 1)
    case.say(checker, "verify", "现场核查，情况属实，已解决。", passed=True)
    yield case.soon(0.5, 4)


def _issuer(case: Case) -> str:
    assert case.incident.supervisor_id
    return case.crew.name_of(case.incident.supervisor_id)


def _after(case: Case) -> Waits:
    if case.link and case.rng.random() < RATED:
        opinion = case.rng.choice(OPINIONS)
        case.incident = rate(digest_of(case.link), satisfaction=opinion)
    if case.takes("called_back"):
        opinion = case.incident.satisfaction or case.rng.choice(OPINIONS)
        case.say(case.desk, "callback", "电话回访。", satisfaction=opinion)
    yield clock.now() + timedelta(days=case.rng.uniform(2, DAYS_TO_ARCHIVE))
    yield case.soon(0.5, 4)
    case.say(case.desk, "archive")
