import re
import zlib

import pytest
from django.urls import reverse

from wangge.audit.models import Record
from wangge.kernel.errors import Invalid
from wangge.people.imports import import_people
from wangge.people.queries import Filters
from wangge.prints import people as prints
from wangge.prints.typesetting import pdf

ROSTER = """姓名,性别,与户主关系,身份证号,联系电话,住址,文化程度
李小满,女,户主,,12011112345,白沙路12号3栋2单元501室,大学本科
王#大山,男,夫,,12022221204,白沙路12号3栋2单元501室,高中
*陈* $x$,男,户主,,12022225555,白沙路14号1栋1单元201室,
"""


@pytest.fixture
def desk(world):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    return world.staff("liu")


def pages(content):
    return len(re.findall(rb"/Type\s*/Page\b", content)) or len(
        re.findall(rb"/Type\s*/Page\b", b"".join(streams(content)))
    )


def streams(content):
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def test_the_card_book_has_a_card_for_each_household(desk, world):
    book = prints.card_book(desk, world.community)
    assert book.startswith(b"%PDF-")
    assert pages(book) == 2
    (line,) = Record.objects.filter(verb="people.print")
    assert line.detail["rows"] == 3
    assert line.actor == world.users["liu"]


def test_one_household_is_one_card_whatever_characters_its_names_have(desk, world):
    people = prints._people(desk, Filters(under=world.community.code))
    cards = [
        prints._card(desk, list(group), 1) for _, group in prints.groupby(people, prints._home)
    ]
    assert [len(card["members"]) for card in cards] == [2, 1]
    assert cards[0]["head"] == "李小满"
    assert "证件号码" in cards[0]["gaps"][0].replace("公民身份号码", "证件号码")


def test_a_ledger_prints_those_it_names_and_nobody_elses_number(desk, world):
    made = prints.ledger(desk, world.community, title="花名册", filters=Filters())
    assert made.startswith(b"%PDF-")
    text = b"".join(streams(made))
    assert b"12011112345" not in text


def test_nothing_to_print_is_said(desk, world):
    nobody = Filters(text="查无此人")
    with pytest.raises(Invalid, match="没有可打印的居民"):
        prints.ledger(desk, world.community, title="空", filters=nobody)


def test_markup_in_data_stays_text():
    evil = '#panic("x") $ \\ "'
    frame = dict.fromkeys(
        ("title", "county", "area", "as_of", "maker", "printed", "watermark"), evil
    )
    assert (
        pdf("ledger", frame | {"headings": [evil], "widths": [1], "rows": [[evil]]})[:5] == b"%PDF-"
    )


def test_the_desk_gives_the_book_and_a_stranger_none_of_it(desk, world, client):
    client.force_login(world.users["liu"])
    assert client.get(reverse("console:print_people")).status_code == 200
    told = {"kind": "book", "under": world.community.code}
    answer = client.post(reverse("console:print_people"), told)
    assert answer["Content-Type"] == "application/pdf"
    client.force_login(world.users["stranger"])
    assert client.post(reverse("console:print_people"), told).status_code == 422
    client.force_login(world.users["admin"])
    assert client.get(reverse("console:print_people")).status_code == 404
