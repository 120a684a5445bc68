"""Work by hand: every step answers with its effect, keeps the ground whole and can be undone."""

import random

import pytest
import shapely
from shapely.geometry import shape

from divided_town import (
    build_houses,
    close_others,
    cut_by_ruler,
    lay_streets,
    new_grids,
    new_plan,
    settle,
)
from wangge.accounts.models import User
from wangge.areas.actions import create_grid
from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.audit.models import Record
from wangge.kernel.errors import Invalid, Refused, Stale
from wangge.people.models import Household
from wangge.places.models import Building, Estate
from wangge.posts.models import Post
from wangge.redivision.models import DivisionPlan, PlannedPosting, Variant
from wangge.redivision.proposing import changing, running, town
from wangge.redivision.proposing.storing import numbers_of

pytestmark = pytest.mark.django_db
BAND = {"low": 300, "high": 500}


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()
    running.register()


@pytest.fixture
def houses(world):
    close_others(world.community, [])
    lay_streets()
    return build_houses(world.community)


@pytest.fixture
def desk(world):
    return world.users["liu"]


@pytest.fixture
def variant(world, houses):
    """Six grids in two rows of three."""
    return cut_by_ruler(new_plan(world, count=1, **BAND))


def seen(variant):
    """The variant as it lies in the books."""
    return Variant.objects.select_related("plan__community").get(pk=variant.pk)


def change(variant, desk, **step):
    row = seen(variant)
    return changing.change(row, step, actor=desk, seen_version=row.version)


def undo(variant, desk):
    row = seen(variant)
    return changing.undo(row, actor=desk, seen_version=row.version)


def state(variant):
    """All of it but the version and the steps."""
    row = seen(variant)
    grids = [
        (g.number, g.name, g.continues_id, g.households, g.boundary, g.limits)
        for g in row.grids.all()
    ]
    return row.part, row.figures, row.reasons, grids


def covers(variant):
    row = seen(variant)
    whole = shape(row.plan.community.boundary)
    shapes = [shape(grid.boundary) for grid in row.grids.all()]
    assert shapely.coverage_is_valid(shapes)
    assert sum(each.area for each in shapes) == pytest.approx(whole.area, rel=1e-9)
    assert sum(grid.households for grid in row.grids.all()) == row.figures["households"]
    assert {grid.number for grid in row.grids.all()} == set(row.part.values())


def edge_moves(variant):
    """Every unit that lies beside another grid, with that grid."""
    row = seen(variant)
    bench = running.bench_of(row.plan)
    numbers = numbers_of(bench, row)
    return [
        (bench.units[one].key, int(numbers[two]))
        for one, two in bench.town.borders.pairs.tolist()
        if numbers[one] != numbers[two]
    ]


def a_move(variant, desk):
    """The first that is possible."""
    for key, to in edge_moves(variant):
        try:
            return key, to, change(variant, desk, do="move", units=[key], to=to)
        except Refused:
            continue
    raise AssertionError


def test_a_house_moves_to_a_neighbour_and_the_effect_is_told(variant, desk):
    before = state(variant)
    old = {number: households for number, _n, _c, households, _b, _l in before[3]}
    key, to, effect = a_move(variant, desk)
    house = Building.objects.get(uid=key)
    homes = house.dwellings.count()
    left = before[0][key]
    assert effect.moved == homes
    assert {row["number"]: row["households"] for row in effect.grids} == {
        left: old[left] - homes,
        to: old[to] + homes,
    }
    assert effect.units == {key: to}
    assert (effect.gone, effect.undoable, effect.version) == ([], True, 2)
    assert effect.done == f"{house}划入{seen(variant).grids.get(number=to).name}"
    assert seen(variant).part[key] == to
    assert effect.figures == seen(variant).figures
    assert set(effect.as_json()) == {
        "version", "done", "moved", "figures", "grids", "gone", "units", "reasons", "undoable",
    }  # fmt: skip
    covers(variant)


def test_undo_brings_back_everything(variant, desk):
    before = state(variant)
    a_move(variant, desk)
    effect = undo(variant, desk)
    assert state(variant) == before
    assert (effect.undoable, effect.version) == (False, 3)
    with pytest.raises(Refused) as refused:
        undo(variant, desk)
    assert refused.value.code == "variant.undo"


def test_a_grid_is_split_and_put_together_again(variant, desk):
    before = state(variant)
    number = before[3][0][0]
    split = change(variant, desk, do="split", grid=number)
    covers(variant)
    fresh = next(row["number"] for row in split.grids if row["number"] != number)
    assert fresh == max(each[0] for each in before[3]) + 1
    assert split.figures["grids"] == len(before[3]) + 1
    sizes = {row["number"]: row["households"] for row in split.grids}
    assert split.moved == sizes[fresh] <= sizes[number]
    merged = change(variant, desk, do="merge", into=number, other=fresh)
    assert merged.gone == [fresh]
    covers(variant)
    assert state(variant) == before
    undo(variant, desk)
    covers(variant)
    assert seen(variant).grids.filter(number=fresh).exists()
    undo(variant, desk)
    assert state(variant) == before


