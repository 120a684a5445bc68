from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing
from wangge.people.imports import import_people
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.people.rules import lengthen
from wangge.upkeep import clarity, grip, needs, quality
from wangge.upkeep.actions.confirming import confirm
from wangge.upkeep.models import Confirmation

NUMBER = lengthen("991000800101001")
ROSTER = f"""姓名,性别,与户主关系,身份证号,联系电话,住址,户籍地址,人员类别,职业
李小满,男,户主,{NUMBER},12011112345,白沙路12号3栋2单元501室,白沙路12号3栋2单元501室,户籍,教师
王春,女,妻,,12022221204,白沙路12号3栋2单元501室,,户籍,
陈一,男,户主,,,白沙路14号1栋1单元201室,某地,流动,
"""


@pytest.fixture
def desk(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


def person(name):
    return Person.objects.get(name=name)


def figures(staff, area):
    rows = quality.measures(staff, area)
    return {row.key: (row.numerator, row.denominator) for row in rows}


def test_gaps_name_what_is_asked_of_this_person(desk):
    assert needs.gaps_of(person("李小满")) == []
    assert needs.gaps_of(person("王春")) == ["出生日期", "公民身份号码", "户籍地址"]
    assert needs.gaps_of(person("陈一")) == ["出生日期", "公民身份号码", "到达日期", "居住事由"]


def test_a_child_needs_no_phone(desk):
    child = person("陈一")
    child.birth_date = clock.today() - timedelta(days=3000)
    child.save()
    assert "联系电话" not in needs.gaps_of(child)
    child.birth_date = clock.today() - timedelta(days=9000)
    child.save()
    assert "联系电话" in needs.gaps_of(child)


def test_the_measures_count_what_their_formulas_say(desk, world):
    assert figures(desk, world.community.code) == {
        "timely": (3, 3),
        "accurate": (1, 1),
        "true": (0, 3),
        "complete": (1, 3),
        "covered": (2, 2),
        "collected": (0, 2),
    }
    Person.objects.filter(name="陈一").update(confirmed_on=clock.today() - timedelta(days=366))
    assert figures(desk, world.community.code)["timely"] == (2, 3)


@pytest.mark.parametrize("what", ["timely", "accurate", "true", "complete"])
def test_behind_every_figure_stand_the_people_it_lacks(desk, world, what):
    Person.objects.filter(name="王春").update(confirmed_on=None, id_state="doubtful")
    done, all_of = figures(desk, world.community.code)[what]
    lacking = quality.behind(desk, world.community.code, what).count()
    assert lacking == (1 if what == "accurate" else all_of - done)


def test_missing_facts_are_counted_and_listed(desk, world):
    missing = quality.missing_counts(desk, world.community.code)
    counts = {key: n for key, _, n in missing}
    assert counts == {
        "id_number": 2, "birth_date": 2, "registered_address": 1, "arrived_on": 1, "stay_reason": 1,
    }  # fmt: skip
    for key, n in counts.items():
        assert quality.behind(desk, world.community.code, key).count() == n


def test_a_confirmation_needs_a_record_behind_it_and_counts_once(desk, world):
    row = person("王春")
    Person.objects.filter(pk=row.pk).update(confirmed_on=clock.today() - timedelta(days=400))
    ref = uuid4()
    for _ in range(2):
        confirm(desk, row.uid, kind=Confirmation.Kind.VISIT, ref=ref, on=clock.today())
    assert Confirmation.objects.count() == 1
    assert person("王春").confirmed_on == clock.today()
    assert figures(desk, world.community.code)["true"] == (1, 3)
    earlier = clock.today() - timedelta(days=9)
    confirm(desk, row.uid, kind=Confirmation.Kind.VISIT, ref=uuid4(), on=earlier)
    assert person("王春").confirmed_on == clock.today()
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Invalid, match="不能晚于今天"):
        confirm(desk, row.uid, kind=Confirmation.Kind.VISIT, ref=uuid4(), on=tomorrow)
    stranger = world.staff("stranger")
    with pytest.raises(Missing):
        confirm(stranger, row.uid, kind=Confirmation.Kind.VISIT, ref=uuid4(), on=clock.today())


def test_the_four_clear_are_counted_grid_by_grid(desk, world):
    (row,) = clarity.by_grid(desk, world.community.code)
    assert {key: row[key] for key in ("households", "family", "category", "register", "hazards")} == {
        "households": 2, "family": 2, "category": 2, "register": 1, "hazards": 0,
    }  # fmt: skip
    home = person("陈一").household
    home.facts = {"home_hazards": "无", "dispute": "无", "family_income": "50000"}
    home.save()
    (row,) = clarity.by_grid(desk, world.community.code)
    assert (row["hazards"], row["economy"], row["law"]) == (1, 1, 0)
    (other,) = clarity.unclear(desk, world.community.code, "hazards")
    assert other == person("李小满").household


def test_a_label_due_for_review_is_not_clear(desk, world):
    label = Label.objects.create(name="低保", must_visit="weak")
    row = PersonLabel.objects.create(person=person("王春"), label=label)
    (_, key, poor) = grip.three_clear(desk, world.community.code)
    assert (key.people, key.unclear, poor.people, poor.is_clear) == (1, 0, 1, True)
    row.review_on = clock.today() - timedelta(days=1)
    row.save()
    (_, key, poor) = grip.three_clear(desk, world.community.code)
    assert (key.unclear, poor.unclear) == (1, 1)
    assert clarity.by_grid(desk, world.community.code)[0]["category"] == 1


def test_the_profile_counts_residents_only(desk, world):
    Person.objects.filter(name="陈一").update(status="moved")
    told = grip.profile(desk, world.community.code)
    assert (told["people"], told["households"], told["floating"]) == (2, 1, 0)


def test_empty_dwellings_are_the_gap_of_coverage(desk, world):
    Household.objects.filter(pk=person("陈一").household_id).update(until=clock.today())
    (home,) = quality.without_record(desk, world.community.code)
    assert home.address == "白沙路14号1栋1单元201室"
    assert figures(desk, world.community.code)["covered"] == (1, 2)


def test_a_stranger_counts_nobody(desk, world):
    stranger = world.staff("stranger")
    assert set(figures(stranger, world.community.code).values()) == {(0, 0)}
    assert clarity.by_grid(stranger, world.community.code) == []


def test_the_figures_cost_the_same_whatever_the_number_of_people(desk, world):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            quality.measures(desk, world.community.code)
            clarity.by_grid(desk, world.community.code)
        return len(seen)

    few = queries()
    more = "姓名,住址\n" + "\n".join(f"甲{n},白沙路20号{n}栋1单元101室" for n in range(5))
    import_people(more.encode(), "b.csv", world.community)
    assert queries() == few
