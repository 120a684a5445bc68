"""Batches of information and suggestions at the desk."""

import pytest
from django.test import Client

from wangge.kernel.ids import uuid7
from wangge.visits.actions.handing import Told, hand_up
from wangge.visits.actions.suggesting import suggest
from wangge.visits.models import Suggestion


@pytest.fixture(autouse=True)
def _no_collected_assets(settings):
    settings.STATIC_ROOT = None


@pytest.fixture
def world(workday, world):
    return world


def signed_in(world, name):
    client = Client()
    client.force_login(world.users[name], "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def batch(world):
    for kind, text in (("general", "广场音响太吵"), ("special", "楼里私接电线")):
        told = Told(grid=world.grid.code, kind=kind, text=text)
        hand_up(world.staff("wang"), uuid7(), told)


def test_the_desk_has_the_batch_on_its_day_with_what_was_late(world, batch):
    shown = signed_in(world, "liu").get("/desk/visits/batches/").content.decode()
    assert shown.index("楼里私接电线") < shown.index("广场音响太吵")
    assert "2026-11-24" in shown
    assert "since=2026-11-21&amp;until=2026-11-24" in shown


def test_a_stranger_and_an_auditor_see_no_batch(world, batch):
    page = "/desk/visits/batches/"
    assert "音响" not in signed_in(world, "stranger").get(page).content.decode()
    assert [signed_in(world, name).get(page).status_code for name in ("auditor", "wang")] == [
        404,
        404,
    ]


def test_the_county_answers_a_suggestion_and_nobody_else_opens_the_page(world):
    row = suggest(world.staff("wang"), uuid7(), kind="burden", text="重复报表")
    suggest(world.staff("wang"), uuid7(), kind="app", text="字太小", anonymous=True)
    admin = signed_in(world, "admin")
    shown = admin.get("/desk/suggestions/").content.decode()
    assert [word in shown for word in ("重复报表", "wang同志", "字太小", "匿名")] == [True] * 4
    address = f"/desk/suggestions/{row.uid}/answer/"
    admin.post(address, {"answer": "下周起合并"})
    admin.post(address, {"answer": " "})
    assert Suggestion.objects.get(pk=row.pk).texts["answer"] == "下周起合并"
    liu = signed_in(world, "liu")
    assert (liu.get("/desk/suggestions/").status_code, liu.post(address).status_code) == (404, 404)
