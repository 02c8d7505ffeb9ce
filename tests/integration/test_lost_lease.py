"""A worker whose lease has gone to another decides nothing about the message any more (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from app.clock import utcnow
from app.db import db
from app.notifications.delivery import Outcome, deliver
from tests.factories.notifications import change, message, posted, row
from tests.support.elsewhere import using_smtp
from tests.support.smtp import StallingServer, stalling_server
from tests.support.waiting import until


@pytest.fixture
def server(app: Flask) -> Iterator[StallingServer]:
    with stalling_server() as handler, using_smtp(app, handler.port):
        yield handler


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [({}, Outcome.SENT), ({"data": "451 later"}, Outcome.FAILED), ({"data": "550 no"}, None)],
)
def test_who_has_lost_the_lease_leaves_the_message_to_its_new_owner(
    app: Flask, server: StallingServer, answers: dict[str, str], outcome: Outcome | None
) -> None:
    """Sent or refused: the second worker is at it now, and counts its own tries."""
    [number] = posted(message())
    server.stall_at = "before keeping"
    server.answers = answers

    def slow() -> Outcome:
        with app.app_context():
            return deliver(number)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow)
        until(server.stalled.is_set)
        later = utcnow() + timedelta(minutes=5)
        owned = {"lease_token": "the second worker's", "leased_until": later, "attempts": 2}
        change(number, **owned, next_attempt_at=later)
        server.released.set()
        assert first.result() is (outcome or Outcome.FAILED)
    db.session.rollback()
    now = row(number)
    assert now.status == "PENDING"
    assert (now.lease_token, now.attempts) == ("the second worker's", 2)
    assert now.leased_until is not None
    assert (now.sent_at, now.last_error, now.subject) == (None, "", "")
