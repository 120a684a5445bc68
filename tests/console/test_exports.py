"""The desk's pages of workbooks: asked for, agreed to, fetched, brought back."""

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wangge.audit import jobs
from wangge.exchange import catalog, exports
from wangge.exchange.columns import Gate
from wangge.exchange.models import Export, ImportRun
from wangge.kernel.text import search_text
from wangge.people.editing import change_person
from wangge.people.models import Person

State = Export.State
WHY = "核对第一网格底册"


@pytest.fixture
def people(world):
    rows = [
        Person(
            area=world.grid,
            name=f"测试{n}",
            living_address=f"建设路{n}号3栋501室",
            search=search_text(f"测试{n}", ""),
            facts={"occupation": "教师"},
        )
        for n in range(20)
    ]
    return Person.objects.bulk_create(rows)


@pytest.fixture
def tight(monkeypatch):
    limits = {Gate.WHEREABOUTS: 5, Gate.SENSITIVE: 10, Gate.PERSONAL: 15}
    monkeypatch.setattr("wangge.exchange.columns._LIMITS", limits)


@pytest.fixture
def liu(world, client):
    client.force_login(world.users["liu"])
    return client


def ask(client, query="", **given):
    url = reverse("console:new_export", args=["people"]) + query
    return client.post(url, {"columns": ["name", "occupation"], **given})


def test_the_list_of_residents_leads_to_a_workbook_with_its_filters(liu, people):
    page = liu.get(reverse("console:people") + "?q=测试1").content.decode()
    assert "导出这 11 人" in page
    asked = ask(liu, "?q=测试1")
    assert asked.status_code == 302
    export = Export.objects.get()
    assert (export.rows, export.filters, export.columns) == (
        11, {"text": "测试1"}, ["name", "occupation"],
    )  # fmt: skip
    assert "已脱敏" in liu.get(asked.url).content.decode()


def test_a_finished_workbook_is_sent_as_a_file_nobody_keeps(liu, people):
    ask(liu)
    assert jobs.work_once()
    export = Export.objects.get()
    answer = liu.get(reverse("console:export_file", args=[export.uid]))
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, len(content)) == (200, export.size)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_a_row_asks_again_until_the_workbook_is_there(liu, people):
    ask(liu)
    url = reverse("console:export_row", args=[Export.objects.get().uid])
    assert "every 2s" in liu.get(url).content.decode()
    jobs.work_once()
    done = liu.get(url).content.decode()
    assert "every 2s" not in done
    assert "下载" in done


def test_in_the_clear_it_wants_a_reason(liu, people):
    answer = ask(liu, revealed="on")
    assert answer.status_code == 422
    assert "请写明导出用途" in answer.content.decode()
    assert not Export.objects.exists()


def test_a_second_person_agrees_on_a_page_of_theirs(world, client, people, tight):
    client.force_login(world.users["liu"])
    ask(client, revealed="on", reason=WHY)
    export = Export.objects.get()
    assert export.state == State.WAITING
    page, decide = (
        reverse(f"console:{name}", args=[export.uid]) for name in ("export", "decide_export")
    )
    assert "批准</button>" not in client.get(page).content.decode()
    assert client.post(decide, {"agreed": "1"}).status_code == 404
    client.force_login(world.users["chen"])
    assert "等我批准" in client.get(reverse("console:exports")).content.decode()
    assert WHY in client.get(page).content.decode()
    assert client.post(decide, {"agreed": "0"}).status_code == 422
    assert client.post(decide, {"agreed": "1", "note": "同意"}).status_code == 302
    export.refresh_from_db()
    assert export.state == State.QUEUED


@pytest.mark.parametrize("name", ["export", "export_row", "export_file"])
@pytest.mark.parametrize("who", ["stranger", "wang", "admin"])
def test_other_peoples_workbooks_do_not_exist(world, client, people, name, who):
    export = exports.ask(world.staff("liu"), "people")
    jobs.work_once()
    client.force_login(world.users[who])
    assert client.get(reverse(f"console:{name}", args=[export.uid])).status_code == 404


