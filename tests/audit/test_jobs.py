"""Jobs are done at least once by one worker at a time, also when workers die."""

from datetime import timedelta
from threading import Event

import pytest

from wangge.audit import jobs
from wangge.audit.models import Job
from wangge.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """A handler that keeps what it was given, and what was given up."""
    monkeypatch.setattr(jobs, "_handlers", {})
    seen = []
    jobs.handle(
        "note", lambda subject, _beat: seen.append(subject), lambda *told: seen.append(told)
    )
    return seen


def test_a_job_is_done_once(done):
    jobs.put("note", "a")
    assert [jobs.work_once(), jobs.work_once()] == [True, False]
    assert done == ["a"]


def test_a_job_waits_for_its_time(done):
    moment = clock.now()
    with clock.at(moment):
        jobs.put("note", "later", due=moment + timedelta(hours=1))
        assert not jobs.work_once()
    with clock.at(moment + timedelta(hours=1, seconds=1)):
        assert jobs.work_once()
    assert done == ["later"]


def test_jobs_nobody_here_knows_are_left_to_others(done):
    jobs.put("elsewhere", "x")
    assert not jobs.work_once()


def test_the_job_of_a_dead_worker_is_taken_again_after_its_lease(done):
    moment = clock.now()
    jobs.put("note", "a")
    with clock.at(moment + timedelta(seconds=1)):
        assert jobs._take() is not None  # and its worker dies
        assert not jobs.work_once()
    with clock.at(moment + jobs.LEASE + timedelta(seconds=2)):
        assert jobs.work_once()
    assert done == ["a"]


def test_a_worker_that_was_silent_too_long_stops_when_it_speaks(done):
    moment = clock.now()
    jobs.put("note", "a")
    with clock.at(moment + timedelta(seconds=1)):
        first = jobs._take()
    with clock.at(moment + jobs.LEASE + timedelta(seconds=2)):
        assert jobs.work_once()
        with pytest.raises(jobs.Lost):
            jobs._beat(first)
    assert Job.objects.get().done_at is not None


def test_a_beat_prolongs_the_lease(done):
    moment = clock.now()
    jobs.put("note", "a")
    with clock.at(moment + timedelta(seconds=1)):
        job = jobs._take()
    with clock.at(moment + jobs.LEASE):
        jobs._beat(job)
    with clock.at(moment + jobs.LEASE + timedelta(seconds=30)):
        assert not jobs.work_once()


def test_a_job_that_fails_is_tried_later_and_given_up_at_last(done):
    def fail(_subject, _beat):
        raise ValueError("坏了")

    jobs.handle("bad", fail, lambda *told: done.append(told))
    moment = clock.now()
    jobs.put("bad", "x")
    for _ in range(jobs.MOST_TRIES):
        moment += timedelta(hours=1)
        with clock.at(moment):
            assert jobs.work_once()
            assert not jobs.work_once()
    with clock.at(moment + timedelta(days=1)):
        assert not jobs.work_once()
    assert done == [("x", "坏了")]
    assert (Job.objects.get().tries, Job.objects.get().error) == (jobs.MOST_TRIES, "坏了")


def test_a_job_whose_workers_die_every_time_is_given_up(done):
    moment = clock.now()
    jobs.put("note", "deadly")
    for _ in range(jobs.MOST_TRIES):
        moment += jobs.LEASE + timedelta(seconds=1)
        with clock.at(moment):
            assert jobs._take() is not None
    with clock.at(moment + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.work_once()
    assert done == [("deadly", "后台处理多次中断")]


def test_a_worker_works_until_it_is_stopped(done):
    stop = Event()
    jobs.handle("stop", lambda *_: stop.set(), lambda *_: None)
    jobs.put("note", "a")
    jobs.put("stop", "")
    jobs.work(stop, poll=0.01)
    assert done == ["a"]
