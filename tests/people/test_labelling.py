from datetime import timedelta

import pytest

from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.people import labelling, labels
from wangge.people.imports import import_people
from wangge.people.models import Label, Person, PersonChange, PersonLabel

ROSTER = """姓名,性别,出生日期,与户主关系,住址,类别
李奶奶,女,1940-01-01,户主,白沙路12号3栋2单元501室,
王春,女,1990-01-01,户主,白沙路12号3栋2单元502室,低保
"""


@pytest.fixture
def desk(world):
    labelling.load_labels()
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


@pytest.fixture
def old(desk):
    return Person.objects.get(name="李奶奶")


def test_shipped_labels_are_loaded_once_and_local_ones_kept(desk):
    assert labelling.load_labels() == 0
    assert Label.objects.get(name="空巢老人").must_visit == "old"
    Label.objects.filter(name="空巢老人").update(review_days=30)
    labelling.load_labels()
    assert Label.objects.get(name="空巢老人").review_days == 30


def test_an_imported_label_has_the_file_as_basis_and_is_due_by_its_interval(desk):
    row = PersonLabel.objects.get(label__name="低保")
    assert (row.basis, row.source) == ("花名册.csv", "import")
    assert row.review_on == clock.today() + timedelta(days=365)


def test_rules_suggest_and_a_person_decides(desk, old, world):
    (row,) = labels.suggested(desk, world.community.code)
    assert (row.person, [each.name for each in row.suggestions]) == (old, ["独居老人", "高龄老人"])
    labelling.give(desk, old.uid, "独居老人", basis="走访核实独居", source=PersonLabel.Source.RULE)
    labelling.refuse(desk, old.uid, "高龄老人", reason="出生日期有误")
    assert labels.suggested(desk, world.community.code) == []
    assert labels.suggested_for(old) == []
    assert PersonLabel.objects.get(person=old).confirmed_by == desk.user


def test_a_label_given_twice_is_one_and_each_step_is_in_the_history(desk, old):
    one = labelling.give(desk, old.uid, "独居老人", basis="走访")
    assert labelling.give(desk, old.uid, "独居老人", basis="走访") == one
    PersonLabel.objects.filter(pk=one.pk).update(review_on=clock.today() - timedelta(days=1))
    assert labels.held(desk, old.area_id, due=True).count() == 1
    labelling.review(desk, one.pk, basis="再次走访，仍独居")
    assert labels.held(desk, old.area_id, due=True).count() == 0
    ended = labelling.end(desk, one.pk, reason="与女儿同住")
    assert labelling.end(desk, one.pk, reason="与女儿同住") == ended
    told = list(PersonChange.objects.filter(person=old, field="label").order_by("pk"))
    assert [row.source for row in told] == ["登记标签", "复核标签", "结束标签"]
    again = labelling.give(desk, old.uid, "独居老人", basis="女儿搬走")
    assert again != one


def test_guarded_kinds_are_not_labels(desk, old):
    with pytest.raises(Refused, match="专项"):
        labelling.give(desk, old.uid, "社区矫正", basis="不应登记")
    assert not PersonLabel.objects.filter(person=old).exists()


def test_what_is_wrong_is_said_and_nothing_changes(desk, old):
    with pytest.raises(Invalid, match="写明依据"):
        labelling.give(desk, old.uid, "独居老人", basis=" ")
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Invalid, match="不能晚于今天"):
        labelling.give(desk, old.uid, "独居老人", basis="走访", since=tomorrow)
    with pytest.raises(Missing):
        labelling.give(desk, old.uid, "没有的标签", basis="走访")
    assert not PersonLabel.objects.filter(person=old).exists()


def test_a_stranger_gives_reviews_and_ends_nothing(desk, old, world):
    row = labelling.give(desk, old.uid, "独居老人", basis="走访")
    stranger = world.staff("stranger")
    for act in (
        lambda: labelling.give(stranger, old.uid, "低保", basis="走访"),
        lambda: labelling.review(stranger, row.pk, basis="走访"),
        lambda: labelling.end(stranger, row.pk, reason="走访"),
        lambda: labelling.refuse(stranger, old.uid, "低保", reason="走访"),
    ):
        with pytest.raises(Missing):
            act()
    assert labels.suggested(stranger, world.community.code) == []
    assert labels.counts(stranger, world.community.code) == []


def test_the_groups_count_who_is_in_them(desk, old, world):
    labelling.give(desk, old.uid, "独居老人", basis="走访")
    lines = labels.counts(desk, world.community.code)
    assert [(line["name"], line["people"], line["due"]) for line in lines] == [
        ("独居老人", 1, 0), ("低保", 1, 0),
    ]  # fmt: skip
    assert [(word, n) for _, word, n in labels.groups(lines)] == [
        ("老", 1), ("弱", 1), ("小", 0), ("残", 0), ("孕", 0),
    ]  # fmt: skip
