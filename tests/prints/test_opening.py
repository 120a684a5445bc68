"""Setting a community up: every step is counted from what is on record, and says where to go on."""

import pytest
from django.urls import reverse

from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling
from wangge.posts import actions as appointing
from wangge.posts.models import Post
from wangge.prints import publicity as prints
from wangge.prints.opening import DONE, NONE, PART, openings
from wangge.prints.publicity import Order
from wangge.publicity import actions as publicity
from wangge.publicity.models import Printing
from wangge.publicity.showing import face

ORIGIN = "https://wangge.example"


@pytest.fixture
def begun(world):
    """The community with one grid: 2 homes in a building, the band 1 to 3, nothing hung yet."""
    areas.close_grid(
        Area.objects.get(code=world.grid.code + 1), actor=world.users["admin"], reason="并入"
    )
    areas.put_setting("grid_households", world.community, [1, 3], actor=None)
    house = Building.objects.create(
        area=world.grid, address="柳测路9号", name="1栋", lon=109.412, lat=24.362
    )
    for room in ("101", "102"):
        door = Dwelling.objects.create(
            building=house, area=world.grid, room=room, address=f"{house}{room}"
        )
        Household.objects.create(area=world.grid, dwelling=door)
    world.house = house
    return world


def step(world, key):
    (found,) = openings(world.community)
    return next(each for each in found.steps if each.key == key)


def lacks(world, key):
    return [point.key for point in step(world, key).lacks]


def test_a_community_of_which_nothing_is_known_has_not_begun(world):
    empty = (
        areas.init_county("450205")
        and Area.objects.filter(level=12).exclude(
            code__in=[world.community.code, world.other_community.code]
        )[0]
    )
    (found,) = openings(empty)
    assert [each.state for each in found.steps] == [NONE] * 4
    assert (found.share, found.state, found.next.key) == (0, NONE, "base")


def test_base_data_is_complete_when_homes_have_doors_and_buildings_places(begun):
    assert (step(begun, "base").state, lacks(begun, "base")) == (DONE, [])
    Building.objects.create(area=begun.grid, address="柳测路10号", name="1栋")
    Household.objects.create(area=begun.grid)
    assert lacks(begun, "base") == ["places", "housed"]
    assert step(begun, "base").state == PART
    # of ten, nine are enough: homes come and go
    for n in range(16):
        door = Dwelling.objects.create(
            building=begun.house, area=begun.grid, room=f"x{n}", address=f"x{n}"
        )
        Household.objects.create(area=begun.grid, dwelling=door)
    assert lacks(begun, "base") == ["places"]


def test_grids_are_to_be_drawn_checked_and_of_the_right_size(begun):
    assert lacks(begun, "grids") == ["outline"]
    areas.draw(begun.community, boundary=begun.grid.boundary, actor=None)
    assert step(begun, "grids").state == DONE
    areas.create_grid(begun.community, name="空网格", actor=None)
    points = {point.key: point for point in step(begun, "grids").lacks}
    assert {key: [grid.name for grid in point.lacking] for key, point in points.items()} == {
        "drawn": ["空网格"],
        "checked": ["空网格"],
        "band": ["空网格"],
    }
    Household.objects.create(area=begun.community)
    assert "placed" in lacks(begun, "grids")


def test_a_team_is_every_post_that_the_place_wants_and_a_stand_in(begun):
    assert step(begun, "teams").state == DONE
    fresh = areas.create_grid(begun.community, name="新网格", actor=None)
    told = {point.label: point.missing for point in step(begun, "teams").points}
    assert told == dict.fromkeys(
        ["每格有网格长", "每格有网格员", "每格一名责任人", "责任人有 B 岗"], 1
    )
    worker = Post.objects.get(code="worker")
    appointing.appoint(begun.users["xin"], worker, fresh, actor=None)
    assert lacks(begun, "teams") == ["post", "stand_in"]
    appointing.appoint(begun.users["zhao"], worker, fresh, actor=None)
    assert lacks(begun, "teams") == ["post", "one", "stand_in"]


