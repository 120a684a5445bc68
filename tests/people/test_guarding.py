"""What an older version kept as labels moves to the guarded store and leaves no trace."""

import pytest

from wangge.guarded import queries
from wangge.people.guarding import Told, keep, settle, take_over
from wangge.people.models import Label, Person, PersonChange, PersonLabel
from wangge.posts.models import Post


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
