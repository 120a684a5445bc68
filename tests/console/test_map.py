"""The map at the desk: what it gives to whom, drawing, files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wangge.areas import actions as areas
from wangge.areas.models import Area, AreaVersion
from wangge.areas.queries import newest_version
from wangge.people.models import Household
from wangge.places.models import Building

MOST = 15
LAYERS = ("areas", "buildings", "incidents")


def square(lon, lat, size=0.004):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def lines(geometry):
    return "\n".join(f"{lon}, {lat}" for lon, lat in geometry["coordinates"][0][:-1])


def layer(client, name):
    answer = client.get(reverse(f"console:map_{name}"))
    assert answer.status_code == 200
    return json.loads(answer.content)["features"]


@pytest.fixture
def desk(world, client):
    client.force_login(world.users["liu"])
    return client


def draw(client, area, boundary, **more):
    sent = {
        "boundary": lines(boundary),
        "datum": "cgcs2000",
        "seen": newest_version(area.code),
        "do": "save",
        **more,
    }
    return client.post(reverse("console:draw_boundary", args=[area.code]), sent)


def boundary_of(area):
    return Area.objects.get(code=area.code).boundary


def test_the_map_shows_grids_by_size_and_who_works_there(world, desk):
    Household.objects.create(area=world.grid)
    page = desk.get(reverse("console:map")).content.decode()
    assert ("第一网格" in page, "户数偏少" in page, "第三网格" in page) == (True, True, False)
    panel = desk.get(reverse("console:map_panel", args=[world.grid.code])).content.decode()
    assert ("wang同志" in panel, "标准 300–500 户" in panel) == (True, True)


def test_boundaries_carry_what_colours_them(world, desk):
    Household.objects.create(area=world.grid)
    found = {row["properties"]["code"]: row["properties"] for row in layer(desk, "areas")}
    mine = found[str(world.grid.code)]
    assert (mine["households"], mine["band"], mine["limits"]) == (1, "below", [300, 500])
    assert set(found) == {str(world.grid.code), str(world.grid.code + 1)}


def test_buildings_and_open_matters_are_points(world, desk, workday):
    Building.objects.create(area=world.grid, address="建设路1号", name="", lon=109.411, lat=24.361)
    (house,) = layer(desk, "buildings")
    assert house["geometry"]["coordinates"] == [109.411, 24.361]
    assert layer(desk, "incidents") == []


@pytest.mark.parametrize("name", LAYERS)
def test_a_neighbour_gets_nothing_of_the_others_ground(world, client, name):
    Building.objects.create(area=world.grid, address="建设路1号", name="", lon=109.411, lat=24.361)
    client.force_login(world.users["other_worker"])
    assert layer(client, name) == []


@pytest.mark.parametrize("who", ["stranger", "other_worker", "cheng"])
def test_a_stranger_finds_no_panel_and_draws_nothing(world, client, who):
    client.force_login(world.users[who])
    asked = [
        client.get(reverse(name, args=[world.grid.code])).status_code
        for name in ("console:map_panel", "console:draw_boundary", "console:map_around")
    ]
    assert (asked, draw(client, world.grid, square(109.41, 24.36)).status_code) == ([404] * 3, 404)


def test_a_grid_worker_sees_the_grid_and_does_not_draw_it(world, client):
    client.force_login(world.users["wang"])
    assert len(layer(client, "areas")) == 1
    assert client.get(reverse("console:draw_boundary", args=[world.grid.code])).status_code == 404


@pytest.mark.parametrize("name", ["map", *(f"map_{one}" for one in LAYERS)])
def test_the_map_costs_the_same_however_many_grids(world, desk, name):
    def cost():
        desk.get(reverse(f"console:{name}"))
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse(f"console:{name}"))
        return len(seen)

    before = cost()
    for n in range(3, 9):
        grid = areas.create_grid(
            world.community, name=f"第{n}网格", actor=None, boundary=square(109.4 + n / 100, 24.3)
        )
        Household.objects.create(area=grid)
        Building.objects.create(area=grid, address=f"{n}号", name="", lon=109.4, lat=24.3)
    assert cost() == before
    assert before <= MOST


def test_a_place_is_found_by_name_within_reach(world, desk, client):
    Building.objects.create(area=world.grid, address="建设路1号", name="", lon=109.411, lat=24.361)

    def found(text):
        return [
            (row["kind"], row["label"])
            for row in desk.get(reverse("console:map_search"), {"q": text}).json()["items"]
        ]

    assert found("建设") == [("楼栋", "建设路1号")]
    assert [kind for kind, _ in found("第一网格")] == ["网格"]
    client.force_login(world.users["stranger"])
    assert found("建设") == []


def test_a_boundary_is_saved_with_its_reason_and_the_old_one_kept(world, desk):
    smaller = square(109.41, 24.356)  # below the old one, which nobody else holds
    answer = draw(desk, world.grid, smaller, reason="新建小区划入", accept="1")
    assert (answer.status_code, boundary_of(world.grid)) == (302, smaller)
    assert AreaVersion.objects.filter(area=world.grid).latest("pk").reason == "新建小区划入"


def test_an_overlap_is_told_and_not_saved(world, desk):
    before = boundary_of(world.grid)
    answer = draw(desk, world.grid, square(109.412, 24.36), reason="试")
    assert (answer.status_code, boundary_of(world.grid)) == (422, before)
    assert "与“" in answer.content.decode()


def test_an_overlap_is_wanted_only_with_a_reason(world, desk):
    asked = square(109.412, 24.36)
    assert draw(desk, world.grid, asked, accept="1").status_code == 422
    assert draw(desk, world.grid, asked, accept="1", reason="两网格共管").status_code == 302


def test_what_overlaps_is_cut_to_the_neighbour(world, desk):
    page = draw(desk, world.grid, square(109.41, 24.36, 0.006), do="cut").content.decode()
    assert "与“" not in page
    assert "109.414" in page


def test_a_crossing_boundary_is_refused_with_the_place(world, desk):
    eight = {"coordinates": [[[109.41, 24.36], [109.42, 24.37], [109.42, 24.36], [109.41, 24.37]]]}
    eight["coordinates"][0].append(eight["coordinates"][0][0])
    answer = draw(desk, world.grid, eight)
    assert (answer.status_code, "边界自相交" in answer.content.decode()) == (422, True)


def test_a_boundary_that_was_changed_meanwhile_is_not_lost(world, desk):
    seen = newest_version(world.grid.code)
    areas.draw(world.grid, boundary=square(109.41, 24.36), actor=None)
    answer = draw(desk, world.grid, square(109.41, 24.36), seen=seen)
    assert (answer.status_code, "刚刚被别人改过" in answer.content.decode()) == (422, True)


def test_points_of_another_datum_are_stored_in_the_national_one(world, desk):
    draw(desk, world.grid, square(109.41, 24.36), datum="gcj02", accept="1", reason="高德采集")
    lon, lat = boundary_of(world.grid)["coordinates"][0][0]
    assert 0.001 < abs(lon - 109.41) + abs(lat - 24.36) < 0.02


def test_a_check_answers_with_the_findings_alone(world, desk):
    url = reverse("console:draw_boundary", args=[world.grid.code])
    sent = {"boundary": lines(square(109.412, 24.36)), "datum": "cgcs2000", "do": "check"}
    page = desk.post(url, sent, headers={"HX-Request": "true"}).content.decode()
    assert page.startswith('<div id="findings"')


def geojson(*rows):
    features = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in rows
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile("边界.geojson", content)


def preview(client, file, datum="cgcs2000"):
    return client.post(reverse("console:import_boundaries"), {"file": file, "datum": datum})


def test_a_file_is_matched_by_code_and_by_name_before_anything_is_stored(world, desk):
    file = geojson(
        ({"网格编码": str(world.grid.code)}, square(109.41, 24.355)),
        ({"名称": "第二网格"}, square(109.414, 24.36)),
        ({"名称": "第九网格"}, square(109.42, 24.36)),
    )
    found = preview(desk, file).context["preview"].matches
    assert [(one.state, one.area and one.area.name) for one in found] == [
        ("changed", "第一网格"),
        ("same", "第二网格"),
        ("unknown", None),
    ]
    assert boundary_of(world.grid) == square(109.41, 24.36)


def test_two_surfaces_of_one_grid_and_crossing_ones_are_not_taken(world, desk):
    ring = [[109.41, 24.36], [109.42, 24.37], [109.42, 24.36], [109.41, 24.37], [109.41, 24.36]]
    twins = geojson(*[({"name": "第一网格"}, square(109.41, 24.355))] * 2)
    eight = geojson(({"name": "第一网格"}, {"type": "Polygon", "coordinates": [ring]}))
    states = [
        [one.state for one in preview(desk, file).context["preview"].matches]
        for file in (twins, eight)
    ]
    assert states == [["twice", "twice"], ["wrong"]]


def test_a_file_in_the_wrong_datum_is_noticed(world, desk):
    answer = desk.get(reverse("console:export_boundaries"), {"format": "kml", "datum": "bd09"})
    file = SimpleUploadedFile("a.kml", answer.content)
    assert preview(desk, file).context["suspected"].startswith("BD-09")


@pytest.mark.parametrize("kind", ["geojson", "shp", "kml", "gpkg"])
def test_what_was_given_out_changes_nothing_when_taken_in_again(world, desk, kind):
    answer = desk.get(reverse("console:export_boundaries"), {"format": kind, "datum": "gcj02"})
    file = SimpleUploadedFile("again", answer.content)
    found = preview(desk, file, "gcj02").context["preview"].matches
    assert [one.state for one in found] == ["same", "same"]


def confirm(client, page, codes):
    sent = {"kept": page.context["kept"], "codes_wanted": codes, "reason": "测绘成果"}
    return client.post(reverse("console:save_boundaries"), sent)


def test_only_what_was_ticked_is_saved(world, desk):
    second = world.grid.code + 1
    file = geojson(
        ({"code": str(world.grid.code)}, square(109.41, 24.35)),
        ({"code": str(second)}, square(109.42, 24.35)),
    )
    page = preview(desk, file)
    assert confirm(desk, page, [second]).status_code == 302
    assert boundary_of(world.grid) == square(109.41, 24.36)
    assert Area.objects.get(code=second).boundary == square(109.42, 24.35)


def test_a_preview_that_grew_old_saves_nothing(world, desk):
    page = preview(desk, geojson(({"code": str(world.grid.code)}, square(109.41, 24.35))))
    areas.draw(world.grid, boundary=square(109.41, 24.36), actor=None)
    assert confirm(desk, page, [world.grid.code]).status_code == 422
    assert boundary_of(world.grid) == square(109.41, 24.36)


def test_nobody_saves_the_boundary_of_others_through_a_preview(world, client):
    client.force_login(world.users["stranger"])
    kept = {str(world.grid.code): {"boundary": square(109.41, 24.35), "seen": 1}}
    sent = {"kept": json.dumps(kept), "codes_wanted": [world.grid.code]}
    client.post(reverse("console:save_boundaries"), sent)
    assert boundary_of(world.grid) == square(109.41, 24.36)


def test_the_tile_archive_is_served_in_ranges(world, desk, settings, tmp_path):
    url = reverse("console:map_tiles")
    assert desk.get(url).status_code == 404
    path = tmp_path / "county.pmtiles"
    path.write_bytes(bytes(range(200)))
    settings.MAP_TILES = str(path)
    part = desk.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part["Content-Range"] == "bytes 10-19/200"
    assert desk.get(url, headers={"Range": "bytes=300-310"}).status_code == 416


def test_only_the_servers_of_the_setting_are_let_through(world, desk, settings):
    def policy(name):
        return desk.get(reverse(name)).headers["Content-Security-Policy"]

    assert "http" not in policy("console:map")
    settings.MAP_XYZ = ["https://t{s}.tiles.test/{z}/{x}/{y}.png?tk=key"]
    assert "https://t0.tiles.test" in policy("console:map")
    assert "tiles.test" not in policy("console:areas")


def test_the_base_map_is_what_lies_with_the_data(world, desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    url = reverse("console:map_base", args=["streets"])
    assert desk.get(url).status_code == 404
    (tmp_path / "map").mkdir()
    street = {"type": "LineString", "coordinates": [[109.41, 24.36], [109.42, 24.36]]}
    row = {"type": "Feature", "properties": {}, "geometry": street}
    text = json.dumps({"type": "FeatureCollection", "features": [row]})
    (tmp_path / "map/streets.geojson").write_text(text)
    assert json.loads(desk.get(url).content)["features"] == [row]
    around = json.loads(desk.get(reverse("console:map_around", args=[world.grid.code])).content)[
        "features"
    ]
    assert sorted(one["properties"]["role"] for one in around) == ["neighbour", "street"]
