from datetime import date

import pytest

from wangge.guarded import actions
from wangge.guarded.envelopes import Case
from wangge.kernel.ids import uuid7
from wangge.posts.models import Post


@pytest.fixture
def named(world):
    """The secretary's post opens two kinds."""
    Post.objects.filter(code="secretary").update(guarded=["released", "mental_disorder"])
    return world


@pytest.fixture
def subject():
    return uuid7()


@pytest.fixture
def case(subject):
    return Case(
        subject=subject,
        kind="released",
        basis="释放证明书 2026-17",
        begin=date(2026, 3, 1),
        facts={"risk": "01", "offence": "盗窃", "recidivist": "0"},
    )


@pytest.fixture
def record(named, case):
    return actions.keep(named.staff("chen"), named.grid.code, case)
