"""Messages in the outbox."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from app.clock import utcnow
from app.db import db, unit_of_work
from app.notifications.models import OutboxMessage
from app.notifications.outbox import Message, post_many

_numbers = count(1)


def message(**changes: Any) -> Message:
    """A welcome to somebody."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "kind": "welcome",
        "recipient": f"buyer{number}@example.com",
        "locale": "en",
        "context": {"name": "Sari", "role": "customer"},
        "dedupe_key": f"welcome:{number}",
        **changes,
    }
    return Message(**values)


def posted(*messages: Message) -> list[int]:
    """Post the messages in one unit of work; their ids."""
    unit_of_work(lambda: post_many(messages))
    keys = [one.dedupe_key for one in messages]
    rows = db.session.execute(
        select(OutboxMessage.dedupe_key, OutboxMessage.id).where(OutboxMessage.dedupe_key.in_(keys))
    )
    ids = {row.dedupe_key: row.id for row in rows}
    return [ids[key] for key in keys]


def row(message_id: int) -> OutboxMessage:
    """The row as the database has it now."""
    db.session.rollback()
    found = db.session.get(OutboxMessage, message_id, populate_existing=True)
    assert found is not None
    return found


def change(message_id: int, **values: Any) -> None:
    """Set columns of one message."""
    statement = update(OutboxMessage).where(OutboxMessage.id == message_id).values(**values)
    unit_of_work(lambda: db.session.execute(statement))


def let_leases_run_out() -> None:
    """As if the time of every lease and of every pause had passed."""
    past = utcnow() - timedelta(seconds=1)
    statement = update(OutboxMessage).values(next_attempt_at=past)
    leased = update(OutboxMessage).where(OutboxMessage.leased_until.is_not(None))
    unit_of_work(
        lambda: (
            db.session.execute(statement),
            db.session.execute(leased.values(leased_until=past)),
        )
    )
