"""Cards, boards and badges show what holds now; their codes cannot be forged."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
import typst
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from conftest import square
from matters import photo
from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.audit.models import Record
from wangge.incidents.models import Category, Incident
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling
from wangge.posts import actions as appointing
from wangge.posts.models import Post, Posting
from wangge.prints import badges, boards, cards, posters
from wangge.prints import publicity as prints
from wangge.prints.drawings import portrait, qr
from wangge.prints.faces import spot_url
from wangge.prints.publicity import Order
from wangge.prints.typesetting import LAYOUTS, font
from wangge.publicity import actions, codes, queries
from wangge.publicity.models import Board, CardIssue, Printing
from wangge.publicity.reprinting import batches
from wangge.publicity.showing import face

ORIGIN = "https://wangge.example"
PHONE = "12012345678"
Kind = Printing.Kind


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def place(world):
    """Two buildings of three homes in the first grid; 王's public phone is known."""
    houses = []
    for number in (1, 2):
        house = Building.objects.create(
            area=world.grid, address="柳测路9号", name=f"{number}栋", lon=109.412, lat=24.362
        )
        houses.append(house)
        for room in ("101", "102", "103"):
            door = Dwelling.objects.create(
                building=house, area=world.grid, unit="1", room=room, address=f"{house}{room}"
            )
            Household.objects.create(area=world.grid, dwelling=door)
    publish(world, "wang", PHONE)
    posting = Posting.objects.get(user=world.users["wang"])
    return SimpleNamespace(
        world=world, houses=houses, posting=posting, desk=world.staff("liu"), grid=world.grid
    )


def publish(world, who, phone):
    user = world.users[who]
    user.public_phone = phone
    user.save(update_fields=["public_phone"])


def now(place):
    return face(place.world.community)


def made(place, kind, **more):
    order = Order(kind, place.grid, **more)
    return prints.make(place.desk, now(place), order, origin=ORIGIN)


def register(place):
    return queries.register(now(place))


def pictures(layout, content):
    """The pages as pictures, as they come out of the printer."""
    import json

    inputs = {"data": json.dumps(content, ensure_ascii=False, default=str), "font": font()}
    out = typst.compile(
        LAYOUTS / f"{layout}.typ", root=LAYOUTS, sys_inputs=inputs, format="png", ppi=40
    )
    pages = out if isinstance(out, list) else [out]
    return [Image.open(io.BytesIO(page)) for page in pages]


def ink(picture):
    """The share of the page that is printed on."""
    grey = picture.convert("L")
    return sum(grey.histogram()[:200]) / (grey.width * grey.height)


def test_every_print_has_its_pages_and_something_on_them(place):
    found = now(place)
    workers = found.crews[place.grid.code]
    content = {
        "cards": cards.content(found, place.grid, ORIGIN, sheets=2),
        "calls": cards.calls(found, place.grid, ORIGIN, sheets=2),
        "board": boards.content(found, place.grid, place.houses, ORIGIN),
        "badges": badges.content(found, workers, ORIGIN),
        "poster": posters.content(found, place.grid, place.houses, ORIGIN),
        "shine": boards.shine(found, place.grid, ORIGIN),
    }
    pages = {name: pictures(name, data) for name, data in content.items()}
    counts = {name: len(each) for name, each in pages.items()}
    assert counts == {"cards": 2, "calls": 2, "board": 2, "badges": 1, "poster": 1, "shine": 1}
    assert all(ink(page) > 0.03 for each in pages.values() for page in each)
    wide = posters.content(found, None, (), ORIGIN)
    assert [page.width > page.height for page in pictures("poster", wide)] == [True]


def test_a_grid_without_people_border_or_buildings_still_prints(world):
    empty = areas.create_grid(world.community, name="空网格", actor=None)
    found = face(world.community)
    for layout, content in (
        ("cards", cards.content(found, empty, ORIGIN)),
        ("calls", cards.calls(found, empty, ORIGIN)),
        ("board", boards.content(found, empty, [None], ORIGIN)),
        ("poster", posters.content(found, empty, [], ORIGIN)),
        ("shine", boards.shine(found, empty, ORIGIN)),
    ):
        assert len(pictures(layout, content)) == 1


