from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wangge.kernel import clock
from wangge.people.imports import import_people
from wangge.people.models import Person

MOST = 15
ROSTER = """姓名,性别,与户主关系,联系电话,住址
李小满,男,户主,12011112345,白沙路12号3栋2单元501室
王春,女,妻,12022221204,白沙路12号3栋2单元501室
"""


@pytest.fixture
def desk(world, client):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    client.force_login(world.users["liu"])
    return client


def test_every_figure_opens_the_rows_behind_it(desk, world):
    page = desk.get(reverse("console:upkeep")).content.decode()
    assert "必填项齐全的人数 ÷ 在住人数" in page
    under = {"under": world.community.code}
    for what, names in {"complete": 2, "birth_date": 2, "timely": 0, "true": 2}.items():
        rows = desk.get(reverse("console:upkeep_people", args=[what]), under).content.decode()
        assert sum(name in rows for name in ("李小满", "王春")) == names
    rows = desk.get(reverse("console:upkeep_households", args=["hazards"]), under)
    assert "白沙路12号3栋2单元501室" in rows.content.decode()
    assert desk.get(reverse("console:upkeep_dwellings"), under).status_code == 200


def test_each_field_says_how_many_are_due_and_who(desk, world):
    under = {"under": world.community.code}
    with clock.at(clock.now() + timedelta(days=366)):
        page = desk.get(reverse("console:freshness"), under).content.decode()
        assert reverse("console:stale", args=["phone"]) in page
        rows = desk.get(reverse("console:stale", args=["phone"]), under).content.decode()
        assert [name in rows for name in ("李小满", "王春")] == [True, True]
        uid = Person.objects.get(name="李小满").uid
        for name in ("person", "edit_person"):
            page = desk.get(reverse(f"console:{name}", args=[uid])).content.decode()
            assert "项信息到了核实周期" in page
    assert desk.get(reverse("console:stale", args=["nothing"]), under).status_code == 404
    desk.force_login(world.users["county"])
    wide = desk.get(reverse("console:freshness"), {"under": world.county.code}).content.decode()
    assert "请选择镇街、社区或网格" in wide


def test_unknown_figures_and_areas_out_of_reach_are_not_there(desk, world):
    assert desk.get(reverse("console:upkeep_people", args=["nothing"])).status_code == 404
    assert desk.get(reverse("console:upkeep_households", args=["nothing"])).status_code == 404
    elsewhere = {"under": world.other_community.code}
    page = desk.get(reverse("console:upkeep"), elsewhere)
    assert world.other_community.name not in page.content.decode()
    desk.force_login(world.users["admin"])
    assert desk.get(reverse("console:upkeep")).status_code == 404


def test_the_page_costs_the_same_at_one_and_three_households(desk, world):
    def queries():
        desk.get(reverse("console:upkeep"))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("console:upkeep")).status_code == 200
        return len(seen)

    few = queries()
    more = "姓名,住址\n" + "\n".join(f"甲{n},白沙路20号{n}栋1单元101室" for n in range(3))
    import_people(more.encode(), "b.csv", world.community)
    assert queries() == few <= MOST
