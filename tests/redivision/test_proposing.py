"""What the engine proposes lies in the books: whole, without gap or overlap, the same each time."""

import json

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
    outline,
    settle,
)
from wangge.areas.actions import create_grid
from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.audit.models import Job, Record
from wangge.kernel.errors import Invalid, Refused
from wangge.people.models import Household
from wangge.places.models import Building, Estate
from wangge.redivision.models import DivisionPlan, PlannedGrid
from wangge.redivision.proposing import running, town
from wangge.redivision.proposing.cards import variant_cards
from wangge.redivision.proposing.picture import variant_map
from wangge.redivision.proposing.running import ask, progress

pytestmark = pytest.mark.django_db
BAND = {"low": 300, "high": 500}


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()
    running.register()


@pytest.fixture
def houses(world):
    """96 houses of 20 to 24 households, no grid yet."""
    close_others(world.community, [])
    lay_streets()
    return build_houses(world.community)


@pytest.fixture
def grids(world):
    """Three grids of today: one of 5/12 of the houses, one of 4/12, one of 3/12."""
    made = new_grids(world.community, 3)
    close_others(world.community, [grid.pk for grid in made])
    lay_streets()
    strips = [made[0]] * 5 + [made[1]] * 4 + [made[2]] * 3
    build_houses(world.community, grids=strips)
    return made


def work():
    while jobs.work_once():
        pass


def proposed(world, aim="fresh", locks=None, **wish):
    plan = new_plan(world, aim, locks, **{**BAND, **wish})
    ask(plan, world.users["liu"])
    work()
    plan.refresh_from_db()
    assert progress(plan)["state"] == "done"
    return plan


def covers(world, variant):
    """The planned grids are the community, without gap or overlap."""
    shapes = [shape(grid.boundary) for grid in variant.grids.all()]
    whole = shape(world.community.boundary)
    assert shapely.coverage_is_valid(shapes)
    assert sum(each.area for each in shapes) == pytest.approx(whole.area, rel=1e-9)
    assert shapely.coverage_union_all(shapes).symmetric_difference(whole).area < 1e-9 * whole.area


def told(plan):
    """Everything a plan came to, without keys."""
    return [
        (row.label, row.part, row.figures, row.reasons, row.notes, row.version,
         [(g.number, g.name, g.continues_id, g.households, g.boundary) for g in row.grids.all()])
        for row in plan.variants.all()
    ]  # fmt: skip


def test_three_tastes_lie_side_by_side_and_each_covers_the_community(world, houses):
    plan = proposed(world)
    assert [row.label for row in plan.variants.all()] == ["界线最省", "户数均衡", "多设一格"]
    assert len({json.dumps(row.part, sort_keys=True) for row in plan.variants.all()}) == 3
    for variant in plan.variants.all():
        covers(world, variant)
        assert set(variant.part) == {str(house.uid) for house in houses}
        assert variant.figures["share_in_band"] == 1
        assert variant.figures["discontiguous"] == 0
        assert variant.reasons == []
        assert {row.boundary["type"] for row in variant.grids.all()} == {"Polygon"}
        assert sum(row.households for row in variant.grids.all()) == variant.figures["households"]


def test_households_of_a_planned_grid_are_those_of_its_houses(world, houses):
    variant = proposed(world, count=1).variants.get()
    for grid in variant.grids.all():
        uids = [uid for uid, number in variant.part.items() if number == grid.number]
        living = Household.objects.filter(dwelling__building__uid__in=uids)
        assert grid.households == living.count()
        area = shape(grid.boundary)
        inside = [each for each in houses if area.covers(shapely.Point(each.lon, each.lat))]
        assert {str(each.uid) for each in inside} == set(uids)


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_a_seed_gives_the_same_variants_again(world, houses, seed):
    first, again = (proposed(world, seed=seed, count=1) for _ in range(2))
    assert told(first) == told(again)
    assert all(row.figures["share_in_band"] == 1 for row in first.variants.all())


