"""The clock fires what is due, once, whoever and whatever falls over."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from rq.utils import import_attribute
from sqlalchemy import select

from app.clock import utcnow
from app.db import db, unit_of_work
from app.jobs import clock as clock_module
from app.jobs import periods
from app.jobs.clock import ENTRIES, LOCK_NAME, SCHEDULE, Clock, Periodic, next_firing
from app.jobs.models import PeriodicRun
from app.jobs.periods import GIVEN_UP_AFTER, tick
from app.jobs.queue import JOB_TIMEOUT_SECONDS, JsonJob, JsonQueue, quick_redis
from app.jobs.seldom import Seldom
from tests.support.elsewhere import using_redis
from tests.support.redis import PrivateRedis, private_redis
from tests.support.waiting import until

MORNING = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # Monday, 10:00 in Jakarta


@pytest.fixture(scope="module")
def module_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis(app: Flask, module_redis: PrivateRedis) -> Iterator[PrivateRedis]:
    """An empty Redis of this module's own, to which the application speaks."""
    module_redis.client.flushall()
    with using_redis(app, module_redis.url):
        yield module_redis


@pytest.fixture
def queue(redis: PrivateRedis) -> JsonQueue:
    return JsonQueue(connection=redis.client)


def new_clock(redis: PrivateRedis) -> Clock:
    return Clock(redis.client)


def entries(redis: PrivateRedis) -> dict[str, float]:
    found = redis.client.zrange(Clock.scheduled_jobs_key, 0, -1, withscores=True)
    return {name.decode(): score for name, score in found}


def take_all(queue: JsonQueue) -> None:
    """As workers do: off the list, while the jobs stay for their next firing."""
    queue.connection.delete(queue.key)


def runs(job: str = "auto_complete") -> list[tuple[str, bool]]:
    """The periods of this job that were begun, and whether they are done."""
    db.session.rollback()
    rows = db.session.execute(
        select(PeriodicRun.period, PeriodicRun.finished_at)
        .where(PeriodicRun.job == job)
        .order_by(PeriodicRun.id)
    )
    return [(period, finished is not None) for period, finished in rows]


def asked(queue: JsonQueue, job: str = "auto_complete") -> list[str]:
    """The periods of this job that wait on the queue."""
    waiting = [one.args for one in queue.jobs if one.func_name == "app.jobs.periods.run"]
    return [period for name, period in waiting if name == job]


# What is due


