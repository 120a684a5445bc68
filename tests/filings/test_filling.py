"""A superior's form from upload to export, on a real ledger."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from filings.books import workbook
from people.truth import CARE, MIGRANTS, ROSTER
from wangge.audit.models import Record
from wangge.exchange.models import Export
from wangge.filings.actions import composing, exporting, filling, register
from wangge.filings.columns import Kind
from wangge.filings.layouts import workbooks
from wangge.filings.models import CollectionTask, FilingExport
from wangge.filings.queries import register as shelf
from wangge.filings.queries import traces
from wangge.filings.queries.lines import Lines
from wangge.filings.queries.roster import Filters
from wangge.filings.queries.values import How
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.people.imports import import_people
from wangge.people.models import Household, PastStay, Person, PersonChange, Phone
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, seal

NUMBER = "99000019570213002X"
HEADINGS = ["序号", "姓名*", "性别：男/女", "公民身份号码*", "年龄", "联系电话*", "现住址", "血压"]


@pytest.fixture
def form(world):
    return admitted(world, HEADINGS)


def upload(world, headings, who="liu", area=None, **said):
    content = workbook(headings, title="2026 年居民情况登记表", foot="填表人：      审核人：")
    return register.upload(
        world.staff(who),
        content,
        "登记表.xlsx",
        area=area or world.town,
        **{"name": "居民情况登记表", "asked_by": "县民政局", "basis": "民发〔2026〕9号", **said},
    )


def admitted(world, headings, need="发放补贴核对身份", kind=None, **said):
    staff = world.staff("town")
    form = upload(world, headings, "town", **said)
    kind = kind or Kind(form.kind)
    columns = register.rematch(form, kind)
    columns = [replace(c, need=need, must=c.must or c.key == "id_number") for c in columns]
    register.settle_columns(staff, form, kind, columns)
    register.ask(staff, form)
    return register.decide(world.staff("town_leader"), form, agreed=True)


def resident(world, name, **facts):
    uid = uuid7()
    number, phone = facts.pop("number", ""), facts.pop("phone", "")
    given = {"area": world.grid, "sex": "2", "birth_date": date(1957, 2, 13), **facts}
    person = Person.objects.create(
        uid=uid, name=name, id_sealed=seal(number, f"person:{uid}:id_number"), **given
    )
    if phone:
        Phone.objects.create(
            person=person,
            sealed=seal(phone, f"person:{uid}:phone"),
            index=blind(phone, "phone"),
            hint=mask_phone(phone),
        )
    PersonChange.objects.create(
        person=person, field="created", new="导入登记", source="导入 名册.xlsx"
    )
    return person


def home(world):
    return Household.objects.create(area=world.grid)


def start(world, form, who="liu", area=None, **more):
    given = {"as_of": clock.today(), "filters": Filters(), **more}
    return filling.start(world.staff(who), form, area or world.community, **given)


def exported(world, filing, who="liu", official=True):
    staff = world.staff(who)
    asked = exporting.ask(staff, filing, reason="报县民政局核对", official=official)
    return exporting.make(staff, asked.uid)


def test_a_form_is_filled_and_comes_back_in_its_own_layout(world, form):
    resident(world, "张三妹", number=NUMBER, phone="12012345678", living_address="建设路1号")
    for n in range(5):
        resident(world, f"李{n}")
    filing = start(world, form)
    export, data = exported(world, filing)
    rows = list(workbooks.cells(data))
    assert rows[0][0] == "2026 年居民情况登记表"
    assert rows[1] == [
        "序号",
        "姓名*",
        "性别：男/女",
        "公民身份号码*",
        "年龄",
        "联系电话*",
        "现住址",
        "血压",
    ]
    years = str(clock.today().year - 1957 - (clock.today() < date(clock.today().year, 2, 13)))
    assert rows[2] == ["1", "张三妹", "女", NUMBER, years, "12012345678", "建设路1号", ""]
    assert [row[1] for row in rows[3:8]] == [f"李{n}" for n in range(5)]
    assert rows[8][0] == "填表人：liu同志    审核人："  # pushed down by the lines
    page = load_workbook(BytesIO(data)).active
    assert page["D8"].border.bottom.style == "thin"
    assert page["A1"].font.name == "宋体"
    assert "town" not in page.oddFooter.center.text
    assert "liu同志" in page.oddFooter.center.text
    assert (export.rows, export.is_official, len(export.digest)) == (6, True, 64)


def test_no_value_becomes_a_formula(world, form):
    resident(world, "=1+2", living_address="@SUM(A1)", number=NUMBER)
    _, data = exported(world, start(world, form))
    page = load_workbook(BytesIO(data)).active
    assert [(page[at].value, page[at].data_type) for at in ("B3", "G3")] == [
        ("=1+2", "s"),
        ("@SUM(A1)", "s"),
    ]


def test_only_households_that_lack_something_are_collected_from(world, form):
    one, other = home(world), home(world)
    resident(world, "全", number=NUMBER, phone="12012345678", household=one)
    lacking = resident(world, "缺", number=NUMBER, household=other)
    resident(world, "独", phone="12012345678")
    filing = start(world, form)
    found = {
        (task.household_id, task.person and task.person.name): list(task.missing.values())
        for task in filing.tasks.all()
    }
    assert found == {(other.pk, None): [["phone"]], (None, "独"): [["id_number"]]}
    assert shelf.progress(filing) == {"all": 2, "open": 2, "done": 0, "share": 0}
    Phone.objects.create(
        person=lacking,
        sealed=seal("12012345678", f"person:{lacking.uid}:phone"),
        index=blind("12012345678", "phone"),
        hint="120****5678",
    )
    filling.check(world.staff("liu"), filing)
    assert shelf.progress(filing) == {"all": 2, "open": 1, "done": 1, "share": 50}
    Phone.objects.filter(person=lacking).delete()
    filling.check(world.staff("liu"), filing)
    assert CollectionTask.objects.filter(filing=filing, done_at=None).count() == 2


def test_a_page_that_opens_counts_anew_only_what_changed(world, form):
    person = resident(world, "缺")
    filing = start(world, form)
    Person.objects.filter(pk=person.pk).update(name="")
    filling.recheck(world.staff("liu"), filing)
    assert filing.missing == 2
    Person.objects.filter(pk=person.pk).update(changed_at=clock.now())
    filling.recheck(world.staff("liu"), filing)
    assert filing.missing == 3


def test_a_form_without_admission_gives_a_masked_draft_only(world):
    form = upload(world, HEADINGS, "town")
    resident(world, "张三妹", number=NUMBER, phone="12012345678")
    filing = start(world, form)
    with pytest.raises(Refused) as refused:
        exported(world, filing)
    assert refused.value.code == "filing.not_admitted"
    export, data = exported(world, filing, official=False)
    row = list(workbooks.cells(data))[2]
    assert (row[3], row[5]) == ("", "120****5678")  # no need stated: the number stays out
    assert composing.file_name(export).endswith("（草稿，已脱敏）.xlsx")
    assert shelf.figures(world.staff("town")).total.filled == 0


def test_nobody_admits_a_form_of_their_own(world):
    form = upload(world, HEADINGS, "county", area=world.county)
    register.ask(world.staff("county"), form)
    with pytest.raises(Missing):
        register.decide(world.staff("county"), form, agreed=True)
    for who in ("chen", "town_leader", "liu"):  # a community, another level, no ability
        with pytest.raises(Missing):
            register.decide(world.staff(who), form, agreed=True)
    form = register.decide(world.staff("county_leader"), form, agreed=True)
    assert (form.state, form.number) == ("approved", f"准{clock.today().year}-0001")


def test_a_form_needs_a_basis_and_a_unit_before_it_is_asked_for(world):
    form = upload(world, HEADINGS, "town", basis="", asked_by="")
    with pytest.raises(Invalid) as refused:
        register.ask(world.staff("town"), form)
    assert [fault.field for fault in refused.value.faults] == ["asked_by", "basis"]


def test_every_cell_tells_where_it_comes_from(world, form):
    person = resident(world, "张三妹", number=NUMBER, phone="12012345678")
    PersonChange.objects.create(
        person=person, field="phone", source="走访", actor=world.users["wang"], new="120****5678"
    )
    filing = start(world, form)
    trace = traces.trace(world.staff("liu"), filing, f"p-{person.uid}", 0, 5)
    assert (trace.text, trace.what.label, trace.name) == ("120****5678", "联系电话", "张三妹")
    assert (trace.change.source, trace.change.actor.username) == ("走访", "wang")
    trace = traces.trace(world.staff("liu"), filing, f"p-{person.uid}", 0, 1)
    assert (trace.change.field, trace.change.source) == ("created", "导入 名册.xlsx")
    with pytest.raises(Missing):
        traces.trace(world.staff("liu"), filing, f"p-{uuid7()}", 0, 1)


def test_a_statistics_form_counts_and_names_who_is_counted(world):
    headings = ["单位", "总数", "男", "女", "60岁以上", "户数", "已办居住证数"]
    form = admitted(world, headings)
    assert (form.kind, form.known, form.asked) == ("summary", 6, 7)
    family = home(world)
    resident(world, "老妇", household=family)
    resident(world, "小孩", sex="1", birth_date=date(2020, 1, 1), household=family)
    filing = start(world, form)
    _, data = exported(world, filing)
    rows = [row[:6] for row in workbooks.cells(data)][2:4]
    assert rows == [["第一网格", "2", "1", "1", "1", "1"], ["第二网格", "0", "0", "0", "0", "0"]]
    trace = traces.trace(world.staff("liu"), filing, f"a-{world.grid.code}", 0, 4)
    assert (trace.total, [row["name"] for row in trace.people]) == (1, ["老妇"])
    assert filing.tasks.count() == 0


def test_a_household_form_gives_each_member_a_row_and_joins_the_rest(world):
    headings = [
        "序号",
        "户主姓名",
        "家庭人口",
        "家庭成员|姓名",
        "家庭成员|与户主关系",
        "家庭成员|年龄",
    ]
    form = admitted(world, headings)
    assert (form.kind, form.known) == ("household", 6)
    family = home(world)
    resident(world, "妻", relation="12", household=family)
    resident(world, "户主甲", relation="02", sex="1", household=family)
    resident(world, "独居", relation="02", household=home(world))
    _, data = exported(world, start(world, form))
    rows = list(workbooks.cells(data))[3:6]
    assert [row[:5] for row in rows] == [
        ["1", "户主甲", "2", "户主甲", "户主"],
        ["", "", "", "妻", "妻"],
        ["2", "独居", "1", "独居", "户主"],
    ]
    merged = {str(joined) for joined in load_workbook(BytesIO(data)).active.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "C4:C5"} <= merged


def test_who_was_not_here_on_the_day_is_left_out(world, form):
    day = date(2026, 3, 1)
    resident(world, "在住")
    resident(world, "后来", residence_since=date(2026, 5, 1))
    resident(world, "未出生", birth_date=date(2026, 6, 1))
    gone = resident(world, "后走", status="moved")
    before = resident(world, "先走", status="moved")
    for person, at in ((gone, date(2026, 4, 1)), (before, date(2026, 2, 1))):
        moment = clock.now().replace(year=at.year, month=at.month, day=at.day)
        PersonChange.objects.create(person=person, field="status", source="迁出", at=moment)
    moved_in = resident(world, "外来", residence_since=date(2026, 4, 1))
    PastStay.objects.create(
        person=moved_in, area=world.other_grid, residence="registered", until=date(2026, 4, 1)
    )
    stayed = resident(world, "转类", residence_since=date(2026, 4, 1))
    PastStay.objects.create(
        person=stayed, area=world.grid, residence="floating", until=date(2026, 4, 1)
    )
    told_late = resident(world, "早逝", status="deceased")
    PastStay.objects.create(
        person=told_late, area=world.grid, residence="registered", until=date(2026, 2, 1)
    )
    PersonChange.objects.create(person=told_late, field="status", source="死亡")
    names = _names(world, start(world, form, as_of=day))
    assert names == ["在住", "后走", "转类"]
    assert _names(world, start(world, form)) == ["在住", "后来", "未出生", "外来", "转类"]
    with pytest.raises(Invalid):
        start(world, form, as_of=clock.today() + timedelta(days=1))


def _names(world, filing):
    lines = Lines(world.staff("liu"), filing, How.MASKED)
    return [line.head.name for line in lines.all()]


def test_sections_hidden_from_a_post_and_restricted_fields_stay_empty(world):
    form = admitted(world, ["姓名", "住址", "主要社会关系", "年龄"])
    family = home(world)
    family.facts = {"social_relations": "远亲在外"}
    family.save()
    resident(world, "张三", living_address="建设路1号", ethnicity="01", household=family)
    filing = start(world, form, area=world.grid)

    def cells(who):
        lines = Lines(world.staff(who), filing, How.OPEN)
        return [(a.text, a.state) for a in lines.rows(next(lines.all()))[0].values()]

    assert cells("liu")[2] == ("远亲在外", "filled")
    assert cells("wang")[2] == ("远亲在外", "filled")  # verifies: more than collecting
    assert cells("xin")[2] == ("", "refused")
    post = world.users["liu"].postings.get().post
    post.hidden_sections = ["住房", "基本信息"]
    post.save()
    assert [state for _, state in cells("liu")] == ["filled", "refused", "filled", "refused"]
    narrowed = start(world, form, filters=Filters(age_to=17))
    assert narrowed.rows == 1  # what the post does not see narrows nothing


def test_filters_narrow_a_filing(world, form):
    resident(world, "老妇")
    resident(world, "小孩", birth_date=date(2020, 1, 1), residence="floating")
    assert _names(world, start(world, form, filters=Filters(age_from=60))) == ["老妇"]
    assert _names(world, start(world, form, filters=Filters(age_to=17))) == ["小孩"]
    assert _names(world, start(world, form, filters=Filters(residence="floating"))) == ["小孩"]


def test_a_large_export_waits_for_a_second_person(world, form, monkeypatch):
    from wangge.exchange import columns

    monkeypatch.setitem(columns._LIMITS, columns.Gate.PERSONAL, 2)
    for n in range(3):
        resident(world, f"李{n}")
    filing = start(world, form)
    staff = world.staff("liu")
    asked = exporting.ask(staff, filing, reason="报县民政局核对", official=True)
    assert asked.state == "waiting"
    with pytest.raises(Refused):
        exporting.make(staff, asked.uid)
    with pytest.raises(Missing):
        exporting.decide(staff, asked.uid, agreed=True)
    exporting.decide(world.staff("chen"), asked.uid, agreed=True)
    exporting.make(staff, asked.uid)
    with pytest.raises(Refused):  # once only
        exporting.make(staff, asked.uid)


def test_what_is_handed_out_is_on_record_and_counted_by_the_gates(world, form):
    person = resident(world, "张三妹", number=NUMBER)
    filing = start(world, form)
    exported(world, filing)
    last = Record.objects.filter(verb="filing.export").get()
    assert (last.detail["rows"], last.detail["reason"], last.detail["official"]) == (
        1,
        "报县民政局核对",
        True,
    )
    assert Record.objects.filter(verb="person.export", subject=f"person:{person.uid}").count() == 1
    taken = Export.objects.get(kind="filing")
    assert (taken.rows, taken.revealed, taken.gate, taken.state) == (1, True, "personal", "expired")


def test_the_register_says_what_was_saved_once(world, form):
    resident(world, "张三妹", number=NUMBER, phone="12012345678")
    filing = start(world, form)
    exported(world, filing)
    exported(world, filing)
    found = shelf.figures(world.staff("town"))
    total = found.total
    assert (len(total.forms), total.asked, total.known) == (1, 8, 7)
    assert (total.filings, total.rows, total.cells, total.filled) == (1, 1, 8, 6)
    assert [unit for unit, _ in found.units] == ["县民政局"]
    assert FilingExport.objects.count() == 2


def test_strangers_see_neither_form_nor_filing_nor_task(world, form):
    resident(world, "缺")
    filing = start(world, form)
    from wangge.filings import access

    for who in ("stranger", "admin", "auditor"):
        with pytest.raises(Missing):
            access.fetch_filing(world.staff(who), filing.uid)
    assert access.tasks(world.staff("other_worker")).count() == 0
    assert access.tasks(world.staff("wang")).count() == 1
    with pytest.raises(Missing):
        filling.start(
            world.staff("stranger"), form, world.community, as_of=clock.today(), filters=Filters()
        )


def test_a_real_ledger_fills_most_of_a_real_form(world):
    for path in (ROSTER, MIGRANTS, CARE):
        import_people(path, path.name, world.community)
    headings = [
        "序号",
        "姓名",
        "公民身份证号",
        "性别",
        "出生日期",
        "联系电话",
        "户籍地详址",
        "现住地详址",
    ]
    form = admitted(world, headings)
    filing = start(world, form)
    assert (filing.rows, filing.cells) == (1114, 1114 * 8)
    assert filing.share > 80
    _, data = exported(world, filing)
    rows = list(workbooks.cells(data))
    names = [row[1] for row in rows[2:-1]]
    assert sorted(names) == sorted(Person.objects.values_list("name", flat=True))
