"""The page of guarded records: there for named posts and case workers, nowhere for anybody else."""

from datetime import date
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from wangge.accounts.actions import issue_token
from wangge.audit.models import Record
from wangge.exchange.export_runs import to_file
from wangge.guarded import actions, envelopes
from wangge.guarded.envelopes import Case
from wangge.guarded.kinds import KINDS
from wangge.guarded.models import GuardedEntry, GuardedRecord
from wangge.people.models import Person
from wangge.posts.models import Post

WHY = "十一月走访前核对"
SECRETS = [kind.label for kind in KINDS]
MARK = "盗窃公私财物"


@pytest.fixture
def person(world):
    Post.objects.filter(code="secretary").update(guarded=["released", "mental_disorder"])
    return Person.objects.create(area=world.grid, name="关银妹", birth_date=date(1990, 1, 1))


@pytest.fixture
def record(world, person):
    case = Case(person.uid, "released", basis="释放证明书", facts={"offence": MARK, "risk": "01"})
    return actions.keep(world.staff("chen"), world.grid.code, case)


def page(name, *args):
    return reverse(f"console:{name}", args=args)


def test_a_named_post_opens_a_record_for_half_a_minute(world, client, person, record):
    client.force_login(world.users["chen"])
    before = client.get(page("person_guarded", person.uid)).content.decode()
    assert ("刑满释放" in before, MARK in before) == (True, False)
    sent = {"kind": "released", "reason": WHY}
    answer = client.post(page("open_guarded", person.uid), sent)
    assert (answer.status_code, MARK in answer.content.decode()) == (200, True)
    assert answer["Refresh"].startswith("30; url=")
    assert "no-store" in answer["Cache-Control"]
    assert Record.objects.filter(verb="guarded.open", actor=world.users["chen"]).count() == 1


def test_without_a_reason_nothing_is_shown(world, client, person, record):
    client.force_login(world.users["chen"])
    answer = client.post(page("open_guarded", person.uid), {"kind": "released", "reason": "看"})
    assert (answer.status_code, MARK in answer.content.decode()) == (422, False)
    assert not Record.objects.filter(verb="guarded.open").exists()