def test_names_that_look_like_markup_stay_names(place):
    user = place.world.users["wang"]
    user.name = '#panic("x") $<svg>&'
    user.save(update_fields=["name"])
    Area.objects.filter(pk=place.grid.pk).update(name='<b>&"格')
    for kind in (Kind.CARDS, Kind.MAP, Kind.SHINE):
        assert made(place, kind)[:5] == b"%PDF-"


def test_a_crew_is_everybody_who_handles_a_first_then_b(place):
    crew = now(place).crews[place.grid.code]
    told = [(worker.name, worker.slot, worker.phone) for worker in crew]
    assert told == [("zhang同志", "A", ""), ("wang同志", "A", PHONE), ("zhao同志", "B", "")]


def test_a_code_is_short_and_says_where_it_hangs(place):
    house = place.houses[0]
    code = codes.spot_code(place.grid.code, house.pk)
    assert len(code) < 45
    assert codes.read_spot(code) == codes.Spot(place.grid.code, house.pk)
    assert codes.read_spot(codes.spot_code(place.grid.code)) == codes.Spot(place.grid.code)
    assert codes.read_badge(codes.badge_code(7)) == 7


@pytest.mark.parametrize(
    "wrong", ["", "x", "g-1.x", "网格", "w-7.", lambda c: c[:-1], lambda c: f"{c}x"]
)
def test_a_forged_code_opens_nothing(place, client, wrong):
    for made_by, name in ((codes.spot_code, "board"), (codes.badge_code, "badge")):
        code = wrong(made_by(place.grid.code)) if callable(wrong) else wrong
        if code:
            assert client.get(reverse(f"portal:{name}", args=[code])).status_code == 404
        with pytest.raises(Missing):
            codes.read_spot(code)
        with pytest.raises(Missing):
            codes.read_badge(code)


def test_a_code_of_one_kind_is_none_of_the_other(place, client):
    badge, board = codes.badge_code(place.posting.pk), codes.spot_code(place.grid.code)
    assert client.get(reverse("portal:board", args=[badge])).status_code == 404
    assert client.get(reverse("portal:badge", args=[board])).status_code == 404
    other = codes.badge_code(place.posting.pk + 1).partition(".")[0]
    forged = f"{other}.{badge.rpartition('.')[2]}"
    assert client.get(reverse("portal:badge", args=[forged])).status_code == 404


def test_a_boards_code_opens_the_report_page_with_the_place_filled_in(place, client, workday):
    url = reverse("portal:board", args=[codes.spot_code(place.grid.code, place.houses[0].pk)])
    text = client.get(url).content.decode()
    assert [word for word in ("wang同志", PHONE, "柳测路9号1栋") if word not in text] == []
    category = Category.objects.filter(resident_label__gt="", photo_required=False).exclude(
        kind="突发性"
    )[0]
    form = client.get(url, {"category": category.code}).context["form"]
    assert (form["grid"].value(), form["address"].value()) == (place.grid.number, "柳测路9号1栋")
    told = {
        "uid": str(uuid7()),
        "category": category.code,
        "description": "楼道灯不亮",
        "grid": form["grid"].value(),
        "address": form["address"].value(),
    }
    assert client.post(url, told).status_code == 302
    row = Incident.objects.get()
    assert (row.area, row.address) == (place.grid, "柳测路9号1栋")


def test_the_printed_code_carries_the_address_of_the_report_page(place, client):
    shown = boards.content(now(place), place.grid, place.houses[:1], ORIGIN)["boards"][0]
    path = spot_url(place.grid, place.houses[0])
    assert shown["qr"] == qr(ORIGIN + path)
    answer = client.get(path)
    assert answer.context["scanned"]["initial"] == {
        "grid": place.grid.number,
        "address": "柳测路9号1栋",
    }


def test_the_scanned_page_tells_nothing_but_public_particulars(place, client):
    user = place.world.users["wang"]
    user.phone = "12099998888"
    user.save(update_fields=["phone"])
    text = client.get(reverse("portal:board", args=[codes.spot_code(place.grid.code)]))
    assert (PHONE in text.content.decode(), "12099998888" in text.content.decode()) == (True, False)


