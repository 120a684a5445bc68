from uuid import uuid4

import pytest
from django.urls import reverse

from wangge.audit import jobs
from wangge.people.imports import import_people
from wangge.people.models import Person
from wangge.upkeep.models import Duplicate, Merge, Scan

ROSTER = """姓名,性别,出生日期,联系电话,住址,文化程度
李小满,女,1980-01-01,12011112345,白沙路12号3栋2单元501室,大学本科
李小满,女,1980-01-01,12022221204,白沙路14号1栋1单元201室,高中
"""


@pytest.fixture
def desk(world, client):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    client.force_login(world.users["liu"])
    return client


@pytest.fixture
def pair(desk):
    desk.post(reverse("console:rescan_duplicates"))
    while jobs.work_once():
        pass
    return Duplicate.objects.get()


def test_the_search_goes_on_beside_the_request_and_says_how_far_it_is(desk, world):
    while jobs.work_once():  # the search after the import
        pass
    Duplicate.objects.all().delete()
    for _ in range(2):  # asked twice it is one search
        desk.post(reverse("console:rescan_duplicates"))
    assert "排队中" in desk.get(reverse("console:duplicates")).content.decode()
    assert "HX-Refresh" not in desk.get(reverse("console:scan_state"))
    while jobs.work_once():
        pass
    (scan,) = Scan.objects.all()
    assert (scan.state, scan.found, scan.looked) == ("done", 1, scan.of)
    assert desk.get(reverse("console:scan_state"))["HX-Refresh"] == "true"
    assert "新发现 1 对" in desk.get(reverse("console:duplicates")).content.decode()
    desk.force_login(world.users["admin"])
    assert desk.post(reverse("console:rescan_duplicates")).status_code == 404


def test_the_desk_finds_compares_merges_and_undoes(desk, pair):
    page = desk.get(reverse("console:duplicates"))
    assert "姓名和出生日期相同" in page.content.decode()
    page = desk.get(reverse("console:duplicate", args=[pair.pk]))
    assert "大学本科" in page.content.decode()
    uid = uuid4()
    told = {
        "uid": uid,
        "keep": "other",
        "version_one": 1,
        "version_other": 1,
        "take.facts.education": "one",
        "take.living_address": "other",
    }
    answer = desk.post(reverse("console:merge", args=[pair.pk]), told)
    assert answer.url == reverse("console:person", args=[pair.other.uid])
    kept = Person.objects.get(pk=pair.other_id)
    assert kept.facts["education"] == "20"
    assert kept.living_address == "白沙路14号1栋1单元201室"
    assert desk.get(reverse("console:person", args=[pair.one.uid])).status_code == 404
    page = desk.post(reverse("console:undo_merge", args=[uid]), follow=True)
    assert "恢复原样" in page.content.decode()
    kept.refresh_from_db()
    assert kept.facts["education"] == "60"
    assert Merge.objects.get().undone_at


def test_a_pair_found_different_leaves_the_list(desk, pair):
    desk.post(reverse("console:part", args=[pair.pk]), {"note": "同名"})
    assert "没有待核对的重复档案" in desk.get(reverse("console:duplicates")).content.decode()


def test_typing_somebody_who_is_there_warns(desk):
    told = {"name": "李小满", "birth_date": "1980年1月1日"}
    page = desk.post(reverse("console:similar"), told).content.decode()
    assert page.count("姓名和出生日期相同") == 2
    assert desk.post(reverse("console:similar"), {"name": "李小满"}).content.strip() == b""
    one = Person.objects.order_by("pk").first()
    page = desk.post(reverse("console:similar"), told | {"beside": str(one.uid)}).content.decode()
    assert page.count("姓名和出生日期相同") == 1
    assert (
        reverse("console:similar")
        in desk.get(reverse("console:edit_person", args=[one.uid])).content.decode()
    )


def test_a_stranger_gets_the_same_answer_as_for_nothing(desk, pair, world):
    desk.force_login(world.users["stranger"])
    urls = [("duplicate", pair.pk, "get"), ("merge", pair.pk, "post"), ("part", pair.pk, "post")]
    for name, pk, how in urls:
        assert getattr(desk, how)(reverse(f"console:{name}", args=[pk])).status_code == 404
        assert getattr(desk, how)(reverse(f"console:{name}", args=[pk + 9])).status_code == 404
    page = desk.post(reverse("console:similar"), {"name": "李小满", "birth_date": "1980-01-01"})
    assert "李小满" not in page.content.decode()  # 李*, and the area to ask
    desk.force_login(world.users["admin"])
    assert desk.get(reverse("console:duplicates")).status_code == 404
