"""Which periodic jobs are due: the database knows what was done, so a doubled tick does nothing.

A row per (job, period) is made by whoever is first; a run that was begun and never finished,
because its worker died or it failed, is begun again after a while (A19).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from rq.utils import import_attribute
from sqlalchemy import CursorResult, insert, select, update

from app.clock import utcnow
from app.db import ConstraintViolation, db, unit_of_work
from app.jobs.clock import SCHEDULE, Periodic
from app.jobs.models import PeriodicRun
from app.jobs.queue import enqueue

log = structlog.get_logger(__name__)

RUN = "app.jobs.periods.run"
# Longer than a job may take (app.jobs.queue.JOB_TIMEOUT_SECONDS): then it is dead, not slow.
GIVEN_UP_AFTER = timedelta(minutes=9)


def tick() -> None:
    """Enqueue each periodic job's due periods that are neither done nor under way."""
    now = utcnow()
    wanted = [(job.name, period) for job in SCHEDULE for period in job.due(now)]
    done = _finished(wanted)
    for name, period in wanted:
        if (name, period) not in done and _begin(name, period, now):
            enqueue(RUN, name, period, job_id=f"{name}-{period}")


def run(name: str, period: str) -> None:
    """Do the job for the period, and write down that it is done."""
    job = periodic(name)
    import_attribute(job.function)(*([period] if job.wants_period else []))
    unit_of_work(lambda: _finish(name, period))
    log.info("periodic_job_finished", name=name, period=period)


def periodic(name: str) -> Periodic:
    """The declared job of that name; LookupError when it is declared no more."""
    for job in SCHEDULE:
        if job.name == name:
            return job
    raise LookupError(f"no periodic job is called {name}")


def _finished(wanted: list[tuple[str, str]]) -> set[tuple[str, str]]:
    rows = db.session.execute(
        select(PeriodicRun.job, PeriodicRun.period).where(
            PeriodicRun.job.in_({name for name, _ in wanted}),
            PeriodicRun.period.in_({period for _, period in wanted}),
            PeriodicRun.finished_at.is_not(None),
        )
    )
    return {(name, period) for name, period in rows}


def _begin(name: str, period: str, now: datetime) -> bool:
    """True for exactly one caller: the first, or the first after the last attempt was given up."""
    try:
        unit_of_work(lambda: _insert(name, period, now))
    except ConstraintViolation:
        return unit_of_work(lambda: _take_over(name, period, now))
    return True


def _insert(name: str, period: str, now: datetime) -> None:
    db.session.execute(insert(PeriodicRun).values(job=name, period=period, started_at=now))


def _take_over(name: str, period: str, now: datetime) -> bool:
    result = db.session.execute(
        update(PeriodicRun)
        .where(
            PeriodicRun.job == name,
            PeriodicRun.period == period,
            PeriodicRun.finished_at.is_(None),
            PeriodicRun.started_at <= now - GIVEN_UP_AFTER,
        )
        .values(started_at=now)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def _finish(name: str, period: str) -> None:
    db.session.execute(
        update(PeriodicRun)
        .where(PeriodicRun.job == name, PeriodicRun.period == period)
        .values(finished_at=utcnow())
    )