def test_a_badge_says_so_at_once_when_the_posting_ends(place, client):
    url = reverse("portal:badge", args=[codes.badge_code(place.posting.pk)])
    text = client.get(url).content.decode()
    assert [word for word in ("在岗", "wang同志", "第一网格", "网格员") if word not in text] == []
    assert [word for word in (PHONE, "wang<") if word in text] == []
    appointing.end(place.posting, actor=place.world.users["admin"])
    after = client.get(url)
    assert (after.status_code, after["Cache-Control"].count("no-store")) == (200, 1)
    text = after.content.decode()
    assert ("不在岗" in text, "wang同志" in text) == (True, False)


def test_a_closed_account_and_a_post_not_yet_begun_are_not_in_office(place, client):
    url = reverse("portal:badge", args=[codes.badge_code(place.posting.pk)])
    with clock.at(place.posting.since - timedelta(seconds=1)):
        assert "不在岗" in client.get(url).content.decode()
    place.world.users["wang"].is_active = False
    place.world.users["wang"].save(update_fields=["is_active"])
    assert "不在岗" in client.get(url).content.decode()


def test_a_resident_checks_the_number_on_the_badge(place, client):
    keep(place, certificate="LB-001")
    url = reverse("portal:badge", args=[codes.badge_code(place.posting.pk)])
    assert "LB-001" in client.get(url).content.decode()
    found = now(place)
    (mine,) = [worker for worker in found.crews[place.grid.code] if worker.name == "wang同志"]
    (badge,) = badges.content(found, [mine], ORIGIN)["badges"]
    assert (badge["certificate"], badge["qr"]) == ("LB-001", qr(ORIGIN + url))
    appointing.end(place.posting, actor=place.world.users["admin"])
    assert "LB-001" not in client.get(url).content.decode()


def test_a_photo_is_shown_only_while_in_office(place, client):
    keep(place, photo=photo().read())
    url = reverse("portal:badge_photo", args=[codes.badge_code(place.posting.pk)])
    assert client.get(url)["Content-Type"] == "image/jpeg"
    appointing.end(place.posting, actor=place.world.users["admin"])
    assert client.get(url).status_code == 404


def keep(place, **more):
    given = {"phone": PHONE, "certificate": "LB-001", "promise": "有事必应", **more}
    return actions.keep_particulars(place.desk, place.posting, **given)


def test_particulars_are_kept_and_a_text_is_no_photo(place):
    keep(place, photo=photo().read())
    worker = now(place).worker(place.posting.pk)
    assert (worker.certificate, worker.promise, bool(worker.photo)) == ("LB-001", "有事必应", True)
    with pytest.raises(Invalid, match=r"照片|图片"):
        keep(place, photo=b"%PDF-1.4")
    with pytest.raises(Invalid, match="能拨通的电话"):
        keep(place, phone="没有")


def test_nothing_is_to_be_reprinted_until_something_changes(place):
    made(place, Kind.BOARD, buildings=place.houses)
    made(place, Kind.CARDS)
    made(place, Kind.MAP)
    made(place, Kind.BADGE, postings=[place.posting.pk])
    actions.hang(place.desk, Kind.BOARD, place.grid, building=place.houses[0])
    actions.hang(place.desk, Kind.MAP, place.grid, place="东门")
    actions.issue_cards(place.desk, place.grid, [h.pk for h in Household.objects.all()[:2]])
    assert [(r.kind, r.changed) for r in register(place).reprints()] == []


def changed(place):
    return {row.kind: row.changed for row in register(place).reprints()}


def test_a_new_phone_a_new_person_a_new_border_are_told_for_what_shows_them(place):
    test_nothing_is_to_be_reprinted_until_something_changes(place)
    publish(place.world, "wang", "12011112222")
    phone = ["人员电话"]
    assert changed(place) == {"board": phone, "map": phone, "cards": phone}
    publish(place.world, "wang", PHONE)
    areas.draw(place.grid, boundary=square(109.41, 24.36, 0.0039), actor=None)
    assert changed(place) == {"map": ["网格边界"]}
    appointing.end(place.posting, actor=place.world.users["admin"])
    left = changed(place)
    assert (left["badge"], left["board"], left["cards"]) == (
        ["任职已结束"],
        ["人员", "人员电话"],
        ["人员", "人员电话"],
    )


