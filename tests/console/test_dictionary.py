"""The dictionary at the desk, and the collection forms drawn from it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wangge.dictionary.actions import add_field
from wangge.dictionary.models import LocalField
from wangge.people.imports import import_people
from wangge.people.models import Household, Person, PersonChange
from wangge.people.rules import lengthen

ZHANG = lengthen("991000800101001")
SHEET = f"""姓名,性别,身份证号,联系电话,住址,与户主关系
张三,男,{ZHANG},12100000001,建设路1号1栋1单元101,户主
李四,女,,12100000002,建设路1号1栋1单元101,妻
""".encode()
DECLARED = {
    "label": "送水服务", "subject": "person", "type": "code", "section": "民政",
    "codes": "每周\n每两周", "owner": "社区居委会", "purpose": "给老人送桶装水",
    "basis": "居民会议决议", "sensitivity": "personal", "mask": "none", "retention_days": "365",
    "reconfirm_days": "180", "synonyms": "送水、送水频次",
}  # fmt: skip


@pytest.fixture
def zhang(world):
    import_people(SHEET, "花名册.csv", world.community)
    Person.objects.update(area=world.grid.code)
    Household.objects.update(area=world.grid.code)
    return Person.objects.get(name="张三")


@pytest.fixture
def as_user(world, client):
    def signed_in(name):
        client.force_login(world.users[name])
        return client

    return signed_in


def form_of(page, section):
    """What the form of a section would send, as a browser sends it."""
    html = page.content.decode()
    start = html.index(f'<details class="panel sheet" id="{section}"')
    part = html[start : html.index("</details>", start)]
    sent = {}
    for tag in re.findall(r"<input [^>]*>", part):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") != "checkbox" or " checked" in tag:
            sent.setdefault(told["name"], []).append(told.get("value", ""))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = [chosen[1] if chosen else ""]
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_the_form_shows_numbers_only_as_masks_and_saving_it_as_it_is_changes_nothing(
    as_user, zhang
):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    page = client.get(url)
    html = page.content.decode()
    assert (ZHANG in html, "12100000001" in html) == (False, False)
    assert ("9****************" in html, "121****0001" in html) == (True, True)
    for section in re.findall(r'<details class="panel sheet" id="(\w+)"', html):
        answer = client.post(url, form_of(page, section))
        assert answer.status_code == 302, section
    row = Person.objects.get(pk=zhang.pk)
    assert (row.version, row.facts, row.id_number) == (1, {}, ZHANG)
    assert PersonChange.objects.filter(source="采集表").count() == 0


def test_only_what_was_changed_in_a_section_is_written(as_user, zhang):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    sent = form_of(client.get(url), "WORK")
    sent |= {"workplace": ["供水厂"], "contract": ["1"], "occupation_class": ["6"]}
    answer = client.post(url, sent)
    assert answer.headers["Location"] == f"{url}?section=WORK#WORK"
    row = Person.objects.get(pk=zhang.pk)
    assert row.facts == {"workplace": "供水厂", "contract": "1", "occupation_class": "6"}
    assert row.version == 2
    page = client.get(url, {"section": "WORK"})
    again = form_of(page, "WORK")
    assert (again["workplace"], again["version"]) == (["供水厂"], ["2"])
    assert "已保存 3 项" in page.content.decode()


def test_several_choices_are_kept_and_taken_away(as_user, zhang):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    sent = form_of(client.get(url), "DISABILITY") | {"disability_kind": ["1", "4"]}
    client.post(url, sent)
    assert Person.objects.get(pk=zhang.pk).facts == {"disability_kind": ["1", "4"]}
    sent = form_of(client.get(url), "DISABILITY")
    assert sent.pop("disability_kind") == ["1", "4"]
    client.post(url, sent)
    assert Person.objects.get(pk=zhang.pk).facts == {}


def test_a_covered_box_keeps_changes_and_clears(as_user, zhang):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    sent = form_of(client.get(url), "BASIC") | {"phone": ["12100000009"]}
    client.post(url, sent)
    row = Person.objects.get(pk=zhang.pk)
    assert [phone.number(row) for phone in row.phones.all()] == ["12100000009"]
    sent = form_of(client.get(url), "BASIC") | {"clear_phone": ["on"]}
    client.post(url, sent)
    row.refresh_from_db()
    assert (row.phones.count(), row.id_number) == (0, ZHANG)


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_saved(as_user, zhang):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    sent = form_of(client.get(url), "BASIC") | {"birth_date": ["1981-01-01"], "name": ["张三1"]}
    answer = client.post(url, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert '<ul class="errorlist" id="basic_name_error">' in html
    assert "中有数字或符号" in html
    assert Person.objects.get(pk=zhang.pk).version == 1


def test_two_desks_at_once_hear_of_each_other(as_user, zhang):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    sent = form_of(client.get(url), "WORK")
    client.post(url, sent | {"workplace": ["供水厂"]})
    answer = client.post(url, sent | {"workplace": ["电厂"]})
    assert answer.status_code == 422
    assert "别人刚改过这条记录" in answer.content.decode()
    assert Person.objects.get(pk=zhang.pk).facts == {"workplace": "供水厂"}


def test_a_household_has_its_form_and_restricted_fields_their_readers(as_user, zhang):
    url = reverse("console:edit_household", args=[zhang.household.uid])
    client = as_user("wang")
    page = client.get(url)
    client.post(url, form_of(page, "SAFETY") | {"law_abiding": ["01"], "home_hazards": ["02"]})
    home = Household.objects.get(pk=zhang.household_id)
    assert home.facts == {"law_abiding": "01", "home_hazards": ["02"]}
    told = as_user("xin").get(url).content.decode()
    assert ("遵纪守法" in told, "家庭安全隐患" in told) == (False, True)


def test_who_only_reads_gets_no_boxes_and_a_stranger_nothing(as_user, zhang):
    urls = [
        reverse("console:edit_person", args=[zhang.uid]),
        reverse("console:edit_household", args=[zhang.household.uid]),
    ]
    for url in urls:
        page = as_user("county_leader").get(url)
        assert page.status_code == 200
        assert 'name="section"' not in page.content.decode()
        assert "张三" not in page.content.decode()  # from afar, only the family name
        for name in ("stranger", "admin", "auditor"):
            assert as_user(name).get(url).status_code == 404
            assert as_user(name).post(url, {"section": "BASIC"}).status_code == 404


def test_a_form_costs_the_same_however_much_it_holds(as_user, zhang, world):
    client = as_user("wang")
    url = reverse("console:edit_person", args=[zhang.uid])
    client.get(url)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
        for label in ("甲", "乙", "丙"):
            given = DECLARED | {"label": f"{label}服务", "codes": ["有", "没有"], "synonyms": [],
                                "retention_days": None, "reconfirm_days": 90}  # fmt: skip
            if _round == 0:
                add_field(world.staff("chen"), world.community.code, given)
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_a_field_of_ones_own_appears_on_the_form_at_once(as_user, zhang, world):
    client = as_user("chen")
    page = client.get(reverse("console:add_field"))
    assert page.status_code == 200
    answer = client.post(
        reverse("console:add_field"), DECLARED | {"area": str(world.community.code)}
    )
    assert answer.status_code == 302
    row = LocalField.objects.get()
    assert (row.label, row.codes, row.retention_days) == (
        "送水服务", [["01", "每周"], ["02", "每两周"]], 365,
    )  # fmt: skip
    url = reverse("console:edit_person", args=[zhang.uid])
    client = as_user("wang")
    sent = form_of(client.get(url), "CIVIL") | {row.key: ["02"]}
    client.post(url, sent)
    assert Person.objects.get(pk=zhang.pk).facts == {row.key: "02"}
    listed = as_user("chen").get(reverse("console:dictionary"), {"local": "on"}).content.decode()
    assert ("送水服务" in listed, "1 项，分 1 部分" in listed) == (True, True)
    change = reverse("console:change_field", args=[row.key])
    changed = DECLARED | {"codes": "每周一次\n每两周\n每月", "version": "1"}
    assert as_user("wang").get(change).status_code == 404  # a grid worker declares nothing
    client = as_user("chen")
    assert client.post(change, changed).status_code == 302
    row.refresh_from_db()
    assert row.codes == [["01", "每周一次"], ["02", "每两周"], ["03", "每月"]]
    client.post(reverse("console:retire_field", args=[row.key]), {"reason": "不再送水"})
    row.refresh_from_db()
    assert row.until is not None
    assert row.key not in as_user("wang").get(url).content.decode()


def test_what_a_declaration_lacks_stands_beside_its_box(as_user, world):
    client = as_user("chen")
    answer = client.post(
        reverse("console:add_field"),
        DECLARED | {"area": str(world.community.code), "label": "身份证号", "codes": "每周"},
    )
    assert answer.status_code == 422
    assert "至少写两个选项" in answer.content.decode()
    assert LocalField.objects.count() == 0


def test_the_dictionary_is_open_to_all_staff_and_searched_by_any_word(as_user):
    url = reverse("console:dictionary")
    page = as_user("xin").get(url)
    html = page.content.decode()
    assert page.status_code == 200
    assert ("低保证号码" in html, "GB/T 26341-2010" in html) == (True, True)
    assert reverse("console:add_field") not in html
    found = as_user("wang").get(url, {"q": "五保"}).content.decode()
    assert ("五保证号码" in found, "养犬登记证号" in found) == (True, False)
    part = as_user("wang").get(url, {"section": "党建"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert as_user("wang").get(reverse("console:add_field")).status_code == 404
