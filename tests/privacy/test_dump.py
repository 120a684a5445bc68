"""A stranger with the database file or a dump finds none of the numbers that were entered."""

import os
import re
import sqlite3
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connection

from wangge.incidents.actions.reporting import Report, report
from wangge.kernel.ids import uuid7
from wangge.lives.actions.endings import Death
from wangge.lives.actions.recording import Told, record
from wangge.people.actions import reveal
from wangge.people.editing import change_person
from wangge.people.imports import import_people
from wangge.people.models import Person, PersonChange, Phone
from wangge.people.queries import Filters, listed
from wangge.people.rules import lengthen
from wangge.upkeep.actions.merging import merge

PEOPLE = 10_000
HEADINGS = "姓名,身份证号,联系电话,残疾证号,紧急联系人及电话,备注,现住址,类别"
_RUN = re.compile(rb"[0-9Xx]{11,}")
_HEX = re.compile(rb"\\\\?x([0-9a-f]{2,})")


def id_number(at):
    day = date(1950, 1, 1) + timedelta(days=at)
    return lengthen(f"990101{day:%y%m%d}{at % 900 + 100}")


def phones(at):
    return f"120{at:08}", f"121{at:08}", f"122{at:08}"


def row(at, contact=1):
    number, (own, *others) = id_number(at), phones(at)
    home = f"白沙路{at // 40 + 1}号{at % 40 + 1}室"
    others[0] = phones(at)[contact]
    label = "刑满释放" if at % 500 == 0 else ""
    return f"张小{chr(0x4E00 + at % 5000)},{number},{own},{number}43,李四{others[0]},另有{others[1]}，证{number},{home},{label}"


SEEDED = frozenset(text.encode() for at in range(PEOPLE) for text in (id_number(at), *phones(at)))


def ledger(numbers, **more):
    return "\n".join([HEADINGS, *(row(at, **more) for at in numbers), ""]).encode()


def found(raw):
    """The seeded numbers that stand in `raw`: a number may stand anywhere in a run of digits."""
    return {
        run[at : at + width]
        for run in set(_RUN.findall(raw))
        for width in (11, 18)
        for at in range(len(run) - width + 1)
    } & SEEDED


def dump():
    """All that the database holds, as whoever copies it gets it; bytes are written as bytes."""
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    raw = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            raw += [text.encode() for (text,) in cursor.fetchall()]
    text = b"\n".join(raw)
    return text + b"\n".join(
        bytes.fromhex(h.decode()) for h in _HEX.findall(text) if not len(h) % 2
    )


def test_the_search_for_numbers_finds_what_is_there():
    for number in (id_number(7), phones(7)[2]):
        assert found(b"..." + number.encode() + b"43...") == {number.encode()}
    assert len(SEEDED) == 4 * PEOPLE


def test_no_seeded_number_stands_in_the_database(world):
    import_people(ledger(range(PEOPLE)), "名册.csv", world.community)
    assert (Person.objects.count(), Phone.objects.count()) == (PEOPLE, PEOPLE)
    import_people(ledger(range(500), contact=2), "名册二.csv", world.community)
    assert PersonChange.objects.filter(field="contact").exists()
    staff = world.staff("liu")
    person = listed(staff, Filters(number=id_number(3))).get()
    why = f"核实 {phones(3)[0]} 的来电，证号 {id_number(3)}"
    assert reveal(staff, person.uid, fields=["id_number", "phone"], reason=why) == {
        "id_number": id_number(3),
        "phone": [phones(3)[0]],
    }
    assert person.facts["contact"] == f"李四{phones(3)[2]}"
    assert found(dump()) == set()


def test_what_is_kept_to_undo_events_and_merges_holds_no_number(world):
    import_people(ledger(range(6)), "名册.csv", world.community)
    desk = world.staff("liu")
    one, two, three = Person.objects.order_by("pk")[:3]
    death = Told(uid=uuid7(), on=date(2026, 1, 2), source="本人告知", version=three.version)
    record(desk, death, three.uid, Death())
    merge(desk, one.uid, two.uid, versions=(one.version, two.version), take=["phone"], uid=uuid7())
    contact = {"contact": f"王五{phones(5)[0]}", "phone": phones(4)[2]}
    one.refresh_from_db()
    change_person(desk, one.uid, version=one.version, values=contact, source="电话核实")
    assert Phone.objects.filter(person=one).count() >= 1
    assert found(dump()) == set()


def test_a_residents_report_leaves_no_phone(world, general):
    report(
        uuid7(),
        Report(
            category=general["一般性"],
            title="路灯不亮",
            description="三栋门口的路灯不亮",
            grid=world.grid.code,
            reporter_name="王五",
            reporter_phone=phones(9)[0],
        ),
        staff=None,
    )
    assert found(dump()) == set()


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="an installation with a file of its own")
def test_neither_the_file_nor_its_log_holds_a_number(tmp_path):
    """The write-ahead log is kept by a reader that is still at work."""

    def wangge(*arguments):
        command = [sys.executable, "-m", "wangge.config.cli.main", *arguments]
        subprocess.run([*command, "--data", str(tmp_path)], check=True, capture_output=True)

    wangge("init", "--county", "450205")
    file = tmp_path / "wangge.sqlite3"
    reader = sqlite3.connect(file)
    reader.execute("BEGIN").execute("SELECT count(*) FROM people_person").fetchone()
    (tmp_path / "ledger.csv").write_bytes(ledger(range(2000)))
    area = "450205006003"
    subprocess.run(
        [
            *(sys.executable, "-m", "wangge.config.cli.main", "import", "people"),
            *(str(tmp_path / "ledger.csv"), "--area", area, "--data", str(tmp_path)),
        ],
        check=True,
        capture_output=True,
    )
    (tmp_path / "ledger.csv").unlink()
    raw = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    reader.close()
    assert len(raw["wangge.sqlite3-wal"]) > 1_000_000
    assert {name: sorted(found(content))[:3] for name, content in raw.items()} == {
        name: [] for name in raw
    }
