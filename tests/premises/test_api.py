"""Units, rentals and dwellings as programs see them."""

import json

import pytest
from django.test import Client

from premises.conftest import CODE
from wangge.accounts.actions import issue_token
from wangge.kernel.ids import uuid7
from wangge.premises.models import Premises


@pytest.fixture
def call(world):
    def _call(who, method, path, body=None):
        headers = {"Authorization": f"Bearer {issue_token(world.users[who])}"}
        data = json.dumps(body) if body is not None else ""
        answer = Client().generic(
            method, f"/api/v1{path}", data, headers=headers, content_type="application/json"
        )
        return answer.status_code, answer.json()

    return _call


def body(world, **more):
    return {
        "name": "老何便利店", "kind": "02", "grid": world.grid.number, "credit_code": CODE,
        "contacts": {"legal": {"phone": "12087654321"}}, "facts": {"party_body": "1"}, **more,
    }  # fmt: skip


def test_a_unit_is_put_once_then_changed_with_its_version(world, call):
    uid = uuid7()
    status, made = call("liu", "PUT", f"/premises/{uid}", body(world))
    assert (status, made["id"], made["facts"], made["contacts"][0]["phone"]) == (
        201, str(uid), {"有无党组织": "是"}, "120****4321",
    )  # fmt: skip
    assert call("liu", "PUT", f"/premises/{uid}", body(world))[0] == 200
    assert call("liu", "PUT", f"/premises/{uid}", body(world, version=1, staff_count=4))[0] == 200
    status, told = call("liu", "PUT", f"/premises/{uid}", body(world, version=1, staff_count=5))
    assert (status, told["version"], Premises.objects.get().staff_count) == (409, 2, 4)


def test_a_wrong_code_is_a_named_fault(world, call):
    status, told = call("liu", "PUT", f"/premises/{uuid7()}", body(world, credit_code=CODE[:-1]))
    assert (status, [each["field"] for each in told["errors"]]) == (422, ["credit_code"])


def test_what_is_out_of_reach_is_not_there(world, call, shop, building):
    for who in ("stranger", "admin"):
        assert call(who, "GET", f"/premises/{shop.uid}")[0] == 404
        assert call(who, "GET", f"/buildings/{building.uid}/dwellings")[0] == 404
        assert call(who, "GET", "/premises")[1]["items"] == []
        assert call(who, "PUT", f"/premises/{uuid7()}", body(world))[0] == 404


def test_a_uid_taken_elsewhere_is_no_way_in(world, call, shop):
    status, _told = call(
        "stranger", "PUT", f"/premises/{shop.uid}", body(world, grid=world.other_grid.number)
    )
    assert (status, Premises.objects.get().area) == (404, world.grid)


def test_lists_come_in_pages_and_masked(  # noqa: PLR0917
    world, call, shop, rental, homes, building
):
    assert [each["name"] for each in call("liu", "GET", "/premises?q=便利")[1]["items"]] == [
        "老何便利店"
    ]
    rentals = call("town", "GET", "/rentals?state=open")[1]["items"]
    assert [(each["landlord"], each["landlord_phone"]) for each in rentals] == [
        ("钱*", "120****4321")
    ]
    first = call("liu", "GET", f"/buildings/{building.uid}/dwellings?limit=20")[1]
    rest = call("liu", "GET", f"/buildings/{building.uid}/dwellings?cursor={first['next']}")[1]
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (20, 4, None)
    assert [each["dwellings"] for each in call("liu", "GET", "/buildings")[1]["items"]] == [24]
