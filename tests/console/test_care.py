import pytest
from django.urls import reverse

from wangge.people import labelling
from wangge.people.imports import import_people
from wangge.people.models import LabelRefusal, Person, PersonLabel

ROSTER = """姓名,性别,出生日期,与户主关系,住址,类别
李奶奶,女,1940-01-01,户主,白沙路12号3栋2单元501室,
王春,女,1990-01-01,户主,白沙路12号3栋2单元502室,低保
"""


@pytest.fixture
def desk(world, client):
    labelling.load_labels()
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    client.force_login(world.users["liu"])
    return client


@pytest.fixture
def old(desk):
    return Person.objects.get(name="李奶奶")


def test_a_suggestion_is_taken_or_declined_on_the_page_of_groups(desk, old):
    page = desk.get(reverse("console:care")).content.decode()
    assert "户内只有一人" in page
    told = {"label": "独居老人", "basis": "86 岁，户内只有一人", "suggested": "1", "back": "care"}
    assert desk.post(reverse("console:give_label", args=[old.uid]), told).url.endswith("/care/")
    assert PersonLabel.objects.get(person=old).source == "rule"
    desk.post(reverse("console:refuse_label", args=[old.uid]), {"label": "高龄老人"})
    assert LabelRefusal.objects.get().label.name == "高龄老人"
    assert "没有新的建议" in desk.get(reverse("console:care")).content.decode()


def test_a_label_is_given_reviewed_and_ended_on_the_persons_page(desk, old):
    told = {"label": "志愿者", "basis": "登记表"}
    page = desk.post(reverse("console:give_label", args=[old.uid]), told, follow=True)
    assert "已登记标签“志愿者”" in page.content.decode()
    row = PersonLabel.objects.get(person=old)
    page = desk.post(reverse("console:review_label", args=[row.pk]), {"basis": "走访"}, follow=True)
    assert "下次复核日期" in page.content.decode()
    desk.post(reverse("console:end_label", args=[row.pk]), {"basis": "本人退出"})
    row.refresh_from_db()
    assert row.until


def test_what_is_missing_is_said_at_the_field(desk, old):
    answer = desk.post(reverse("console:give_label", args=[old.uid]), {"label": "志愿者"})
    assert answer.status_code == 422
    assert not PersonLabel.objects.filter(person=old).exists()


def test_a_stranger_finds_neither_person_nor_label(desk, old, world):
    row = PersonLabel.objects.get(person__name="王春")
    desk.force_login(world.users["stranger"])
    assert desk.get(reverse("console:person_labels", args=[old.uid])).status_code == 404
    told = {"label": "志愿者", "basis": "登记表"}
    assert desk.post(reverse("console:give_label", args=[old.uid]), told).status_code == 404
    assert desk.post(reverse("console:end_label", args=[row.pk]), told).status_code == 404
    assert "王春" not in desk.get(reverse("console:care")).content.decode()
    desk.force_login(world.users["admin"])
    assert desk.get(reverse("console:care")).status_code == 404
