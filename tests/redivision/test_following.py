"""Phones, cards, boards and what is still to be done find their way to the new grids."""

from datetime import timedelta

import pytest

from divided import DAY, approved, band, grids_of, make_building, make_plan, on
from matters import go, reported
from wangge.areas.succeeding import heir, went_into
from wangge.exchange.models import ImportRun
from wangge.filings.columns import Kind as Subject
from wangge.filings.models import CollectionTask, Filing, FormKind
from wangge.guarded.actions import Row, keep_many
from wangge.guarded.models import GuardedRecord
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives.models import HandOver, LifeEvent
from wangge.people.models import Household, Person
from wangge.places.models import Dwelling
from wangge.posts.models import Post, Posting
from wangge.premises.models import Facility, Premises, Rental
from wangge.publicity.codes import Spot
from wangge.publicity.models import Board, CardIssue, Printing
from wangge.publicity.pages import spot
from wangge.publicity.queries import register
from wangge.publicity.rules import ENDED, OTHER_GRID
from wangge.publicity.showing import face, shown
from wangge.redivision.actions.effect import effect
from wangge.rights.models import DataRequest
from wangge.sync.actions.pulling import fetch as pull
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Device, Op, SyncConflict
from wangge.visits.models import Patrol, Visit, VisitMatter

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture
def row(world):
    one, two = grids_of(world)
    return [make_building(one if at < 3 else two, at) for at in range(6)]


@pytest.fixture
def cut(world, row):
    """The first grid keeps two buildings and gives one to a new grid that takes the second's."""
    one, _two = grids_of(world)
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    grids = [(1, one.name, one, band(0, 2)), (2, "西片网格", None, band(2, 6))]
    return make_plan(world, grids, part)


def take(world, cut):
    approved(world, *cut)
    with on():
        effect(cut[0].uid)


def held(world, who, since=""):
    found = pull(world.staff(who), since, device=f"phone-{who}")
    here = {row["id"] for row in found.people if not row.get("gone")}
    return found, here


def people(*buildings):
    rows = Person.objects.filter(household__dwelling__building__in=buildings)
    return set(rows.values_list("uid", flat=True))


def test_a_phone_fetches_its_grid_anew_when_the_border_changed(world, row, cut):
    first, here = held(world, "wang")
    assert here == people(*row[:3])
    take(world, cut)
    with on(hours=2):
        second, here = held(world, "wang", first.next)
        assert (second.reset, here) == (True, people(*row[:2]))
        third, here = held(world, "wang", second.next)
        assert (third.reset, here & people(row[2])) == (False, set())


def test_a_phone_elsewhere_goes_on_as_it_was(world, cut):
    make_building(world.other_grid, 20)
    first, _here = held(world, "other_worker")
    take(world, cut)
    with on(hours=2):
        second, _here = held(world, "other_worker", first.next)
    assert second.reset is False


def test_a_matter_that_left_is_no_longer_on_the_phone(world, row, cut, general):
    reported(
        world,
        general["一般性"],
        who=None,
        grid=str(world.grid.code),
        lon=row[2].lon,
        lat=row[2].lat,
    )
    first, _here = held(world, "wang")
    assert len(first.incidents) == 1
    take(world, cut)
    with on(hours=2):
        second, _here = held(world, "wang", first.next)
    assert (second.reset, second.incidents) == (True, [])


def test_the_worker_of_a_new_grid_gets_its_people(world, row, cut):
    plan, variant = cut
    worker = Post.objects.get(code="worker")
    variant.grids.get(number=2).postings.create(user=world.users["cheng"], post=worker)
    take(world, (plan, variant))
    with on(hours=2):
        _found, here = held(world, "cheng")
    assert here == people(*row[2:])


def test_cards_boards_and_badges_of_old_grids_are_to_be_reprinted(world, row, cut):
    one, two = grids_of(world)
    old = Posting.objects.create(
        user=world.users["xin"], post=Post.objects.get(code="worker"), area=two,
        since=clock.now() - timedelta(days=9),
    )  # fmt: skip
    facts, desk = face(world.community), world.users["liu"]

    def printed(kind, area, **more):
        now = shown(kind, facts, area, **more)
        more = {"posting_id": more.get("posting"), "building": more.get("building")}
        return Printing.objects.create(kind=kind, area=area, shown=now, actor=desk, **more)

    cards = printed("cards", one)
    for home in Household.objects.filter(area=one):
        CardIssue.objects.create(printing=cards, household=home, area=one, issued_by=desk)
    for building in (row[0], row[2]):
        board = printed("board", one, building=building)
        Board.objects.create(
            printing=board, area=one, building=building, place=str(building), hung_by=desk
        )
    printed("badge", two, posting=old.pk)
    assert register(facts).reprints() == []
    take(world, cut)
    with on(hours=2):
        told = register(face(world.community)).reprints()
        carded = [grid.outdated for grid in register(face(world.community)).rows()]
    new = Household.objects.get(dwelling__building=row[2]).area_id
    assert [(each.kind, each.area.code, each.count) for each in told] == [
        ("board", new, 1),
        ("cards", new, 1),
        ("badge", two.code, 1),
    ]
    assert (told[0].board.building, told[1].changed, told[2].changed) == (
        row[2],
        [OTHER_GRID],
        [ENDED],
    )
    assert carded == [0, 1]


