"""Superiors' forms at the desk."""

import pytest
from django.urls import reverse

from filings.books import workbook
from filings.test_filling import HEADINGS, NUMBER, admitted, resident, start
from wangge.filings.actions import filling
from wangge.filings.models import Filing, FilingExport, FormKind
from wangge.kernel import clock


def at(name, *args):
    return reverse(f"console:{name}", args=args)


@pytest.fixture
def form(world):
    return admitted(world, HEADINGS)


def upload(client, world, **more):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = more.pop("content", workbook(HEADINGS, title="居民情况登记表"))
    file = SimpleUploadedFile(more.pop("name", "登记表.xlsx"), content)
    given = {"file": file, "area": world.town.code, "period": "once", **more}
    return client.post(at("new_form"), given)


def test_a_form_is_uploaded_matched_settled_asked_for_and_admitted(world, client):
    client.force_login(world.users["town"])
    answer = upload(client, world)
    form = FormKind.objects.get()
    assert (answer.status_code, answer.url) == (302, at("form", form.uid))
    page = client.get(answer.url).content.decode()
    assert "7 / 8" in page
    assert "血压" in page
    given = {"meaning": "field:note", "of": "self", "must": "", "need": ""}
    answer = client.post(at("form_column", form.uid, 7), given)
    assert answer.url == at("form", form.uid) + "#c7"
    refused = client.post(at("ask_form", form.uid))
    assert (refused.status_code, sorted(refused.context["describing"].errors)) == (
        422,
        ["asked_by", "basis"],
    )
    said = {"name": "", "asked_by": "县卫健局", "basis": "卫办〔2026〕1号", "period": "monthly"}
    client.post(at("describe_form", form.uid), said)
    assert client.post(at("ask_form", form.uid)).status_code == 302
    assert client.post(at("decide_form", form.uid), {"agreed": "1"}).status_code == 404
    client.force_login(world.users["town_leader"])
    assert "居民情况登记表" in client.get(at("filings")).content.decode()
    refused = client.post(at("decide_form", form.uid), {"note": ""})
    assert (refused.status_code, list(refused.context["note"].errors)) == (422, ["note"])
    client.post(at("decide_form", form.uid), {"agreed": "1"})
    form.refresh_from_db()
    assert (form.state, form.known, form.period) == ("approved", 8, "monthly")
    # The next form with the same heading knows it.
    client.force_login(world.users["town"])
    upload(client, world)
    assert FormKind.objects.first().meanings[7].key == "note"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"nothing here", "x.xlsx", "没有找到表头"),
        (b"", "x.xlsx", "空"),
        (b"x" * 6_000_000, "x.xlsx", "5 MB"),
        (b"PK\x03\x04broken", "x.docx", "损坏"),
    ],
)
def test_a_bad_file_is_told_at_its_field(world, client, content, name, told):
    client.force_login(world.users["town"])
    answer = upload(client, world, content=content, name=name)
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors["file"])
    assert FormKind.objects.count() == 0


def test_a_filing_is_shown_masked_traced_revealed_and_exported(world, client, form):
    person = resident(world, "张三妹", number=NUMBER, phone="12012345678")
    client.force_login(world.users["liu"])
    given = {"area": world.community.code, "as_of": f"{clock.today():%F}"}
    answer = client.post(at("fill_form", form.uid), given)
    filing = Filing.objects.get()
    assert answer.url == at("filing", filing.uid)
    page = client.get(answer.url).content.decode()
    assert "120****5678" in page
    assert NUMBER not in page
    cell = f"?key=p-{person.uid}&row=0&column=3"
    drawer = client.get(at("filing_cell", filing.uid) + cell).content.decode()
    assert "公民身份号码" in drawer
    assert "导入 名册.xlsx" in drawer
    opened = client.post(at("reveal_cell", filing.uid) + cell, {"reason": "核对身份证号"})
    assert NUMBER in opened.content.decode()
    refused = client.post(at("reveal_cell", filing.uid) + cell, {"reason": ""})
    assert (refused.status_code, NUMBER in refused.content.decode()) == (422, False)
    given = {"reason": "报县民政局核对", "official": "1"}
    file = client.post(at("export_filing", filing.uid), given)
    assert file.content.startswith(b"PK")
    assert "spreadsheet" in file.headers["Content-Type"]
    assert FilingExport.objects.get().state == "done"


def test_what_is_missing_is_listed_by_household_and_gone_when_the_ledger_has_it(
    world, client, form
):
    person = resident(world, "缺", number=NUMBER, phone="12012345678", living_address="建设路1号")
    person.phones.all().delete()
    filing = start(world, form)
    client.force_login(world.users["wang"])
    assert "联系电话" in client.get(at("collection")).content.decode()
    client.force_login(world.users["liu"])
    page = client.get(at("filing_gaps", filing.uid)).content.decode()
    assert ("建设路1号" in page, "联系电话" in page) == (True, True)
    assert client.post(at("send_filing", filing.uid)).status_code == 302
    assert world.users["wang"].notices.count() == 1
    other = resident(world, "借", phone="12012345678").phones.get()
    other.person = person
    other.save()
    filling.check(world.staff("liu"), filing)
    client.post(at("check_filing", filing.uid), headers={"HX-Request": "true"})
    page = client.get(at("filing_gaps", filing.uid) + "?done=1").content.decode()
    assert "建设路1号" in page


def test_pages_of_filings_cost_the_same_for_three_rows_and_thirty(
    world, client, form, django_assert_max_num_queries
):
    for n in range(30):
        resident(world, f"李{n}", number=NUMBER)
    filing = start(world, form)
    client.force_login(world.users["liu"])
    pages = (at("filings"), at("form", form.uid), at("filing", filing.uid))
    for url in (*pages, at("filing_gaps", filing.uid), at("collection")):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200


def test_strangers_find_nothing(world, client, form):
    filing = start(world, form)
    client.force_login(world.users["stranger"])
    for url in (at("filing", filing.uid), at("filing_gaps", filing.uid)):
        assert client.get(url).status_code == 404
    client.force_login(world.users["auditor"])
    assert client.get(at("filings")).status_code == 404
