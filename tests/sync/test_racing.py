"""Many phones at the same moment, by several processes' worth of threads: each thing is done once."""

import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
AT_ONCE, OPS = 6, 8
WORLD = """
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()
from django.core.management import call_command
from django.db import connections

call_command("migrate", verbosity=0)
from conftest import build_world
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Device, Op
from wangge.visits.models import Visit

world = build_world()
staff = world.staff("wang")

def at_once(send):
    def done(n):
        try:
            return send(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(each for told in pool.map(done, range(AT_ONCE)) for each in told)
"""
COPIES = """
home = Household.objects.create(area=world.grid)
ops = [
    {"id": str(uuid7()), "entity": "visit", "key": str(uuid7()), "base": None,
     "fields": {"household": str(home.uid), "found": str(n)}, "at": None}
    for n in range(OPS)
]
told = at_once(lambda _n: [receipt.result for receipt in push(staff, Hello("a"), ops)])
print(json.dumps([told, Visit.objects.count(), Op.objects.count(), Device.objects.count()]))
"""
NEWCOMERS = """
def meet(n):
    home = str(uuid7())
    fields = [
        ("household", home, {"grid": world.grid.number, "address": "白沙路20号1栋2单元301"}),
        ("person", str(uuid7()), {"household": home, "name": "陆甲", "relation": "户主"}),
    ]
    ops = [
        {"id": str(uuid7()), "entity": entity, "key": key, "base": None, "fields": told, "at": None}
        for entity, key, told in fields
    ]
    return [receipt.code or receipt.result for receipt in push(staff, Hello(f"p{n}"), ops)]

told = at_once(meet)
print(json.dumps([told, Household.objects.count(), Person.objects.count()]))
"""


def raced(tmp_path, code):
    """What the code printed last; a database file of its own, for threads share none in memory."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env = kept | {
        "WANGGE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)]),
    }
    script = f"AT_ONCE, OPS = {AT_ONCE}, {OPS}\n{WORLD}{code}"
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_copies_of_one_push_at_the_same_moment_are_one(tmp_path):
    told = {"applied": OPS, "repeated": OPS * (AT_ONCE - 1)}
    assert raced(tmp_path, COPIES) == [told, OPS, OPS, 1]


def test_phones_that_meet_one_newcomer_at_the_same_moment_make_one_record(tmp_path):
    doubles = {"household.duplicate": AT_ONCE - 1, "person.home": AT_ONCE - 1}
    assert raced(tmp_path, NEWCOMERS) == [{"applied": 2, **doubles}, 1, 1]
