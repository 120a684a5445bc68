"""The residents' pages: open to everybody, and telling nobody's data."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from matters import PHONE, go, photo, reported
from wangge.incidents import rules
from wangge.incidents.links import link_of
from wangge.incidents.models import Incident
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
NAME = "欧阳测试"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def form(world, general, workday):
    return {
        "uid": str(uuid7()),
        "category": "1003",
        "description": "楼下路灯不亮",
        "grid": world.community.number,
        "reporter_name": NAME,
        "reporter_phone": PHONE,
    }


@pytest.fixture
def matter(world, general, workday):
    return reported(
        world, general["一般性"], who=None, reporter_name=NAME, reporter_phone=PHONE,
        description="住在1201室的人知道", address="柳测路9号1201室",
    )  # fmt: skip


def progress(incident):
    return reverse("portal:progress", args=[link_of(incident.uid)])


@pytest.mark.parametrize("name", ["home", "report", "track", "worker", "privacy", "complaint"])
def test_every_page_opens_without_an_account(world, client, name):
    assert client.get(reverse(f"portal:{name}")).status_code == 200


def test_kinds_are_found_in_residents_words(world, client):
    answer = client.get(reverse("portal:report"), {"q": "路灯不亮了"})
    assert answer.context["picker"].found[0].label == "路灯不亮"


def test_a_report_gives_a_receipt_and_a_private_link(form, client):
    answer = client.post(reverse("portal:report"), {**form, "photos": [photo()]}, follow=True)
    row = Incident.objects.get()
    text = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{progress(row)}?new=1"
    assert (row.number in text, answer["Referrer-Policy"]) == (True, "same-origin")
    assert (row.source, row.phone, row.files.count()) == ("居民上报", PHONE, 1)


def test_pressing_twice_makes_one_incident_and_the_same_link(form, client):
    urls = {client.post(reverse("portal:report"), {**form, "photos": [photo()]}).url for _ in "12"}
    assert (len(urls), Incident.objects.count()) == (1, 1)


def test_a_wrong_report_keeps_what_was_typed(form, client):
    answer = client.post(reverse("portal:report"), {**form, "reporter_phone": "没有"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reporter_phone"])
    assert "楼下路灯不亮" in answer.content.decode()


@pytest.mark.parametrize(
    "change",
    [{"uid": "x"}, {"lon": "nan", "lat": "1"}, {"lon": "2.3", "lat": "48.8"}, {"grid": "1"}],
)
def test_bad_input_is_told_and_nothing_is_kept(form, client, change):
    answer = client.post(reverse("portal:report"), {**form, **change})
    assert (answer.status_code, Incident.objects.count()) == (422, 0)


def test_machines_that_fill_in_everything_are_turned_away(form, client):
    answer = client.post(reverse("portal:report"), {**form, "website": "http://example.org"})
    assert (answer.status_code, Incident.objects.count()) == (422, 0)


def test_the_eleventh_report_within_the_hour_is_put_off(form, client):
    for n in range(11):
        answer = client.post(reverse("portal:report"), {**form, "uid": str(uuid7())})
        assert answer.status_code == (302 if n < 10 else 422)
    assert "次数太多" in answer.content.decode()


def test_the_progress_page_leaks_no_name_phone_address_or_internal_note(world, matter, client):
    go(world, matter, "liu", "accept", "内部说明一")
    go(world, matter, "liu", "escalate", "内部说明二", reason="超出管辖")
    go(world, matter, "town", "return", "内部说明三")
    go(world, matter, "liu", "dispatch", "内部说明四", handler="wang")
    go(world, matter, "wang", "progress", "内部说明五")
    go(
        world,
        matter,
        "wang",
        "handle",
        f"已修好，{NAME}电话{PHONE}、身份证990101199001011234",
        channel="电话",
    )
    go(world, matter, "zhang", "verify", "内部说明六", passed=True)
    go(world, matter, "liu", "close", "请放心使用")
    text = client.get(progress(matter)).content.decode()
    hidden = (NAME, PHONE, "990101199001011234", "1201", "柳测路", "内部说明", "同志")
    assert [word for word in hidden if word in text] == []
    assert [word for word in ("已修好", "请放心使用", "核查通过") if word not in text] == []


def test_a_refusal_is_answered_with_its_reason(world, matter, client):
    go(world, matter, "liu", "reject", "属于供电公司，请拨打客服", channel="电话")
    assert "属于供电公司" in client.get(progress(matter)).context["refusal"]


def test_a_closed_matter_is_rated_once(world, matter, client):
    url = reverse("portal:rate", args=[link_of(matter.uid)])
    assert client.post(url, {"satisfaction": "满意"}).status_code == 409
    go(world, matter, "wang", "settle", "已修好", channel="电话")
    go(world, matter, "zhang", "verify", passed=True)
    go(world, matter, "liu", "close")
    assert client.post(url, {"satisfaction": "很好"}).status_code == 422
    client.post(url, {"satisfaction": "满意", "note": "谢谢"})
    client.post(url, {"satisfaction": "不满意"})
    assert Incident.objects.get().satisfaction == "满意"


def test_a_link_that_was_never_given_opens_nothing(matter, client):
    assert client.get(reverse("portal:progress", args=["A" * 22])).status_code == 404
    assert client.get("/r/../").status_code == 404
    assert client.get(reverse("portal:rate", args=[link_of(matter.uid)])).status_code == 405


def test_number_and_whole_phone_lead_back_to_the_link(matter, client):
    url = reverse("portal:track")
    assert client.post(url, {"number": matter.number, "phone": PHONE}).url == progress(matter)
    assert client.post(url, {"number": matter.number, "phone": PHONE[-4:]}).status_code == 422


def test_guessing_a_phone_locks_the_number(matter, client):
    url = reverse("portal:track")
    for n in range(5):
        client.post(url, {"number": matter.number, "phone": f"1200000000{n}"})
    answer = client.post(url, {"number": matter.number, "phone": PHONE})
    assert (answer.status_code, "输错次数太多" in answer.content.decode()) == (422, True)


def test_my_grid_worker_is_a_name_a_post_and_a_work_phone(world, client):
    user = world.users["wang"]
    user.public_phone = "12012345678"
    user.save(update_fields=["public_phone"])
    url = reverse("portal:worker")
    for query in ({"area": world.community.number}, {"lon": "109.412", "lat": "24.362"}):
        workers = client.get(url, query).context["workers"]
        assert [row.user.username for row in workers] == ["zhang", "wang"], query


@pytest.mark.parametrize(
    "query", ["area=x", "area=999999999999", "lon=0&lat=0", "lon=a&lat=b", "area=450205"]
)
def test_odd_places_are_told(world, client, query):
    answer = client.get(f"{reverse('portal:worker')}?{query}")
    assert (answer.status_code, bool(answer.context["fault"])) == (200, True)


def test_a_complaint_is_a_matter_that_no_grid_worker_sees(world, form, client):
    client.post(reverse("portal:complaint"), {**form, "category": "2308"})
    row = Incident.objects.get()
    assert (row.category.name, row.state, row.area) == (
        "投诉工作人员", rules.REPORTED, world.community
    )  # fmt: skip
    client.force_login(world.users["wang"])
    assert client.get(reverse("field:incident", args=[row.uid])).status_code == 404


def test_phones_are_hidden_in_any_notation():
    from wangge.incidents.public import NUMBERS

    for number in ("12345678901", "0772-1234567", "+86 123 4567 8901", "99010119900101123X"):
        assert not re.search(r"\d", NUMBERS.sub("", number)), number
