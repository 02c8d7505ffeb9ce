"""Posting a mail: as certain as what it tells of, and never in the way of it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.db import db, unit_of_work
from app.jobs.queue import Gate, JsonQueue, enqueue, gate
from app.notifications.models import OutboxMessage
from app.notifications.outbox import LARGEST_NUDGE, post, post_many
from tests.factories.notifications import message, posted, row
from tests.support.elsewhere import using_redis
from tests.support.redis import PrivateRedis, private_redis
from tests.support.statements import recorded_statements

BUDGET_SECONDS = 1.5


@pytest.fixture
def queue(app: Flask) -> JsonQueue:
    """The empty queue of this test process."""
    way = gate(app)
    way.redis.flushdb()
    way.closed_until = 0.0
    return JsonQueue(connection=way.redis)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path) as server:
        yield server


@pytest.fixture
def shop(app: Flask, own_redis: PrivateRedis) -> Iterator[Flask]:
    """The shop on a Redis that the test can stop."""
    with using_redis(app, own_redis.url):
        yield app


def count_messages() -> int:
    return db.session.scalar(select(func.count(OutboxMessage.id))) or 0


def test_a_posted_mail_is_a_row_and_one_job_that_carries_only_its_key(queue: JsonQueue) -> None:
    first, second = message(), message(locale="id", context={"name": "Tini", "role": "seller"})
    ids = posted(first, second)
    kept = row(ids[1])
    assert (kept.kind, kept.recipient, kept.locale) == ("welcome", second.recipient, "id")
    assert kept.context == {"name": "Tini", "role": "seller"}
    assert (kept.status, kept.attempts) == ("PENDING", 0)
    [job] = queue.jobs
    assert job.func_name == "app.notifications.jobs.deliver_posted"
    assert job.args == [[first.dedupe_key, second.dedupe_key]]


def test_all_posts_of_one_unit_of_work_share_one_job(queue: JsonQueue) -> None:
    def work() -> None:
        post("welcome", recipient="a@example.com", locale="en", context={}, dedupe_key="welcome:a")
        post_many([message(dedupe_key="welcome:b"), message(dedupe_key="welcome:c")])

    unit_of_work(work)
    [job] = queue.jobs
    assert job.args == [["welcome:a", "welcome:b", "welcome:c"]]


def test_several_mails_are_one_insert(queue: JsonQueue) -> None:
    with recorded_statements() as statements:
        unit_of_work(lambda: post_many([message() for _ in range(7)]))
    assert [one[:27] for one in statements] == ["INSERT INTO outbox_messages"]
    assert count_messages() == 7


def test_no_mails_are_no_statement_and_no_job(queue: JsonQueue) -> None:
    with recorded_statements() as statements:
        unit_of_work(lambda: post_many([]))
    assert statements == []
    assert queue.jobs == []


def test_what_rolls_back_posts_nothing_and_asks_no_worker(queue: JsonQueue) -> None:
    def work() -> None:
        post_many([message()])
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        unit_of_work(work)
    assert count_messages() == 0
    assert queue.jobs == []


def test_a_unit_of_work_that_ran_twice_asks_a_worker_once(queue: JsonQueue) -> None:
    """DESIGN 5: after a deadlock the whole unit runs again; its first attempt left nothing."""
    attempts = []
    one = message()

    def work() -> None:
        attempts.append(1)
        post_many([one])
        if len(attempts) == 1:
            raise_deadlock()

    unit_of_work(work)
    assert len(attempts) == 2
    assert count_messages() == 1
    assert [job.args for job in queue.jobs] == [[[one.dedupe_key]]]


def raise_deadlock() -> None:
    """What both drivers say when two transactions got in each other's way."""
    raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))


def test_a_second_mail_with_the_same_key_is_passed_over(queue: JsonQueue) -> None:
    """A15: an event is told once, however often it is posted."""
    first = message(context={"name": "Sari", "role": "customer"})
    again = message(dedupe_key=first.dedupe_key, context={"name": "Other", "role": "seller"})
    [number] = posted(first)
    unit_of_work(lambda: post_many([again, message()]))
    assert count_messages() == 2
    assert row(number).context["name"] == "Sari"


def test_posting_outside_a_unit_of_work_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="unit of work"):
        post_many([message()])
    assert count_messages() == 0


def test_the_request_id_stays_on_the_row_and_in_the_job(queue: JsonQueue) -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc123"):
        [number] = posted(message())
    assert row(number).request_id == "abc123"
    assert queue.jobs[0].meta == {"request_id": "abc123"}


def test_jobs_are_json_and_never_pickle(queue: JsonQueue) -> None:
    """B17: who can write to Redis cannot make a worker run code of their own."""
    posted(message())
    [job] = queue.jobs
    assert job.serializer.loads(job.data)[0] == "app.notifications.jobs.deliver_posted"
    assert job.data.startswith(b"[")


def test_very_many_mails_at_once_are_left_to_the_sweep(queue: JsonQueue) -> None:
    unit_of_work(lambda: post_many([message() for _ in range(LARGEST_NUDGE + 1)]))
    assert [job.func_name for job in queue.jobs] == ["app.notifications.jobs.sweep"]


def test_a_job_whose_id_waits_already_is_not_added_again(queue: JsonQueue) -> None:
    assert enqueue("app.notifications.jobs.sweep", job_id="sweep-1")
    assert enqueue("app.notifications.jobs.sweep", job_id="sweep-1")
    assert queue.job_ids == ["sweep-1"]


def timed_post() -> float:
    began = time.perf_counter()
    posted(message())
    return time.perf_counter() - began


def test_posting_succeeds_within_its_budget_while_redis_is_stopped(
    shop: Flask, own_redis: PrivateRedis
) -> None:
    """A17."""
    own_redis.stop()
    assert max(timed_post() for _ in range(3)) < BUDGET_SECONDS
    assert count_messages() == 3


def test_posting_succeeds_within_its_budget_while_redis_is_frozen(
    shop: Flask, own_redis: PrivateRedis
) -> None:
    """A17: nothing answers, and only the first of several posts waits for it."""
    own_redis.freeze()
    first, *others = [timed_post() for _ in range(4)]
    assert first < BUDGET_SECONDS
    assert max(others) < 0.5
    assert count_messages() == 4


def test_posting_succeeds_when_a_connection_that_was_good_freezes(
    shop: Flask, own_redis: PrivateRedis
) -> None:
    posted(message())
    own_redis.freeze()
    assert timed_post() < BUDGET_SECONDS
    assert count_messages() == 2


def test_a_rested_gate_opens_again_when_redis_is_back(own_redis: PrivateRedis, app: Flask) -> None:
    way = Gate(own_redis.url)
    own_redis.stop()
    assert not way.enqueue("app.notifications.jobs.sweep", (), job_id=None)
    own_redis.start()
    assert not way.enqueue("app.notifications.jobs.sweep", (), job_id=None), "it rests"
    way.closed_until = 0.0
    assert way.enqueue("app.notifications.jobs.sweep", (), job_id=None)
    assert JsonQueue(connection=own_redis.client).count == 1
