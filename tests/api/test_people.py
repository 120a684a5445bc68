"""Residents over HTTP: within reach, masked, revealed on record."""

import pytest

from api_people import ADDRESS, ID_NUMBER, PHONE, make_person
from wangge.audit.models import Record
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
REASON = {"reason": "上门走访前核对电话"}


@pytest.fixture
def person(world):
    return make_person(world.grid)


def test_numbers_are_masked_and_sensitive_labels_left_out(as_, person):
    for path in ("/people", f"/people/{person.uid}"):
        text = as_("wang").get(path).content.decode()
        for secret in (ID_NUMBER, PHONE, "社区矫正"):
            assert secret not in text
    told = as_("wang").get(f"/people/{person.uid}").json()
    assert (told["id_number"], told["phones"]) == ("9****************8", ["120****5678"])
    assert (told["name"], told["living_address"]) == ("何小满", ADDRESS)
    assert (told["labels"], told["age"], told["relation"]) == (["独居老人"], 38, "户主")
    assert told["grid"] == "450205006003001"


def test_town_and_county_see_the_family_name_and_the_building(as_, person):
    (told,) = as_("county").get("/people").json()["items"]
    assert (told["name"], told["living_address"]) == ("何*", "白沙路12号3栋***")


def test_people_are_found_by_two_characters_within_reach(as_, person):
    def found(who, **query):
        return [row["id"] for row in as_(who).get("/people", **query).json()["items"]]

    assert found("wang", q="小满") == [str(person.uid)]
    assert found("wang", q="白沙") == [str(person.uid)]
    assert found("wang", q="大满") == []
    assert found("county", under="450205006003") == [str(person.uid)]
    assert found("county", under="450205006003002") == []
    assert found("county", q=ID_NUMBER) == []


def test_whoever_has_no_duty_there_sees_nobody(as_, person):
    for name in ("stranger", "other_worker", "admin", "auditor", "cheng"):
        assert as_(name).get("/people").json()["items"] == []
        gone = as_(name).get(f"/people/{person.uid}")
        absent = as_(name).get(f"/people/{uuid7()}")
        reveal = as_(name).post(f"/people/{person.uid}/reveal", {"fields": ["phone"], **REASON})
        assert {gone.status_code, absent.status_code, reveal.status_code} == {404}
        assert gone.content == absent.content
    assert not Record.objects.filter(verb="person.reveal").exists()


def test_a_reveal_gives_only_the_asked_fields_and_is_on_record(as_, person, world):
    path = f"/people/{person.uid}/reveal"
    told = as_("wang").post(path, {"fields": ["phone", "id_number"], **REASON})
    assert told.json() == {
        "id": str(person.uid),
        "fields": {"phone": [PHONE], "id_number": ID_NUMBER},
    }
    record = Record.objects.get(verb="person.reveal")
    assert (record.actor, record.subject, record.area) == (
        world.users["wang"],
        f"person:{person.uid}",
        world.grid.code,
    )
    assert record.detail == {
        "fields": ["phone", "id_number"],
        "reason": "上门走访前核对电话",
        "post": "第一网格网格员",
    }


def test_a_reveal_without_reason_or_with_unknown_fields_is_told_so(as_, person):
    path = f"/people/{person.uid}/reveal"
    short = as_("wang").post(path, {"fields": ["phone"], "reason": "看"})
    assert (short.status_code, short.json()["errors"][0]["field"]) == (422, "reason")
    unknown = as_("wang").post(path, {"fields": ["password"], **REASON})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "fields.0")
    assert not Record.objects.filter(verb="person.reveal").exists()


def test_the_31st_reveal_in_an_hour_is_refused(as_, person):
    path = f"/people/{person.uid}/reveal"
    body = {"fields": ["labels"], **REASON}
    answers = [as_("wang").post(path, body).status_code for _ in range(31)]
    assert answers == [200] * 30 + [409]
    assert as_("zhang").post(path, body).json()["fields"] == {"labels": ["独居老人"]}
