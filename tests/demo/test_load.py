import logging
from datetime import date
from itertools import combinations, pairwise

import pytest
from django.conf import settings
from django.db import transaction
from shapely.geometry import Point, shape

from wangge.areas import queries as areas
from wangge.areas.actions import create_grid
from wangge.areas.models import Area
from wangge.demo import load
from wangge.demo.outskirts import load_outskirts
from wangge.incidents import rules
from wangge.incidents.models import Incident, IncidentStep
from wangge.kernel.codes import Level
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.posts.models import Posting
from wangge.publicity.queries import register
from wangge.publicity.rules import percent
from wangge.publicity.showing import face

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


class Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self):
        super().__init__()
        self.heard = []

    def emit(self, record):
        self.heard.append(record.getMessage())


@pytest.fixture(scope="module")
def warnings():
    """What the load warned of."""
    listener = Listener()
    load.logger.addHandler(listener)
    yield listener.heard
    load.logger.removeHandler(listener)


@pytest.fixture(scope="module")
def accounts(warnings, django_db_setup, django_db_blocker, tmp_path_factory):
    """The accounts of a demo county that all tests here share."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(settings, "DATA_DIR", folder)
        patch.setattr(settings, "MEDIA_ROOT", folder / "files")
        with transaction.atomic():
            yield load.build("small", TODAY)
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _county(accounts):
    """Every test here needs it."""


def test_incidents_are_in_every_state_at_every_stage_and_of_all_kinds():
    rows = list(Incident.objects.all())
    assert {row.state for row in rows} == set(rules.STATES)
    assert {row.stage for row in rows} == set(rules.STAGES)
    assert {row.kind for row in rows} == set(rules.KINDS)
    levels = {row.level for row in rows}
    assert levels == {Level.GRID, Level.COMMUNITY, Level.TOWN, Level.COUNTY}


def test_every_verb_of_the_loop_was_said():
    said = set(IncidentStep.objects.values_list("verb", flat=True))
    assert said == set(rules.FLOW.verbs) | {"report", "rate"}


def test_some_are_late_some_reworked_some_put_off_and_some_under_supervision():
    rows = Incident.objects.all()
    assert sum(row.is_overdue for row in rows) >= 10
    assert rows.filter(rework__gt=0).count() >= 5
    assert rows.filter(extensions__gt=0).count() >= 5
    assert rows.exclude(supervision="").count() >= 2
    assert rows.filter(pending="extend").count() >= 1


def test_no_action_was_refused(warnings):
    assert warnings == []


def test_each_history_is_in_order_of_time_and_nothing_happens_after_the_end():
    last = load.until(TODAY)
    for incident in Incident.objects.prefetch_related("steps"):
        times = [step.at for step in incident.steps.all()]
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert incident.reported_at <= times[0]
        assert times[-1] <= last


def test_numbers_of_incidents_follow_the_order_of_time():
    numbers = list(Incident.objects.order_by("reported_at", "pk").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_nobody_checked_their_own_work():
    for step in IncidentStep.objects.filter(verb="verify").select_related("incident"):
        before = step.incident.steps.filter(pk__lt=step.pk, verb__in=("handle", "settle")).last()
        assert before.actor_id != step.actor_id


def test_incidents_lie_in_their_grid():
    outlines = {grid.code: shape(grid.boundary) for grid in drawn_grids()}
    for incident in Incident.objects.all():
        assert outlines[incident.area_id].covers(Point(incident.lon, incident.lat))


def drawn_grids():
    return Area.objects.filter(level=Level.GRID, boundary__isnull=False)


def test_grids_overlap_nowhere_and_buildings_stand_in_theirs():
    outlines = {grid.code: shape(grid.boundary) for grid in drawn_grids()}
    overlaps = [a.intersection(b).area for a, b in combinations(outlines.values(), 2)]
    assert max(overlaps) < 1e-10
    for building in Building.objects.all():
        assert outlines[building.area_id].contains(Point(building.lon, building.lat))


def test_two_thousand_households_live_there_and_some_dwellings_are_empty():
    assert Household.objects.count() == 2000
    assert Dwelling.objects.count() > 2000
    areas_of_people = set(Person.objects.values_list("area", flat=True))
    assert len(areas_of_people) == 16


def test_no_identity_number_could_be_anybodys():
    numbers = [person.id_number for person in Person.objects.all()[:500]]
    assert {number[:2] for number in numbers} == {"99"}


def test_there_is_an_account_for_every_post_and_level(accounts):
    keys = {"username", "password", "name", "post", "level", "area", "abilities"}
    assert all(set(row) == keys for row in accounts)
    posts = {row["post"].removesuffix("(B岗)") for row in accounts}
    held = set(Posting.objects.values_list("post__name", flat=True))
    assert posts == held
    assert {row["level"] for row in accounts} == {"grid", "community", "town", "county"}
    abilities = {ability for row in accounts for ability in row["abilities"]}
    assert {"collect", "confirm", "classify", "dispatch", "handle", "verify"} <= abilities
    assert {"supervise", "assess", "administer", "audit"} <= abilities
    assert len({row["username"] for row in accounts}) == len(accounts)


def test_stand_ins_are_named_in_two_communities():
    workers = Posting.objects.filter(post__code="worker")
    with_b = {row.area_id // 1000 for row in workers.filter(slot="B")}
    assert len(with_b) == 2
    assert workers.filter(slot="A").count() == 18


def test_a_second_run_changes_nothing(accounts):
    before = Incident.objects.count(), Person.objects.count()
    assert load.is_loaded()
    assert load.build("small", TODAY) == accounts
    assert (Incident.objects.count(), Person.objects.count()) == before


def test_a_grid_without_outline_does_not_hinder_finding_the_others():
    undrawn = Area.objects.filter(level=Level.COMMUNITY, boundary__isnull=True).first()
    create_grid(undrawn, name="第一网格", actor=None)
    building = Building.objects.first()
    assert areas.grid_at(building.lon, building.lat) == building.area_id


def test_the_large_county_has_people_in_every_community():
    before = Person.objects.count()
    added = load_outskirts(8000, TODAY)
    assert Person.objects.count() == before + added
    assert abs(added - 8000) < 240
    lived_in = {code // 1000 for code in Person.objects.values_list("area", flat=True)}
    communities = Area.objects.filter(level=Level.COMMUNITY).values_list("code", flat=True)
    assert lived_in == {code // 1000 for code in communities}
    ids = Person.objects.values_list("id_index", flat=True)
    assert len(set(map(bytes, ids))) == len(ids)


def test_boards_hang_cards_are_out_and_something_is_to_be_reprinted():
    communities = Area.objects.filter(level=Level.COMMUNITY, boundary__isnull=False)
    first, second, third = (register(face(each)) for each in communities.order_by("code")[:3])
    shares = [percent(sum(r.carded + r.outdated for r in each.rows()), each.households.total())
              for each in (first, second, third)]  # fmt: skip
    assert (shares[0] > 90, 40 < shares[1] < 70, shares[2]) == (True, True, 0)
    assert {row.kind for row in first.reprints()} == {"board", "map", "cards", "calls"}
    assert (second.reprints(), [row.kind for row in third.reprints()]) == ([], [])
    assert [done for _, done in second.unified()] == [len(second.face.grids)] * 3
    assert all(each.face.service.startswith("12") for each in (first, second, third))
    for worker in first.face.crews[min(first.face.grids)]:
        assert (bool(worker.photo), worker.certificate[:4]) == (True, "LJZ-")
