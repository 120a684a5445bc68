"""No number of a person reaches the database readable, whatever it is typed into."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from wangge.audit.actions import record
from wangge.kernel.text import without_numbers
from wangge.people.models import Household, Person, PersonChange
from wangge.privacy.fields import is_telling

ID, PHONE = "990101198805060018", "12012345678"


def raw_facts(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT CAST(facts AS text) FROM "{table}"')
        return [text for (text,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"证号{ID}。", "证号9****************8。"),
        (f"{ID}43", "9******************3"),
        (f"{ID[:-1]}X", "9****************X"),
        (f"家属 {PHONE}", "家属 120****5678"),
        ("120-1234-5678", "120****5678"),
        ("450205006003007", "450205006003007"),  # a grid's code
        ("91450205MA5KXXXX0X", "91450205MA5KXXXX0X"),  # a unit's code
        ("2026-11-24 10:20:30", "2026-11-24 10:20:30"),
        ("", ""),
    ],
)
def test_numbers_in_a_text_are_masked(text, shown):
    assert without_numbers(text) == shown


@given(st.from_regex(r"\A(990101\d{11}[0-9X]|12\d{9})\Z"), st.sampled_from(["", "电话", "，"]))
def test_no_number_survives(number, around):
    assert number not in without_numbers(f"{around}{number}{around}")


@pytest.mark.parametrize("value", [ID, ID[:15], PHONE, "0772-2531234", f"张三{PHONE}"])
def test_a_fact_with_a_number_is_telling(value):
    assert is_telling(value)


@pytest.mark.parametrize("value", ["20", "2026-11-24", "together", "3栋502", "20261124"])
def test_codes_and_dates_can_be_queried(value):
    assert not is_telling(value)


@pytest.mark.django_db
def test_facts_with_numbers_lie_sealed_and_are_read_as_written(world):
    facts = {"contact": f"李四 {PHONE}", "marital": "20", "cards": [f"{ID}43", "无"], "n": 3}
    facts["before"] = {"rows": {"7": {"contact": PHONE, "sex": "1"}}}
    person = Person.objects.create(area=world.grid, name="张三", facts=facts)
    household = Household.objects.create(area=world.grid, facts=facts)
    for table in ("people_person", "people_household"):
        (raw,) = raw_facts(table)
        assert [text for text in (PHONE, ID) if text in raw] == []
        assert "20" in raw
    person.refresh_from_db()
    household.refresh_from_db()
    assert person.facts == household.facts == facts
    assert list(Person.objects.filter(facts__marital="20")) == [person]
    assert Person.objects.values_list("facts", flat=True).get() == facts


@pytest.mark.django_db
def test_saving_facts_in_bulk_seals_them_too(world):
    person = Person.objects.create(area=world.grid, name="张三")
    person.facts = {"contact": PHONE}
    Person.objects.bulk_update([person], ["facts"])
    assert PHONE not in raw_facts("people_person")[0]
    assert Person.objects.get().facts == {"contact": PHONE}


@pytest.mark.django_db
def test_the_history_never_holds_a_number(world):
    person = Person.objects.create(area=world.grid, name="张三")
    PersonChange.objects.create(person=person, field="note", old=ID, new=f"改为{PHONE}", source="x")
    row = PersonChange.objects.get()
    assert (row.old, row.new) == ("9****************8", "改为120****5678")


@pytest.mark.django_db
def test_the_audit_trail_never_holds_a_number():
    detail = {
        "reason": f"核实{PHONE}",
        "rows": [ID, {"told": ID}],
        "n": 3,
        "code": "450205006003007",
    }
    assert record("x", "y", actor=None, **detail).detail == {
        "reason": "核实120****5678",
        "rows": ["9****************8", {"told": "9****************8"}],
        "n": 3,
        "code": "450205006003007",
    }
