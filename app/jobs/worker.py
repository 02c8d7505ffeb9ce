"""The process that runs jobs: `python worker.py work`.

RQ's worker forks for each job and ends when Redis fails it in the wrong moment; this one comes
back. What a killed worker was doing is done again because the database says that it is not done.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from types import FrameType
from typing import Any

import structlog
from flask import Flask
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from app.extensions import db
from app.jobs.queue import JsonJob, JsonQueue, patient_redis
from app.jobs.seldom import Seldom

log = structlog.get_logger(__name__)

# A worker that lost power is taken for dead after this time (A18).
WORKER_TTL_SECONDS = 30
REST_SECONDS = 2.0
# Longer than it takes to find that Redis is away: that it is lost is then news.
WORKED_SECONDS = 60.0


class ShopWorker(Worker):
    """RQ's worker with the application's context, and the request's id in its log lines."""

    max_connection_wait_time = 5.0

    def __init__(self, app: Flask, ended: threading.Event) -> None:
        connection = patient_redis(app.config["BELANJAIN"].redis_url)
        super().__init__(
            [JsonQueue(connection=connection)],
            connection=connection,
            job_class=JsonJob,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_SECONDS,
            job_monitoring_interval=10,
            maintenance_interval=60,
            log_job_description=False,
        )
        self.app = app
        self.ended = ended

    def perform_job(self, job: Job, *arguments: Any, **options: Any) -> bool:
        """Run the job inside the application's context."""
        request_id = (job.meta or {}).get("request_id", "")
        with (
            self.app.app_context(),
            structlog.contextvars.bound_contextvars(request_id=request_id, job=job.func_name),
        ):
            # Connections made before the fork belong to the parent.
            db.engine.dispose(close=False)
            return super().perform_job(job, *arguments, **options)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """SIGTERM or SIGINT: finish the job at hand, then end."""
        self.ended.set()
        super().request_stop(signum, frame)

    # RQ ends by an exception that its signal handler raises wherever it happens to be. One raised
    # before RQ listens, or inside code that catches everything, is lost; so it is looked for again
    # in the two steps that RQ takes before it waits for a job.

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """RQ asks this before it takes a job, never between taking and running one."""
        if self.ended.is_set():
            raise StopRequested
        return super().should_run_maintenance_tasks

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Without Redis RQ gets no further than this and would try for ever."""
        try:
            super().heartbeat(timeout, pipeline)
        except RedisError:
            if self.ended.is_set() and self.get_state() != WorkerStatus.BUSY:
                raise StopRequested from None
            raise

    def teardown(self) -> None:
        """Say goodbye, if Redis can hear it, and leave no thread behind."""
        try:
            super().teardown()
        except RedisError as error:
            log.warning("worker_goodbye_unheard", reason=str(error))
            if self.pubsub_thread:
                self.pubsub_thread.stop()


def work(app: Flask) -> None:
    """Run jobs until SIGTERM or SIGINT; start over whenever Redis has thrown us out."""
    # RQ tells each job's every step; what the jobs themselves say is enough.
    for name in ("rq.worker", "rq.job"):
        logging.getLogger(name).setLevel(logging.WARNING)
    ended = threading.Event()
    seldom = Seldom()
    while not ended.is_set():
        _stop_on_signals(ended)
        _work_once(app, ended, seldom)
        ended.wait(REST_SECONDS)


def _work_once(app: Flask, ended: threading.Event, seldom: Seldom) -> None:
    """Work until asked to end, or until Redis fails in a wrong moment."""
    began = time.monotonic()
    try:
        ShopWorker(app, ended).work(logging_level=None)
    except RedisError as error:
        if time.monotonic() - began > WORKED_SECONDS:
            seldom.start_over()
        if seldom.due():
            log.warning("worker_lost_redis", reason=str(error))
    except StopRequested:
        # A signal in a moment when RQ's own loop does not look for this.
        log.info("worker_stopped_between_jobs")


def _stop_on_signals(ended: threading.Event) -> None:
    """While no worker of RQ's listens to signals: end at the next occasion."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
