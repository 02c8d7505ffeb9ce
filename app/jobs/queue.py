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
from rq.exceptions import DuplicateJobError
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


class JsonJob(Job):
    """A job in JSON, whoever makes it: rq-scheduler knows nothing of serializers."""

    def __init__(
        self,
        id: str | None = None,
        connection: Redis | None = None,
        serializer: Any = None,
    ) -> None:
        super().__init__(id, connection, serializer or JSONSerializer)


class JsonQueue(Queue):
    """A queue of jobs in JSON."""

    def __init__(self, name: str = QUEUE_NAME, **options: Any) -> None:
        super().__init__(name, **{**options, "serializer": JSONSerializer, "job_class": JsonJob})


class Gate:
    """How a process that must not wait reaches the queue: once, quickly, or not for a while."""

    def __init__(self, url: str) -> None:
        self.redis = quick_redis(url)
        self.closed_until = 0.0

    def enqueue(self, function: str, arguments: tuple[Any, ...], *, job_id: str | None) -> bool:
        """Put the job on the queue; False, and nothing raised, when Redis is away or too slow."""
        if time.monotonic() < self.closed_until:
            return False
        try:
            JsonQueue(connection=self.redis).enqueue_call(
                function,
                args=arguments,
                job_id=job_id,
                unique=job_id is not None,
                timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_KEPT_SECONDS,
                meta={"request_id": current_request_id()},
            )
        except DuplicateJobError:
            log.info("enqueued_already", function=function, job_id=job_id)
        except RedisError as error:
            self.closed_until = time.monotonic() + REST_AFTER_FAILURE_SECONDS
            log.warning("enqueue_failed", function=function, reason=str(error))
            return False
        return True


def enqueue(function: str, *arguments: Any, job_id: str | None = None) -> bool:
    """Ask a worker to call `function` ("package.module.name") with plain values.

    A `job_id` that waits or runs already makes this a no-op. A failure is logged and answered with
    False, never raised: what must happen has a row in the database that a sweep finds (DESIGN 6).
    """
    return gate(current_app).enqueue(function, arguments, job_id=job_id)


def gate(app: Flask) -> Gate:
    """This application's way to the queue, opened when it is first needed."""
    if _GATE not in app.extensions:
        app.extensions[_GATE] = Gate(app.config["BELANJAIN"].redis_url)
    return app.extensions[_GATE]


def quick_redis(url: str, *, answer_seconds: float = ANSWER_SECONDS) -> Redis:
    """A connection that tries once and gives up soon."""
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
    )


def patient_redis(url: str) -> Redis:
    """A connection for workers: long waits, and a dead peer is noticed."""
    return Redis.from_url(
        url, socket_connect_timeout=5, socket_timeout=25, health_check_interval=15
    )


def current_request_id() -> str:
    """The id in this thread's log lines: of the request, or of the one that caused this job."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
