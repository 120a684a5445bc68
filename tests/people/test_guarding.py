"""What an older version kept as labels moves to the guarded store and leaves no trace."""

import pytest

from wangge.guarded import queries
from wangge.people.guarding import Told, keep, settle, take_over
from wangge.people.imports import import_people
from wangge.people.models import Label, Person, PersonChange, PersonLabel
from wangge.people.rules import lengthen
from wangge.posts.models import Post
from wangge.privacy.keys import INDEX, add_key
from wangge.privacy.providers import SHA256


@pytest.fixture
def own_keys(tmp_path, settings):
    """Keys of this test alone: it makes new ones."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def person(world):
    return Person.objects.create(area=world.grid, name="张三")


def test_sensitive_labels_of_an_older_version_are_taken_over(world, person):
    Post.objects.filter(code="secretary").update(guarded=["released"])
    for name, sensitive in (("刑满释放", True), ("独居老人", False)):
        label = Label.objects.create(name=name, sensitive=sensitive)
        PersonLabel.objects.create(person=person, label=label, basis="名册.xlsx")
        PersonChange.objects.create(person=person, field="label", new=name, source="导入 名册")
    assert (take_over(), take_over()) == (1, 0)
    assert [row.label.name for row in person.labels.all()] == ["独居老人"]
    assert sorted(person.changes.values_list("new", flat=True)) == ["专项记录", "独居老人"]
    assert Label.objects.get(name="刑满释放").sensitive
    line = queries.of_person(world.staff("chen"), person.uid)[0]
    assert (line.kind.label, line.area) == ("刑满释放", world.grid)


def test_labels_that_are_labels_stay(world, person):
    told = [Told(person.uid, world.grid.code, label) for label in ("独居老人", "社区矫正")]
    assert keep(told, source="名册.xlsx", actor=None) == {person.uid}
    assert keep(told[:1], source="名册.xlsx", actor=None) == set()


def test_records_follow_whatever_moved_or_merged_the_person(world, person):
    Post.objects.filter(code="desk").update(guarded=["community_correction"])
    told = [Told(person.uid, world.grid.code, "社区矫正")]
    keep(told, source="名册.xlsx", actor=None)
    into = Person.objects.create(area=world.other_grid, name="张三")
    Person.objects.filter(pk=person.pk).update(area=world.other_grid)
    assert (settle(), settle()) == (1, 0)
    stranger = world.staff("stranger")
    assert [line.subject for line in queries.listed(stranger)] == [person.uid]
    Person.objects.filter(pk=person.pk).update(hidden="merged", merged_into=into)
    assert settle() == 1
    assert [line.subject for line in queries.listed(stranger)] == [into.uid]
    assert queries.listed(world.staff("liu")) == []


LEDGER = "姓名,身份证号,住址,人员标签\n张三丰,{number},建设路1号,{labels}\n"


def take_in(world, labels, name="特殊人群.csv"):
    text = LEDGER.format(number=lengthen("990101800101001"), labels=labels)
    return import_people(text.encode(), name, world.community)


def test_a_ledger_leaves_no_trace_of_them_but_the_guarded_record(world):
    Post.objects.filter(code="secretary").update(guarded=["released"])
    assert take_in(world, "刑满释放、独居老人").created == 1
    person = Person.objects.get()
    assert [row.label.name for row in person.labels.all()] == ["独居老人"]
    told = str([list(model.objects.values()) for model in (PersonChange, Label, PersonLabel)])
    assert "刑满释放" not in told
    lines = queries.listed(world.staff("chen"))
    assert [(line.subject, line.kind.label) for line in lines] == [(person.uid, "刑满释放")]


def test_the_same_ledger_again_changes_nothing(world):
    take_in(world, "刑满释放")
    again, more = take_in(world, "刑满释放"), take_in(world, "社区矫正")
    assert [(r.updated, r.unchanged) for r in (again, more)] == [(0, 1), (1, 0)]


def test_while_an_index_key_is_changed_nobody_is_entered_twice(world, own_keys):
    take_in(world, "独居老人")
    add_key(INDEX, SHA256)
    again = take_in(world, "独居老人")
    assert (again.created, again.unchanged, Person.objects.count()) == (0, 1, 1)
