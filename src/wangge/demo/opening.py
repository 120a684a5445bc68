"""The first half of an incident: reported, accepted or not, carried up."""

from datetime import timedelta

from wangge.demo import names, numbers
from wangge.demo.case import Case, Waits
from wangge.incidents import rules
from wangge.incidents.actions.reporting import Report, report
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.ids import uuid7

RESIDENT, WORKER, LEADER = "resident", "worker", "group_leader"
REPORTERS = (RESIDENT,) * 5 + (WORKER,) * 4 + (LEADER,)
HELPERS = ("assistant", "informant", "steward")
NEARBY = 5e-6
UNSORTED = "3305"  # 无法归类的事项
MERGE_TRIES = 40
STAYS_IN_GRID = 0.4
FIRST_PHONE = 900_000


def take_in(case: Case) -> Waits:
    """Report it and bring it to the desk that will deal with it."""
    _report(case)
    yield case.soon(0.2, 2)
    if case.takes("settled"):
        worker = case.crew.holder(WORKER, case.grid.code)
        assert worker
        case.say(worker, "settle", case.story.done, channel="当面")
        yield case.soon(2, 8)
        return
    if case.takes("rejected"):
        note = "经核实，该地点不归本社区管辖，已告知反映人受理单位和电话。"
        case.say(case.desk, "reject", note, channel="电话")
    if case.takes("merged"):
        yield from _merge(case)
    if case.takes("misfiled"):
        case.say(case.desk, "classify", "按现场情况重新归类。", category=case.story.category)
    case.say(case.desk, "accept")
    yield case.soon(0.5, 3)
    if case.takes("voided"):
        case.say(case.leader, "void", "重复录入，原事项照常办理，同意作废。")
    yield from _carry_up(case)


def _report(case: Case) -> None:
    rng, reporter = case.rng, _reporter(case)
    house = rng.choice(case.grid.houses)
    place = f"{house.address}{house.name}"
    staff = case.crew.staff(reporter) if reporter else None
    receipt = report(
        uuid7(),
        Report(
            category=UNSORTED if "misfiled" in case.turns else case.story.category,
            title=case.story.title,
            description=case.story.text.format(place=place),
            lon=house.lon + rng.uniform(-NEARBY, NEARBY),
            lat=house.lat + rng.uniform(-NEARBY, NEARBY),
            address=f"{place}附近",
            found_at=clock.now() - timedelta(minutes=rng.randint(2, 50)),
            photos=case.shelf.photos(case.story.photo, staff.user if staff else None),
            reporter_name="" if staff else _name(case),
            reporter_phone="" if staff else numbers.phone(FIRST_PHONE + rng.randrange(90_000)),
        ),
        staff=staff,
    )
    case.incident, case.link, case.started = receipt.incident, receipt.link, True
    case.turns.discard("by_assistant")
    case.check()


def _name(case: Case) -> str:
    year, man = case.rng.randint(1950, 2000), case.rng.getrandbits(1) == 1
    return names.surname(case.rng) + names.given_name(case.rng, man=man, year=year)


def _reporter(case: Case) -> str | None:
    """Choose a user name; None for a resident."""
    if "by_assistant" in case.turns:
        return case.crew.holder(case.rng.choice(HELPERS), case.grid.code)
    post = WORKER if "settled" in case.turns else case.rng.choice(REPORTERS)
    return None if post == RESIDENT else case.crew.holder(post, case.grid.code)


def _merge(case: Case) -> Waits:
    """Into another open matter of the community, as soon as there is one."""
    for _ in range(MERGE_TRIES):
        for mate in case.mates:
            near = mate is not case and mate.grid.community == case.grid.community
            if near and mate.started and mate.incident.is_open:
                into = mate.incident.uid
                case.say(case.desk, "merge", "同一地点同一情况，并案办理。", into=into)
        yield case.soon(2, 4)


def _carry_up(case: Case) -> Waits:
    if case.incident.level == Level.GRID and case.rng.random() > STAYS_IN_GRID:
        yield from _escalate(case)
        case.say(case.desk, "accept")
        yield case.soon(0.5, 3)
    if "returned_down" in case.turns:
        yield from _escalate(case)
        case.turns.discard("returned_down")
        case.say(case.desk, "return", "请社区先核实产权单位并补拍现场照片，再决定是否上报。")
        yield case.soon(1, 6)
    while case.climb:
        case.climb -= 1
        yield from _escalate(case)
        case.say(case.desk, "accept")
        yield case.soon(0.5, 4)


def _escalate(case: Case) -> Waits:
    urgent = case.incident.kind == rules.SUDDEN
    reason = "突发紧急" if urgent else case.rng.choice(rules.ESCALATION_REASONS[:3])
    note = "现场已先行处置，仍需上级协调有关部门，情况见记录。"
    case.say(case.desk, "escalate", note, reason=reason)
    yield case.soon(0.5, 3)
