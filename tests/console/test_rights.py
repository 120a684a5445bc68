import json
from uuid import uuid4

import pytest
from django.urls import reverse

from wangge.people.imports import import_people
from wangge.people.models import Person
from wangge.rights.models import DataRequest

ROSTER = "姓名,性别,联系电话,住址\n李小满,男,12011112345,白沙路12号3栋2单元501室\n"


@pytest.fixture
def person(world, client):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    client.force_login(world.users["liu"])
    return Person.objects.get()


def take_in(client, person, kind):
    told = {"uid": uuid4(), "kind": kind, "asker": "self", "proof": "本人身份证原件"}
    answer = client.post(reverse("console:person_access", args=[person.uid]), told)
    assert answer.status_code == 302
    return DataRequest.objects.latest("pk")


def test_a_request_is_taken_in_shown_and_decided(client, person, world):
    assert client.get(reverse("console:person_access", args=[person.uid])).status_code == 200
    row = take_in(client, person, "erase")
    url = reverse("console:data_request", args=[row.uid])
    assert "办理后信息立即清除" not in client.get(url).content.decode()  # the desk does not decide
    client.force_login(world.users["chen"])
    assert "办理后信息立即清除" in client.get(url).content.decode()
    assert client.post(url, {"version": 1, "grant": "1", "answer": ""}).status_code == 422
    client.post(url, {"version": 1, "grant": "1", "answer": "已清除"})
    person.refresh_from_db()
    assert person.hidden == "erased"
    page = client.get(reverse("console:data_requests"), {"state": "done"}).content.decode()
    assert "（已清除）" in page


def test_the_copy_is_open_and_says_what_each_item_is_for(client, person):
    row = take_in(client, person, "copy")
    answer = client.post(reverse("console:data_copy", args=[row.uid]))
    told = {line["项目"]: line for line in json.loads(answer.content)}
    assert told["姓名"]["内容"] == "李小满"
    assert "12011112345" in told["联系电话"]["内容"]
    assert told["姓名"]["用途"]
    page = client.get(reverse("console:person_access", args=[person.uid])).content.decode()
    assert "导出本人信息副本" in page


def test_a_stranger_finds_none_of_it(client, person, world):
    row = take_in(client, person, "access")
    client.force_login(world.users["stranger"])
    assert client.get(reverse("console:data_request", args=[row.uid])).status_code == 404
    assert client.post(reverse("console:data_copy", args=[row.uid])).status_code == 404
    assert client.get(reverse("console:person_access", args=[person.uid])).status_code == 404
    client.force_login(world.users["admin"])
    assert client.get(reverse("console:data_requests")).status_code == 404
