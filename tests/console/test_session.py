"""Signing in and out."""

import pytest
from django.urls import reverse

from conftest import PASSWORD


def sign_in(client, username="liu", password=PASSWORD, **more):
    return client.post(
        reverse("console:sign_in"), {"username": username, "password": password, **more}
    )


def test_the_right_password_opens_the_desk(world, client):
    assert sign_in(client).url == reverse("console:home")


def test_a_wrong_password_is_refused_without_telling_which_half(world, client):
    wrong, unknown = sign_in(client, password="x"), sign_in(client, username="nobody")
    told = [response.context["form"].non_field_errors() for response in (wrong, unknown)]
    assert (wrong.status_code, told[0]) == (422, told[1])


def test_five_failures_lock_the_name_and_say_so(world, client):
    for _ in range(5):
        sign_in(client, password="x")
    answer = sign_in(client)
    assert (answer.status_code, "已锁定" in answer.content.decode()) == (429, True)


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_one_is_not_sent_elsewhere_after_signing_in(world, client, wanted):
    assert sign_in(client, next=wanted).url == reverse("console:home")


def test_one_goes_where_one_wanted_to(world, client):
    assert sign_in(client, next="/desk/people/").url == "/desk/people/"


def test_signing_out_ends_it(world, client):
    client.force_login(world.users["liu"])
    client.post(reverse("console:sign_out"))
    assert client.get(reverse("console:home")).status_code == 302


def test_a_first_password_must_be_replaced(world, client):
    user = world.users["liu"]
    user.must_change_password = True
    user.save()
    client.force_login(user)
    assert client.get(reverse("console:people")).url == reverse("console:password")


def test_changing_the_password_keeps_one_signed_in(world, client):
    client.force_login(world.users["liu"])
    new = "山高水长-风清月白-2026"
    client.post(reverse("console:password"), {"old": PASSWORD, "new": new, "again": new})
    assert (
        client.get(reverse("console:home")).status_code,
        sign_in(client, password=new).status_code,
    ) == (200, 302)


@pytest.mark.parametrize(
    "given",
    [("wrong", "x" * 14, "x" * 14), (PASSWORD, "short", "short"), (PASSWORD, "x" * 14, "y" * 14)],
)
def test_a_bad_change_says_what_to_mend(world, client, given):
    client.force_login(world.users["liu"])
    sent = dict(zip(("old", "new", "again"), given, strict=True))
    answer = client.post(reverse("console:password"), sent)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)