def test_publicity_is_a_phone_boards_cards_and_maps(begun):
    assert lacks(begun, "publicity") == ["phone", "boards", "cards", "maps"]
    assert step(begun, "publicity").state == NONE
    areas.put_setting("service_phone", begun.town, "0772-1234567", actor=None)
    desk = begun.staff("liu")
    for kind in (Printing.Kind.BOARD, Printing.Kind.CARDS, Printing.Kind.MAP):
        order = Order(kind, begun.grid, buildings=[begun.house])
        prints.make(desk, face(begun.community), order, origin=ORIGIN)
    publicity.hang(desk, Printing.Kind.BOARD, begun.grid, building=begun.house)
    publicity.hang(desk, Printing.Kind.MAP, begun.grid, place="东门")
    publicity.issue_cards(desk, begun.grid, Household.objects.values_list("pk", flat=True)[:1])
    assert lacks(begun, "publicity") == ["cards"]
    publicity.issue_cards(desk, begun.grid, Household.objects.values_list("pk", flat=True))
    assert step(begun, "publicity").state == DONE


def test_the_page_names_what_is_lacking_and_where_to_mend_it(begun, client):
    bare = Building.objects.create(area=begun.grid, address="柳测路10号", name="1栋")
    fresh = areas.create_grid(begun.community, name="新网格", actor=None)
    client.force_login(begun.users["liu"])
    answer = client.get(reverse("console:opening", args=[begun.community.code]))
    text = answer.content.decode()
    wanted = [
        reverse("console:edit_building", args=[bare.uid]),
        reverse("console:draw_boundary", args=[fresh.code]),
        reverse("console:draw_boundary", args=[begun.community.code]),
        reverse("console:grid_check", args=[begun.community.code]),
        reverse("console:staffing", args=[begun.community.code]),
        reverse("console:publicity_grid", args=[begun.grid.code]),
        f"{reverse('console:new_plan')}?under={begun.community.code}&amp;aim=mend",
    ]
    assert [url for url in wanted if f'href="{url}' not in text] == []
    # only who may appoint is sent to the accounts
    assert reverse("console:accounts") not in text
    client.force_login(begun.users["admin"])
    text = client.get(reverse("console:opening", args=[begun.community.code])).content.decode()
    assert reverse("console:accounts") in text
    # whoever draws no plans is not sent to them
    client.force_login(begun.users["county"])
    seen = client.get(reverse("console:opening", args=[begun.community.code])).content.decode()
    assert reverse("console:new_plan") not in seen
    assert reverse("console:put_setting", args=["service_phone"]) in text


def test_the_county_sees_all_communities_those_on_their_way_first(begun, client):
    client.force_login(begun.users["county"])
    url = reverse("console:openings")
    answer = client.get(url, follow=True)
    rows = answer.context["page"].object_list
    assert {row.area for row in rows[:2]} == {begun.community, begun.other_community}
    assert [row.state for row in rows[:3]] == [PART, PART, NONE]
    states = {key: n for key, _, n in answer.context["states"]}
    assert (states[PART], sum(states.values())) == (2, answer.context["total"])
    here = reverse("console:opening", args=[begun.county.code])
    only = client.get(here, {"state": PART, "q": begun.community.name}).context["page"]
    assert [row.area for row in only] == [begun.community]
    assert client.get(here, {"state": "x"}).context["page"].paginator.count == sum(states.values())


def test_the_pages_cost_the_same_however_many_communities_there_are(
    begun, client, django_assert_max_num_queries
):
    client.force_login(begun.users["county"])
    for n in range(2):
        for community in (begun.community, begun.other_community):
            areas.create_grid(community, name=f"新{n}", actor=None)
            Household.objects.create(area=community)
            Building.objects.create(area=community, address="柳测路", name=f"{n}栋")
        for area in (begun.county, begun.community):
            with django_assert_max_num_queries(15):
                client.get(reverse("console:opening", args=[area.code]))


def test_strangers_and_grids_see_nothing_of_it(begun, client):
    url = reverse("console:opening", args=[begun.community.code])
    for who in ("stranger", "wang"):
        client.force_login(begun.users[who])
        assert client.get(url).status_code == 404
    assert client.get(reverse("console:openings")).status_code == 404
