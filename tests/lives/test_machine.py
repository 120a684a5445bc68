"""Whatever happens in whatever order, the ledger stays a ledger."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from wangge.areas.models import Area
from wangge.kernel.errors import Refused
from wangge.kernel.ids import uuid7
from wangge.lives.actions.arrival import MoveIn
from wangge.lives.actions.birth import Birth
from wangge.lives.actions.endings import Death, Found, Lost, MoveOut, Return
from wangge.lives.actions.goals import Goal
from wangge.lives.actions.housing import HeadChange, Join, Register, Rehouse, Split
from wangge.lives.actions.partners import Divorce, Marriage
from wangge.lives.actions.recording import Told, record
from wangge.lives.actions.seats import RELATION
from wangge.lives.actions.undoing import undo
from wangge.lives.models import LifeEvent
from wangge.people.models import Household, PastMembership, Person, PersonChange

FIRST = date(2024, 1, 1)
HERE = ("present", "lost")
pick = st.integers(0, 10_000)


class Lives(RuleBasedStateMachine):
    """Events at random; what is refused must leave everything as it was."""

    world = None

    @initialize()
    def begin(self):
        self.staff = self.world.staff("liu")
        self.grids = [
            row.code
            for row in Area.objects.filter(level=15).order_by("code")
            if self.staff.find("collect", row.code)
        ]
        self.day = FIRST
        self.tally = Counter()
        for number, sex in ((1, "1"), (2, "2"), (4, "1")):
            self.move_in(number, sex, 40)
            head = Person.objects.order_by("-pk").first()
            for other in ("2", "1"):
                self.join_by_moving_in(head, other)

    def join_by_moving_in(self, head, sex):
        """A relative who comes to live with the head."""
        goal, name = Goal(household=head.household.uid), f"亲属{self.day.toordinal()}"
        born, code = self.day - timedelta(days=20 * 366), "20" if sex == "1" else "12"

        def make(relations, **seats):
            return MoveIn(goal=goal, name=name, sex=sex, birth_date=born, relation=code)

        self.tell(None, make, "in")

    # --- choosing ----------------------------------------------------------------------------
    def someone(self, number, *, status=HERE):
        rows = list(Person.objects.filter(status__in=status, hidden="").order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def goal(self, number):
        homes = list(Household.objects.filter(until=None).order_by("pk"))
        if homes and number % 3 == 0:
            return Goal(household=homes[number % len(homes)].uid)
        grid = self.grids[number % len(self.grids)]
        return Goal(grid=grid, address=f"建设路{grid % 10}号1栋1单元{number % 6 + 101}")

    def others(self, person, number):
        rows = Person.objects.filter(household=person.household_id, status__in=HERE)
        return tuple(
            row.uid
            for at, row in enumerate(rows.exclude(pk=person.pk).order_by("pk"))
            if number >> at & 1
        )

    def tell(self, person, make, count="", tries=4):
        """Tell it, answering what is asked; count what came of it."""
        if person is None and count != "in":
            return None
        self.day += timedelta(days=1)
        seats = {"new_head": None, "relations": {}}
        before = self.snapshot()
        for _ in range(tries):
            version = Person.objects.get(pk=person.pk).version if person else 0
            told = Told(uid=uuid7(), on=self.day, source="", version=version, sure=True)
            try:
                event = record(self.staff, told, person and person.uid, make(**seats))
            except Refused as refused:
                assert self.snapshot() == before
                if not self.answer(refused, person, seats):
                    return None
            else:
                self.tally[count] += 1
                return event
        return None

    def answer(self, refused, person, seats):
        """Choose the first who can be head, and 其他亲属 wherever a relation is asked."""
        asked = False
        for fault in refused.faults:
            if fault.field == "new_head":
                rows = Person.objects.filter(household=person.household_id, status__in=HERE)
                first = rows.exclude(pk=person.pk).order_by("pk").first()
                seats["new_head"] = self.next_head(rows, person, seats) or (first and first.uid)
                asked = True
            elif fault.field.startswith(RELATION):
                key = UUID(fault.field.removeprefix(RELATION))
                asked = asked or key not in seats["relations"]
                seats["relations"][key] = "97"
        return asked

    def next_head(self, rows, person, seats):
        """Another one each time: the first may be going away too."""
        known = [row.uid for row in rows.order_by("pk")]
        if seats["new_head"] in known:
            return known[(known.index(seats["new_head"]) + 1) % len(known)]
        return None

    def snapshot(self):
        people = Person.objects.order_by("pk").values_list("pk", "version", "household", "status")
        return list(people), Household.objects.count(), LifeEvent.objects.count()

    # --- what can happen ---------------------------------------------------------------------
    @rule(number=pick, sex=st.sampled_from("12"), years=st.integers(0, 80))
    def move_in(self, number, sex, years):
        goal, name = self.goal(number), f"新来{self.day.toordinal()}"
        born = self.day - timedelta(days=years * 366)

        def make(relations, **seats):
            relation = "97" if goal.household else ""
            return MoveIn(goal=goal, name=name, sex=sex, birth_date=born, relation=relation)

        self.tell(None, make, "in")

    @rule(number=pick, sex=st.sampled_from("12"))
    def birth(self, number, sex):
        person = self.someone(number)
        name = f"宝宝{self.day.toordinal()}"
        self.tell(
            person, lambda **seats: Birth(name=name, sex=sex, relation="97", **seats), "birth"
        )

    @rule(number=pick)
    def death(self, number):
        status = ("present", "lost", "moved")
        person = self.someone(number, status=status)
        gone = person is not None and person.status == "moved"
        self.tell(person, Death, "late" if gone else "death")

    @rule(number=pick)
    def move_out(self, number):
        person = self.someone(number)
        if person:
            others = self.others(person, number)
            done = self.tell(person, lambda **seats: MoveOut(to="广东", others=others, **seats))
            self.tally["out"] += (1 + len(others)) if done else 0

    @rule(number=pick)
    def come_back(self, number):
        person = self.someone(number, status=("moved",))
        goal = self.goal(number)
        self.tell(person, lambda **seats: Return(goal=goal, **seats), "back")

    @rule(number=pick, lead=pick)
    def rehouse(self, number, lead):
        person = self.someone(lead)
        if person:
            goal, others = self.goal(number), self.others(person, number)
            self.tell(person, lambda **seats: Rehouse(goal=goal, others=others, **seats))

    @rule(number=pick)
    def split(self, number):
        person = self.someone(number)
        if person:
            others = self.others(person, number)
            self.tell(person, lambda **seats: Split(head=person.uid, others=others, **seats))

    @rule(number=pick, lead=pick)
    def join(self, number, lead):
        person = self.someone(lead)
        homes = list(Household.objects.filter(until=None).order_by("pk"))
        if person and homes:
            home, others = homes[number % len(homes)], self.others(person, number)
            self.tell(person, lambda **seats: Join(household=home.uid, others=others, **seats))

    @rule(number=pick, other=pick, where=st.sampled_from(["", "here", "there"]))
    def marry(self, number, other, where):
        person, spouse = self.someone(number), self.someone(other)
        if person:
            self.tell(person, lambda **seats: Marriage(spouse=spouse.uid, join=where, **seats))

    @rule(number=pick)
    def divorce(self, number):
        self.tell(self.someone(number), Divorce)

    @rule(number=pick)
    def head(self, number):
        self.tell(self.someone(number), HeadChange)

    @rule(number=pick)
    def lose_and_find(self, number):
        kind = Lost if number % 2 else Found
        self.tell(self.someone(number), kind)

    @rule(number=pick)
    def register(self, number):
        told = f"南宁市{number}号"
        person = self.someone(number)
        self.tell(person, lambda **seats: Register(registered_address=told, **seats))

    @rule(number=pick)
    def undo_the_last(self, number):
        event = LifeEvent.objects.order_by("-pk").first()
        if event and event.kind in {"rehouse", "split", "join", "marriage", "head", "register"}:
            undo(self.staff, uuid7(), of=event.uid, reason="登记有误")

    # --- what must hold ----------------------------------------------------------------------
    @invariant()
    def everybody_here_is_in_one_household_and_one_grid(self):
        for row in Person.objects.filter(hidden="").select_related("household__dwelling"):
            assert (row.household_id is not None) == (row.status in HERE)
            if row.household:
                assert row.household.until is None
                assert row.area_id == row.household.area_id
                if row.household.dwelling:
                    assert row.area_id == row.household.dwelling.area_id
                    assert row.living_address == row.household.dwelling.address

    @invariant()
    def every_household_has_people_and_one_head(self):
        for home in Household.objects.filter(until=None):
            relations = [row.relation for row in home.members.all()]
            assert relations.count("02") == 1
            assert "" not in relations
        for home in Household.objects.exclude(until=None):
            assert not home.members.exists()

    @invariant()
    def nobody_is_in_two_households_at_once(self):
        stays = {}
        for row in PastMembership.objects.order_by("until", "pk"):
            stays.setdefault(row.person_id, []).append((row.since or FIRST, row.until))
        for row in Person.objects.exclude(household=None):
            stays.setdefault(row.pk, []).append((row.joined_on or FIRST, date.max))
        for spans in stays.values():
            assert all(since <= until for since, until in spans)
            ordered = sorted(spans)
            assert all(one[1] <= two[0] for one, two in pairwise(ordered))

    @invariant()
    def the_count_is_births_and_arrivals_less_deaths_and_departures(self):
        if not hasattr(self, "tally"):
            return
        here = Person.objects.filter(status__in=HERE, hidden="").count()
        counted = self.tally
        come = counted["in"] + counted["birth"] + counted["back"]
        assert here == come - counted["death"] - counted["out"]

    @invariant()
    def every_change_names_its_event(self):
        causes = set(PersonChange.objects.values_list("cause", flat=True))
        assert causes <= set(LifeEvent.objects.values_list("uid", flat=True))


class Fresh(Lives):
    """Every story begins on an empty ledger."""

    def __init__(self):
        self.room = transaction.atomic()
        self.room.__enter__()
        super().__init__()

    def teardown(self):
        transaction.set_rollback(True)
        self.room.__exit__(None, None, None)


def test_any_story_leaves_a_ledger(world):
    Lives.world = world
    few = {"max_examples": 15, "stateful_step_count": 25, "deadline": None}
    few["phases"] = (Phase.explicit, Phase.reuse, Phase.generate)  # a shorter story costs minutes
    run_state_machine_as_test(
        Fresh, settings=settings(suppress_health_check=list(HealthCheck), **few)
    )