def test_old_codes_open_the_page_of_the_grid_that_took_over(world, row, cut):
    _one, two = grids_of(world)
    take(world, cut)
    with on():
        card, board = (spot(Spot(two.code, pk)) for pk in (None, row[4].pk))
    assert (card.grid.code, board.grid.code) == (two.code + 1, two.code + 1)
    assert (card.building, board.building) == ("", str(row[4]))


def test_units_rentals_and_facilities_follow(world, row, cut):
    one, two = grids_of(world)
    home = row[2].dwellings.get()
    shop = Premises.objects.create(area=one, building=row[2], kind="01", name="小卖部")
    loose = Premises.objects.create(area=two, kind="01", name="流动摊")
    rental = Rental.objects.create(area=one, dwelling=home)
    lamp = Facility.objects.create(
        area=one, kind="part", name="路灯", lon=row[2].lon, lat=row[2].lat
    )
    stays = Facility.objects.create(area=one, kind="part", name="花坛")
    take(world, cut)
    told = [shop, loose, rental, lamp, stays]
    for each in told:
        each.refresh_from_db()
    new = two.code + 1
    assert [each.area_id for each in told] == [new, new, new, new, one.code]
    assert (shop.version, rental.version, lamp.version, stays.version) == (2, 2, 2, 1)


def test_guarded_records_follow_their_person(world, row, cut):
    one, two = grids_of(world)
    moves, stays = (
        Person.objects.filter(household__dwelling__building=row[at])[0] for at in (2, 0)
    )
    keep_many(
        [Row(each.uid, one.code, "community_correction", "名单") for each in (moves, stays)],
        source="名单",
    )
    take(world, cut)
    assert sorted(GuardedRecord.objects.values_list("area_id", flat=True)) == [
        one.code,
        two.code + 1,
    ]


def test_what_is_still_to_be_done_follows_and_what_is_done_stays(world, row, cut):
    one, two = grids_of(world)
    desk, moment = world.users["liu"], clock.now()
    home = Household.objects.get(dwelling__building=row[2])
    person = home.members.first()
    due = clock.today()
    requests = [
        DataRequest.objects.create(
            person=person, area=one, kind="access", proof="身份证", taken_by=desk, due_on=due,
            state=state,
        )
        for state in ("open", "done")
    ]  # fmt: skip
    overs = []
    for done in (None, moment):
        event = LifeEvent.objects.create(
            kind="move_in", on=due, person=person, area=one, source="登记", actor=desk, digest="0"
        )
        overs.append(HandOver.objects.create(event=event, area=one, confirmed_at=done))
    device = Device.objects.create(code="a", user=world.users["wang"])
    op = Op.objects.create(
        uid=uuid7(), device=device, user=device.user, entity="person", key=person.uid,
        digest="0", result="conflict",
    )  # fmt: skip
    clashes = [
        SyncConflict.objects.create(
            op=op, area=one, entity="person", key=person.uid, field=field, offered=b"",
            state=state,
        )
        for field, state in (("name", "open"), ("sex", "current"))
    ]  # fmt: skip
    form = FormKind.objects.create(
        name="表", asked_by="县", area=world.county, file_name="a", path="a", layout={},
        asker=desk, kind=Subject.HOUSEHOLD.value,
    )  # fmt: skip
    filing = Filing.objects.create(form=form, area=one, as_of=due, owner=desk)
    task = CollectionTask.objects.create(filing=filing, area=one, household=home)
    upload = ImportRun.objects.create(kind="people", area=two, name="a", path="a", owner=desk)
    take(world, cut)
    new = two.code + 1
    told = [*requests, *overs, *clashes, filing, task, upload]
    for each in told:
        each.refresh_from_db()
    assert [each.area_id for each in told] == [
        *(new, one.code), *(new, one.code), *(new, one.code), one.code, new, new,
    ]  # fmt: skip


def test_a_matter_without_position_goes_with_the_household_it_came_from(world, row, cut, general):
    one, two = grids_of(world)
    matters = [
        reported(world, general["一般性"], lon=None, lat=None, grid=str(one.code), description=text)
        for text in ("三楼漏水", "楼下积水")
    ]
    home = Household.objects.get(dwelling__building=row[2])
    visit = Visit.objects.create(
        worker=world.users["wang"], area=one, started_at=clock.now(), ended_at=clock.now(),
        household=home, digest="0",
    )  # fmt: skip
    VisitMatter.objects.create(visit=visit.uid, incident=matters[0])
    take(world, cut)
    assert [Incident.objects.get(pk=each.pk).area_id for each in matters] == [
        two.code + 1,
        one.code,
    ]
    assert Visit.objects.get().area_id == one.code


