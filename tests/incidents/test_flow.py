"""Random walks over the whole loop by the real actions, judged by a small independent model.

The model knows the loop only as the eight stages in words (requirement 001-60), not its table.
"""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from wangge.incidents import rules
from wangge.incidents.access import duties
from wangge.incidents.actions.reporting import Report, report
from wangge.incidents.actions.stepping import advance
from wangge.incidents.models import Incident
from wangge.incidents.queries import offers
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
POINT = {"lon": 109.412, "lat": 24.362}
PEOPLE = (
    "wang",
    "xin",
    "zhang",
    "liu",
    "chen",
    "town",
    "town_leader",
    "county",
    "county_leader",
    "cheng",
    "stranger",
    "admin",
)
STAGES = ("信息采集", "受理", "立项", "任务派遣", "处理", "反馈", "核查", "结案")
FORWARD = {
    "accept",
    "register",
    "approve",
    "dispatch",
    "sign",
    "handle",
    "feedback",
    "verify",
    "close",
}
FINAL = {"rejected", "merged", "archived", "void"}


class Model:
    """What must be true of any incident, told from its steps alone."""

    def __init__(self):
        self.verified = self.told = self.worked_by = None

    def take(self, verb, who, facts, state):
        """Follow one step that was done."""
        if verb in {"handle", "settle"}:
            self.verified, self.worked_by = None, who
        if verb == "verify":
            self.verified = who if facts["passed"] else None
        if verb == "verify" and not facts["passed"]:
            self.told = None
        if verb == "reopen":
            self.verified = self.told = self.worked_by = None
        if "channel" in facts and verb in {"handle", "settle", "feedback"}:
            self.told = who
        if state == "closed" and verb == "close":
            assert self.told, "closed before anybody was told"
            assert self.verified, "closed without 核查"
            assert self.verified != self.worked_by, "verified by the handler"
        if verb == "verify":
            assert who != self.worked_by


def facts_for(verb, pick, other):
    """Plausible facts of a verb; now and then with a channel, a failure or a colleague."""
    facts = {
        "reject": {"channel": "电话"},
        "merge": {"into": str(other)},
        "settle": {"channel": "当面"},
        "classify": {},
        "escalate": {"reason": "超出管辖"},
        "dispatch": [{}, {"handler": "wang"}, {"unit": "county-cg"}][pick % 3],
        "handle": {"channel": "电话"} if pick % 2 else {},
        "feedback": {"channel": "短信"},
        "verify": {"passed": pick % 4 != 0},
        "callback": {"satisfaction": "满意"},
        "supervise": {"supervision": rules.SUPERVISION[pick % 3]},
    }
    return dict(facts.get(verb, {}))


def draw_move(chance, incident, world):
    """Mostly a step offered to somebody, forward rather than back; else any verb by anybody."""
    if chance.random() < 0.85:
        open_to = [
            (step.verb, name)
            for name, staff in world.items()
            for step in offers(staff, incident)
            if step.verb not in {"void", "reject", "merge"}
        ]
        if open_to:
            weights = [6 if verb in FORWARD else 1 for verb, _ in open_to]
            return chance.choices(open_to, weights)[0]
    return chance.choice(rules.FLOW.verbs), chance.choice(PEOPLE)


def check(incident, world):
    """What holds of an incident after every step."""
    steps = list(incident.steps.order_by("pk"))
    assert incident.stage in STAGES
    assert {step.stage for step in steps} <= set(STAGES)
    assert [step.version for step in steps] == list(range(1, incident.version + 1))
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert [step.source for step in steps[1:]] == [step.target for step in steps[:-1]]
    assert steps[-1].target == incident.state
    if incident.state in {"closed", "archived"}:
        assert incident.verified_at
        assert incident.told_at
        checked = [s for s in steps if s.verb == "verify" and s.facts["passed"]][-1]
        assert checked.actor_id != incident.handled_by_id
        assert checked.stage == "核查"
    drawn = {name: offers(staff, incident) for name, staff in world.items()}
    if incident.state in FINAL:
        assert not any(drawn.values())
    for name, shown in drawn.items():
        held = duties(world[name], incident)
        assert all(step.duty in held for step in shown)