@pytest.mark.parametrize("seed", range(4))
def test_any_run_of_steps_keeps_the_ground_whole_and_is_undone_step_by_step(variant, desk, seed):
    chance = random.Random(seed)
    states = [state(variant)]
    for _ in range(12):
        numbers = [each[0] for each in states[-1][3]]
        step = chance.choice([
            {"do": "move", "units": [(pick := chance.choice(edge_moves(variant)))[0]], "to": pick[1]},
            {"do": "split", "grid": chance.choice(numbers)},
            {"do": "merge", "into": chance.choice(numbers), "other": chance.choice(numbers)},
        ])  # fmt: skip
        try:
            effect = change(variant, desk, **step)
        except Refused:
            assert state(variant) == states[-1]
            continue
        assert effect.figures["discontiguous"] == 0
        covers(variant)
        states.append(state(variant))
    for before in reversed(states[:-1]):
        undo(variant, desk)
        assert state(variant) == before


def test_several_houses_move_at_once(variant, desk):
    bench = running.bench_of(seen(variant).plan)
    numbers = numbers_of(bench, variant)
    one, two = next(
        pair for pair in bench.town.borders.pairs.tolist() if numbers[pair[0]] != numbers[pair[1]]
    )
    order = bench.town.borders.pairs[(bench.town.borders.pairs == one).any(axis=1)].ravel()
    beside = [int(at) for at in order if numbers[at] == numbers[one] and at != one][:1]
    keys = [bench.units[at].key for at in (one, *beside)]
    effect = change(variant, desk, do="move", units=keys, to=int(numbers[two]))
    assert set(effect.units) == set(keys)
    covers(variant)


def test_an_estate_that_stays_whole_moves_as_one(world, houses, desk):
    estate = Estate.objects.first()
    plan = new_plan(world, locks={"estates": [str(estate.uid)]}, **BAND)
    variant = cut_by_ruler(plan, across=4, down=1)
    inside = {str(uid) for uid in estate.buildings.values_list("uid", flat=True)}
    here = variant.part[min(inside)]
    for key, to in edge_moves(variant):
        if key in inside and to != here:
            try:
                effect = change(variant, desk, do="move", units=[key], to=to)
            except Refused as refused:
                assert refused.code in {"variant.torn", "variant.empty"}  # noqa: PT017 -- either
                continue
            assert set(effect.units) == inside
            break
    covers(variant)