def test_a_reprinted_board_replaces_the_one_that_hung_there(place):
    made(place, Kind.BOARD, buildings=place.houses)
    first = actions.hang(place.desk, Kind.BOARD, place.grid, building=place.houses[0])
    publish(place.world, "wang", "12011112222")
    made(place, Kind.BOARD, buildings=place.houses[:1])
    actions.hang(place.desk, Kind.BOARD, place.grid, building=place.houses[0])
    first.refresh_from_db()
    assert (first.taken_down, first.taken_by) == (clock.today(), place.world.users["liu"])
    assert (register(place).reprints(), register(place).rows()[0].boards) == ([], 1)


def test_coverage_counts_households_whose_card_is_right(place):
    homes = list(Household.objects.all())
    with pytest.raises(Refused, match="先打印"):
        actions.issue_cards(place.desk, place.grid, [homes[0].pk])
    made(place, Kind.CARDS, sheets=3)
    assert actions.issue_cards(place.desk, place.grid, [homes[0].pk, homes[1].pk, 0]) == 2
    assert actions.issue_cards(place.desk, place.grid, [homes[0].pk]) == 0
    row = register(place).rows()[0]
    assert (row.carded, row.outdated, round(row.coverage)) == (2, 0, 33)
    publish(place.world, "wang", "12011112222")
    row = register(place).rows()[0]
    assert (row.carded, row.outdated, row.coverage) == (0, 2, 0)
    assert [(r.kind, r.count) for r in register(place).reprints()] == [("cards", 2)]
    homes[0].until = clock.today()
    homes[0].save(update_fields=["until"])
    assert register(place).rows()[0].outdated == 1


def test_the_callers_cards_of_a_grid_are_to_be_reprinted_when_its_people_change(place):
    made(place, Kind.CALLS, sheets=2)
    assert (register(place).reprints(), Printing.objects.get().copies) == ([], 20)
    publish(place.world, "wang", "12011112222")
    assert changed(place) == {"calls": ["人员电话"]}
    made(place, Kind.CALLS)
    assert register(place).reprints() == []
    # what lies in a worker's bag is in no household's hand
    assert register(place).rows()[0].carded == 0


def test_what_changed_alike_is_printed_again_in_one_go(place, client):
    made(place, Kind.BOARD, buildings=place.houses)
    for house in place.houses:
        actions.hang(place.desk, Kind.BOARD, place.grid, building=house)
    made(place, Kind.CARDS)
    actions.issue_cards(place.desk, place.grid, [h.pk for h in Household.objects.all()])
    made(place, Kind.BADGE, postings=[place.posting.pk])
    publish(place.world, "wang", "12011112222")
    cards_row, board_row = batches(register(place).reprints())
    assert (cards_row.kind, cards_row.count, cards_row.sheets) == ("cards", 6, 1)
    assert (board_row.count, board_row.buildings) == (2, [h.pk for h in place.houses])
    client.force_login(place.world.users["liu"])
    again = reverse("console:publicity_print", args=[place.grid.code])
    told = {"kind": "board", "sheets": board_row.sheets, "buildings": board_row.buildings}
    assert client.post(again, told)["Content-Type"] == "application/pdf"
    for house in place.houses:
        actions.hang(place.desk, Kind.BOARD, place.grid, building=house)
    assert [row.kind for row in batches(register(place).reprints())] == ["cards"]
    appointing.end(place.posting, actor=place.world.users["admin"])
    ended = [row for row in batches(register(place).reprints()) if row.kind == "badge"]
    assert [(row.changed, row.is_printable) for row in ended] == [(["任职已结束"], False)]


def test_what_was_not_printed_cannot_hang_nor_hang_tomorrow(place):
    with pytest.raises(Refused, match="先打印"):
        actions.hang(place.desk, Kind.MAP, place.grid, place="东门")
    made(place, Kind.MAP)
    day = clock.today() + timedelta(days=1)
    with pytest.raises(Invalid, match="不能晚于今天"):
        actions.hang(place.desk, Kind.MAP, place.grid, place="东门", hung_on=day)
    with pytest.raises(Invalid, match="地点"):
        actions.hang(place.desk, Kind.MAP, place.grid)