def test_asking_again_adds_no_second_job_and_changes_nothing(world, houses):
    plan = proposed(world, count=2)
    before, keys = told(plan), list(plan.variants.values_list("pk", flat=True))
    for _ in range(2):
        ask(plan, world.users["liu"])
    assert Job.objects.filter(handler="divide", done_at=None).count() == 1
    assert progress(plan) == {**progress(plan), "state": "waiting", "busy": True, "of": 2}
    work()
    assert told(plan) == before
    assert list(plan.variants.values_list("pk", flat=True)) == keys
    assert Record.objects.filter(verb="division.ask").count() == 2


def test_another_wish_replaces_what_no_hand_has_touched(world, houses):
    plan = proposed(world, count=2)
    plan.wish = {**BAND, "staff": 6, "count": 1}
    plan.save()
    ask(plan, world.users["liu"])
    work()
    (variant,) = plan.variants.all()
    assert variant.figures["grids"] == 6
    assert variant.version == 2
    covers(world, variant)


def test_estates_that_are_chosen_stay_whole(world, houses):
    chosen = list(Estate.objects.order_by("pk")[:2])
    plan = proposed(world, count=1, locks={"estates": [str(each.uid) for each in chosen]})
    for variant in plan.variants.all():
        for estate in chosen:
            inside = estate.buildings.values_list("uid", flat=True)
            assert len({variant.part[str(uid)] for uid in inside}) == 1


def test_all_estates_stay_whole_if_that_is_wished(world, houses):
    variant = proposed(world, count=1, whole="all").variants.get()
    for estate in Estate.objects.all():
        inside = estate.buildings.values_list("uid", flat=True)
        assert len({variant.part[str(uid)] for uid in inside}) == 1


def test_houses_that_a_hand_has_fixed_come_to_one_grid(world, houses):
    pair = [str(houses[0].uid), str(houses[1].uid)]
    other = str(houses[-1].uid)
    plan = proposed(world, count=1, locks={"buildings": {pair[0]: 1, pair[1]: 1, other: 2}})
    for variant in plan.variants.all():
        assert variant.part[pair[0]] == variant.part[pair[1]] != variant.part[other]


def test_mending_moves_few_and_keeps_names_and_numbers(world, grids):
    plan = proposed(world, aim="mend", low=500, high=800)
    (variant,) = plan.variants.all()
    assert variant.label == "最少变动"
    covers(world, variant)
    assert variant.figures["share_in_band"] == 1
    assert 0 < variant.figures["moved_households"] <= 1.5 * variant.figures["moved_bound"]
    assert [(row.number, row.name, row.continues) for row in variant.grids.all()] == [
        (11, "金星第一网格", grids[0]),
        (12, "金星第二网格", grids[1]),
        (13, "金星第三网格", grids[2]),
    ]


def test_grids_inside_the_band_are_not_touched(world, grids):
    (variant,) = proposed(world, aim="mend", low=300, high=1000).variants.all()
    assert variant.figures["moved_households"] == 0
    today = {str(row.uid): row.area_id % 1000 for row in Building.objects.all()}
    assert variant.part == today


def test_a_grid_that_must_be_cut_gives_a_number_never_used(world, grids):
    Area.objects.create(
        code=world.community.code + 40, level=15, name="旧网格", full_name="旧网格",
        valid_from="2020-01-01", valid_to="2021-01-01",
    )  # fmt: skip
    (variant,) = proposed(world, aim="mend", low=300, high=600).variants.all()
    fresh = [row for row in variant.grids.all() if row.continues is None]
    assert [(row.number, row.name) for row in fresh] == [(41, "金星第四十一网格")]


def test_a_fresh_grid_continues_one_of_today_by_the_majority_of_both(world, grids):
    for variant in proposed(world, low=500, high=1000, count=2).variants.all():
        for row in variant.grids.all():
            uids = [uid for uid, number in variant.part.items() if number == row.number]
            inside = Household.objects.filter(dwelling__building__uid__in=uids)
            same = {
                grid.pk for grid in grids
                if 2 * inside.filter(area=grid).count()
                > max(inside.count(), Household.objects.filter(area=grid).count())
            }  # fmt: skip
            assert same == ({row.continues_id} if row.continues_id else set())


