from datetime import timedelta

import pytest
from openpyxl import load_workbook

from wangge.audit.models import Record
from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.people import actions as people
from wangge.people.exports import seen
from wangge.people.imports import import_people
from wangge.people.models import Person
from wangge.rights import breaches
from wangge.rights.breaches import Window

ROSTER = "姓名,性别,联系电话\n李小满,男,12011112345\n王春,女,12022221204\n"


@pytest.fixture
def desk(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


def window(actor="", days=1):
    now = clock.now()
    return Window(now - timedelta(days=days), now + timedelta(minutes=1), actor)


def sheets(path):
    book = load_workbook(path)
    return {s.title: [[c.value for c in row] for row in s.iter_rows(min_row=2)] for s in book}


def test_the_report_names_residents_fields_and_accounts(desk, world, tmp_path):
    one, other = Person.objects.order_by("pk")
    people.reveal(desk, one.uid, fields=["phone"], reason="核对低保材料")
    chen = world.users["chen"]
    facts = {"actor": chen.pk, "at": clock.now(), "detail": {"columns": ["name", "phone"]}}
    seen([one.pk, other.pk], facts)
    path = tmp_path / "b.xlsx"
    assert breaches.report(path, window()) == {"residents": 2, "openings": 3, "lists": 0}
    found = sheets(path)
    affected = {row[1]: (row[3], row[6], row[7]) for row in found["受影响居民"]}
    assert affected == {
        "李小满": ("2", "姓名、联系电话", "chen同志（chen）、liu同志（liu）"),
        "王春": ("1", "姓名、联系电话", "chen同志（chen）"),
    }
    assert len(found["明细"]) == 3
    assert Record.objects.filter(verb="breach.report").count() == 1


def test_it_keeps_to_the_account_and_to_the_time(desk, world, tmp_path):
    one = Person.objects.first()
    people.reveal(desk, one.uid, fields=["phone"], reason="核对低保材料")
    path = tmp_path / "b.xlsx"
    assert breaches.report(path, window("chen"))["residents"] == 0
    assert breaches.report(path, window("liu"))["residents"] == 1
    before = Window(clock.now() - timedelta(days=9), clock.now() - timedelta(days=8))
    assert breaches.report(path, before)["residents"] == 0
    with pytest.raises(Invalid, match="早于"):
        breaches.report(path, Window(before.until, before.since))


def test_a_full_sheet_goes_on_on_the_next(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(breaches, "MOST_ROWS", 2)
    one = Person.objects.first()
    for _ in range(5):
        people.reveal(desk, one.uid, fields=["phone"], reason="核对低保材料")
    path = tmp_path / "b.xlsx"
    breaches.report(path, window())
    found = sheets(path)
    assert [len(found[name]) for name in ("明细", "明细2", "明细3")] == [2, 2, 1]
