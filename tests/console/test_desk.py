"""What the desk's forms do."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from wangge.accounts.models import User
from wangge.areas.models import Area, GridGroup
from wangge.areas.settings import setting
from wangge.audit.models import Record
from wangge.console.forms.catalogue import read_value, write_value
from wangge.console.sketch import HEIGHT, WIDTH, sketch
from wangge.exchange.models import HeadingMemory, ImportRun
from wangge.incidents.models import Category
from wangge.kernel.ids import uuid7
from wangge.people.models import Person
from wangge.posts.access import staff_of
from wangge.posts.models import Post, Posting
from wangge.privacy.sealing import blind, seal

NUMBER = "99000019570213002X"
LEDGER = "姓名,性别,身份证号,现住地址\n张三丰,男,,建设路1号\n李四光,男,,建设路2号\n".encode()


@pytest.fixture
def person(world):
    uid = uuid7()
    return Person.objects.create(
        uid=uid,
        area=world.grid,
        name="关银妹",
        id_sealed=seal(NUMBER, f"person:{uid}:id_number"),
        id_index=blind(NUMBER, "id_number"),
        id_state="valid",
    )


def test_a_communitys_desk_makes_a_grid(world, client):
    client.force_login(world.users["liu"])
    url = reverse("console:create_grid", args=[world.community.code])
    answer = client.post(url, {"name": "第九网格", "number": "9", "kind": "ordinary"})
    assert (answer.status_code, Area.objects.get(name="第九网格").code) == (
        302,
        world.community.code + 9,
    )


def test_a_name_that_is_taken_is_told_at_its_field(world, client):
    client.force_login(world.users["liu"])
    url = reverse("console:create_grid", args=[world.community.code])
    answer = client.post(url, {"name": world.grid.name, "kind": "ordinary"})
    assert (answer.status_code, list(answer.context["GridForm"].errors)) == (422, ["name"])


def test_renaming_keeps_the_old_name_in_the_history(world, client):
    client.force_login(world.users["admin"])
    old = world.grid.name
    client.post(reverse("console:rename_area", args=[world.grid.code]), {"name": "新名网格"})
    names = [row.name for row in world.grid.versions.order_by("pk")]
    assert names == [old, "新名网格"]


def test_closing_asks_for_a_reason(world, client):
    client.force_login(world.users["liu"])
    url = reverse("console:close_grid", args=[world.grid.code])
    refused, done = client.post(url, {"reason": ""}), client.post(url, {"reason": "合并"})
    assert (refused.status_code, done.status_code) == (422, 302)


def test_grids_are_grouped(world, client):
    client.force_login(world.users["liu"])
    url = reverse("console:save_group", args=[world.community.code])
    client.post(url, {"name": "第一大组", "grids": [world.grid.code]})
    assert list(GridGroup.objects.get(name="第一大组").grids.all()) == [world.grid]


def test_an_administrator_makes_an_account_whose_password_is_told_once(world, client):
    client.force_login(world.users["admin"])
    page = client.post(reverse("console:create_account"), {"username": "new.one", "name": "新人"})
    password = page.context["password"]
    user = User.objects.get(username="new.one")
    assert (user.check_password(password), user.must_change_password) == (True, True)


def test_an_appointment_takes_the_place_as_the_suggestion_writes_it(world, client):
    client.force_login(world.users["admin"])
    user = User.objects.create(username="fresh", name="新人")
    place = f"{world.grid.full_name}（{world.grid.number}）"
    post = Post.objects.get(code="worker")
    sent = {"post": post.pk, "place": place, "slot": "B"}
    client.post(reverse("console:appoint", args=[user.pk]), sent)
    row = Posting.objects.get(user=user)
    assert (row.area, row.post, row.slot) == (world.grid, post, "B")


def test_a_place_that_is_not_there_is_told(world, client):
    client.force_login(world.users["admin"])
    post = Post.objects.get(code="worker")
    url = reverse("console:appoint", args=[world.users["liu"].pk])
    answer = client.post(url, {"post": post.pk, "place": "桃花源", "slot": "A"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["place"])


def test_while_a_is_on_leave_b_acts_and_no_longer(world, client):
    client.force_login(world.users["admin"])
    held = Posting.objects.get(user=world.users["wang"])
    before = staff_of(world.users["zhao"]).abilities
    leave = {"since": "2020-01-01T09:00", "until": "2099-01-01T09:00"}
    client.post(reverse("console:take_leave", args=[held.pk]), leave)
    during = staff_of(world.users["zhao"]).abilities
    client.post(reverse("console:come_back", args=[held.pk]))
    after = staff_of(world.users["zhao"]).abilities
    assert (before, "handle" in during, after) == (frozenset(), True, frozenset())


def test_ending_a_posting_takes_the_rights_at_once(world, client):
    client.force_login(world.users["admin"])
    held = Posting.objects.get(user=world.users["wang"])
    client.post(reverse("console:end_posting", args=[held.pk]))
    assert staff_of(world.users["wang"]).duties == ()


def test_a_closed_account_is_out(world, client):
    client.force_login(world.users["admin"])
    client.post(reverse("console:account_active", args=[world.users["liu"].pk]))
    world.users["liu"].refresh_from_db()
    assert not world.users["liu"].is_active


def test_a_number_is_hidden_until_a_reason_is_given(world, client, person):
    client.force_login(world.users["liu"])
    masked = client.get(reverse("console:person", args=[person.uid])).content.decode()
    url = reverse("console:reveal_person", args=[person.uid])
    sent = {"fields_wanted": ["id_number"], "reason": "核实漏水投诉"}
    shown = client.post(url, sent)
    assert (
        NUMBER in masked,
        NUMBER in shown.content.decode(),
        "no-store" in shown["Cache-Control"],
    ) == (False, True, True)


@pytest.mark.parametrize(
    "sent",
    [
        {"fields_wanted": ["id_number"], "reason": "看"},
        {"reason": "核实漏水投诉"},
        {"fields_wanted": ["password"], "reason": "核实漏水投诉"},
    ],
)
def test_without_a_reason_nothing_is_shown_or_recorded(world, client, person, sent):
    client.force_login(world.users["liu"])
    answer = client.post(reverse("console:reveal_person", args=[person.uid]), sent)
    recorded = Record.objects.filter(verb="person.reveal").count()
    assert (answer.status_code, NUMBER in answer.content.decode(), recorded) == (422, False, 0)


def test_a_whole_number_finds_the_person_and_stands_in_no_address(world, client, person):
    client.force_login(world.users["liu"])
    answer = client.post(reverse("console:find_person"), {"number": NUMBER.lower()})
    assert [row["name"] for row in answer.context["people"]] == ["关银妹"]


def upload(client, world, content=LEDGER, name="台账.csv"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"area": world.community.code, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("console:imports"), sent)


def test_an_upload_writes_nothing_before_it_is_confirmed(world, client):
    client.force_login(world.users["liu"])
    preview = client.get(upload(client, world).url)
    assert (preview.context["preview"].people, Person.objects.count()) == (2, 0)


def test_a_confirmed_upload_is_taken_in_and_its_headings_remembered(world, client):
    client.force_login(world.users["liu"])
    url = upload(client, world).url
    page = client.get(url).content.decode()
    fields = dict.fromkeys(re.findall(r'name="(m-[^"]+)"', page), "")
    chosen = dict(zip(fields, ["name", "sex", "id_number", "living_address"], strict=True))
    client.post(f"{url}confirm/", chosen)
    run = ImportRun.objects.get()
    assert (run.state, run.result["created"], run.path, HeadingMemory.objects.count()) == (
        "done",
        2,
        "",
        1,
    )


def test_pressing_twice_takes_a_ledger_in_once(world, client):
    client.force_login(world.users["liu"])
    url = upload(client, world).url
    answers = [client.post(f"{url}confirm/").status_code for _ in range(2)]
    assert (answers, Person.objects.count()) == ([302, 409], 2)


def test_the_report_can_be_downloaded_and_removed(world, client):
    client.force_login(world.users["liu"])
    url = upload(client, world).url
    client.post(f"{url}confirm/")
    report = client.get(f"{url}report/")
    client.post(f"{url}discard/")
    assert (report.content[:2], client.get(f"{url}report/").status_code) == (b"PK", 404)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.xlsx"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"<html>", "a.xls"),
        (b"\x00" * 100, "a.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(world, client, content, name):
    client.force_login(world.users["liu"])
    answer = upload(client, world, content, name)
    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


def test_the_catalogue_is_the_countys_to_change(world, client):
    client.force_login(world.users["county"])
    row = Category.objects.filter(parent__isnull=False).first()
    page = client.get(reverse("console:category", args=[row.code]))
    sent = {
        name: value
        for name, value in page.context["form"].initial.items()
        if value not in (None, False)
    }
    sent |= {"handle_amount": "3", "handle_unit": "work_day", "department": "城管"}
    answer = client.post(reverse("console:category", args=[row.code]), sent)
    row.refresh_from_db()
    assert (answer.status_code, row.handle_limit, row.department) == (
        302,
        {"amount": 3.0, "unit": "work_day"},
        "城管",
    )


def test_a_local_rule_holds_below_its_area(world, client):
    client.force_login(world.users["admin"])
    sent = {"value": "20", "place": world.town.number, "source": "镇办〔2026〕1号"}
    client.post(reverse("console:put_setting", args=["reopen_days"]), sent)
    assert (
        setting("reopen_days", world.community.code),
        setting("reopen_days", world.county.code),
    ) == (20, 15)


@pytest.mark.parametrize("value", ["", "十五", "1.5"])
def test_a_rule_of_another_shape_is_refused(world, client, value):
    client.force_login(world.users["admin"])
    sent = {"value": value, "place": world.town.number, "source": "x"}
    answer = client.post(reverse("console:put_setting", args=["reopen_days"]), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["value"])


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=2).map(sorted))
def test_what_is_written_of_a_band_reads_back(band):
    assert read_value(write_value(band), [300, 500]) == band


@pytest.mark.parametrize(
    ("text", "kept"),
    [("9:00-12:00 13:30-17:30", "09:00-12:00,13:30-17:30"), ("08：30—11：45", "08:30-11:45")],
)
def test_hours_are_kept_in_one_form(text, kept):
    assert read_value(text, "09:00-12:00,13:30-17:30") == kept


@pytest.mark.parametrize("text", ["", "9-12", "12:00-09:00", "09:00", "09:00-12:00 11:00-13:00"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_value(text, "09:00-12:00")


def test_a_sketch_lies_inside_its_frame(world):
    shapes = sketch(list(Area.objects.filter(level=15)))
    points = [
        tuple(map(float, p)) for s in shapes for p in re.findall(r"(-?[\d.]+) (-?[\d.]+)", s.path)
    ]
    assert (len(shapes), all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)) == (2, True)
