import subprocess
import sys
from datetime import timedelta

import pytest

from wangge.exchange import claims, ledgers, runs
from wangge.exchange.models import ImportRun
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.people.models import Person

LEDGER = "姓名,出生日期\n张三,1980-01-01\n李四,1990-02-02\n".encode()


@pytest.fixture
def run(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return ledgers.upload(world.staff("liu"), "people", LEDGER, "a.csv", world.community)


@pytest.fixture
def dead():
    """The claim of a process that is no more."""
    told = subprocess.run(
        [sys.executable, "-c", "from wangge.exchange import claims; print(claims._process(claims.os.getpid()))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {"process": told.stdout.strip()}


def state(world):
    [run] = runs.listed(world.users["liu"])
    return run.get_state_display()


def test_a_run_in_a_living_process_is_left_alone(world, run):
    runs.claim(run, {})
    assert state(world) == "导入中"
    with pytest.raises(Refused):
        runs.claim(run, {})


def test_a_run_whose_process_was_killed_is_interrupted_and_done_again(world, run, dead):
    runs.claim(run, {})
    ImportRun.objects.update(result=run.result | dead)
    assert state(world) == "中断"
    again = runs.fetch(world.users["liu"], run.uid)
    done = ledgers.carry_out(world.staff("liu"), again, {})
    assert (done.state, done.result["created"]) == ("done", 2)
    assert state(world) == "已导入"


def test_a_run_killed_after_its_rows_were_written_makes_no_person_twice(world, run, dead):
    first = ledgers.upload(world.staff("liu"), "people", LEDGER, "a.csv", world.community)
    ledgers.carry_out(world.staff("liu"), first, {})
    runs.claim(run, {})
    ImportRun.objects.filter(pk=run.pk).update(result=run.result | dead)
    again = runs.fetch(world.users["liu"], run.uid)
    done = ledgers.carry_out(world.staff("liu"), again, {})
    assert (done.result["created"], done.result["unchanged"]) == (0, 2)
    assert Person.objects.count() == 2


def test_a_claim_of_another_machine_lapses(world, run):
    runs.claim(run, {})
    ImportRun.objects.update(result=run.result | {"host": "elsewhere"})
    assert state(world) == "导入中"
    later = clock.now() + claims.LAPSE + timedelta(minutes=1)
    with clock.at(later):
        assert state(world) == "中断"


def test_who_was_thought_dead_cannot_finish_what_another_took_over(world, run, dead):
    runs.claim(run, {})
    ImportRun.objects.update(result=run.result | dead)
    other = runs.fetch(world.users["liu"], run.uid)
    runs.claim(other, {})
    with pytest.raises(Refused):
        runs.finish(run, {"created": 9}, report=b"x", mend=b"")
    runs.release(run)
    assert state(world) == "导入中"
    assert runs.finish(other, {"created": 2}, report=b"x", mend=b"").state == "done"


def test_a_run_that_fails_can_be_tried_again(world, run):
    runs.claim(run, {})
    runs.release(run)
    assert state(world) == "待确认"