def walk(chance, world, kind, category):
    """One incident from its report through some twenty moves; the state it ended in."""
    model, moment = Model(), clock.now()
    first = world[chance.choice(["wang", "xin", "zhang", "liu"])]
    given = Report(category=category, kind=kind, description="楼道堆放杂物", **POINT)
    incident = report(uuid7(), given, staff=first).incident
    other = report(uuid7(), given, staff=first).incident.uid
    for _ in range(chance.randint(14, 24)):
        moment += timedelta(minutes=chance.randint(0, 300))
        with clock.at(moment):
            verb, who = draw_move(chance, incident, world)
            facts = facts_for(verb, chance.randrange(12), other)
            if verb == "classify":
                facts["category"] = category
            incident = say(incident, verb, world[who], facts, model)
            check(incident, world)
    return incident


def say(incident, verb, staff, facts, model):
    """Try one step; a refusal changes nothing, and comes where nothing was offered."""
    before, who = incident.version, staff.user.username
    offered = verb in {step.verb for step in offers(staff, incident)}
    try:
        with transaction.atomic():
            moved = advance(
                incident.uid, verb, version=before, staff=staff, note="已办", facts=facts
            )
    except (Refused, Missing) as refused:
        said = getattr(refused, "message", "absent")
        assert not (offered and ("须由" in said or said == "absent")), (verb, who, said)
        same = Incident.objects.get(pk=incident.pk)
        assert (same.version, same.state) == (before, incident.state)
        return same
    assert offered, (verb, who)
    model.take(verb, who, facts, moved.state)
    return moved


@pytest.mark.parametrize("kind", rules.KINDS)
def test_no_walk_through_the_loop_breaks_its_promises(world, general, workday, kind):
    staff = {name: world.staff(name) for name in PEOPLE}
    seen = set()
    for seed in range(9):
        with transaction.atomic():
            incident = walk(Random(f"{kind}{seed}"), staff, kind, general[kind])
            seen |= set(incident.steps.values_list("stage", flat=True))
            transaction.set_rollback(True)
    assert seen == set(STAGES)


def test_every_state_has_one_of_the_eight_stages_and_every_stage_a_state():
    assert set(rules.STAGE_OF.values()) == set(STAGES) == set(rules.STAGES)
    assert set(rules.STAGE_OF) == rules.FLOW.states


def test_every_way_to_a_closing_passes_the_verification():
    """Without the row that verifies, no closing can be reached."""
    rows = [row for row in rules.FLOW.steps if row.target != rules.VERIFIED]
    found, todo = {rules.REPORTED}, [rules.REPORTED]
    while todo:
        state = todo.pop()
        for row in rows:
            if state in row.sources and row.target and row.target not in found:
                found.add(row.target)
                todo.append(row.target)
    assert found & {rules.VERIFIED, rules.CLOSED, rules.ARCHIVED} == set()
    assert {row.verb for row in rules.FLOW.steps if row.target == rules.VERIFIED} == {"verify"}
    assert {row.verb for row in rules.FLOW.steps if row.target == rules.CLOSED} == {"close"}


def test_every_final_state_is_without_a_way_out():
    assert rules.FLOW.final == FINAL
    assert [row for state in FINAL for row in rules.FLOW.from_state(state)] == []


def test_every_guard_has_a_claim_and_a_sentence():
    from wangge.incidents.claims import CLAIMS

    named = {guard for row in rules.FLOW.steps for guard in row.guards}
    assert named == set(rules.GUARD_MESSAGES) == set(CLAIMS)


def test_every_verb_has_an_effect():
    from wangge.incidents.actions.effects import EFFECTS

    assert set(EFFECTS) == set(rules.FLOW.verbs)


def test_every_need_can_be_read():
    from wangge.incidents.facts import READERS

    assert {need for row in rules.FLOW.steps for need in row.needs} <= {*READERS, "note"}


def test_a_step_that_needs_facts_is_refused_without_them(world, general, workday):
    given_report = Report(category=general["一般性"], description="路灯不亮", **POINT)
    incident = report(uuid7(), given_report, staff=world.staff("wang")).incident
    for verb in ("reject", "merge", "settle", "classify", "escalate", "supervise"):
        who = "chen"
        with pytest.raises(Invalid) as caught:
            advance(incident.uid, verb, version=1, staff=world.staff(who))
        needed = frozenset.intersection(*(row.needs for row in rules.FLOW.rows(verb)))
        assert {fault.field for fault in caught.value.faults} == needed


@pytest.mark.parametrize(
    ("who", "source"),
    [("wang", "网格员巡查"), ("zhang", "网格长"), ("xin", "信息员"), (None, "居民上报")],
)
def test_the_source_of_a_report_is_told_by_the_post(world, general, workday, who, source):
    staff = world.staff(who) if who else None
    given = Report(category=general["一般性"], description="路灯不亮", **POINT)
    assert report(uuid7(), given, staff=staff).incident.source == source
