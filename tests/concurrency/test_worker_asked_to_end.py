"""The worker's loop: it ends when it is asked to, at whichever step, and it outlives Redis.

The loop runs in the test's own process, and the signal is sent while the door in front of Redis
holds the message that the loop has just sent: never by a guess at the time.
"""

from __future__ import annotations

import faulthandler
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from app.jobs.worker import work
from app.notifications.jobs import sweep
from app.notifications.models import MessageStatus
from config import Configuration
from tests.factories.notifications import let_leases_run_out, message, posted, row
from tests.support.deliveries import sent_count
from tests.support.door import Door, door
from tests.support.elsewhere import using_redis, using_smtp
from tests.support.processes import running
from tests.support.redis import PrivateRedis, private_redis
from tests.support.smtp import stalling_server
from tests.support.waiting import until

WAITS_FOR_A_JOB = b"BLMOVE"


@pytest.fixture
def redis(app: Flask, tmp_path: Path) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path) as server, using_redis(app, server.url):
        yield server


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """The test process listens to signals as before; a loop that does not end ends the process."""
    usual = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    faulthandler.dump_traceback_later(120, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        for number, handler in usual.items():
            signal.signal(number, handler)


def work_behind(app: Flask, redis: PrivateRedis, way: Door, meanwhile: Callable[[], None]) -> None:
    """Run the loop until it ends; `meanwhile` runs in another thread, then SIGTERM is sent."""
    reached: list[bool] = []

    def ask() -> None:
        try:
            meanwhile()
            reached.append(True)
        finally:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
            way.opened.set()

    usual = app.config["BELANJAIN"]
    address = redis.url.replace(str(redis.instance.port), str(way.port))
    app.config["BELANJAIN"] = replace(usual, redis_url=address)
    asker = threading.Thread(target=ask)
    asker.start()
    try:
        work(app)
    finally:
        app.config["BELANJAIN"] = usual
        asker.join()
    assert reached, "the loop never came to the step in question"


def workers(redis: PrivateRedis) -> list[str]:
    with Redis.from_url(redis.url) as client:
        return [name.decode() for name in client.smembers("rq:workers")]


def test_a_worker_asked_to_end_at_any_step_of_its_start_ends(
    app: Flask, redis: PrivateRedis
) -> None:
    """From the first word to Redis to the one that waits for a job, each step in its turn."""
    for step in count(1):
        with door(redis.instance.port, hold_at=step) as way:
            work_behind(app, redis, way, lambda way=way: until(way.held.is_set))
            last = way.messages[step - 1]
        assert workers(redis) == [], f"it did not say goodbye when asked at {last!r}"
        if WAITS_FOR_A_JOB in last:
            break
    assert step > 8


def test_a_worker_asked_to_end_before_it_has_ever_reached_redis_ends(
    app: Flask, redis: PrivateRedis
) -> None:
    with door(redis.instance.port, shut=True) as way:
        work_behind(app, redis, way, lambda: until(lambda: way.turned_away))
        assert way.messages == []


def test_a_worker_that_redis_turned_away_begins_again(app: Flask, redis: PrivateRedis) -> None:
    """Nobody restarts it, and it waits for jobs again."""
    with door(redis.instance.port, shut=True) as way:

        def let_in_later() -> None:
            until(lambda: way.turned_away > 4, what="it has tried again and again")
            way.shut = False
            until(lambda: any(WAITS_FOR_A_JOB in one for one in way.messages))

        work_behind(app, redis, way, let_in_later)
    assert workers(redis) == []


def asked_again(worker: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; asks once more if not, since it takes no hurry within a second."""
    worker.send_signal(signal.SIGTERM)
    return worker.poll() is not None


def test_a_worker_asked_twice_hands_its_job_back(
    configuration: Configuration, app: Flask, redis: PrivateRedis
) -> None:
    """The second SIGTERM means now: the mail at hand goes out later, and once."""
    with stalling_server() as server, using_smtp(app, server.port):
        [number] = posted(message())
        server.stall_at = "recipient"
        there = replace(configuration, redis_url=redis.url, smtp_port=server.port)
        with running("work", there) as worker, redis.client as client:
            until(server.stalled.is_set, what="a mail is at hand")
            [name] = workers(redis)
            worker.send_signal(signal.SIGTERM)
            until(lambda: client.hexists(name, "shutdown_requested_date"), what="it has heard")
            assert worker.poll() is None, "it waits for the mail at hand"
            until(lambda: asked_again(worker), what="it ends at once")
        server.released.set()
        assert row(number).status == MessageStatus.PENDING
        assert row(number).leased_until, "it was ended in the middle of it"
        assert server.kept == []
        let_leases_run_out()
        sweep()
        assert sent_count() == 1
        assert len(server.kept) == 1