def visit(home, moment, **more):
    key = uuid7()
    fields = {"household": str(home.uid), "purpose": "看望", "started_at": moment.isoformat()}
    op = {"id": str(uuid7()), "entity": "visit", "key": str(key), "base": None}
    return op | {"fields": fields | more, "at": moment.isoformat()}


def test_a_visit_made_before_the_change_is_kept_under_the_grid_of_then(world, row, cut):
    one, _two = grids_of(world)
    home = Household.objects.get(dwelling__building=row[2])
    met = [{"person": str(home.members.first().uid)}]
    made = clock.now() + timedelta(days=5)
    take(world, cut)
    ops = [visit(home, made, met=met), visit(home, made + timedelta(days=3))]
    with on(DAY + timedelta(days=3)):
        wang = push(world.staff("wang"), Hello("phone-wang"), ops)
        other = push(world.staff("other_worker"), Hello("phone-other"), [visit(home, made)])
    assert [each.result for each in (*wang, *other)] == ["applied", "refused", "refused"]
    kept = Visit.objects.get()
    assert (kept.area_id, kept.worker, kept.meetings.count()) == (one.code, world.users["wang"], 1)


def test_a_patrol_walked_before_the_change_is_kept_under_the_grid_of_then(world, row, cut):
    _one, two = grids_of(world)
    Posting.objects.create(
        user=world.users["cheng"], post=Post.objects.get(code="worker"), area=two,
        since=clock.now() - timedelta(days=9),
    )  # fmt: skip
    take_with(world, cut, "cheng")
    walked = clock.now() + timedelta(days=5)
    moments = (walked, walked + timedelta(days=3))
    with on(DAY + timedelta(days=3)):
        told = [push(world.staff("cheng"), Hello("p"), [walk(two, at)])[0] for at in moments]
    assert [each.result for each in told] == ["applied", "refused"]
    assert Patrol.objects.get().area_id == two.code


def test_a_household_entered_under_an_old_code_lands_in_the_new_grid(world, row, cut):
    _one, two = grids_of(world)
    take_with(world, cut, "cheng")
    fields = {"grid": two.number, "address": "白沙路8号101室"}
    op = {"id": str(uuid7()), "entity": "household", "key": str(uuid7()), "base": None}
    with on(hours=2):
        op |= {"fields": fields, "at": clock.now().isoformat()}
        (receipt,) = push(world.staff("cheng"), Hello("p"), [op])
    assert (receipt.result, Household.objects.get(uid=op["key"]).area_id) == (
        "applied",
        two.code + 1,
    )


def take_with(world, cut, who):
    """The plan with somebody for the new grid."""
    plan, variant = cut
    variant.grids.get(number=2).postings.create(
        user=world.users[who], post=Post.objects.get(code="worker")
    )
    take(world, (plan, variant))


def walk(grid, moment):
    fields = {"grid": grid.number, "started_at": moment.isoformat()}
    op = {"id": str(uuid7()), "entity": "patrol", "key": str(uuid7()), "base": None}
    return op | {"fields": fields, "at": moment.isoformat()}


def test_what_a_grid_went_into_is_followed_step_by_step(world, row, cut):
    one, two = grids_of(world)
    take(world, cut)
    with on():
        west = grids_of(world)[1]
        plan = make_plan(
            world, [(1, "全片网格", one, band(0, 6))], {str(each.uid): 1 for each in row}
        )
        approved(world, *plan, day=DAY + timedelta(days=1))
    with on(DAY + timedelta(days=1)):
        effect(plan[0].uid)
    grids = {one.code, two.code, world.other_grid.code}
    assert went_into(grids, since=DAY) == {
        one.code: [west.code], two.code: [west.code, one.code], world.other_grid.code: [],
    }  # fmt: skip
    assert went_into(grids, since=DAY + timedelta(days=1))[two.code] == []


def test_a_home_whose_building_is_elsewhere_follows_its_grid(world, row, cut):
    _one, two = grids_of(world)
    far = make_building(world.other_grid, 30, homes=0)
    odd = Dwelling.objects.create(building=far, area=two, room="1", address="别处1")
    take(world, cut)
    odd.refresh_from_db()
    assert odd.area_id == two.code + 1


def test_a_matter_reopened_later_lies_in_what_became_of_its_grid(world, row, cut, general):
    _one, two = grids_of(world)
    matter = reported(world, general["一般性"], "liu", grid=str(two.code), lon=None, lat=None)
    Incident.objects.filter(pk=matter.pk).update(state="closed", closed_at=clock.now())
    take(world, cut)
    two.refresh_from_db()
    assert (heir(two).code, heir(world.other_grid)) == (two.code + 1, world.other_grid)
    with on(hours=2):
        go(world, matter, "liu", "reopen", "又漏了")
    assert Incident.objects.get(pk=matter.pk).area_id == two.code + 1
