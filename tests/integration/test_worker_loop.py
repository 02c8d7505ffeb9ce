"""The worker's own loop: through absences of Redis, until it is asked to end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.jobs import worker as worker_module
from app.jobs.worker import ShopWorker, work
from tests.support.redis import PrivateRedis, private_redis
from tests.support.waiting import until


@pytest.fixture
def redis(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path) as server:
        settings = replace(app.config["BELANJAIN"], redis_url=server.url)
        monkeypatch.setitem(app.config, "BELANJAIN", settings)
        yield server


def work_while(app: Flask, outside: Callable[[], None]) -> None:
    """Work in this thread until `outside`, in another, is through; then SIGTERM."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def then_end() -> None:
        try:
            outside()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    try:
        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(then_end)
            work(app)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    watching.result()


def workers(redis: PrivateRedis) -> int:
    return int(redis.client.scard("rq:workers"))


def test_a_worker_listens_until_it_is_asked_to_end(app: Flask, redis: PrivateRedis) -> None:
    work_while(app, lambda: until(lambda: workers(redis) == 1, what="a worker is there"))
    assert workers(redis) == 0, "it said goodbye"


def test_a_worker_that_starts_before_redis_waits_for_it(
    app: Flask, redis: PrivateRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "REST_SECONDS", 0.1)
    redis.stop()

    def outside() -> None:
        redis.start()
        until(lambda: workers(redis) == 1, what="a worker is there")

    work_while(app, outside)


def test_a_worker_asked_to_end_while_redis_is_away_ends(
    app: Flask, redis: PrivateRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "REST_SECONDS", 0.1)
    work_while(app, lambda: (until(lambda: workers(redis) == 1), redis.stop())[0])


def test_a_worker_serves_one_queue_in_json_and_is_missed_soon(
    app: Flask, redis: PrivateRedis
) -> None:
    """A18, B17."""
    worker = ShopWorker(app)
    assert worker.queue_names() == ["default"]
    assert worker.serializer.__name__ == "JSONSerializer"
    assert worker.worker_ttl <= 30