def test_a_case_is_entered_changed_and_closed_at_the_desk(world, client, person):
    client.force_login(world.users["chen"])
    form = client.get(page("add_guarded", person.uid, "mental_disorder"))
    assert form.status_code == 200
    sent = {"basis": "诊断证明", "fact_danger": "03", "worker": world.users["wang"].pk}
    assert client.post(page("add_guarded", person.uid, "mental_disorder"), sent).status_code == 302
    row = GuardedRecord.objects.get()
    case = envelopes.open_up(row)
    assert (case.facts, case.worker) == ({"danger": "03"}, world.users["wang"].pk)
    opening = {"kind": "mental_disorder", "reason": WHY, "change": "1"}
    shown = client.post(page("open_guarded", person.uid), opening)
    assert shown.context["form"].initial["fact_danger"] == "03"
    sent |= {"fact_danger": "02", "version": row.version}
    assert client.post(page("change_guarded", person.uid, row.uid), sent).status_code == 302
    stale = client.post(page("change_guarded", person.uid, row.uid), sent)
    assert stale.status_code == 422
    ending = {"on": "2026-11-01", "reason": "病情稳定移交", "version": 2}
    assert client.post(page("close_guarded", person.uid, row.uid), ending).status_code == 302
    row.refresh_from_db()
    assert row.closed_at is not None
    verbs = list(row.entries.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["keep", "open", "change", "close"]


def test_a_wrong_fact_stands_at_its_field(world, client, person):
    client.force_login(world.users["chen"])
    sent = {"basis": "诊断证明", "fact_incidents": "很多"}
    answer = client.post(page("add_guarded", person.uid, "mental_disorder"), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["fact_incidents"])


@pytest.mark.parametrize("name", ["wang", "liu", "town", "county", "admin", "auditor", "stranger"])
def test_for_others_neither_tab_nor_page_exists(world, client, person, record, name):
    client.force_login(world.users[name])
    shown = client.get(page("person", person.uid))
    assert page("person_guarded", person.uid) not in shown.content.decode()
    sent = {"kind": "released", "reason": WHY}
    answers = [
        client.get(page("person_guarded", person.uid)),
        client.post(page("open_guarded", person.uid), sent),
        client.get(page("add_guarded", person.uid, "released")),
        client.post(page("change_guarded", person.uid, record.uid), {"basis": "x"}),
        client.get(page("close_guarded", person.uid, record.uid)),
        client.get(page("guarded")),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6
    assert GuardedEntry.objects.count() == 1


def test_a_named_post_has_the_tab_and_a_list_of_its_cases(world, client, person, record):
    client.force_login(world.users["chen"])
    shown = client.get(page("person", person.uid)).content.decode()
    assert page("person_guarded", person.uid) in shown
    cases = client.get(page("guarded"))
    assert [(line.uid, name) for line, name in cases.context["rows"]] == [(record.uid, "关银妹")]


def test_a_case_is_no_longer_listed_once_the_person_has_moved(world, client, person, record):
    Person.objects.filter(pk=person.pk).update(area=world.other_grid)
    client.force_login(world.users["chen"])
    assert client.get(page("guarded")).context["rows"] == []
    assert client.get(page("person_guarded", person.uid)).status_code == 404


def test_where_the_person_lives_now_the_page_finds_the_case(world, client, person, record):
    Post.objects.filter(code="desk").update(guarded=["released"])
    Person.objects.filter(pk=person.pk).update(area=world.other_grid)
    client.force_login(world.users["stranger"])
    lines = client.get(page("person_guarded", person.uid)).context["lines"]
    assert [line.uid for line in lines] == [record.uid]


def test_the_auditor_sees_who_looked_and_why(world, client, person, record):
    actions.open_record(world.staff("chen"), person.uid, "released", WHY)
    client.force_login(world.users["auditor"])
    told = client.get(page("guarded_openings")).content.decode()
    assert (WHY in told, "关银妹" in told, str(person.uid) in told) == (True, False, False)
    client.force_login(world.users["liu"])
    assert client.get(page("guarded_openings")).status_code == 404


def test_an_administrator_says_what_a_post_sees(world, client):
    client.force_login(world.users["admin"])
    sent = {"guarded": ["released"], "hidden_sections": ["党建"]}
    assert client.get(page("posts_sight")).status_code == 200
    assert client.post(page("post_sight", "desk"), sent).status_code == 302
    (duty,) = world.staff("liu").duties
    assert (duty.guarded, duty.hidden_sections) == ({"released"}, {"党建"})
    line = Record.objects.get(verb="post.sight")
    assert (line.actor, line.detail["guarded"]) == (world.users["admin"], ["released"])
    client.force_login(world.users["liu"])
    assert client.get(page("posts_sight")).status_code == 404
    assert client.post(page("post_sight", "desk"), sent).status_code == 404


def plain_pages(patterns, prefix="/"):
    """Every address without parameters."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver) and "<" not in route:
            yield from plain_pages(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and "<" not in route:
            yield route


def pages_of(person):
    for name in (
        "person", "edit_person", "person_labels", "person_events", "person_timeline",
        "person_access",
    ):  # fmt: skip
        try:
            yield page(name, person.uid)
        except NoReverseMatch:
            continue


# Pages whose business is what posts open, and what is made anew each time.
ABOUT_KINDS = ("/desk/posts/", "/desk/guarded/", "/desk/sign")


def told_by_pages(user, routes):
    """How often each secret word stands on each page, as page and as API answer."""
    client, told = Client(raise_request_exception=False), {}
    client.force_login(user)
    bearer = {"Authorization": f"Bearer {issue_token(user)}"}
    for route in routes:
        if route.startswith(ABOUT_KINDS):
            continue
        answer = client.get(route, headers=bearer)
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        told[route] = [text.count(word) for word in (*SECRETS, MARK)]
    return told


def told_by_workbook(area, path):
    """The same of a workbook given out with everything revealed."""
    to_file("people", path, area, reason="年度核对台账", operator="x")
    with ZipFile(path) as book:
        text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return [text.count(word) for word in (*SECRETS, MARK)]


@pytest.mark.parametrize("name", ["wang", "liu", "chen", "county", "admin"])
def test_no_page_and_no_answer_tells_of_a_case(world, person, name):
    """Words of the catalogue stay; one more of them because of a case would be a leak."""
    listed = [f"/api/v1/people/{person.uid}", *plain_pages(get_resolver().url_patterns)]
    routes = [*listed, *pages_of(person)]
    if name == "chen":  # who opens a case is told who else did
        routes.remove(page("person_access", person.uid))
    before = told_by_pages(world.users[name], routes)
    case = Case(person.uid, "released", basis="释放证明书", facts={"offence": MARK})
    actions.keep(world.staff("chen"), world.grid.code, case)
    assert told_by_pages(world.users[name], routes) == before
    assert before[page("person", person.uid)] is not None


def test_no_workbook_tells_of_a_case(world, person, tmp_path):
    before = told_by_workbook(world.community, tmp_path / "before.xlsx")
    case = Case(person.uid, "released", basis="释放证明书", facts={"offence": MARK})
    actions.keep(world.staff("chen"), world.grid.code, case)
    assert told_by_workbook(world.community, tmp_path / "after.xlsx") == before
