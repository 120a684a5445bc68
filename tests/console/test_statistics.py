import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from wangge.dictionary.actions import add_field
from wangge.dictionary.lists import BOOKS
from wangge.people.imports import import_people
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.posts.models import Post
from wangge.upkeep.statistics import migrants, tables
from wangge.upkeep.statistics.axes import axes

MOST = 15
HEAD = "姓名,性别,出生日期,住址,人员类别,文化程度,户籍地址,到达日期,居住事由"
ROSTER = f"""{HEAD}
李小满,男,1950-03-01,白沙路12号3栋2单元501室,户籍,大学本科,白沙路12号,,
王春,女,1955-03-01,白沙路12号3栋2单元501室,户籍,高中,白沙路12号,,
陈一,男,2020-01-01,白沙路14号1栋1单元201室,流动,,广西壮族自治区某县,2026-10-05,务工
陈二,女,,白沙路14号1栋1单元201室,流动,高中,广西壮族自治区某县,2026-11-05,
"""


@pytest.fixture
def desk(world, client):
    import_people(ROSTER.encode(), "花名册.csv", world.community)
    client.force_login(world.users["liu"])
    return client


def table(world, row, column="", subject="person", who="liu"):
    from wangge.dictionary.shape import Subject

    staff, area = world.staff(who), world.community.code
    known = axes(staff, area, Subject(subject))
    return tables.table(staff, area, Subject(subject), known[row], known.get(column))


def numbers(shown):
    return {label: [cell.shown for cell in cells] for label, cells in shown.lines}


def test_people_are_counted_by_a_column_a_fact_and_an_age(desk, world):
    assert numbers(table(world, "sex")) == {"男": ["2"], "女": ["2"], "合计": ["4"]}
    assert numbers(table(world, "education", "sex")) == {
        "大学本科": ["1", "0", "1"], "高中": ["0", "2", "2"], "未登记": ["1", "0", "1"],
        "合计": ["2", "2", "4"],
    }  # fmt: skip
    shown = numbers(table(world, "birth_date"))
    assert shown.pop("合计") == ["4"]
    assert sum(int(cells[0]) for cells in shown.values()) == 4
    assert shown["未登记"] == ["1"]
    assert numbers(table(world, "place15")) == {world.community.name: ["4"], "合计": ["4"]}
    assert numbers(table(world, "registered_address"))["已登记"] == ["4"]


def test_households_are_counted_by_their_own_fields_and_several_choices(desk, world):
    first, second = Household.objects.order_by("pk")
    first.facts = {"home_hazards": ["01", "02"], "cars": "2"}
    first.save()
    second.facts = {"home_hazards": ["01"], "family_income": "45000"}
    second.save()
    shown = table(world, "home_hazards", subject="household")
    assert [cells[0].number for _label, cells in shown.lines] == [2, 1, 2]
    found = tables.behind(world.staff("liu"), world.community.code, shown, "02", None)
    assert list(found) == [first]
    assert numbers(table(world, "cars", subject="household"))["2"] == ["1"]
    income = table(world, "family_income", subject="household")
    assert {cells[0].shown for _label, cells in income.lines} == {"少于5"}


def test_households_whose_book_was_not_replaced_are_a_list(desk, world):
    codes = {label: code for code, label in BOOKS.items()}
    first = Household.objects.order_by("pk").first()
    first.facts = {"book_state": codes["未更换"]}
    first.save()
    told = {"subject": "household", "row": "book_state", "under": world.community.code}
    rows = desk.get(reverse("console:statistics_rows"), told | {"r": codes["未更换"]})
    page = rows.content.decode()
    assert [text in page for text in ("3栋2单元501室", "1栋1单元201室")] == [True, False]


def test_what_is_sensitive_is_not_told_of_few_neither_on_the_page_nor_behind_it(desk, world):
    label = Label.objects.create(name="低保")
    PersonLabel.objects.create(person=Person.objects.get(name="王春"), label=label)
    shown = table(world, "labels", "sex")
    assert shown.is_sensitive
    told = {"row": "labels", "column": "sex", "under": world.community.code}
    page = desk.get(reverse("console:statistics"), told).content.decode()
    assert "少于5" in page
    rows = desk.get(reverse("console:statistics_rows"), told | {"r": str(label.pk), "c": "2"})
    assert rows.status_code == 404


def test_somebody_with_two_labels_is_one_person_in_the_total(desk, world):
    for number in range(6):
        label = Label.objects.create(name=f"标签{number}")
        for person in Person.objects.all():
            PersonLabel.objects.create(person=person, label=label)
    Label.objects.create(name="精神障碍", sensitive=True)
    shown = table(world, "labels", "sex")
    assert shown.total == 4
    assert len(shown.rows) == 6
    assert shown.row_totals[shown.rows[0][0],] == 4
    assert shown.column_totals["1",] == 2