def test_what_would_tear_a_grid_apart_is_refused_by_name(variant, desk):
    before = state(variant)
    number = before[3][0][0]
    bench = running.bench_of(seen(variant).plan)
    numbers = numbers_of(bench, variant)
    far = [
        unit.key for unit, at in zip(bench.units, numbers, strict=True)
        if at != number and not any(
            numbers[other] == number
            for pair in bench.town.borders.pairs.tolist() if bench.units.index(unit) in pair
            for other in pair
        )
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        change(variant, desk, do="move", units=[far[0]], to=number)
    assert refused.value.code == "variant.apart"
    everything = [unit.key for unit, at in zip(bench.units, numbers, strict=True) if at == number]
    near = next(to for key, to in edge_moves(variant) if key in everything)
    with pytest.raises(Refused) as refused:
        change(variant, desk, do="move", units=everything, to=near)
    assert refused.value.code == "variant.empty"
    assert state(variant) == before


def test_a_fixed_house_does_not_move(variant, desk):
    key, to = edge_moves(variant)[0]
    DivisionPlan.objects.update(locks={"buildings": {key: 3}})
    with pytest.raises(Refused) as refused:
        change(variant, desk, do="move", units=[key], to=to)
    assert refused.value.code == "variant.locked"


WRONG = [
    ({"do": "fly"}, "variant.step"),
    ({"do": "move", "units": ["nobody"], "to": 3}, "variant.units"),
    ({"do": "move", "units": [], "to": 3}, "variant.units"),
    ({"do": "move", "units": ["nobody"], "to": 77}, "variant.grid"),
    ({"do": "move", "units": ["nobody"], "to": "3"}, "variant.grid"),
    ({"do": "split"}, "variant.grid"),
    ({"do": "merge", "into": 3, "other": 77}, "variant.grid"),
]


@pytest.mark.parametrize(("step", "code"), WRONG)
def test_a_step_that_makes_no_sense_is_refused(variant, desk, step, code):
    with pytest.raises(Invalid) as refused:
        change(variant, desk, **step)
    assert refused.value.code == code


def test_only_neighbours_are_merged(variant, desk):
    bench = running.bench_of(seen(variant).plan)
    ends = numbers_of(bench, variant)[bench.town.borders.pairs].tolist()
    near = {frozenset(pair) for pair in ends}
    numbers = [each[0] for each in state(variant)[3]]
    apart = [{one, two} for one in numbers for two in numbers if {one, two} not in near]
    assert len(apart) > 2
    for one, two in [(3, 3), *(sorted(pair) for pair in apart)]:
        with pytest.raises(Refused) as refused:
            change(variant, desk, do="merge", into=one, other=two)
        assert refused.value.code == "divide.merge"


def test_who_has_not_seen_the_newest_version_is_told_so(variant, desk):
    key, to, _effect = a_move(variant, desk)
    after = state(variant)
    with pytest.raises(Stale) as stale:
        changing.change(
            variant, {"do": "move", "units": [key], "to": to}, actor=desk, seen_version=1
        )
    assert stale.value.version == 2
    assert state(variant) == after


@pytest.mark.parametrize("closed", ["approved", "done", "withdrawn"])
def test_a_decided_plan_is_not_changed(variant, desk, closed):
    DivisionPlan.objects.update(state=closed)
    for attempt in (
        lambda: change(variant, desk, do="split", grid=3),
        lambda: undo(variant, desk),
        lambda: changing.copy(seen(variant), actor=desk),
        lambda: changing.by_hand(seen(variant).plan, actor=desk),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "plan.state"


def test_a_copy_is_worked_on_and_the_first_stays(variant, desk):
    before = state(variant)
    made = changing.copy(variant, actor=desk)
    assert (made.label, state(made)) == ("界线最省（调整）", before)
    assert changing.copy(variant, actor=desk).label == "界线最省（调整） 2"
    a_move(made, desk)
    assert state(variant) == before
    assert state(made) != before


def test_asking_again_leaves_what_a_hand_has_made(variant, desk):
    made = changing.copy(variant, actor=desk)
    a_move(made, desk)
    before = state(made)
    running.ask(seen(variant).plan, desk)
    while jobs.work_once():
        pass
    assert state(made) == before
    assert [row.label for row in variant.plan.variants.all()] == ["界线最省", "界线最省（调整）"]


def test_hand_work_begins_with_the_grids_of_today(world, desk):
    grids = new_grids(world.community, 3)
    close_others(world.community, [grid.pk for grid in grids])
    build_houses(world.community, grids=grids)
    made = changing.by_hand(new_plan(world, "hand", **BAND), actor=desk)
    assert made.label == "手工"
    assert [(row.number, row.continues) for row in made.grids.all()] == [
        (11, grids[0]),
        (12, grids[1]),
        (13, grids[2]),
    ]
    assert made.figures["moved_households"] == 0
    homes = {grid: Household.objects.filter(area=grid).count() for grid in grids}
    assert made.reasons == [
        f"{grid.name}有 {many} 户，比上限多 {many - 500} 户。" for grid, many in homes.items()
    ]
    covers(made)
    key, _to, effect = a_move(made, desk)
    assert effect.figures["moved_households"] == Building.objects.get(uid=key).dwellings.count()


def test_a_house_built_since_goes_to_the_grid_around_it(world, variant, houses, desk):
    house = Building.objects.create(
        area=world.community, address="新街1号", name="楼", lon=houses[0].lon + 1e-4, lat=houses[0].lat
    )  # fmt: skip
    settle(house, 7)
    number = variant.part[str(houses[0].uid)]
    a_move(variant, desk)
    assert seen(variant).part[str(house.uid)] == number
    covers(variant)


def test_a_dedicated_grid_cannot_be_changed_here(world, houses, desk):
    square = {"type": "Polygon", "coordinates": [[[109.41, 24.36], [109.413, 24.36], [109.413, 24.362], [109.41, 24.362], [109.41, 24.36]]]}  # fmt: skip
    kept = create_grid(
        world.community, name="商圈专属网格", kind=Area.Kind.DEDICATED, number=9, boundary=square, actor=None
    )  # fmt: skip
    Building.objects.filter(lon__lt=109.413, lat__lt=24.362).update(area=kept)
    made = changing.by_hand(new_plan(world, "hand", **BAND), actor=desk)
    with pytest.raises(Refused) as refused:
        change(made, desk, do="split", grid=9)
    assert refused.value.code == "variant.kept"


def test_who_shall_work_in_a_grid_stays_with_it(variant, desk):
    key, to = edge_moves(variant)[0]
    grid = variant.grids.get(number=to)
    PlannedPosting.objects.create(grid=grid, user=User.objects.first(), post=Post.objects.first())
    a_move(variant, desk)
    assert PlannedPosting.objects.filter(grid__variant=variant).count() == 1
    assert key in seen(variant).part


def test_every_step_is_on_record(variant, desk):
    a_move(variant, desk)
    undo(variant, desk)
    changing.copy(seen(variant), actor=desk)
    verbs = Record.objects.filter(subject=f"plan:{variant.plan.uid}").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == [
        "division.change", "division.change", "division.copy",
    ]  # fmt: skip
