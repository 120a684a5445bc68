"""Tokens: got, used, ended; and who one is."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password

from wangge.accounts import actions
from wangge.kernel import clock
from wangge.posts import actions as posts

pytestmark = pytest.mark.django_db
PASSWORD = "Wangge-Test-2026"


def sign_in(nobody, username="wang", password=PASSWORD, **more):
    return nobody.post("/tokens", {"username": username, "password": password, **more})


def me_with(nobody, token, scheme="Bearer"):
    return nobody.call("GET", "/me", headers={"Authorization": f"{scheme} {token}"})


def test_name_and_password_give_a_token_that_tells_who_one_is(nobody, world):
    told = sign_in(nobody, code=None)
    assert (told.status_code, list(told.json())) == (200, ["token"])
    me = me_with(nobody, told.json()["token"]).json()
    assert me == {
        "username": "wang",
        "name": "wang同志",
        "postings": [
            {
                "post": "worker",
                "title": "第一网格网格员",
                "area": "450205006003001",
                "area_name": "第一网格",
                "level": "grid",
                "abilities": ["collect", "handle", "verify"],
                "stands_in": False,
            }
        ],
        "reach": ["450205006003001"],
        "abilities": ["collect", "handle", "verify"],
    }


def test_without_a_token_nothing_is_told(nobody, world):
    for path in ("/me", "/incidents", "/people", "/areas", "/categories"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    for token, scheme in (("wrong", "Bearer"), ("", "Bearer"), ("x", "Basic"), ("é", "Bearer")):
        assert me_with(nobody, token, scheme).status_code == 401


def test_a_session_is_no_way_in(nobody, world):
    nobody.client.force_login(world.users["wang"], "django.contrib.auth.backends.ModelBackend")
    assert nobody.get("/me").status_code == 401


def test_wrong_passwords_are_refused_alike_and_lock_the_account(nobody, world):
    absent = sign_in(nobody, "nobody", "Wrong-Pass-2026")
    wrong = sign_in(nobody, "wang", "Wrong-Pass-2026")
    assert (wrong.status_code, wrong.json()) == (401, absent.json())
    for _attempt in range(4):
        last = sign_in(nobody, "wang", "Wrong-Pass-2026")
    right = sign_in(nobody)
    for locked in (last, right):
        assert (locked.status_code, locked.json()["code"]) == (429, "account.locked")
        assert locked.headers["Content-Type"] == "application/problem+json"


def test_signing_in_forgets_the_wrong_attempts_before(nobody, world):
    for _round in range(3):
        assert [sign_in(nobody, "wang", "Wrong-Pass-2026").status_code for _ in range(3)] == [
            401
        ] * 3
        assert sign_in(nobody).status_code == 200


def test_a_first_password_must_be_changed_on_the_desk(nobody, world):
    world.users["wang"].must_change_password = True
    world.users["wang"].save()
    told = sign_in(nobody)
    assert (told.status_code, told.json()["code"]) == (409, "account.first_password")


def test_a_token_ends_with_time_and_with_the_account(nobody, world, workday):
    token = actions.issue_token(world.users["wang"])
    assert me_with(nobody, token).status_code == 200
    with clock.at(workday + timedelta(hours=13)):
        assert me_with(nobody, token).status_code == 401
    actions.set_active(world.users["wang"], active=False, actor=world.users["admin"])
    assert me_with(nobody, token).status_code == 401


def test_a_stand_in_is_told_of_the_posts_held_now(as_, world, workday):
    assert as_("zhao").get("/me").json()["postings"] == []
    posts.take_leave(
        world.users["wang"].postings.get(),
        since=workday - timedelta(hours=1),
        until=workday + timedelta(days=1),
        actor=world.users["liu"],
    )
    (posting,) = as_("zhao").get("/me").json()["postings"]
    assert (posting["post"], posting["stands_in"]) == ("worker", True)


def test_names_of_any_length_and_kind_are_only_wrong(nobody, world):
    told = [
        sign_in(nobody, name, password).status_code
        for name, password in (
            ("长" * 150, "x"),
            ("𠀀😀", "x"),
            ("wang", "长" * 1000),
            ("", ""),
            ("长" * 151, "x"),
        )
    ]
    assert told == [401, 401, 401, 401, 422]
    assert nobody.post("/tokens", {"username": "a\x00", "password": "x"}).status_code == 400


def test_the_password_is_kept_as_a_slow_hash():
    assert make_password("x").startswith(("md5$", "argon2"))
