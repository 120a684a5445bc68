"""Guarded records: for named posts and case workers, each look on record; nobody else sees one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from wangge.audit.models import Record
from wangge.guarded import access, actions, envelopes, limits, queries
from wangge.guarded.kinds import BY_KEY
from wangge.guarded.models import GuardedEntry, GuardedRecord
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.notices.models import Notice
from wangge.posts.models import Posting

WHY = "每月帮教走访前核对"


def kinds(lines):
    return [line.kind.key for line in lines]


def test_a_named_post_opens_a_record_with_a_reason_and_that_is_on_record(named, record, subject):
    found = actions.open_record(named.staff("chen"), subject, "released", WHY)
    assert dict(queries.words(found.case)) == {
        "类别": "刑满释放",
        "认定依据": "释放证明书 2026-17",
        "开始日期": "2026-03-01",
        "是否累犯": "否",
        "原罪名": "盗窃",
        "危险性评估": "重点帮教",
    }
    line = Record.objects.get(verb="guarded.open")
    assert (line.actor, line.subject, line.area) == (
        named.users["chen"],
        f"guarded:{record.uid}",
        named.grid.code,
    )
    opened = queries.trail(subject)[0]
    assert (opened.actor, opened.verb, opened.kind, opened.reason) == (
        "chen同志",
        "查看",
        "刑满释放",
        WHY,
    )


@pytest.mark.parametrize("name", ["wang", "liu", "town", "county", "admin", "auditor", "stranger"])
def test_for_all_others_a_person_with_a_record_is_like_one_without(named, record, subject, name):
    staff = named.staff(name)
    assert queries.of_person(staff, subject) == queries.of_person(staff, uuid7()) == []
    assert queries.listed(staff) == []
    assert not queries.has_page(staff, subject, named.grid.code)
    for anybody in (subject, uuid7()):
        with pytest.raises(Missing):
            actions.open_record(staff, anybody, "released", WHY)
    with pytest.raises(Missing):
        actions.change(staff, record.uid, version=1, basis="x")
    with pytest.raises(Missing):
        actions.close(staff, record.uid, version=1, on=date(2026, 11, 1), reason="期满五年")


def test_a_post_opens_its_own_kinds_alone(named, case):
    staff = named.staff("chen")
    with pytest.raises(Missing):
        actions.keep(staff, named.grid.code, replace(case, kind="rehabilitation", facts={}))
    assert [kind.key for kind in queries.kinds_at(staff, named.grid.code)] == [
        "released",
        "mental_disorder",
    ]


def test_a_post_opens_nothing_outside_its_area(named, case):
    with pytest.raises(Missing):
        actions.keep(named.staff("chen"), named.other_grid.code, case)


def test_the_worker_named_on_a_case_sees_that_case_alone(named, record, subject):
    other = replace(envelopes.open_up(record), subject=uuid7())
    actions.keep(named.staff("chen"), named.grid.code, other)
    worker = named.users["wang"]
    actions.change(named.staff("chen"), record.uid, version=1, worker=worker.pk)
    assert [line.subject for line in queries.listed(named.staff("wang"))] == [subject]
    assert actions.open_record(named.staff("wang"), subject, "released", WHY).case.worker == (
        worker.pk
    )


def test_the_named_workers_sight_ends_with_the_posting(named, record, subject):
    actions.change(named.staff("chen"), record.uid, version=1, worker=named.users["wang"].pk)
    Posting.objects.filter(user=named.users["wang"]).update(until=clock.now())
    assert queries.of_person(named.staff("wang"), subject) == []


def test_one_open_case_of_a_kind_for_each_person(named, record, case, subject):
    staff = named.staff("chen")
    with pytest.raises(Refused) as refused:
        actions.keep(staff, named.grid.code, case)
    assert refused.value.code == "guarded.twice"
    actions.close(staff, record.uid, version=1, on=date(2026, 11, 1), reason="帮教期满")
    actions.keep(staff, named.grid.code, case)
    assert len(queries.of_person(staff, subject)) == 2


def test_a_change_on_an_old_version_is_refused(named, record):
    staff = named.staff("chen")
    actions.change(staff, record.uid, version=1, source="司法所")
    with pytest.raises(Stale) as stale:
        actions.change(staff, record.uid, version=1, source="派出所")
    assert stale.value.version == 2


def test_every_state_of_a_case_stays_in_its_history(named, record):
    actions.change(named.staff("chen"), record.uid, version=1, facts={"risk": "02"})
    told = [envelopes.read_note(entry)["facts"].get("risk") for entry in record.entries.all()]
    assert told == ["02", "01"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"risk": "77"}, "risk"),
        ({"released_on": "去年"}, "released_on"),
        ({"hiv": "1"}, "hiv"),
        ({"offence": "长" * 501}, "offence"),
        ({"recidivist": "也许"}, "recidivist"),
    ],
)
def test_a_wrong_fact_is_named(named, case, facts, field):
    with pytest.raises(Invalid) as wrong:
        actions.keep(named.staff("chen"), named.grid.code, replace(case, facts=facts))
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_without_a_basis_nothing_is_kept(named, case):
    with pytest.raises(Invalid):
        actions.keep(named.staff("chen"), named.grid.code, replace(case, basis=" "))


def test_the_twenty_first_look_in_ten_minutes_is_refused_and_the_auditor_told(
    named, record, subject
):
    staff = named.staff("chen")
    with clock.at(clock.now()):
        for _ in range(limits.OPENINGS):
            actions.open_record(staff, subject, "released", WHY)
        with pytest.raises(Refused) as refused:
            actions.open_record(staff, subject, "released", WHY)
    assert refused.value.code == "guarded.limit"
    notice = Notice.objects.get()
    assert (notice.user, notice.urgent) == (named.users["auditor"], True)
    assert BY_KEY["released"].label not in notice.text
    assert Record.objects.filter(verb=limits.THROTTLED).count() == 1
    with clock.at(clock.now() + timedelta(minutes=11)):
        actions.open_record(staff, subject, "released", WHY)


def test_a_file_brings_many_and_the_same_file_brings_none_again(named):
    rows = [actions.Row(uuid7(), named.grid.code, "released", "名册.xlsx") for _ in range(3)]
    rows.append(rows[0])
    assert actions.keep_many(rows, source="名册.xlsx") == {row.subject for row in rows}
    assert actions.keep_many(rows, source="名册.xlsx") == set()
    assert kinds(queries.listed(named.staff("chen"))) == ["released"] * 3
    assert GuardedEntry.objects.filter(verb="keep").count() == 3


def test_bringing_many_costs_few_statements(named, django_assert_max_num_queries):
    rows = [actions.Row(uuid7(), named.grid.code, "released") for _ in range(100)]
    with django_assert_max_num_queries(6):
        actions.keep_many(rows, source="名册.xlsx")


def test_the_records_follow_a_person_who_moves(named, record, subject):
    actions.moved(subject, named.other_grid.code)
    assert queries.of_person(named.staff("chen"), subject) == []


def test_merged_people_have_one_open_case_of_a_kind(named, record, case, subject):
    into = uuid7()
    actions.keep(named.staff("chen"), named.grid.code, replace(case, subject=into))
    actions.follow(subject, into)
    lines = queries.of_person(named.staff("chen"), into)
    assert [line.closed_at is None for line in lines] == [True, False]


def test_erasing_a_person_leaves_nothing(named, record, subject):
    assert actions.forget(subject, actor=None) == 1
    assert (GuardedRecord.objects.count(), GuardedEntry.objects.count()) == (0, 0)


def test_the_rows_tell_neither_whom_nor_what(named, case):
    one = actions.keep(named.staff("chen"), named.grid.code, case)
    two = actions.keep(named.staff("chen"), named.grid.code, replace(case, subject=uuid7()))
    assert bytes(one.kind_index) != bytes(two.kind_index)
    audit = str(list(Record.objects.filter(verb__startswith="guarded").values()))
    assert [w for w in (str(case.subject), "released", "刑满", "盗窃") if w in audit] == []


def test_a_case_put_into_another_row_does_not_open(named, case):
    one = actions.keep(named.staff("chen"), named.grid.code, case)
    two = actions.keep(named.staff("chen"), named.grid.code, replace(case, subject=uuid7()))
    GuardedRecord.objects.filter(pk=two.pk).update(sealed=one.sealed)
    with pytest.raises(InvalidTag):
        access.fetch(named.staff("chen"), two.uid)


def test_the_auditor_sees_who_looked_and_why_but_not_at_whom(named, record, subject):
    actions.open_record(named.staff("chen"), subject, "released", WHY)
    assert [(t.actor, t.post, t.reason) for t in queries.openings()] == [
        ("chen同志", named.staff("chen").title, WHY)
    ]
