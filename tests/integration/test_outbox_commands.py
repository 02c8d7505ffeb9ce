"""`flask outbox`: what operations see and do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from app.clock import utcnow
from app.jobs.queue import gate
from app.notifications.jobs import sweep
from app.notifications.models import MessageStatus
from tests.factories.notifications import change, message, posted, row
from tests.support.mail import Mailbox


@pytest.fixture(autouse=True)
def queue_is_open(app: Flask) -> None:
    gate(app).closed_until = 0.0


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["outbox", *arguments])


def make_dead(number: int, reason: str = "SMTPDataError: (550, b'no')") -> None:
    change(number, status=MessageStatus.DEAD, attempts=9, last_error=reason)


def test_an_empty_outbox_says_so(app: Flask) -> None:
    result = run(app, "list")
    assert (result.exit_code, result.output) == (0, "Nothing waits.\n")


def test_the_list_shows_what_waits_and_what_is_dead_but_not_what_was_sent(app: Flask) -> None:
    waits, dead, sent = posted(message(), message(), message())
    make_dead(dead, "refused\r\n\x1b[31mred")
    change(sent, status=MessageStatus.SENT)
    lines = run(app, "list").output.splitlines()
    assert [line.split()[:2] for line in lines] == [[str(waits), "PENDING"], [str(dead), "DEAD"]]
    assert row(waits).recipient in lines[0]
    assert "tries: 9" in lines[1]
    assert "refused   [31mred" in lines[1], "nothing that moves the cursor"


def test_the_list_can_be_narrowed_to_the_dead_and_is_bounded(app: Flask) -> None:
    numbers = posted(*(message() for _ in range(5)))
    for number in numbers[:3]:
        make_dead(number)
    output = run(app, "list", "--dead", "--limit", "2").output
    assert [line.split()[0] for line in output.splitlines()[:2]] == [str(n) for n in numbers[:2]]
    assert "Only the first 2 are shown" in output


def test_retry_sends_the_dead_again(app: Flask, mailbox: Mailbox) -> None:
    first, second, waits = posted(message(), message(), message())
    make_dead(first)
    make_dead(second)
    change(waits, attempts=1, next_attempt_at=utcnow() + timedelta(hours=1))
    result = run(app, "retry")
    assert result.output.startswith("2 messages will be tried again.")
    assert (row(first).status, row(first).attempts) == ("PENDING", 0)
    sweep()
    assert {row(first).status, row(second).status} == {"SENT"}
    assert row(waits).status == "PENDING", "only the dead are hurried"
    assert len(mailbox.messages) == 2


def test_retry_can_be_asked_for_one_message(app: Flask) -> None:
    first, second, sent = posted(message(), message(), message())
    make_dead(first)
    make_dead(second)
    change(sent, status=MessageStatus.SENT)
    assert run(app, "retry", str(second)).output.startswith("1 message will be")
    assert [row(number).status for number in (first, second, sent)] == ["DEAD", "PENDING", "SENT"]


def test_retry_of_what_is_not_dead_fails_and_says_so(app: Flask) -> None:
    dead, sent = posted(message(), message())
    make_dead(dead)
    change(sent, status=MessageStatus.SENT)
    unknown = run(app, "retry", "999999")
    assert unknown.exit_code == 1
    assert "0 messages will be tried again." in unknown.output
    assert "not those of dead messages" in unknown.output
    assert row(dead).status == "DEAD"
    some = run(app, "retry", str(dead), str(dead), str(sent))
    assert some.exit_code == 1
    assert some.output.startswith("1 message will be")
    assert (row(dead).status, row(sent).status) == ("PENDING", "SENT")
    assert run(app, "retry").exit_code == 0, "nothing is dead, and that is well"


def test_retry_without_redis_says_when_they_go_out(app: Flask) -> None:
    [number] = posted(message())
    make_dead(number)
    way = gate(app)
    way.closed_until = float("inf")
    assert "first sweep" in run(app, "retry").output
    assert row(number).status == "PENDING"