def test_a_board_comes_down_once_and_a_badge_is_handed_back(place):
    made(place, Kind.MAP)
    made(place, Kind.BADGE, postings=[place.posting.pk])
    board = actions.hang(place.desk, Kind.MAP, place.grid, place="东门")
    for _ in range(2):
        assert actions.take_down(place.desk, board.uid).taken_down == clock.today()
    (badge,) = register(place).badges
    actions.withdraw(place.desk, badge.uid)
    assert (register(place).boards, register(place).badges) == ([], [])
    verbs = Record.objects.filter(verb__startswith="publicity.").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == [
        "publicity.print",
        "publicity.print",
        "publicity.hang",
        "publicity.take_down",
        "publicity.withdraw",
    ]


def test_the_three_unities_count_grids(place):
    assert [done for _, done in register(place).unified()] == [0, 0, 0]
    for kind, more in ((Kind.MAP, {}), (Kind.CARDS, {}), (Kind.BOARD, {"buildings": place.houses})):
        made(place, kind, **more)
    actions.hang(place.desk, Kind.MAP, place.grid, place="东门")
    actions.hang(place.desk, Kind.BOARD, place.grid, building=place.houses[0])
    assert [done for _, done in register(place).unified()] == [1, 1, 1]


def test_strangers_print_see_and_keep_nothing(place, client):
    made(place, Kind.MAP)
    board = actions.hang(place.desk, Kind.MAP, place.grid, place="东门")
    stranger = place.world.staff("stranger")
    with pytest.raises(Missing):
        prints.make(stranger, now(place), Order(Kind.CARDS, place.grid), origin=ORIGIN)
    with pytest.raises(Missing):
        actions.take_down(stranger, board.uid)
    grid, posting = place.grid.code, place.posting.pk
    for who in ("stranger", "admin"):
        client.force_login(place.world.users[who])
        for name, args in (("publicity_grid", grid), ("publicity_worker", posting)):
            assert client.get(reverse(f"console:{name}", args=[args])).status_code == 404
        for name in ("publicity_print", "hang_board", "issue_cards"):
            assert client.post(reverse(f"console:{name}", args=[grid])).status_code == 404
        down = reverse("console:take_down", args=[board.uid])
        assert client.post(down).status_code == 404
    client.force_login(place.world.users["chen"])  # the secretary sees and keeps it too
    assert client.get(reverse("console:publicity_grid", args=[grid])).status_code == 200


def test_the_desk_prints_hangs_and_hands_out(place, client):
    client.force_login(place.world.users["liu"])
    grid, house = place.grid.code, place.houses[0]
    url = reverse("console:publicity_print", args=[grid])
    for told in ({"kind": "cards", "sheets": 1}, {"kind": "board", "buildings": [house.pk]}):
        assert client.post(url, told)["Content-Type"] == "application/pdf"
    assert client.post(url, {"kind": "board"}).status_code == 422
    assert client.post(url, {"kind": "x"}).status_code == 422
    hang = {"kind": "board", "building": house.pk, "hung_on": "2026-01-05"}
    assert client.post(reverse("console:hang_board", args=[grid]), hang).status_code == 302
    both = {"buildings": [each.pk for each in place.houses]}
    assert client.post(reverse("console:hang_boards", args=[grid]), both).status_code == 409
    client.post(url, {"kind": "board", **both})
    assert client.post(reverse("console:hang_boards", args=[grid]), both).status_code == 302
    assert client.post(reverse("console:hang_boards", args=[grid])).status_code == 422
    wrong = {"kind": "map", "place": "东门", "hung_on": "2026-01-05"}
    assert client.post(reverse("console:hang_board", args=[grid]), wrong).status_code == 422
    homes = f"{reverse('console:issue_cards', args=[grid])}?building={house.uid}"
    rows = client.get(homes).context["rows"]
    assert len(rows) == 3
    client.post(homes, {"home": [row.pk for row, _, _ in rows]})
    assert (CardIssue.objects.count(), Board.objects.filter(taken_down=None).count()) == (3, 2)
    whole = reverse("console:publicity_print", args=[place.world.community.code])
    assert client.post(whole, {"kind": "map"})["Content-Type"] == "application/pdf"
    gate = {"kind": "map", "place": "社区大门", "hung_on": "2026-01-05"}
    there = reverse("console:hang_board", args=[place.world.community.code])
    assert client.post(there, gate, follow=True).context["maps"][0][1] == []


