"""What workers do for the outbox: deliver what was just posted, and sweep up what was left."""

from __future__ import annotations

import time
from collections.abc import Iterable

import structlog
from sqlalchemy import select

from app.clock import utcnow
from app.db import db, unit_of_work
from app.jobs.queue import enqueue
from app.notifications.delivery import Outcome, deliver, due_ids, give_up_exhausted
from app.notifications.models import MessageStatus, OutboxMessage
from app.notifications.outbox import SWEEP

log = structlog.get_logger(__name__)

BATCH = 50
# One job sends for this long and leaves the rest to the next, well within a job's time.
SENDING_SECONDS = 60.0
# After so many failures to reach the server in a row the others need not be tried now.
PATIENCE = 3


def deliver_posted(dedupe_keys: list[str]) -> None:
    """Deliver the messages of one unit of work, soon after it committed."""
    ids = db.session.scalars(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.dedupe_key.in_(dedupe_keys),
            OutboxMessage.status == MessageStatus.PENDING,
        )
        .order_by(OutboxMessage.id)
    ).all()
    _deliver_in_turn(ids)


def sweep() -> None:
    """Deliver whatever is due, batch by batch; asks for another sweep when there is more."""
    unit_of_work(lambda: give_up_exhausted(utcnow()))
    ids = due_ids(utcnow(), BATCH)
    finished = _deliver_in_turn(ids)
    if finished and len(ids) == BATCH:
        enqueue(SWEEP)


def _deliver_in_turn(ids: Iterable[int]) -> bool:
    """False when the mail server cannot be reached or the time was up: the rest can wait."""
    deadline = time.monotonic() + SENDING_SECONDS
    unreachable = 0
    for message_id in ids:
        outcome = deliver(message_id)
        unreachable = unreachable + 1 if outcome is Outcome.UNREACHABLE else 0
        if unreachable == PATIENCE or time.monotonic() > deadline:
            log.warning("delivery_stopped_early", unreachable=unreachable)
            return False
    return True
