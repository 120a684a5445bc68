"""Whom to call on and why, coverage, and grids that nobody walked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api_people import make_person
from wangge.areas.actions import put_setting
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.labelling import load_labels
from wangge.people.models import Household, Label, PersonLabel
from wangge.upkeep.models import Confirmation
from wangge.visits.actions.entries import Met, PatrolEntry, VisitEntry
from wangge.visits.actions.patrolling import record_patrol
from wangge.visits.actions.recording import record_visit
from wangge.visits.queries import plan


@pytest.fixture
def old(resident):
    """The resident is an old person who lives alone."""
    load_labels()
    label = Label.objects.filter(must_visit="old").first()
    PersonLabel.objects.filter(person=resident).delete()
    return PersonLabel.objects.create(person=resident, label=label)


def call_on(world, home, days_ago=0, who="wang", **more):
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return record_visit(world.staff(who), uuid7(), VisitEntry(household=home.uid, **more))[0]


def test_a_must_visit_home_is_due_after_its_own_interval(world, workday, home, old):
    call_on(world, home, days_ago=29)
    assert plan.due_calls(world.staff("wang"), world.grid.code) == []
    with clock.at(workday + timedelta(days=1)):
        (call,) = plan.due_calls(world.staff("wang"), world.grid.code)
    assert call.reason == f"{old.label.name}：30 天没有见面，每 30 天至少走访一次"
    assert call.household == home


def test_a_home_without_a_group_is_due_twice_a_year(world, workday, home, resident):
    PersonLabel.objects.filter(person=resident).delete()
    call_on(world, home, days_ago=0)
    for days, number in ((179, 0), (180, 1)):
        with clock.at(workday + timedelta(days=days)):
            calls = plan.due_calls(world.staff("wang"), world.grid.code)
        assert len(calls) == number


def test_nobody_home_is_no_meeting(world, home):
    call_on(world, home, outcome="nobody_home", texts={"wished": "周末上午"})
    (call,) = plan.due_calls(world.staff("wang"), world.grid.code)
    assert (call.due.never, call.wished) == (True, "周末上午")
    assert list(plan.never_met(world.staff("wang"), world.grid.code)) == [home]


def test_coverage_counts_homes_met_in_the_period(world, home):
    other = Household.objects.create(area=world.grid)
    today = clock.today()
    week = (today - timedelta(days=6), today)
    assert plan.coverage(world.staff("liu"), world.community.code, *week)[0].households == 1
    home.members.all().update(household=other)
    resident = other.members.get()
    call_on(world, other, days_ago=10, met=(Met(resident.uid),))
    (row,) = plan.coverage(world.staff("liu"), world.community.code, *week)
    assert (row.households, row.contacted, row.never) == (1, 0, 0)
    call_on(world, other)
    (row,) = plan.coverage(world.staff("liu"), world.community.code, *week)
    assert (row.contacted, row.percent) == (1, 100)
    assert plan.coverage(world.staff("stranger"), world.community.code, *week) == []


def test_a_grid_is_to_be_walked_as_often_as_its_community_says(world, workday):
    record_patrol(world.staff("wang"), uuid7(), PatrolEntry(grid=world.grid.code))

    def due(days):
        with clock.at(workday + timedelta(days=days)):
            return [row.is_due for row in plan.walked(world.staff("wang"), world.grid.code)]

    assert [due(0), due(1)] == [[False], [True]]
    put_setting("patrol_frequency", world.community, 7, actor=world.users["admin"])
    assert [due(6), due(7)] == [[False], [True]]


def test_a_trip_may_be_patrol_and_visits(world, home):
    trip = uuid7()
    visit = call_on(world, home, patrol=trip)
    patrol, _new = record_patrol(world.staff("wang"), trip, PatrolEntry(grid=world.grid.code))
    assert visit.patrol == patrol.uid


def test_a_meeting_bears_out_the_facts_touched(world, home, resident):
    call_on(world, home, met=(Met(resident.uid, ("phone",)),))
    row = Confirmation.objects.get(person=resident)
    assert (row.kind, row.fields) == ("visit", ["phone"])
    resident.refresh_from_db()
    assert resident.confirmed_on is None


def test_a_plan_costs_the_same_whatever_the_homes(world, home, old):
    def cost():
        with CaptureQueriesContext(connection) as told:
            plan.due_calls(world.staff("wang"), world.grid.code)
        return len(told)

    first = cost()
    for n in range(5):
        more = Household.objects.create(area=world.grid)
        person = make_person(world.grid, name=f"陆大{'一二三四五'[n]}", phone=f"1218765000{n}")
        person.household = more
        person.save()
    assert cost() == first
