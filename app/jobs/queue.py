"""The one queue, and the two ways to reach it.

A request must never wait for Redis: it connects with short timeouts and tries once, and after a
failure it does not even try for a few seconds, because a frozen Redis would cost every request the
whole budget (A17). A worker may wait as long as Redis takes.

Jobs carry plain values as JSON, never pickle: who can write to Redis cannot make a worker run code
of their own (B17).
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

log = structlog.get_logger(__name__)

# One queue a worker process: on two, a job killed between pop and start can be lost (DESIGN 6).
QUEUE_NAME = "default"
CONNECT_SECONDS = 0.5
ANSWER_SECONDS = 0.8
REST_AFTER_FAILURE_SECONDS = 5.0
JOB_TIMEOUT_SECONDS = 300
FAILURE_KEPT_SECONDS = 7 * 24 * 3600
_GATE = "belanjain_queue"


class Gate:
    """How this process reaches the queue from a request: once, quickly, or not for a while."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.closed_until = 0.0

    def enqueue(self, function: str, *arguments: Any, job_id: str | None = None) -> bool:
        """Put the job on the queue; False, and nothing raised, when Redis is away or too slow."""
        if time.monotonic() < self.closed_until:
            return False
        try:
            queue_on(self.redis).enqueue_call(
                function,
                args=arguments,
                job_id=job_id,
                timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_KEPT_SECONDS,
            )
        except RedisError as error:
            self.closed_until = time.monotonic() + REST_AFTER_FAILURE_SECONDS
            log.warning("enqueue_failed", function=function, reason=str(error))
            return False
        return True


def enqueue(function: str, *arguments: Any, job_id: str | None = None) -> bool:
    """Ask a worker to call `function` ("package.module.name") with plain values.

    A failure is logged and answered, never raised: what must happen has a row in the database
    that a sweep finds (DESIGN 6).
    """
    return gate(current_app).enqueue(function, *arguments, job_id=job_id)


def gate(app: Flask) -> Gate:
    """This application's way to the queue, opened when it is first needed."""
    if _GATE not in app.extensions:
        app.extensions[_GATE] = Gate(app.config["BELANJAIN"].redis_url)
    return app.extensions[_GATE]


def patient_redis(url: str) -> Redis:
    """A connection for workers and the scheduler, which notice a dead peer and reconnect."""
    return Redis.from_url(
        url, socket_connect_timeout=5, socket_timeout=25, health_check_interval=15
    )


def queue_on(connection: Redis) -> Queue:
    """The queue, spoken to through `connection`."""
    return Queue(
        QUEUE_NAME, connection=connection, serializer=JSONSerializer, job_class=Job, is_async=True
    )
