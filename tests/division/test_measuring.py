"""The benchmark's towns and peers: what they give is what the figures say."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from division.towns import collection, line, square
from wangge.division.joining import join
from wangge.division.wishes import Wish

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def towns(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("_towns")


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("_peers")


def test_a_town_drawn_by_lot_is_the_same_each_time_and_covers_its_square(towns):
    one, two = towns.generated(120), towns.generated(120)
    assert one.units.households.tolist() == two.units.households.tolist()
    assert shapely.equals(one.units.shapes, two.units.shapes).all()
    assert shapely.coverage_is_valid(one.units.shapes)
    assert shapely.area(one.units.shapes).sum() == pytest.approx(120 * 35**2, rel=1e-9)
    assert one.streets.names[0] == "1路"


def test_a_real_town_splits_its_towers_by_stairwells(towns, tmp_path):
    tall = {"kind": "building", "id": 1, "height": 96}
    flat = {"kind": "building", "id": 2, "height": 6}
    rows = [
        {"type": "Feature", "properties": tall, "geometry": square(0, 0, 1, 1)},
        {"type": "Feature", "properties": flat, "geometry": square(3, 0, 0.5, 0.5)},
        {"type": "Feature", "properties": {"kind": "address"}, "geometry": square(5, 0)},
    ]
    (tmp_path / "here_buildings.geojson").write_text(json.dumps(collection(rows)), "utf-8")
    roads = [line((2, -1), (2, 2), kind="minor_road", name="中山路")]
    (tmp_path / "here_roads.geojson").write_text(json.dumps(collection(roads)), "utf-8")
    [(name, town)] = towns.real(tmp_path)
    assert name == "here"
    assert town.units.households.max() <= towns.LARGEST
    assert town.units.names[-1] == "2-1"
    assert len(town.units) == -(-int(town.units.households[:-1].sum()) // towns.LARGEST) + 1


def test_the_peer_to_beat_is_inside_the_band_and_whole(towns, peers):
    town, wish = towns.generated(150), Wish()
    joined = join(town)
    part, note = peers.metis(town, joined, 9, wish, 20, 10.0)
    told = peers.told_of(joined, part, wish)
    assert note == "of 20 seeds"
    assert (told.grids, told.share_in_band, told.discontiguous) == (9, 1.0, 0)


def test_workers_are_matched_to_the_fresh_grids_that_hold_most_of_theirs(towns, peers):
    joined = join(towns.generated(60))
    part = np.arange(60) // 20
    weight = joined.board.weight
    assert peers.matched(joined, part, 2 - part) == 0
    fresh = part.copy()
    fresh[0] = 1
    assert peers.matched(joined, part, 2 - fresh) == weight[0]


def test_peers_that_are_not_installed_are_known(peers):
    assert peers.absent("no_such_package") is True
    assert peers.absent("numpy") is False