@pytest.mark.parametrize(
    ("moment", "periods_due"),
    [
        ("2026-11-23T01:59:59", ["2026-W46", "2026-W47"]),
        ("2026-11-23T02:00:00", ["2026-W47", "2026-W48"]),
        ("2027-01-04T03:00:00", ["2026-W53", "2027-W01"]),
    ],
)
def test_a_weekly_job_is_due_from_monday_morning_in_jakarta(
    moment: str, periods_due: list[str]
) -> None:
    """A19: missed weeks are made up for, each by its ISO week."""
    weekly = Periodic("report", "0 9 * * 1", "nowhere", "%G-W%V", catch_up=2)
    assert weekly.due(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == periods_due


def test_a_daily_job_belongs_to_the_day_of_jakarta() -> None:
    daily = Periodic("daily", "0 2 * * *", "nowhere", "%Y-%m-%d")
    assert daily.due(datetime(2026, 11, 22, 18, 59, 59, tzinfo=UTC)) == ["2026-11-22"]
    assert daily.due(datetime(2026, 11, 22, 19, 0, tzinfo=UTC)) == ["2026-11-23"]


def test_the_next_firing_is_in_jakarta_time_whatever_the_process_has() -> None:
    assert next_firing("0 2 * * *", MORNING) == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    assert next_firing("* * * * *", MORNING) == MORNING + timedelta(minutes=1)


def test_everything_on_the_schedule_exists_and_can_be_stored() -> None:
    for function, _, cron in ENTRIES.values():
        assert callable(import_attribute(function))
        assert next_firing(cron, MORNING) > MORNING
    for job in SCHEDULE:
        assert callable(import_attribute(job.function))
        assert len(job.name) <= 40
        assert all(len(period) <= 20 for period in job.due(MORNING))


def test_the_outbox_is_swept_each_minute_and_the_rest_is_done_in_the_night() -> None:
    """DESIGN 6."""
    assert ENTRIES["clock-outbox_sweep"][::2] == ("app.notifications.jobs.sweep", "* * * * *")
    daily = {job.name: job.cron for job in SCHEDULE if job.period == "%Y-%m-%d"}
    assert daily == {"auto_complete": "0 2 * * *", "housekeeping": "30 3 * * *"}


# The entries


def test_a_clock_that_starts_on_nothing_fires_everything_once(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    clock = new_clock(redis)
    assert clock.turn()
    assert sorted(queue.job_ids) == sorted(ENTRIES)
    assert all(score > utcnow().timestamp() for score in entries(redis).values())
    assert clock.turn()
    assert queue.count == len(ENTRIES)


def test_an_entry_fires_again_when_its_time_has_come(redis: PrivateRedis, queue: JsonQueue) -> None:
    clock = new_clock(redis)
    clock.turn()
    take_all(queue)
    with time_machine.travel(utcnow() + timedelta(minutes=1)):
        clock.turn()
        assert "clock-outbox_sweep" in queue.job_ids
        assert "clock-auto_complete" not in queue.job_ids


def test_an_overdue_entry_is_not_skipped_by_a_new_clock(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    """A19: the scheduler was away over the time of a firing."""
    new_clock(redis).turn()
    take_all(queue)
    redis.client.delete(LOCK_NAME)
    with time_machine.travel(utcnow() + timedelta(days=2)):
        new_clock(redis).turn()
        assert sorted(queue.job_ids) == sorted(ENTRIES)


def test_after_redis_lost_everything_the_next_turn_registers_and_fires_again(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    """A16."""
    clock = new_clock(redis)
    clock.turn()
    redis.client.flushall()
    clock.turn()
    assert set(entries(redis)) == set(ENTRIES)
    assert sorted(queue.job_ids) == sorted(ENTRIES)
    assert clock_module.TURN_SECONDS < 60


def test_an_entry_whose_job_was_lost_is_registered_again(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    clock = new_clock(redis)
    clock.turn()
    redis.client.delete(JsonJob.key_for("clock-outbox_sweep"))
    take_all(queue)
    clock.turn()
    assert queue.job_ids == ["clock-outbox_sweep"]
    assert set(entries(redis)) == set(ENTRIES)


def test_a_changed_time_replaces_the_entry_and_an_old_name_goes(
    redis: PrivateRedis, queue: JsonQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = new_clock(redis)
    clock.turn()
    take_all(queue)
    changed = {"clock-outbox_sweep": ("app.notifications.jobs.sweep", (), "*/5 * * * *")}
    monkeypatch.setattr(clock_module, "ENTRIES", changed)
    clock.turn()
    assert set(entries(redis)) == {"clock-outbox_sweep"}
    job = JsonJob.fetch("clock-outbox_sweep", connection=redis.client)
    assert job.meta["cron_string"] == "*/5 * * * *"


def test_without_workers_no_copies_of_a_firing_pile_up(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    clock = new_clock(redis)
    clock.turn()
    for minutes in range(1, 6):
        with time_machine.travel(utcnow() + timedelta(minutes=minutes)):
            clock.turn()
    assert queue.job_ids.count("clock-outbox_sweep") == 1


def test_of_two_clocks_one_acts_and_the_other_takes_over(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    """A19."""
    first, second = new_clock(redis), new_clock(redis)
    assert [first.turn(), second.turn(), first.turn(), second.turn()] == [True, False, True, False]
    assert queue.count == len(ENTRIES)
    first.let_go()
    assert [second.turn(), first.turn()] == [True, False]


def test_the_lock_of_a_dead_clock_runs_out(redis: PrivateRedis) -> None:
    first, second = new_clock(redis), new_clock(redis)
    first.turn()
    left = redis.client.pttl(LOCK_NAME)
    assert 0 < left <= clock_module.LOCK_SECONDS * 1000
    redis.client.delete(LOCK_NAME)  # what its running out does
    assert second.turn()
    assert not first.turn(), "the first, back from a long pause, sees that it is no longer the one"
    first.let_go()
    assert second.turn()


def test_a_clock_that_only_stood_by_ends_without_a_word(
    redis: PrivateRedis, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Clock(redis.client), Clock(redis.client)
    assert (first.turn(), second.turn()) == (True, False)
    with caplog.at_level(logging.INFO, "app.jobs"):
        second.let_go()
        Clock(redis.client).let_go()
    assert caplog.records == []
    assert redis.client.get(LOCK_NAME), "the lock is still the first one's"
    first.let_go()


def test_an_absence_of_redis_is_not_told_at_every_turn(caplog: pytest.LogCaptureFixture) -> None:
    clock, seldom = Clock(quick_redis("redis://127.0.0.1:1/0")), Seldom()
    states = [clock_module.turn_safely(clock, seldom) for _ in range(3)]
    assert states == [None, None, None]
    assert len(caplog.records) == 1


def test_the_clock_goes_on_through_an_absence_of_redis_and_ends_on_sigterm(
    app: Flask, redis: PrivateRedis, queue: JsonQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "TURN_SECONDS", 0.05)
    settings = replace(app.config["BELANJAIN"], redis_url=redis.url)
    monkeypatch.setitem(app.config, "BELANJAIN", settings)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def outside() -> None:
        try:
            until(lambda: len(entries(redis)) == len(ENTRIES), what="first turn")
            redis.stop()
            threading.Event().wait(0.3)
            redis.start()
            until(lambda: len(entries(redis)) == len(ENTRIES), what="turn after the absence")
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(outside)
            clock_module.run(app)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    watching.result()
    assert redis.client.get(LOCK_NAME) is None, "it let go of the lock"


# The periods


@time_machine.travel(MORNING, tick=False)
def test_a_tick_asks_for_each_due_period_once(redis: PrivateRedis, queue: JsonQueue) -> None:
    tick()
    tick()
    for job in SCHEDULE:
        latest = job.due(MORNING)
        assert asked(queue, job.name) == latest
        assert runs(job.name) == [(period, False) for period in latest]
    assert asked(queue) == ["2026-11-23"]


@time_machine.travel(MORNING, tick=False)
def test_a_finished_period_is_never_asked_for_again(redis: PrivateRedis, queue: JsonQueue) -> None:
    """A19: not even after Redis has forgotten everything."""
    tick()
    periods.run("auto_complete", "2026-11-23")
    redis.client.flushall()
    with time_machine.travel(MORNING + timedelta(hours=10)):
        tick()
    assert asked(queue) == []
    assert runs() == [("2026-11-23", True)]


@time_machine.travel(MORNING, tick=False)
def test_a_run_that_died_is_asked_for_again_the_same_day(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    assert timedelta(seconds=JOB_TIMEOUT_SECONDS) < GIVEN_UP_AFTER
    tick()
    redis.client.flushall()
    with time_machine.travel(MORNING + GIVEN_UP_AFTER - timedelta(seconds=1)):
        tick()
        assert asked(queue) == [], "it may still be running"
    with time_machine.travel(MORNING + GIVEN_UP_AFTER):
        tick()
        tick()
        assert asked(queue) == ["2026-11-23"]
    assert len(runs()) == 1


@time_machine.travel(MORNING, tick=False)
def test_ticks_at_the_same_moment_ask_once(
    app: Flask, redis: PrivateRedis, queue: JsonQueue
) -> None:
    db.session.remove()
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            tick()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work) for _ in range(4)]:
            future.result()
    assert asked(queue) == ["2026-11-23"]
    assert len(runs()) == 1


def test_a_missed_day_is_made_up_for_on_the_next_tick(
    redis: PrivateRedis, queue: JsonQueue
) -> None:
    with time_machine.travel(MORNING, tick=False):
        tick()
        periods.run("auto_complete", "2026-11-23")
    with time_machine.travel(MORNING + timedelta(days=3, hours=-9), tick=False):
        tick()
    assert [period for period, _ in runs()] == ["2026-11-23", "2026-11-25"]


def test_a_job_that_is_declared_no_more_is_named(app: Flask) -> None:
    with pytest.raises(LookupError, match="yearly"):
        periods.run("yearly", "2026")


def test_a_job_may_ask_for_the_name_of_its_period(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the weekly report will."""
    wants = Periodic("report", "0 9 * * 1", "tests.support.calls.remember", "%G", wants_period=True)
    monkeypatch.setattr(periods, "SCHEDULE", (wants,))
    unit_of_work(lambda: db.session.add(PeriodicRun(job="report", period="2026")))
    periods.run("report", "2026")
    assert import_attribute("tests.support.calls.remembered") == ["2026"]
    assert runs("report") == [("2026", True)]
