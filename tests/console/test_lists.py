"""Lists cost the same however long they are, and show only what is in reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wangge.accounts.models import User
from wangge.areas import actions as areas
from wangge.exchange import runs
from wangge.notices.actions import tell
from wangge.people.models import Person, Phone

MOST = 15


def queries_of(client, url):
    client.get(url)  # sessions and caches settle
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = client.get(url)
    assert response.status_code == 200
    return len(seen)


def add_person(world, n):
    person = Person.objects.create(area=world.grid, name=f"测试{n}", living_address=f"建设路{n}号")
    Phone.objects.create(person=person, sealed=b"", index=bytes([n]) * 16, hint="120****0001")


def add_account(world, n):
    User.objects.create(username=f"extra{n}", name=f"新人{n}")


def add_notice(world, n):
    tell([world.users["liu"].pk], f"第{n}条", subject="none:")


def add_run(world, n):
    runs.start("people", b"x", f"{n}.csv", area=world.community, owner=world.users["liu"])


def add_grid(world, n):
    areas.create_grid(world.community, name=f"新网格{n}", actor=None)


LISTS = [
    ("liu", "console:people", add_person),
    ("admin", "console:accounts", add_account),
    ("liu", "console:notices", add_notice),
    ("liu", "console:home", add_notice),
    ("liu", "console:imports", add_run),
    ("liu", "console:areas", add_grid),
]


@pytest.mark.parametrize(("who", "name", "add"), LISTS, ids=[name for _, name, _ in LISTS])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(world, client, who, name, add):
    client.force_login(world.users[who])
    add(world, 1)
    one = queries_of(client, reverse(name))
    add(world, 2)
    add(world, 3)
    assert (queries_of(client, reverse(name)), one <= MOST) == (one, True)


def test_an_area_page_costs_the_same_with_more_grids(world, client):
    client.force_login(world.users["liu"])
    url = reverse("console:area", args=[world.community.code])
    few = queries_of(client, url)
    add_grid(world, 1)
    add_grid(world, 2)
    assert (queries_of(client, url), few <= MOST) == (few, True)


@pytest.mark.parametrize("name", ["console:catalogue", "console:settings"])
def test_the_other_lists_stay_within_the_budget(world, client, name):
    client.force_login(world.users["admin"])
    assert queries_of(client, reverse(name)) <= MOST


def test_residents_elsewhere_are_not_listed(world, client):
    Person.objects.create(area=world.other_grid, name="外区人")
    add_person(world, 1)
    client.force_login(world.users["liu"])
    shown = client.get(reverse("console:people")).context["people"]
    assert [person["name"] for person in shown] == ["测试1"]


def test_an_htmx_request_gets_the_rows_alone(world, client):
    add_person(world, 1)
    client.force_login(world.users["liu"])
    page = client.get(reverse("console:people"), headers={"HX-Request": "true"}).content.decode()
    assert ("测试1" in page, "<html" in page) == (True, False)


@pytest.mark.parametrize(
    "query", ["?page=999", "?page=x", "?under=7", "?label=%F0%9F%98%80", "?q=%00"]
)
def test_odd_addresses_still_give_a_page(world, client, query):
    client.force_login(world.users["liu"])
    assert client.get(reverse("console:people") + query).status_code == 200