def test_every_number_opens_the_rows_behind_it(desk, world):
    told = {"row": "education", "column": "sex", "under": world.community.code}
    page = desk.get(reverse("console:statistics"), told).content.decode()
    assert "高中" in page
    assert "errorlist" not in page
    rows = desk.get(
        reverse("console:statistics_rows"), told | {"r": "60", "c": "2"}
    ).content.decode()
    assert [name in rows for name in ("王春", "陈二", "李小满")] == [True, True, False]
    rows = desk.get(reverse("console:statistics_rows"), told | {"r": ""}).content.decode()
    assert [name in rows for name in ("王春", "陈一")] == [False, True]
    gone = desk.get(reverse("console:statistics_rows"), told | {"r": "99"})
    assert gone.status_code == 404


def test_the_table_is_taken_away_as_texts_and_printed(desk, world):
    told = {"row": "education", "under": world.community.code}
    answer = desk.get(reverse("console:statistics_export"), told)
    sheet = load_workbook(io.BytesIO(answer.content))["数量"]
    assert [[cell.value for cell in row] for row in sheet.rows][1:3] == [
        ["文化程度", "合计"],
        ["大学本科", "1"],
    ]
    assert "高中" in desk.get(reverse("console:statistics_print"), told).content.decode()


def test_a_local_field_is_an_axis_like_the_others(desk, world):
    given = {
        "label": "是否安装门磁", "type": "code", "section": "住房", "subject": "person",
        "owner": "社区", "purpose": "独居老人安全", "sensitivity": "internal", "mask": "none",
        "codes": ["已装", "未装"], "basis": "社区居委会决定", "reconfirm_days": 365,
        "retention_days": 730,
    }  # fmt: skip
    field = add_field(world.staff("chen"), world.community.code, given)
    code = next(iter(field.field.codes))
    Person.objects.filter(name="王春").update(facts={field.key: code})
    assert numbers(table(world, field.key)) == {"已装": ["1"], "未登记": ["3"], "合计": ["4"]}


def test_sections_that_a_post_does_not_see_are_no_axis(desk, world):
    post = Post.objects.get(code="desk")
    post.hidden_sections = ["教育", "基本信息"]
    post.save()
    told = {"row": "sex", "column": "ethnicity", "under": world.community.code}
    page = desk.get(reverse("console:statistics"), told).content.decode()
    assert 'value="sex"' not in page
    assert 'value="education"' not in page
    assert desk.get(reverse("console:migrants")).status_code == 200
    post.hidden_sections = ["流动居住"]
    post.save()
    assert desk.get(reverse("console:migrants")).status_code == 404


def test_restricted_fields_are_no_axis_for_those_who_only_collect(desk, world):
    from wangge.dictionary.shape import Subject

    grid = world.grid.code
    assert "law_abiding" not in axes(world.staff("xin"), grid, Subject.HOUSEHOLD)
    assert "law_abiding" in axes(world.staff("liu"), grid, Subject.HOUSEHOLD)


def test_nobody_counts_beyond_their_reach(desk, world):
    desk.force_login(world.users["stranger"])
    page = desk.get(reverse("console:statistics"), {"under": world.community.code})
    assert world.other_community.name in page.content.decode()
    assert table(world, "sex", who="stranger").total == 0
    desk.force_login(world.users["admin"])
    for name in ("statistics", "statistics_rows", "statistics_export", "migrants"):
        assert desk.get(reverse(f"console:{name}")).status_code == 404


def test_the_page_costs_the_same_whatever_the_number_of_people(desk, world):
    told = {"row": "education", "column": "place15", "under": world.community.code}

    def queries():
        desk.get(reverse("console:statistics"), told)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(reverse("console:statistics"), told).status_code == 200
        return len(seen)

    few = queries()
    more = "姓名,住址,文化程度\n" + "\n".join(
        f"甲{n},白沙路20号{n}栋1单元101室,小学" for n in range(3)
    )
    import_people(more.encode(), "b.csv", world.community)
    assert queries() == few <= MOST


def test_people_from_elsewhere_by_month_origin_and_inclusion(desk, world, workday):
    shown = migrants.view(world.staff("liu"), world.community.code)
    assert (shown.people, shown.complete) == (2, 0)  # neither stands in a grid
    assert {m.start: m.came for m in shown.months if m.came} == {
        date(2026, 10, 1): 1,
        date(2026, 11, 1): 1,
    }
    Person.objects.filter(name="陈一").update(area=world.grid)
    shown = migrants.view(world.staff("liu"), world.community.code)
    assert (shown.in_grids, shown.complete, shown.rate) == (1, 1, 50.0)
    page = desk.get(reverse("console:migrants"), {"under": world.community.code})
    assert "纳管率" in page.content.decode()
    told = {"under": world.community.code, "month": "2026-10"}
    rows = desk.get(reverse("console:migrant_people", args=["came"]), told).content.decode()
    assert [name in rows for name in ("陈一", "陈二")] == [True, False]
    rows = desk.get(reverse("console:migrant_people", args=["outside"])).content.decode()
    assert [name in rows for name in ("陈一", "陈二")] == [False, True]
    assert desk.get(reverse("console:migrant_people", args=["came"])).status_code == 404
