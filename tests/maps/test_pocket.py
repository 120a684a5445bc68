"""The map in a grid worker's pocket: the own grids, the county's layers cut to them, nothing else."""

import json
from itertools import accumulate

import pytest
from django.test import Client
from django.urls import reverse

from wangge.accounts.actions import issue_token
from wangge.maps.pocket import MICRO, pocket
from wangge.places.models import Building
from wangge.sync.queries.pulling import grids

STREET = [[109.0, 24.362], [109.412, 24.362], [110.0, 24.362]]
HOUSE = [[[109.411, 24.361], [109.4112, 24.361], [109.4112, 24.3612], [109.411, 24.361]]]
FAR = [[[120.0, 30.0], [120.1, 30.0], [120.1, 30.1], [120.0, 30.0]]]


def feature(figure, coordinates, **told):
    return {
        "type": "Feature",
        "properties": told,
        "geometry": {"type": figure, "coordinates": coordinates},
    }


@pytest.fixture
def layers(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    (tmp_path / "map").mkdir()
    for name, found in {
        "streets": [feature("LineString", STREET, kind="main", name="白沙路")],
        "houses": [feature("Polygon", HOUSE), feature("Polygon", FAR)],
    }.items():
        text = json.dumps({"type": "FeatureCollection", "features": found})
        (tmp_path / "map" / f"{name}.geojson").write_text(text, encoding="utf-8")


def points(run, corner):
    """The degrees that a run of steps means."""
    across, up = accumulate(run[0::2]), accumulate(run[1::2])
    return [
        ((corner[0] + x) / MICRO, (corner[1] + y) / MICRO) for x, y in zip(across, up, strict=True)
    ]


def test_the_layers_are_cut_to_the_workers_grids(world, layers):
    staff = world.staff("wang")
    Building.objects.create(
        area=world.grid, address="白沙路1号", name="1栋", lon=109.411, lat=24.3611
    )
    Building.objects.create(area=world.other_grid, address="远", name="1栋", lon=109.5, lat=24.5)
    told = pocket(staff, grids(staff))
    assert [grid["name"] for grid in told["grids"]] == ["第一网格"]
    (street,) = told["layers"]["streets"]
    (run,) = street["runs"]
    line = points(run, told["corner"])
    assert (street["name"], street["kind"]) == ("白沙路", "main")
    assert line[0] == pytest.approx((109.4088, 24.362), abs=1e-4)  # 120 m beyond the border
    assert line[-1] == pytest.approx((109.4152, 24.362), abs=1e-4)
    (house,) = told["layers"]["houses"]
    assert points(house["runs"][0], told["corner"]) == [tuple(each) for each in HOUSE[0]]
    assert [each["name"] for each in told["buildings"]] == ["白沙路1号1栋"]


def test_without_layers_the_border_alone_is_drawn(world, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    staff = world.staff("wang")
    told = pocket(staff, grids(staff))
    assert (len(told["grids"]), told["layers"], told["buildings"]) == (1, {}, [])


def test_a_post_without_residents_gets_an_empty_map(world, layers):
    staff = world.staff("county")
    assert pocket(staff, grids(staff))["corner"] is None


def test_the_phone_is_told_when_its_map_is_still_right(world, layers):
    token = issue_token(world.users["wang"])
    client = Client(headers={"Authorization": f"Bearer {token}"})
    first = client.get(reverse("field:app_ground"))
    digest = first.json()["digest"]
    again = client.get(reverse("field:app_ground"), {"have": digest})
    assert again.json() == {"digest": digest, "same": True}
    assert first.headers["Cache-Control"] == "no-store"
    assert Client().get(reverse("field:app_ground")).status_code == 401
