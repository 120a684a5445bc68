"""A post does not see the sections that were hidden from it: not shown, not revealed, no filter."""

from datetime import date

import pytest

from api_people import ADDRESS, ID_NUMBER, PHONE, make_person
from wangge.dictionary.fields import BY_KEY
from wangge.kernel.errors import Invalid
from wangge.people import sight
from wangge.people.actions import reveal
from wangge.people.queries import Filters, detail, listed
from wangge.posts.models import Post

WHY = "核实漏水投诉的住户"


def section(key):
    return BY_KEY[key].section.value


@pytest.fixture
def person(world):
    return make_person(world.grid)


def hide(*keys):
    Post.objects.filter(code="worker").update(hidden_sections=[section(key) for key in keys])


def test_a_post_sees_all_sections_unless_some_are_hidden(world, person):
    shown = detail(world.staff("wang"), person)
    assert (shown["birth_date"], shown["living_address"]) == (date(1988, 5, 6), ADDRESS)
    assert "disability_number" in shown["facts"]


def test_the_fields_of_a_hidden_section_are_left_out(world, person):
    hide("phone", "disability_number")
    shown = detail(world.staff("wang"), person)
    assert (shown["id_number"], shown["phones"], shown["birth_date"], shown["age"]) == (
        "",
        [],
        None,
        None,
    )
    assert (shown["name"], shown["facts"]) == ("何小满", {})


def test_other_posts_still_see_them(world, person):
    hide("phone", "disability_number")
    assert detail(world.staff("liu"), person)["phones"] == ["120****5678"]


def test_what_one_post_hides_another_of_the_same_person_may_show(world, person):
    hide("phone")
    Post.objects.filter(code="worker").update(hidden_sections=[])
    assert detail(world.staff("wang"), person)["phones"] == ["120****5678"]


def test_hidden_fields_are_not_revealed_either(world, person):
    hide("phone")
    with pytest.raises(Invalid) as refused:
        reveal(world.staff("wang"), person.uid, fields=["phone"], reason=WHY)
    assert [fault.field for fault in refused.value.faults] == ["fields"]
    opened = reveal(world.staff("liu"), person.uid, fields=["phone", "id_number"], reason=WHY)
    assert opened == {"phone": [PHONE], "id_number": ID_NUMBER}


def test_a_list_is_not_narrowed_by_what_one_does_not_see(world, person):
    hide("labels")
    for label in ("独居老人", "残疾人"):
        assert list(listed(world.staff("wang"), Filters(label=label))) == [person]


def test_every_section_can_be_hidden():
    assert {section(key) for key in BY_KEY} <= {name for name, _ in sight.sections()}
