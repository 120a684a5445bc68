"""Lists: filters, pages, and a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api_people import make_person
from wangge.areas.models import Area
from wangge.incidents.models import Category

pytestmark = pytest.mark.django_db


def queries(call):
    call()  # the first call also makes the caller's token
    with CaptureQueriesContext(connection) as seen:
        answer = call()
    assert answer.status_code in {200, 201}, answer.content.decode()
    return len(seen)


def test_the_worklist_asks_as_much_for_three_as_for_one(report, go, as_):
    costs = []
    for number in range(3):
        incident = report(title=f"第{number}件")
        go(incident, "liu", "accept")
        go(incident, "liu", "dispatch", unit="county-cg", assist=["community-1"])
        costs.append(
            {
                name: queries(lambda n=name: as_(n).get("/incidents"))
                for name in ("liu", "cheng", "county")
            }
        )
    assert costs[0] == costs[2]
    assert max(costs[0].values()) <= 6


def test_closed_matters_cost_no_more(report, go, as_):
    costs = []
    for _number in range(3):
        incident = report()
        go(incident, "liu", "accept")
        go(incident, "liu", "dispatch", handler="wang")
        go(incident, "wang", "handle", "好了", channel="当面")
        go(incident, "zhang", "verify", passed=True)
        go(incident, "liu", "close")
        costs.append(queries(lambda: as_("liu").get("/incidents")))
    assert costs[0] == costs[2] <= 6


def test_one_matter_costs_a_constant_number(report, go, as_):
    incident = report()
    path = f"/incidents/{incident['id']}"
    before = queries(lambda: as_("liu").get(path))
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    assert before == queries(lambda: as_("liu").get(path)) <= 8


def test_a_report_and_a_step_cost_a_known_number(report, as_):
    report("liu")  # the day's first number and the index of grids cost more, once
    with CaptureQueriesContext(connection) as reporting:
        incident = report("liu")
    step = {"verb": "accept", "version": 1}
    with CaptureQueriesContext(connection) as stepping:
        as_("liu").post(f"/incidents/{incident['id']}/steps", step)
    # Two of each are the transaction's own.
    assert len(reporting) <= 14
    assert len(stepping) <= 8


def test_people_and_areas_ask_as_much_for_three_as_for_one(as_, world):
    make_person(world.grid)
    people, areas = "/people", "/areas"
    one = queries(lambda: as_("liu").get(people))
    make_person(world.grid, "何小雪", "12012345679", "990101198805060026")
    make_person(world.grid, "何小寒", "12012345670", "990101198805060034")
    assert one == queries(lambda: as_("liu").get(people)) <= 6
    assert queries(lambda: as_("liu").get(areas, limit=1)) == queries(
        lambda: as_("liu").get(areas, limit=3)
    )


def test_pages_hold_every_row_once(report, as_):
    sent = [report(title=f"第{number}件")["id"] for number in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        told = as_("liu").get("/incidents", limit=2, cursor=cursor).json()
        seen += [row["id"] for row in told["items"]]
        cursor = told["next"]
    assert seen == sent[::-1]


def test_the_worklist_is_narrowed_by_each_filter(report, go, as_, world):
    general = report(title="路口积水")
    sudden = report(kind="突发性", title="树枝倒伏")
    go(sudden, "liu", "accept")

    def titles(who="liu", **query):
        return [row["title"] for row in as_(who).get("/incidents", **query).json()["items"]]

    assert titles() == ["树枝倒伏", "路口积水"]
    assert titles(state="", stage="", under="", q="", overdue="") == titles()
    assert titles(state="accepted") == ["树枝倒伏"]
    assert titles(stage="信息采集") == ["路口积水"]
    assert titles(kind="突发性") == ["树枝倒伏"]
    assert titles(q="积水") == ["路口积水"]
    assert titles(q=general["number"]) == ["路口积水"]
    assert titles(under="450205006003001") == ["树枝倒伏", "路口积水"]
    assert titles(under=world.other_community.number) == []
    assert titles(overdue="true") == []
    assert titles(category=general["category"]) == ["路口积水"]
    assert titles(since="2026-11-25") == []
    assert titles(until="2026-11-24") == ["树枝倒伏", "路口积水"]
    assert titles("wang", mine="true") == []
    assert titles("liu", mine="true") == ["树枝倒伏", "路口积水"]


def test_areas_are_listed_in_the_order_of_their_codes(as_):
    told = as_("wang").get("/areas", under="450205006003", level="grid").json()
    assert [(row["code"], row["name"], row["parent"]) for row in told["items"]] == [
        ("450205006003001", "第一网格", "450205006003"),
        ("450205006003002", "第二网格", "450205006003"),
    ]
    county = as_("wang").get("/areas", level="county").json()["items"]
    assert [(row["code"], row["level"], row["parent"]) for row in county] == [
        ("450205", "county", None)
    ]


def test_pages_of_areas_hold_all_of_them(as_):
    seen, cursor = [], ""
    while cursor is not None:
        told = as_("wang").get("/areas", limit=200, cursor=cursor).json()
        seen += [row["code"] for row in told["items"]]
        cursor = told["next"]
    assert len(seen) == len(set(seen)) == Area.objects.count()


def test_the_grid_at_a_point(as_):
    told = as_("wang").get("/areas/at", lon=109.416, lat=24.362).json()
    assert (told["grid"], told["code"], told["level"]) == (*["450205006003002"] * 2, "grid")


def test_the_catalogue_comes_whole(as_):
    told = as_("wang").get("/categories").json()
    assert told["next"] is None
    assert len(told["items"]) == Category.objects.count()
    small = next(row for row in told["items"] if row["parent"])
    assert set(small) >= {"code", "name", "parent", "kind", "urgency", "limits", "department"}
    assert set(small["limits"]) == {"accept", "handle"}
    assert set(small["limits"]["handle"]) == {"amount", "unit"}