def test_lists_that_are_none_and_places_out_of_reach_are_404(world, client, people):
    client.force_login(world.users["stranger"])
    assert client.get(reverse("console:new_export", args=["nothing"])).status_code == 404
    url = reverse("console:new_export", args=["people"])
    assert client.get(f"{url}?under={world.grid.code}").status_code == 404
    assert client.get(f"{url}?under=abc").status_code == 404
    client.force_login(world.users["admin"])
    assert client.get(reverse("console:exports")).status_code == 404


def test_the_auditor_sees_what_waits_and_no_resident(world, client, people, tight):
    exports.ask(world.staff("liu"), "people", revealed=True, reason=WHY)
    client.force_login(world.users["auditor"])
    assert WHY in client.get(reverse("console:exports")).content.decode()
    assert client.get(reverse("console:new_export", args=["people"])).status_code == 404


def test_a_template_is_a_workbook(liu):
    answer = liu.get(reverse("console:export_template", args=["people"]))
    assert answer.content[:2] == b"PK"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(world, liu, people, tight):
    def cost():
        liu.get(reverse("console:exports"))  # what the last step had to say is said
        with CaptureQueriesContext(connection) as seen:
            assert liu.get(reverse("console:exports")).status_code == 200
        return len(seen)

    exports.ask(world.staff("chen"), "people", revealed=True, reason=WHY)
    ask(liu)
    one = cost()
    ask(liu)
    ask(liu)
    exports.ask(world.staff("chen"), "people", revealed=True, reason=WHY)
    assert cost() == one <= 15


def edited(world, liu, tmp_path, **cells):
    """A workbook of the desk with these cells of its first row edited, uploaded again."""
    exports.ask(world.staff("liu"), "people")
    jobs.work_once()
    export = Export.objects.get()
    path = tmp_path / "改好.xlsx"
    answer = liu.get(reverse("console:export_file", args=[export.uid]))
    path.write_bytes(b"".join(answer.streaming_content))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[2]]
    for heading, value in cells.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    book.save(path)
    file = SimpleUploadedFile(path.name, path.read_bytes())
    given = liu.post(reverse("console:imports"), {"area": world.community.code, "file": file})
    assert given.status_code == 302
    return ImportRun.objects.get()


def test_what_was_edited_is_shown_and_written_once(world, liu, people, tmp_path):
    run = edited(world, liu, tmp_path, 职业="厨师")
    page = liu.get(reverse("console:import", args=[run.uid])).content.decode()
    assert "这是从本系统导出的表格" in page
    assert "厨师" in page
    answer = liu.post(reverse("console:confirm_import", args=[run.uid]))
    assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.result["updated"], run.result["unchanged"]) == (1, 19)
    person = Person.objects.get(pk=people[0].pk)
    assert person.facts["occupation"] == "厨师"
    assert person.changes.get().cause == run.uid


@pytest.mark.parametrize(("choice", "kept"), [("", "门卫"), ("sheet", "厨师")])
def test_a_conflict_is_decided_by_a_person(world, liu, people, tmp_path, choice, kept):  # noqa: PLR0917
    run = edited(world, liu, tmp_path, 职业="厨师")
    uid = people[0].uid
    change_person(world.staff("liu"), uid, version=1, values={"occupation": "门卫"}, source="走访")
    page = liu.get(reverse("console:import", args=[run.uid])).content.decode()
    assert f"c-{uid.hex}-occupation" in page
    liu.post(reverse("console:confirm_import", args=[run.uid]), {f"c-{uid.hex}-occupation": choice})
    assert Person.objects.get(uid=uid).facts["occupation"] == kept


def test_only_lists_that_come_in_again_have_a_template(liu):
    page = liu.get(reverse("console:exports")).content.decode()
    links = [reverse("console:export_template", args=[kind]) in page for kind in catalog_keys()]
    assert dict(zip(catalog_keys(), links, strict=True)) == {
        "people": True, "premises": True, "dwellings": False, "rentals": False,
        "facilities": False, "incidents": False,
    }  # fmt: skip


def catalog_keys():
    return [kind.key for kind in catalog.kinds()]
