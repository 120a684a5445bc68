"""A worker's word about the app and about formalism, with a name or without."""

import pytest
from django.forms.models import model_to_dict

from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.notices.queries import unread
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Op
from wangge.visits import access
from wangge.visits.actions.suggesting import answer, suggest
from wangge.visits.models import Suggestion

WORDS = "同一张表社区和镇里各要报一次"


def test_a_suggestion_goes_to_the_county_and_its_answer_back(world, workday):
    row = suggest(world.staff("wang"), uuid7(), kind="burden", text=WORDS)
    assert list(access.suggestions(world.staff("admin"))) == [row]
    answer(world.staff("admin"), row.uid, "下周起只报一次")
    assert [one.text for one in unread(world.users["wang"])] == ["您的建议有了答复：下周起只报一次"]


def test_nobody_but_the_county_reads_them(world, workday):
    row = suggest(world.staff("wang"), uuid7(), kind="complaint", text=WORDS)
    for name in ("liu", "chen", "town", "county_leader", "wang"):
        with pytest.raises(Missing):
            access.suggestions(world.staff(name))
        with pytest.raises(Missing):
            answer(world.staff(name), row.uid, "知道了")


def test_an_anonymous_one_leads_back_to_nobody(world, workday):
    key = uuid7()
    op = {
        "id": str(uuid7()), "entity": "suggestion", "key": str(key), "base": None,
        "fields": {"kind": "complaint", "text": WORDS, "anonymous": True}, "at": None,
    }  # fmt: skip
    results = [push(world.staff("wang"), Hello("a"), [op])[0].result for _ in range(2)]
    row = Suggestion.objects.get()
    sent = Op.objects.get()
    assert results == ["applied", "repeated"]
    assert (row.worker_id, row.texts) == (None, {"text": WORDS})
    assert model_to_dict(row).keys() == {
        "id", "uid", "worker", "kind", "texts", "on", "answered_by", "answered_at",
    }  # fmt: skip
    # No id, time of day or content joins the two.
    assert row.uid not in {key, sent.uid}
    assert (row.uid.version, WORDS in sent.detail) == (4, False)


def test_sent_again_it_is_there_once(world, workday):
    uid = uuid7()
    for _ in range(2):
        suggest(world.staff("wang"), uid, kind="app", text=WORDS)
    assert Suggestion.objects.count() == 1
    with pytest.raises(Refused):
        suggest(world.staff("zhang"), uid, kind="app", text=WORDS)


def test_empty_and_unknown_ones_say_what_is_wrong(world, workday):
    for given in ({"kind": "app", "text": " "}, {"kind": "praise", "text": WORDS}):
        with pytest.raises(Invalid):
            suggest(world.staff("wang"), uuid7(), **given)
