"""Outside one's reach nothing exists: absent and forbidden give the same 404."""

from uuid import uuid4

import pytest
from django.urls import reverse

from wangge.exchange import runs
from wangge.people.models import Person


@pytest.fixture
def person(world):
    return Person.objects.create(area=world.grid, name="关银妹")


def status(client, name, *args):
    return client.get(reverse(name, args=args)).status_code


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "auditor", "cheng"])
def test_a_stranger_finds_no_resident(world, client, person, who):
    client.force_login(world.users[who])
    assert (
        status(client, "console:person", person.uid),
        status(client, "console:person", uuid4()),
    ) == (404, 404)


def test_a_stranger_cannot_reveal(world, client, person):
    client.force_login(world.users["stranger"])
    url = reverse("console:reveal_person", args=[person.uid])
    sent = {"fields_wanted": ["name"], "reason": "核实情况"}
    assert client.post(url, sent).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "other_worker", "cheng"])
def test_a_stranger_finds_no_area(world, client, who):
    client.force_login(world.users[who])
    assert status(client, "console:area", world.community.code) == 404


def test_an_area_that_never_was_is_a_404(world, client):
    client.force_login(world.users["county"])
    assert [status(client, "console:area", code) for code in (1, 450205006003999, 10**30)] == [
        404
    ] * 3


@pytest.mark.parametrize("who", ["stranger", "wang", "zhang"])
def test_others_shape_no_grid_here(world, client, who):
    client.force_login(world.users[who])
    url = reverse("console:create_grid", args=[world.community.code])
    assert client.post(url, {"name": "某网格", "kind": "ordinary"}).status_code == 404


@pytest.mark.parametrize("who", ["liu", "county", "auditor"])
@pytest.mark.parametrize(
    "name", ["console:accounts", "console:create_account", "console:settings", "console:places"]
)
def test_accounts_and_rules_are_the_administrators(world, client, who, name):
    client.force_login(world.users[who])
    assert status(client, name) == 404


def test_an_upload_is_its_owners_alone(world, client):
    run = runs.start("people", b"x", "a.csv", area=world.community, owner=world.users["liu"])
    client.force_login(world.users["chen"])
    found = [status(client, name, run.uid) for name in ("console:import", "console:import_report")]
    assert found == [404, 404]


@pytest.mark.parametrize("who", ["admin", "auditor", "cheng"])
def test_who_collects_nothing_imports_nothing(world, client, who):
    client.force_login(world.users[who])
    assert status(client, "console:imports") == 404


def test_nobody_edits_the_catalogue_below_the_county(world, client):
    client.force_login(world.users["liu"])
    assert status(client, "console:category", "0101") == 404


@pytest.mark.parametrize(
    "name", ["console:home", "console:people", "console:areas", "console:accounts"]
)
def test_who_is_not_signed_in_is_asked_to(world, client, name):
    response = client.get(reverse(name))
    assert response.url == f"{reverse('console:sign_in')}?next={reverse(name)}"
