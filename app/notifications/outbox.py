"""Posting a mail: a row in the transaction that causes it, and a nudge to a worker afterwards.

The row is what makes the mail certain; the nudge only makes it quick. When Redis is away the
scheduler's sweep finds the row within a minute (DESIGN 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import mysql, sqlite

from app.clock import utcnow
from app.db import after_commit_together, db
from app.jobs.queue import current_request_id, enqueue
from app.notifications.models import OutboxMessage

DELIVER_POSTED = "app.notifications.jobs.deliver_posted"
SWEEP = "app.notifications.jobs.sweep"
# A unit of work that posts more than this leaves them to the sweep, which sends batch by batch.
LARGEST_NUDGE = 50


@dataclass(frozen=True)
class Message:
    """A mail to post.

    `context` holds plain JSON values and paths ("/orders/BLJ-…") for the template of `kind`.
    `dedupe_key` names the event, such as "order_status:BLJ-…:SHIPPED:customer"; it is no secret.
    """

    kind: str
    recipient: str
    locale: str
    context: dict[str, Any]
    dedupe_key: str


def post(
    kind: str, *, recipient: str, locale: str, context: dict[str, Any], dedupe_key: str
) -> None:
    """Post one mail in the caller's unit of work; see `post_many`."""
    post_many([Message(kind, recipient, locale, context, dedupe_key)])


def post_many(messages: Sequence[Message]) -> None:
    """Post several mails with one INSERT in the caller's unit of work.

    A message whose `dedupe_key` is in the outbox already is passed over: its event has been told,
    or is being told by somebody else right now, and the caller need not care who was first.
    """
    if not messages:
        return
    for message in messages:
        after_commit_together(message.dedupe_key, _nudge_a_worker)
    now = utcnow()
    common = {"request_id": current_request_id(), "created_at": now, "next_attempt_at": now}
    db.session.execute(_insert_unless_there([asdict(message) | common for message in messages]))


def _insert_unless_there(rows: list[dict[str, Any]]) -> Insert:
    if db.session.get_bind().dialect.name == "sqlite":
        return (
            sqlite.insert(OutboxMessage)
            .values(rows)
            .on_conflict_do_nothing(index_elements=[OutboxMessage.dedupe_key])
        )
    # Not INSERT IGNORE, which would also let a too long or missing value pass.
    statement = mysql.insert(OutboxMessage).values(rows)
    return statement.on_duplicate_key_update(dedupe_key=OutboxMessage.dedupe_key)


def _nudge_a_worker(dedupe_keys: list[str]) -> None:
    if len(dedupe_keys) > LARGEST_NUDGE:
        enqueue(SWEEP)
    else:
        enqueue(DELIVER_POSTED, dedupe_keys)
