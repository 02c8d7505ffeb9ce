"""A worker that is killed while it delivers: the scene of the test and of bench/kills.py (A15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db import db
from app.notifications.jobs import sweep
from app.notifications.models import MessageStatus, OutboxMessage
from app.notifications.outbox import Message
from config import Configuration
from tests.factories.notifications import let_leases_run_out, message, posted
from tests.support.processes import kill_hard, running
from tests.support.smtp import StallingServer
from tests.support.waiting import until


@dataclass(frozen=True)
class KilledDelivery:
    """What became of the mails of a worker that was killed."""

    expected: set[str]
    arrived: Counter[str]
    message_ids: int
    marked_by_killed: int
    sent_before_lease_ended: int
    sent: int

    @property
    def duplicates(self) -> int:
        """How many mails arrived more often than once."""
        return self.arrived.total() - len(self.arrived)


def kill_during_delivery(
    there: Configuration, server: StallingServer, point: str, *, mails: int = 4
) -> KilledDelivery:
    """Post mails, kill -9 the worker as it stands at `point` of the first, let others go on."""
    messages = [message() for _ in range(mails)]
    posted(*messages)
    server.stall_at = point
    _work_and_kill(there, server.stalled.is_set, what=f"the delivery stalls at {point}")
    server.released.set()
    return _let_others_finish(messages, server)


def kill_after(
    there: Configuration, server: StallingServer, kept: int, *, mails: int
) -> KilledDelivery:
    """The same, at any moment after the server has kept so many mails."""
    messages = [message() for _ in range(mails)]
    posted(*messages)
    _work_and_kill(there, lambda: len(server.kept) >= kept, what=f"{kept} mails are kept")
    return _let_others_finish(messages, server)


def _work_and_kill(there: Configuration, reached: Callable[[], object], *, what: str) -> None:
    with running("work", there) as worker:
        until(reached, seconds=60, what=what)
        kill_hard(worker)


def _let_others_finish(messages: Sequence[Message], server: StallingServer) -> KilledDelivery:
    marked = sent_count()
    sweep()
    before = sent_count()
    let_leases_run_out()
    sweep()
    return KilledDelivery(
        expected={one.recipient for one in messages},
        arrived=Counter(server.recipients()),
        message_ids=len({mail["Message-ID"] for _, mail in server.kept}),
        marked_by_killed=marked,
        sent_before_lease_ended=before,
        sent=sent_count(),
    )


def sent_count() -> int:
    """How many messages of the outbox are marked as sent."""
    db.session.rollback()
    wanted = OutboxMessage.status == MessageStatus.SENT
    return db.session.scalar(select(func.count(OutboxMessage.id)).where(wanted)) or 0
