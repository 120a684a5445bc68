"""The worklist as a workbook: its filters, its reach, who reported only in the clear."""

import pytest
from django.urls import reverse

from wangge.exchange import catalog
from wangge.exchange.exports import may_export, outlook
from wangge.incidents.actions.reporting import Report, report
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7

POINT = {"lon": 109.412, "lat": 24.362}
PHONE = "12012345678"


@pytest.fixture
def kind(world):
    return catalog.kind_of("incidents")


@pytest.fixture
def incident(world, general, workday):
    told = Report(
        category=general["一般性"], kind="一般性", description="楼道堆放杂物", address="建设路3号",
        reporter_name="王小明", reporter_phone=PHONE, **POINT,
    )  # fmt: skip
    return report(uuid7(), told, staff=world.staff("wang")).incident


def read(kind, staff, area, revealed, *keys):
    columns = [column for column in kind.columns(staff, area.code) if column.key in keys]
    rows = kind.read(staff, kind.select(staff, area, {}), columns, revealed)
    return [dict(zip([c.key for c in columns], cells, strict=True)) for _key, cells in rows]


def test_an_incident_is_told_as_the_worklist_tells_it(world, kind, incident):
    [row] = read(kind, world.staff("liu"), world.community, False, "number", "stage", "late")
    assert row == {"number": incident.number, "stage": "信息采集", "late": ""}


def test_who_reported_is_masked_unless_given_out_in_the_clear(world, kind, incident):
    wanted = (kind, world.staff("liu"), world.community)
    keys = ("reporter_name", "reporter_phone")
    assert read(*wanted, False, *keys) == [
        {"reporter_name": "王*", "reporter_phone": "120****5678"}
    ]
    assert read(*wanted, True, *keys) == [{"reporter_name": "王小明", "reporter_phone": PHONE}]


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({}, 1), ({"stage": "结案"}, 0), ({"text": "杂物"}, 1), ({"overdue": "on"}, 0),
        ({"since": "2026-11-24"}, 1), ({"since": "2026-11-25"}, 0), ({"since": "昨天"}, 1),
        ({"area": "450205006003001"}, 1), ({"area": "450205006003002"}, 0), ({"area": "x"}, 1),
    ],
)  # fmt: skip
def test_filters_of_the_worklist_narrow_the_workbook(world, kind, incident, filters, rows):
    assert outlook(world.staff("liu"), kind, under=None, filters=filters).rows == rows


def test_only_what_is_in_reach_is_given_out(world, kind, incident):
    assert outlook(world.staff("stranger"), kind, under=None, filters={}).rows == 0
    with pytest.raises(Missing):
        outlook(world.staff("stranger"), kind, under=world.community.code, filters={})
    assert not may_export(world.staff("xin"), "incidents")


def test_the_worklist_leads_to_its_workbook(world, client, incident):
    client.force_login(world.users["liu"])
    assert "导出这 1 件" in client.get(reverse("console:incidents")).content.decode()
    url = reverse("console:new_export", args=["incidents"]) + "?overdue=on&area=450205006003001"
    page = client.get(url).content.decode()
    assert ("区域：" in page, "超期：是" in page) == (True, True)
