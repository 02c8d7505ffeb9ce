"""The clock: `python worker.py schedule`, and the one place that says what runs when.

rq-scheduler keeps the times in Redis and this module is the only one that speaks to it, because
several of its ways lose or double an entry: its lock is not owned, a crash between two of its steps
drops an entry, and registering an overdue entry again skips it. So entries have fixed ids, are
looked after in every turn, and fire at once when they were missing; and a firing does no work, it
only asks app.jobs.periods what is due, which the database answers. That a turn is doubled, late or
repeated is therefore harmless. Times are Jakarta's; rq-scheduler's own cron code takes those of the
process, so TZ is set too.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from crontab import CronTab
from flask import Flask
from redis import Redis
from redis.exceptions import LockError, RedisError
from redis.lock import Lock
from rq.job import Job
from rq_scheduler import Scheduler

from app.clock import JAKARTA, to_jakarta, utcnow
from app.jobs.queue import JOB_TIMEOUT_SECONDS, QUEUE_NAME, JsonJob, JsonQueue, quick_redis
from app.jobs.seldom import Seldom

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Periodic:
    """A job of the calendar, run once for each period.

    `cron` is Jakarta time; `period` names a firing (strftime); the latest `catch_up` firings are
    made up for when they were missed. `function` is a path, since what it does lies above jobs; it
    is called with the name of the period if it `wants_period`.
    """

    name: str
    cron: str
    function: str
    period: str
    catch_up: int = 1
    wants_period: bool = False

    def due(self, now: datetime) -> list[str]:
        """The names of the latest periods that have begun by `now`, oldest first."""
        # The cron library steps in naive local time, and to what lies strictly before.
        moment = to_jakarta(now).replace(tzinfo=None) + timedelta(microseconds=1)
        calendar: Any = CronTab(self.cron)
        names = []
        for _ in range(self.catch_up):
            moment = calendar.previous(now=moment, default_utc=False, return_datetime=True)
            names.append(moment.strftime(self.period))
        return names[::-1]


def next_firing(cron: str, now: datetime) -> datetime:
    """The first moment after `now` that `cron` names, in Jakarta time."""
    local = to_jakarta(now).replace(tzinfo=None)
    calendar: Any = CronTab(cron)
    moment = calendar.next(now=local, default_utc=False, return_datetime=True)
    return moment.replace(tzinfo=JAKARTA)


SCHEDULE = (
    Periodic("auto_complete", "0 2 * * *", "app.orders.jobs.auto_complete", "%Y-%m-%d"),
    Periodic("housekeeping", "30 3 * * *", "app.housekeeping.tidy_up", "%Y-%m-%d"),
)

# What the clock fires: (function, argument, cron). Firings of periodic jobs only look what is due,
# and `catch_up` looks again, so that a run which died is repeated the same day.
TICK = "app.jobs.periods.tick"
ENTRIES = {
    "clock-outbox_sweep": ("app.notifications.jobs.sweep", (), "* * * * *"),
    "clock-sheet_imports": ("app.sheets.jobs.sweep", (), "* * * * *"),
    "clock-catch_up": (TICK, (), "*/10 * * * *"),
    **{f"clock-{job.name}": (TICK, (), job.cron) for job in SCHEDULE},
}

TURN_SECONDS = 5.0
# The lock outlives several turns; a second scheduler takes over when it has run out.
LOCK_SECONDS = 30.0
LOCK_NAME = "belanjain:clock"


class Clock(Scheduler):
    """rq-scheduler, with entries that cannot be lost and no second copy of one on the queue."""

    def __init__(self, connection: Redis) -> None:
        super().__init__(
            queue_name=QUEUE_NAME, connection=connection, job_class=JsonJob, queue_class=JsonQueue
        )
        self.ownership = Lock(connection, LOCK_NAME, timeout=LOCK_SECONDS, thread_local=False)

    def turn(self) -> bool:
        """Look after the entries and fire those that are due; False when another clock does."""
        if not self._is_ours():
            return False
        self.look_after_entries()
        self.enqueue_jobs()
        return True

    def _is_ours(self) -> bool:
        try:
            return self.ownership.reacquire()
        except LockError:  # never had it, or lost it
            return self.ownership.acquire(blocking=False)

    def look_after_entries(self) -> None:
        """Register what is missing or changed, to fire at once; drop what is declared no more."""
        registered = {
            name.decode() for name in self.connection.zrange(self.scheduled_jobs_key, 0, -1)
        }
        for name in registered - set(ENTRIES):
            if name.startswith("clock-"):
                self.cancel(name)
        for name, (function, arguments, cron) in ENTRIES.items():
            if name in registered and self._is_current(name):
                continue
            log.info("clock_entry_registered", entry=name, cron=cron)
            self.schedule(
                utcnow(),
                function,
                args=arguments,
                id=name,
                timeout=JOB_TIMEOUT_SECONDS,
                result_ttl=-1,
                meta={"cron_string": cron, "use_local_timezone": False},
            )

    def _is_current(self, name: str) -> bool:
        function, arguments, cron = ENTRIES[name]
        if not self.connection.exists(JsonJob.key_for(name)):
            return False
        job = JsonJob.fetch(name, connection=self.connection)
        found = (job.func_name, tuple(job.args or ()), (job.meta or {}).get("cron_string"))
        return found == (function, arguments, cron)

    def enqueue_job(self, job: Job) -> None:
        """Fire and set the next time, in this order, so that a crash between fires twice at worst.

        While the last firing still waits, as it does without workers, no second copy is added.
        """
        queue = self.get_queue_for_job(job)
        if self.connection.lpos(queue.key, job.id) is None:
            queue.enqueue_job(job)
        following = next_firing(job.meta["cron_string"], utcnow())
        self.connection.zadd(self.scheduled_jobs_key, {job.id: following.timestamp()})

    def let_go(self) -> None:
        """Leave the lock to the other clock at once instead of when it runs out."""
        try:
            self.ownership.release()
        except LockError:
            return  # the other clock has it: there is nothing to leave
        except RedisError as error:
            log.info("clock_lock_not_released", reason=str(error))


def run(app: Flask) -> None:
    """Keep the clock until SIGTERM or SIGINT, through every absence of Redis."""
    os.environ["TZ"] = JAKARTA.key
    time.tzset()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ended.set())
    # Short timeouts: a turn that fails is followed by another, and SIGTERM must not wait for it.
    clock = Clock(quick_redis(app.config["BELANJAIN"].redis_url, answer_seconds=5))
    acts: bool | None = None
    seldom = Seldom()
    while not ended.is_set():
        acted = turn_safely(clock, seldom)
        if acted != acts:
            log.info(
                "clock_state", state={True: "acts", False: "stands by", None: "no redis"}[acted]
            )
            acts = acted
        ended.wait(TURN_SECONDS)
    clock.let_go()


def turn_safely(clock: Clock, seldom: Seldom) -> bool | None:
    """`Clock.turn`; None, and now and then a line, when Redis is away."""
    try:
        acted = clock.turn()
    except RedisError as error:
        if seldom.due():
            log.warning("clock_lost_redis", reason=str(error))
        return None
    seldom.start_over()
    return acted
