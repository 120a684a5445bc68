"""Nothing leaves in the clear without a reason, a mark, and past the gates a second person."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from python_calamine import CalamineWorkbook

from wangge.audit import jobs
from wangge.audit.models import Job, Record
from wangge.exchange import export_runs, exports, gates
from wangge.exchange.columns import Column, Gate
from wangge.exchange.models import Export
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.text import search_text
from wangge.notices.models import Notice
from wangge.people.models import Person
from wangge.posts import actions as posts
from wangge.posts.models import Posting

State = Export.State
WHY = "核对第一网格底册"


@pytest.fixture
def people(world):
    """Thirty residents of the first grid, one of the other community."""
    rows = [
        Person(
            area=world.grid,
            name=f"测试{n}",
            living_address=f"建设路{n}号3栋501室",
            search=search_text(f"测试{n}"),
        )
        for n in range(30)
    ]
    rows.append(Person(area=world.other_grid, name="外人"))
    return Person.objects.bulk_create(rows)


@pytest.fixture
def tight(monkeypatch):
    """Gates a test can reach: 5 whereabouts, 10 sensitive, 40 personal rows."""
    limits = {Gate.WHEREABOUTS: 5, Gate.SENSITIVE: 10, Gate.PERSONAL: 40}
    monkeypatch.setattr("wangge.exchange.columns._LIMITS", limits)


def ask(staff, **given):
    return exports.ask(staff, "people", **given)


def cells(export):
    with default_storage.open(export.path) as content:
        return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def told(world, name):
    return list(Notice.objects.filter(user=world.users[name]).values_list("text", flat=True))


def test_a_masked_workbook_needs_no_reason_and_shows_masks(world, people):
    export = ask(world.staff("liu"))
    assert jobs.work_once()
    export.refresh_from_db()
    assert (export.state, export.rows, export.checked_rows, export.gate) == (State.DONE, 30, 30, "")
    rows = cells(export)
    assert rows[0][0] == export.watermark
    shown = dict(zip(rows[1], rows[2], strict=True))
    assert (shown["姓名"], shown["现住址"]) == ("测*", "建设路0号3栋***")
    verbs = ["export.ask", "export.done"]
    found = Record.objects.filter(subject=f"export:{export.uid}").order_by("pk")
    assert list(found.values_list("verb", flat=True)) == verbs


def test_one_in_the_clear_says_who_when_and_what_for_and_each_resident_can_be_told(world, people):
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    assert jobs.work_once()
    export.refresh_from_db()
    mark = cells(export)[0][0]
    assert "liu同志" in mark
    assert WHY in mark
    assert f"{clock.today():%Y-%m-%d}" in mark
    assert cells(export)[2][4] == "测试0"
    seen = Record.objects.filter(verb="person.export")
    assert seen.count() == 30
    assert seen.filter(subject=f"person:{people[0].uid}").get().detail["reason"] == WHY


@pytest.mark.parametrize("reason", ["", "查", "  "])
def test_without_a_reason_nothing_is_given_in_the_clear(world, people, reason):
    with pytest.raises(Invalid) as refused:
        ask(world.staff("liu"), revealed=True, reason=reason)
    assert [fault.field for fault in refused.value.faults] == ["reason"]


def test_labels_are_in_no_workbook_that_is_masked(world, people):
    with pytest.raises(Invalid) as refused:
        ask(world.staff("liu"), columns=["name", "labels"])
    assert [fault.field for fault in refused.value.faults] == ["columns"]


def test_labels_and_sensitive_facts_are_given_only_when_asked_for(world):
    usual = [
        column.key
        for column in exports.chosen(exports.kind_of("people"), world.staff("liu"), world.grid.code)
    ]
    assert "labels" not in usual
    assert "disability_number" not in usual


def test_over_the_gate_a_second_person_must_agree(world, people, tight):
    first = ask(world.staff("liu"), revealed=True, reason=WHY)
    second = ask(world.staff("liu"), revealed=True, reason=WHY)
    assert (first.state, second.state) == (State.QUEUED, State.WAITING)
    assert Job.objects.count() == 1
    assert len(told(world, "chen")) == 1  # 社区书记 may agree
    assert len(told(world, "auditor")) == 1  # and the auditor hears of it
    exports.decide(world.staff("chen"), second.uid, agreed=True)
    while jobs.work_once():
        pass
    second.refresh_from_db()
    assert (second.state, second.approver) == (State.DONE, world.users["chen"])
    assert len(told(world, "auditor")) == 2


def test_many_small_ones_weigh_as_much_as_a_large_one(world, people, tight):
    """A11: whoever splits a list meets the gate at the same row."""
    states = [
        ask(world.staff("liu"), under=world.grid.code, filters={"text": f"测试{n}"},
            revealed=True, reason=WHY).state
        for n in range(10, 30)
        for _ in range(3)
    ]  # fmt: skip
    assert states.index(State.WAITING) == 40
    assert set(states[40:]) == {State.WAITING}


def test_what_is_made_counts_even_when_more_rows_came_meanwhile(world, people, tight):
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    Person.objects.bulk_create(Person(area=world.grid, name=f"后来{n}") for n in range(30))
    assert jobs.work_once()
    export.refresh_from_db()
    assert (export.state, export.rows) == (State.WAITING, 60)


def test_an_approval_does_not_cover_many_more_rows(world, people, tight):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    exports.decide(world.staff("chen"), export.uid, agreed=True)
    Person.objects.bulk_create(Person(area=world.grid, name=f"后来{n}") for n in range(30))
    while jobs.work_once():
        pass
    export.refresh_from_db()
    assert export.state == State.FAILED


def test_a_stricter_class_has_a_lower_gate_and_counts_in_the_looser_one(world, people, tight):
    staff = world.staff("liu")
    labels = ask(staff, columns=["name", "labels"], revealed=True, reason=WHY)
    assert (labels.gate, labels.state) == (Gate.SENSITIVE, State.WAITING)
    Export.objects.update(state=State.DONE, rows=15)
    assert gates.taken(staff.user, Gate.PERSONAL) == 15
    assert gates.taken(staff.user, Gate.WHEREABOUTS) == 0


def test_the_sum_of_a_day_is_forgotten_after_a_day(world, people, tight):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    with clock.at(clock.now() + timedelta(hours=24, minutes=1)):
        assert ask(world.staff("liu"), revealed=True, reason=WHY).state == State.QUEUED


def test_refused_requests_do_not_count(world, people, tight):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    exports.decide(world.staff("chen"), export.uid, agreed=False, note="用途不明确")
    assert gates.taken(world.users["liu"], Gate.PERSONAL) == 30
    assert "用途不明确" in told(world, "liu")[0]


@pytest.mark.parametrize("name", ["liu", "wang", "stranger", "town", "admin"])
def test_who_may_not_decide_finds_no_request(world, people, tight, name):
    """The asker, a lower level, another place, a post without supervision, an administrator."""
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    with pytest.raises(Missing):
        exports.decide(world.staff(name), export.uid, agreed=True)
    assert exports.waiting(world.staff(name)) == []


@pytest.mark.parametrize("name", ["chen", "town_leader", "county_leader", "auditor"])
def test_the_same_or_a_higher_level_decides(world, people, tight, name):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    assert exports.waiting(world.staff(name)) == [export]
    assert exports.decide(world.staff(name), export.uid, agreed=True).state == State.QUEUED


def test_nobody_agrees_to_what_they_asked_for_themselves(world, people, tight):
    ask(world.staff("chen"), revealed=True, reason=WHY)
    export = ask(world.staff("chen"), revealed=True, reason=WHY)
    with pytest.raises(Missing):
        exports.decide(world.staff("chen"), export.uid, agreed=True)


def test_a_request_is_decided_once(world, people, tight):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    exports.decide(world.staff("chen"), export.uid, agreed=True)
    with pytest.raises(Refused):
        exports.decide(world.staff("town_leader"), export.uid, agreed=False, note="不同意这次")


def test_a_refusal_says_why(world, people, tight):
    ask(world.staff("liu"), revealed=True, reason=WHY)
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    with pytest.raises(Invalid):
        exports.decide(world.staff("chen"), export.uid, agreed=False)


def test_rows_out_of_reach_are_in_no_workbook(world, people):
    export = ask(world.staff("county"))
    mine = ask(world.staff("stranger"))
    assert (export.rows, mine.rows) == (31, 1)
    with pytest.raises(Missing):
        ask(world.staff("stranger"), under=world.grid.code)
    with pytest.raises(Missing):
        ask(world.staff("admin"))


def test_a_workbook_is_made_with_the_posts_of_the_moment(world, people):
    export = ask(world.staff("liu"))
    for posting in Posting.objects.filter(user=world.users["liu"]):
        posts.end(posting, actor=None)
    assert jobs.work_once()
    export.refresh_from_db()
    assert export.rows == 0


def test_only_the_asker_fetches_and_only_while_the_post_lasts(world, people):
    export = ask(world.staff("liu"))
    assert jobs.work_once()
    _row, content = exports.download(world.staff("liu"), export.uid)
    content.close()
    assert Record.objects.filter(verb="export.download").count() == 1
    for name in ("chen", "stranger", "auditor"):
        with pytest.raises(Missing):
            exports.download(world.staff(name), export.uid)
    for posting in Posting.objects.filter(user=world.users["liu"]):
        posts.end(posting, actor=None)
    with pytest.raises(Missing):
        exports.download(world.staff("liu"), export.uid)


def test_files_are_deleted_after_their_days_and_the_row_stays(world, people):
    export = ask(world.staff("liu"))
    assert jobs.work_once()
    export.refresh_from_db()
    with clock.at(clock.now() + export_runs.KEPT + timedelta(minutes=1)):
        assert jobs.work_once()
    assert not default_storage.exists(export.path)
    export.refresh_from_db()
    assert export.state == State.EXPIRED
    with pytest.raises(Refused):
        exports.download(world.staff("liu"), export.uid)


def test_a_dead_workers_workbook_is_made_again_and_once(world, people):
    export = ask(world.staff("liu"), revealed=True, reason=WHY)
    with pytest.raises(KeyboardInterrupt):
        export_runs.run(str(export.uid), _die)
    export.refresh_from_db()
    assert export.state == State.RUNNING
    assert jobs.work_once()
    export_runs.run(str(export.uid), lambda: None)
    export.refresh_from_db()
    assert (export.state, Record.objects.filter(verb="person.export").count()) == (State.DONE, 30)
    assert default_storage.listdir(f"exports/{export.uid.hex}")[1] == ["book.xlsx"]


def _die():
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _every_beat(monkeypatch):
    monkeypatch.setattr(export_runs, "_SECOND", 0.0)


def test_progress_is_shown_while_it_is_made(world, people, monkeypatch):
    monkeypatch.setattr(export_runs, "RUN", 10)
    export = ask(world.staff("liu"))
    steps = []
    export_runs.run(
        str(export.uid), lambda: steps.append(Export.objects.get(pk=export.pk).progress)
    )
    assert steps == [0, 10, 20]


def test_a_file_that_lost_rows_is_not_given_out(world, people, monkeypatch):
    monkeypatch.setattr(export_runs, "count_rows", lambda _path: 29)
    export = ask(world.staff("liu"))
    assert jobs.work_once()
    export.refresh_from_db()
    assert (export.state, export.path) == (State.RUNNING, "")
    assert "29" in Job.objects.get().error


def test_the_command_line_gives_masked_rows_or_says_why_not(world, people, tmp_path):
    masked = export_runs.to_file("people", tmp_path / "a.xlsx", world.community)
    assert (masked.rows, masked.revealed) == (30, False)
    with pytest.raises(Invalid):
        export_runs.to_file("people", tmp_path / "b.xlsx", world.community, reason=" ")
    opened = export_runs.to_file("people", tmp_path / "c.xlsx", world.county, reason=WHY)
    assert (opened.rows, opened.reason) == (31, WHY)
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["a.xlsx", "c.xlsx"]


def test_columns_of_a_kind_are_chosen_in_its_order(world):
    kind = exports.kind_of("people")
    keys = [
        c.key for c in exports.chosen(kind, None, world.county.code, ["sex", "name", "nothing"])
    ]
    assert keys == ["name", "sex"]
    assert isinstance(kind.columns(None, world.county.code)[0], Column)
