"""The report on the division: its figures, its page, its document."""

import io
import json

import pytest
import typst
from django.urls import reverse
from PIL import Image

from conftest import square
from matters import reported
from wangge.areas import actions as areas
from wangge.areas.boundaries import as_feature, collection
from wangge.areas.models import Area
from wangge.maps.bordering import shares
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.places.models import Building, Estate
from wangge.premises.models import Premises
from wangge.prints.reasonableness import report
from wangge.prints.reasonableness_pdf import content, document, summary
from wangge.prints.typesetting import LAYOUTS, font


@pytest.fixture
def divided(world, general, workday):
    """Two grids: one of 4 households with a key person, a shop and a matter, one of 2; band 2-3."""
    second = Area.objects.get(code=world.grid.code + 1)
    admin = world.users["admin"]
    areas.put_setting("grid_households", world.community, [2, 3], actor=admin)
    for area, homes in ((world.grid, 4), (second, 2), (world.community, 1)):
        for _ in range(homes):
            home = Household.objects.create(area=area)
            Person.objects.create(area=area, household=home, name="甲", living_address="柳测路")
    label = Label.objects.create(name="测试高龄", must_visit="old")
    person = Person.objects.filter(area=world.grid).first()
    PersonLabel.objects.create(person=person, label=label)
    Premises.objects.create(area=world.grid, name="小卖部")
    reported(world, general["一般性"], who=None)
    estate = Estate.objects.create(area=world.community, name="柳测苑")
    for n, (area, lon) in enumerate([(world.grid, 109.412), (second, 109.416), (second, 109.413)]):
        Building.objects.create(
            area=area, address="柳测路9号", name=f"{n}栋", estate=estate, lon=lon, lat=24.362
        )
    return world


def test_the_report_counts_work_and_names_faults(divided):
    found = report(divided.community)
    (only,) = found.communities
    first, second = only.grids
    # one home is called on every 30 days, the others every 180
    work = {"households": 4, "key": 1, "visits": 2, "premises": 1, "incidents": 1}
    assert first.work == work
    assert second.work == dict.fromkeys(work, 0) | {"households": 2}
    assert (first.people, second.people) == (4, 2)
    assert (round(first.load + second.load, 6), only.balance < 50) == (2, True)
    assert [fault.kind for fault in only.faults] == ["building", "estate", "above", "homeless"]
    assert (found.below, found.above, found.others) == (0, 1, 3)
    assert found.kinds() == [
        ("楼栋归错格", 1),
        ("小区被切开", 1),
        ("户数偏多", 1),
        ("有户未入格", 1),
    ]
    assert summary(found) == (
        "1 个社区、2 个网格；户数偏少 0 个，偏多 1 个，其他问题 3 处；工作量均衡指数 "
        f"{only.balance:.0f}。"
    )


def test_calls_due_follow_the_local_intervals(divided):
    admin = divided.users["admin"]
    areas.put_setting("visit_days_household", divided.county, 30, actor=admin)
    areas.put_setting("visit_days_old", divided.community, 10, actor=admin)
    found = report(divided.community).communities[0].grids
    assert [grid.work["visits"] for grid in found] == [3 + 3, 2]
    areas.put_setting("visit_days_household", divided.county, 0, actor=admin)
    found = report(divided.community).communities[0].grids
    assert [grid.work["visits"] for grid in found] == [3, 0]


def test_borders_on_streets_are_told_where_there_is_a_base_map(divided, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert shares([divided.grid]) == {}
    (tmp_path / "map").mkdir()
    # along the southern side of the first grid's square, and a footpath along the northern one
    sides = ((24.36005, "minor"), (24.364, "path"))
    streets = [
        as_feature(
            {"kind": kind},
            {"type": "LineString", "coordinates": [[109.409, lat], [109.4145, lat]]},
        )
        for lat, kind in sides
    ]
    (tmp_path / "map" / "streets.geojson").write_text(json.dumps(collection(streets)))
    found = report(divided.community, bordering=shares).communities[0].grids[0]
    # a side of 405 m of 1700 m around, and 2 x 20 m of the sides that meet the street
    assert 24 < found.on_streets < 28
    assert (
        content(divided.staff("liu"), report(divided.community, bordering=shares))["communities"][
            0
        ]["grids"][0][9]
        == f"{found.on_streets:.0f}%"
    )


def test_a_county_is_reported_community_by_community(divided):
    found = report(divided.county)
    assert [each.area for each in found.communities] == sorted(
        [divided.community, divided.other_community], key=lambda area: area.code
    )
    assert (found.grids, found.below) == (3, 1)


def test_the_document_has_the_map_the_figures_and_the_faults(divided):
    told = content(divided.staff("liu"), report(divided.community))
    inputs = {"data": json.dumps(told, ensure_ascii=False), "font": font()}
    out = typst.compile(
        LAYOUTS / "reasonableness.typ", root=LAYOUTS, sys_inputs=inputs, format="png", ppi=40
    )
    pages = out if isinstance(out, list) else [out]
    with Image.open(io.BytesIO(pages[0])) as page:
        assert page.height > page.width
    assert [row[0] for row in told["communities"][0]["grids"]] == ["第一网格", "第二网格"]
    assert document(divided.staff("liu"), report(divided.county))[:5] == b"%PDF-"


def test_the_pages_open_for_those_over_the_area_and_cost_the_same(
    divided, client, django_assert_max_num_queries
):
    client.force_login(divided.users["liu"])
    url = reverse("console:grid_check", args=[divided.community.code])
    assert client.get(reverse("console:grid_checks")).url == url
    for n in range(2):
        areas.create_grid(
            divided.community, name=f"新{n}", boundary=square(109.42 + n / 50, 24.4), actor=None
        )
        with django_assert_max_num_queries(15):
            context = client.get(url).context
    assert (len(context["shapes"]), len(context["marks"]) > 0) == (4, True)
    made = client.post(reverse("console:grid_check_pdf", args=[divided.community.code]))
    assert made["Content-Type"] == "application/pdf"
    client.force_login(divided.users["county"])
    county = reverse("console:grid_check", args=[divided.county.code])
    with django_assert_max_num_queries(15):
        assert client.get(county).status_code == 200


def test_strangers_and_grids_see_no_report(divided, client):
    url = reverse("console:grid_check", args=[divided.community.code])
    for who in ("stranger", "wang"):
        client.force_login(divided.users[who])
        assert client.get(url).status_code == 404
    assert client.get(reverse("console:grid_checks")).status_code == 404
    client.force_login(divided.users["stranger"])
    pdf = reverse("console:grid_check_pdf", args=[divided.community.code])
    assert client.post(pdf).status_code == 404


def test_a_county_without_grids_says_so(world, client):
    client.force_login(world.users["county"])
    taken = {world.town.code, world.other_community.code // 10**6 * 10**6}
    town = Area.objects.filter(level=9).exclude(code__in=taken)[0]
    answer = client.get(reverse("console:grid_check", args=[town.code]))
    assert (answer.status_code, "还没有划分网格" in answer.content.decode()) == (200, True)