def test_moved_households_are_those_whose_grid_does_not_go_on_with_them(world, grids):
    variant = proposed(world, count=1).variants.get()
    goes_on = {row.number: row.continues_id for row in variant.grids.all()}
    moved = sum(
        goes_on[variant.part[str(home.dwelling.building.uid)]] != home.area_id
        for home in Household.objects.select_related("dwelling__building")
    )
    assert variant.figures["moved_households"] == moved


def test_a_dedicated_grid_is_in_the_plan_as_it_is(world, houses):
    square = {"type": "Polygon", "coordinates": [[[109.41, 24.36], [109.413, 24.36], [109.413, 24.362], [109.41, 24.362], [109.41, 24.36]]]}  # fmt: skip
    kept = create_grid(
        world.community, name="商圈专属网格", kind=Area.Kind.DEDICATED, number=9, boundary=square, actor=None
    )  # fmt: skip
    Building.objects.filter(lon__lt=109.413, lat__lt=24.362).update(area=kept)
    variant = proposed(world, count=1).variants.get()
    covers(world, variant)
    row = variant.grids.get(continues=kept)
    assert (row.number, row.name) == (9, "商圈专属网格")
    assert shape(row.boundary).symmetric_difference(shape(square)).area < 1e-12
    assert {variant.part[str(each.uid)] for each in kept.buildings.all()} == {9}


def test_a_house_of_900_households_gives_the_reason(world, houses):
    settle(houses[40], 900, first=2000)
    variant = proposed(world, count=1).variants.get()
    name = f"{houses[40].address}楼"
    grid = variant.grids.get(number=variant.part[str(houses[40].uid)])
    assert (
        f"{grid.name}：单元 {name} 一处就有 920 户，超过 500 户：请按单元门拆成几个。"
        in variant.reasons
    )
    covers(world, variant)


def test_stairwells_of_a_house_may_lie_in_several_grids(world, houses):
    for order in range(1, 4):
        settle(houses[40], 290, f"{order}单元", first=1000 * order)
    variant = proposed(world, count=1).variants.get()
    uid = str(houses[40].uid)
    stairs = {key: number for key, number in variant.part.items() if key.startswith(f"{uid}#")}
    assert len(set(stairs.values())) > 1
    assert variant.part[uid] in stairs.values()
    assert variant.figures["share_in_band"] == 1
    covers(world, variant)


def test_islands_belong_to_somebody_too(world):
    close_others(world.community, [])
    build_houses(world.community)
    main = shape(world.community.boundary)
    far = [shapely.box(109.43, 24.36, 109.434, 24.364), shapely.box(109.45, 24.36, 109.451, 24.361)]
    hole = shapely.box(109.4153, 24.3632, 109.4156, 24.3634)
    whole = shapely.union_all([main.difference(hole), *far])
    outline(world.community, json.loads(shapely.to_geojson(whole)))
    house = Building.objects.create(
        area=world.community, address="江心1号", name="", lon=109.432, lat=24.362
    )
    settle(house, 320)
    variant = proposed(world, count=1).variants.get()
    covers(world, variant)
    alone = variant.grids.get(number=variant.part[str(house.uid)])
    assert alone.households == 320
    assert variant.figures["share_in_band"] == 1


def test_an_island_too_small_for_a_grid_is_told(world, houses):
    main = shape(world.community.boundary)
    whole = shapely.union_all([main, shapely.box(109.43, 24.36, 109.434, 24.364)])
    outline(world.community, json.loads(shapely.to_geojson(whole)))
    house = Building.objects.create(
        area=world.community, address="江心1号", name="", lon=109.432, lat=24.362
    )
    settle(house, 40)
    variant = proposed(world, count=1).variants.get()
    covers(world, variant)
    grid = variant.grids.get(number=variant.part[str(house.uid)])
    assert variant.reasons == [
        f"{grid.name}：这一片只有 40 户，与别处不相连，不足 300 户：请补画相连处或与邻片合并。"
    ]


