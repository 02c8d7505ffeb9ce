"""The real worker and clock as processes: killed, without Redis, and asked to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from rq.serializers import JSONSerializer

from app.jobs.worker import ShopWorker
from app.notifications.models import MessageStatus
from config import Configuration
from devtools.embedded_redis import free_port
from tests.factories.notifications import message, posted, row
from tests.support.deliveries import kill_during_delivery, sent_count
from tests.support.elsewhere import using_redis, using_smtp
from tests.support.processes import running
from tests.support.redis import PrivateRedis, private_redis
from tests.support.smtp import KEPT_POINTS, POINTS, StallingServer, stalling_server
from tests.support.waiting import until


@pytest.fixture
def redis(app: Flask, tmp_path: Path) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path) as server, using_redis(app, server.url):
        yield server


@pytest.fixture
def server(app: Flask) -> Iterator[StallingServer]:
    with stalling_server() as handler, using_smtp(app, handler.port):
        yield handler


@pytest.fixture
def there(
    configuration: Configuration, redis: PrivateRedis, server: StallingServer
) -> Configuration:
    """The configuration of the programs under test."""
    return replace(configuration, redis_url=redis.url, smtp_port=server.port, log_level="ERROR")


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_point_of_a_delivery_loses_no_mail(
    there: Configuration, server: StallingServer, point: str
) -> None:
    """A15: each mail arrives; twice at most where it died between sending and marking.

    `make bench` repeats it.
    """
    killed = kill_during_delivery(there, server, point)
    assert killed.marked_by_killed == 0
    assert killed.sent_before_lease_ended == 3, "the one at hand is still leased"
    assert killed.sent == 4
    assert set(killed.arrived) == killed.expected
    # A server that had every byte when its client died may keep the mail or not.
    either = {0, 1} if point == "before keeping" else {1} if point in KEPT_POINTS else {0}
    assert killed.duplicates in either
    assert killed.message_ids == 4


def test_what_is_posted_while_redis_is_away_arrives_after_its_return(
    there: Configuration, redis: PrivateRedis, server: StallingServer
) -> None:
    """A16, A18: nobody restarts anything, and Redis comes back empty."""
    with running("work", there) as worker, running("schedule", there) as scheduler:
        posted(message())
        until(lambda: sent_count() == 1, what="the first mail")
        redis.stop()
        posted(*(message() for _ in range(3)))
        redis.start()
        until(lambda: sent_count() == 4, seconds=40, what="the mails of the absence")
        assert worker.poll() is None
        assert scheduler.poll() is None
    assert len(server.kept) == 4


def test_a_worker_asked_to_end_finishes_the_mail_at_hand(
    there: Configuration, server: StallingServer
) -> None:
    [number] = posted(message())
    server.stall_at = "before keeping"
    with running("work", there) as worker:
        until(server.stalled.is_set, what="a mail is at hand")
        worker.send_signal(signal.SIGTERM)
        server.released.set()
        assert worker.wait(timeout=20) == 0
    assert row(number).status == MessageStatus.SENT
    assert len(server.kept) == 1


def test_a_worker_asked_to_end_while_redis_is_away_ends(
    there: Configuration, redis: PrivateRedis
) -> None:
    with running("work", there) as worker:
        until(lambda: redis.client.scard("rq:workers"), what="the worker runs")
        redis.stop()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0


@pytest.mark.parametrize("verb", ["work", "schedule", "mailbox"])
def test_an_idle_program_ends_at_once_when_asked(
    there: Configuration, redis: PrivateRedis, tmp_path: Path, verb: str
) -> None:
    folder = tmp_path / "mailbox"
    with running(
        verb, replace(there, mailbox_folder=str(folder), mailbox_port=free_port())
    ) as program:
        ready = {
            "work": lambda: redis.client.scard("rq:workers"),
            "schedule": lambda: redis.client.exists("belanjain:clock"),
            "mailbox": folder.exists,
        }[verb]
        until(ready, what=f"{verb} runs")
        program.send_signal(signal.SIGTERM)
        assert program.wait(timeout=10) == 0


def test_a_worker_serves_one_queue_in_json_and_is_missed_soon(app: Flask) -> None:
    """A18, B17."""
    worker = ShopWorker(app, threading.Event())
    assert worker.queue_names() == ["default"]
    assert worker.serializer is JSONSerializer
    assert worker.worker_ttl <= 30


def test_a_wrong_setting_stops_the_start_with_a_sentence(there: Configuration) -> None:
    with running("work", replace(there, redis_url="http://nowhere")) as program:
        assert program.wait(timeout=20) == 2