def test_the_desk_keeps_a_workers_particulars(place, client):
    client.force_login(place.world.users["liu"])
    url = reverse("console:publicity_worker", args=[place.posting.pk])
    told = {"public_phone": "12033334444", "certificate": "LB-9", "promise": "", "photo": photo()}
    assert client.post(url, told).status_code == 302
    worker = now(place).worker(place.posting.pk)
    assert (worker.phone, worker.certificate, bool(worker.photo)) == ("12033334444", "LB-9", True)
    assert client.post(url, {"public_phone": "x"}).status_code == 422


def test_pages_cost_the_same_however_much_hangs(place, client, django_assert_max_num_queries):
    client.force_login(place.world.users["liu"])
    urls = (
        reverse("console:publicity"),
        reverse("console:publicity_grid", args=[place.grid.code]),
        f"{reverse('console:issue_cards', args=[place.grid.code])}?building={place.houses[0].uid}",
    )
    worker = Post.objects.get(code="worker")
    for more in range(2):
        made(place, Kind.BOARD, buildings=place.houses)
        made(place, Kind.CARDS)
        for house in place.houses:
            actions.hang(place.desk, Kind.BOARD, place.grid, building=house)
        actions.issue_cards(place.desk, place.grid, [h.pk for h in Household.objects.all()])
        fresh = areas.create_grid(place.world.community, name=f"新{more}", actor=None)
        appointing.appoint(place.world.users["xin"], worker, fresh, actor=None)
        for url in urls:
            with django_assert_max_num_queries(15):
                assert client.get(url).status_code == 200
    code = codes.spot_code(place.grid.code, place.houses[0].pk)
    with django_assert_max_num_queries(10):
        client.get(reverse("portal:board", args=[code]))


def test_buildings_are_listed_as_people_count_them(place):
    Building.objects.create(area=place.grid, address="柳测路9号", name="10栋")
    assert [house.name for house in queries.buildings(place.grid)] == ["1栋", "2栋", "10栋"]


LINE = [[109.4095, 24.362], [109.4145, 24.362]]
LAKE = [[[109.411, 24.361], [109.412, 24.361], [109.412, 24.3615], [109.411, 24.361]]]


def base(box):
    """A street with a name across the grid and a lake; the whole grid lies in the box asked for."""
    west, south, east, north = box
    assert (west < 109.41, east > 109.414, south < 24.36, north > 24.364) == (True,) * 4
    street = {"kind": "minor", "name": "柳测路"}
    return {
        "streets": [
            {"properties": street, "geometry": {"type": "LineString", "coordinates": LINE}},
            {"properties": {}, "geometry": {"type": "MultiLineString", "coordinates": [LINE]}},
        ],
        "water": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": LAKE}}],
        "green": [{"properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [LAKE]}}],
    }


def test_a_map_has_streets_with_names_where_there_is_a_base_map(place):
    found = now(place)
    drawn = posters.content(found, place.grid, place.houses, ORIGIN, ground=base)["chart"]
    plain = posters.content(found, place.grid, place.houses, ORIGIN)["chart"]
    assert (drawn.count("柳测路</text>"), plain.count("柳测路</text>")) == (2, 0)
    assert (drawn.count('fill="#bcdcf0"'), plain.count('fill="#bcdcf0"')) == (1, 0)
    layout = posters.content(found, place.grid, place.houses, ORIGIN, ground=base)
    assert len(pictures("poster", layout)) == 1


def test_a_qr_code_and_a_portrait_are_drawings():
    assert qr("https://wangge.example/c/x/").startswith("<svg xmlns=")
    assert portrait(photo().read()).count("data:image/jpeg;base64,") == 1


def test_an_administrator_tells_residents_a_phone_and_takes_it_back(place, client):
    client.force_login(place.world.users["admin"])
    user = place.world.users["zhao"]
    url = reverse("console:publish_phone", args=[user.pk])
    for phone, status, kept in (("021-12345678", 302, "021-12345678"), ("x", 422, "021-12345678")):
        assert client.post(url, {"public_phone": phone}).status_code == status
        user.refresh_from_db()
        assert (user.public_phone, user.phone) == (kept, "")
    client.post(url, {"public_phone": ""})
    user.refresh_from_db()
    assert user.public_phone == ""
    client.force_login(place.world.users["liu"])
    assert client.post(url, {"public_phone": PHONE}).status_code == 404
