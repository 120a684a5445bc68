import pytest

from wangge.people.finding import tail, tokens
from wangge.people.imports import import_people
from wangge.people.models import Person
from wangge.people.queries import Filters, listed

LEDGER = """姓名,性别,联系电话,住址
单晓明,男,12011112345,白沙路12号3栋2单元501室
曾雨,女,12022221204,白沙路14号1栋1单元1204室
阿依古丽·买买提,女,12033339999,建设路7号2栋301室
""".encode()


@pytest.fixture
def found(world):
    import_people(LEDGER, "花名册.csv", world.community)
    staff = world.staff("liu")

    def names(text):
        return [person.name for person in listed(staff, Filters(text=text))]

    return names


def test_two_characters_of_a_name_or_address_suffice(found):
    assert found("晓明") == ["单晓明"]
    assert found("白沙") == ["单晓明", "曾雨"]


def test_initials_find_a_name_in_each_reading_of_its_characters(found):
    assert found("SXM") == found("sx") == found("dxm") == ["单晓明"]
    assert found("zy") == found("cy") == ["曾雨"]
    assert found("ayg") == ["阿依古丽·买买提"]
    assert found("xm") == []


def test_the_end_of_a_phone_number_finds_its_people_beside_doors_of_that_number(found):
    assert found("2345") == ["单晓明"]
    assert found("1204") == ["曾雨"]
    assert found("9999") == ["阿依古丽·买买提"]
    assert found("0000") == []


def test_nobody_is_found_beyond_ones_reach(world, found):
    stranger = world.staff("county_leader")
    assert [p.name for p in listed(stranger, Filters(text="sxm"))] == ["单晓明"]
    assert not listed(world.staff("stranger"), Filters(text="sxm")).exists()


def test_the_tail_in_the_clear_stands_nowhere(world, found):
    assert tail("12011112345") == tail("13999992345") != tail("12011112346")
    assert len(tail("12011112345")) == 8
    assert tail("123") == tail("") == b""
    assert not any("2345" in row.search for row in Person.objects.all())


def test_the_parts_of_what_is_searched_are_kept_apart():
    assert tokens("张三", "白沙路") == "张三 . 0zs . 白沙 沙路"
