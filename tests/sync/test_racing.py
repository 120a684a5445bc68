"""The same operations sent many times at once, by several processes' worth of threads: done once."""

import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
AT_ONCE, OPS = 6, 8
RACE = """
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
from wangge.people.models import Household
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import Device, Op
from wangge.visits.models import Visit

world = build_world()
home = Household.objects.create(area=world.grid)
staff = world.staff("wang")
ops = [
    {"id": str(uuid7()), "entity": "visit", "key": str(uuid7()), "base": None,
     "fields": {"household": str(home.uid), "found": str(n)}, "at": None}
    for n in range(%(ops)d)
]

def send(_n):
    try:
        return [receipt.result for receipt in push(staff, Hello("a"), ops)]
    finally:
        connections.close_all()

with ThreadPoolExecutor(%(at_once)d) as pool:
    told = Counter(result for results in pool.map(send, range(%(at_once)d)) for result in results)
print(json.dumps([told, Visit.objects.count(), Op.objects.count(), Device.objects.count()]))
"""


def test_copies_of_one_push_at_the_same_moment_are_one(tmp_path):
    # A database file of its own: threads do not share the one in memory.
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env = kept | {
        "WANGGE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "wangge.config.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)]),
    }
    code = RACE % {"ops": OPS, "at_once": AT_ONCE}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = {"applied": OPS, "repeated": OPS * (AT_ONCE - 1)}
    assert json.loads(done.stdout.splitlines()[-1]) == [told, OPS, OPS, 1]
