"""A statement made once finds what its query set would find, at every run."""

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.test.utils import CaptureQueriesContext

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.posts.models import Posting
from wangge.sql.prepared import Prepared

pytestmark = pytest.mark.django_db


def of_user(user, moment):
    rows = Posting.objects.at(moment).select_related("post", "area", "unit")
    return rows.defer("area__boundary").filter(user_id=user)


BY_CODE = Prepared(lambda code: Area.objects.filter(code=code), code=BigIntegerField())
OF_USER = Prepared(of_user, user=BigIntegerField(), moment=DateTimeField())
NAMED = Prepared(lambda name: User.objects.filter(name=name).values_list("pk"), name=CharField())


def shown(rows):
    return [(row.pk, row.post.abilities, row.area.name, row.unit, row.since) for row in rows]


def test_each_run_finds_what_the_query_set_finds_with_its_values(world):
    now = clock.now()
    for user in world.users.values():
        expected = shown(of_user(user.pk, now))
        assert shown(OF_USER.rows(user=user.pk, moment=now)) == expected
        assert len(expected) == 1


def test_the_first_row_or_none(world):
    assert BY_CODE.first(code=world.grid.code) == world.grid
    assert BY_CODE.first(code=1) is None


def test_nothing_that_was_found_is_kept(world):
    name = "吴同志"
    assert NAMED.rows(name=name) == []
    user = User.objects.create(username="wu", name=name)
    assert NAMED.rows(name=name) == [(user.pk,)]
    User.objects.filter(pk=user.pk).update(name="武同志")
    assert NAMED.rows(name=name) == []


def test_a_value_is_never_part_of_the_statement(world):
    hostile = "' OR 1=1 --%s"
    user = User.objects.create(username="hostile", name=hostile)
    with CaptureQueriesContext(connection) as asked:
        assert NAMED.rows(name=hostile) == [(user.pk,)]
    assert len(asked) == 1


def test_what_was_left_out_is_left_out(world):
    (row,) = OF_USER.rows(user=world.users["wang"].pk, moment=clock.now())
    assert row.area.get_deferred_fields() == {"boundary"}