def test_what_no_plan_can_do_is_told_in_words(world, houses):
    plan = new_plan(world, staff=500, **BAND)
    ask(plan, world.users["liu"])
    work()
    plan.refresh_from_db()
    state = progress(plan)
    assert (state["state"], state["busy"]) == ("failed", False)
    assert state["told"] == "只有 96 个可分的单元，分不成 500 个网格：请减少人数。"
    assert not plan.variants.exists()


def test_a_band_that_cannot_be_is_refused_at_once(world, houses):
    plan = new_plan(world, low=500, high=300)
    with pytest.raises(Invalid):
        ask(plan, world.users["liu"])
    assert not Job.objects.exists()


def test_there_is_nothing_to_mend_where_no_grid_is(world, houses):
    with pytest.raises(Refused) as refused:
        ask(new_plan(world, "mend", **BAND), world.users["liu"])
    assert refused.value.code == "divide.nothing_to_mend"


@pytest.mark.parametrize("state", ["approved", "done", "withdrawn"])
def test_a_plan_that_is_decided_is_not_worked_out_again(world, houses, state):
    plan = new_plan(world, **BAND)
    cut_by_ruler(plan)
    before = told(plan)
    ask(plan, world.users["liu"])
    DivisionPlan.objects.update(state=state)
    work()
    assert told(plan) == before
    with pytest.raises(Refused) as refused:
        ask(plan, world.users["liu"])
    assert refused.value.code == "plan.state"


def test_other_loads_are_balanced_if_that_is_wished(world, houses):
    plan = proposed(world, count=1, balance=["people", "unknown"])
    assert plan.variants.get().figures["share_in_band"] == 1


def test_the_cards_tell_every_variant_in_the_same_words(world, houses):
    plan = new_plan(world, **BAND)
    for at in range(3):
        cut_by_ruler(plan, label=f"方案{at}", across=3 + at)
    cards = variant_cards(plan)
    assert json.loads(json.dumps(cards)) == cards
    assert cards["band"] == [300, 500]
    assert len(cards["variants"]) == 3
    labels = [[row["label"] for row in card["figures"]] for card in cards["variants"]]
    assert labels[0] == labels[1] == labels[2]
    for card in cards["variants"]:
        assert sum(grid["households"] for grid in card["grids"]) == cards["households"]
        assert sum(grid["buildings"] for grid in card["grids"]) == 96
    assert cards["today"]["grids"] == []


def test_today_stands_beside_the_variants(world, grids):
    cards = variant_cards(new_plan(world, "mend", **BAND))
    assert [(row["name"], row["band"]) for row in cards["today"]["grids"]] == [
        ("金星第一网格", "above"),
        ("金星第二网格", "above"),
        ("金星第三网格", "above"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_cards_cost_the_same_number_of_queries(world, houses, count, django_assert_num_queries):
    plan = new_plan(world, **BAND)
    for at in range(count):
        cut_by_ruler(plan, label=f"方案{at}", across=3 + at)
    variant_cards(plan)
    with django_assert_num_queries(11):
        variant_cards(plan)


def test_the_map_shows_grids_houses_and_the_borders_of_today(world, grids):
    plan = new_plan(world, low=600, high=800)
    cut_by_ruler(plan, across=3, down=1)
    features = variant_map(plan, plan.variants.get())["features"]
    kinds = [row["properties"]["kind"] for row in features]
    assert (kinds.count("grid"), kinds.count("building")) == (3, 96)
    drawn = {
        row["properties"]["number"]: row for row in features if row["properties"]["kind"] == "grid"
    }
    assert len({row["properties"]["colour"] for row in drawn.values()}) == 3
    for row in features:
        if row["properties"]["kind"] == "building":
            area = shape(drawn[row["properties"]["number"]]["geometry"])
            assert area.buffer(1e-6).covers(shape(row["geometry"]))


def test_planned_grids_have_numbers_of_their_own(world, houses):
    for variant in proposed(world, count=2).variants.all():
        numbers = PlannedGrid.objects.filter(variant=variant).values_list("number", flat=True)
        assert list(numbers) == list(range(3, 3 + len(numbers)))  # 1 and 2 are closed
