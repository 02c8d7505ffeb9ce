"""Sending what is in the outbox: at least once, one worker at a time, and not for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask

from app.clock import utcnow
from app.db import db
from app.jobs.queue import JsonQueue, gate
from app.notifications import mailer
from app.notifications.delivery import LEASE, TRIES, Outcome, deliver, pause_after
from app.notifications.jobs import BATCH, PATIENCE, deliver_posted, sweep
from app.notifications.models import MessageStatus
from tests.factories.notifications import change, let_leases_run_out, message, posted, row
from tests.support.elsewhere import using_smtp
from tests.support.mail import Mailbox
from tests.support.smtp import StallingServer, stalling_server
from tests.support.waiting import until

NOBODY_LISTENS = 9


@pytest.fixture
def server(app: Flask) -> Iterator[StallingServer]:
    """A mail server that can stall or be rude, in the place of the usual one."""
    with stalling_server() as handler, using_smtp(app, handler.port):
        yield handler


@pytest.fixture
def queue(app: Flask) -> JsonQueue:
    way = gate(app)
    way.redis.flushdb()
    way.closed_until = 0.0
    return JsonQueue(connection=way.redis)


def test_a_delivered_mail_arrives_once_and_is_marked_sent(mailbox: Mailbox) -> None:
    [number] = posted(message(recipient="rina@example.com"))
    assert deliver(number) is Outcome.SENT
    [mail] = mailbox.to("rina@example.com")
    assert mail["Subject"] == "Welcome to Belanjain, Sari"
    assert mail["To"] == "rina@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<outbox-{number}@localhost>"
    sent = row(number)
    assert (sent.status, sent.attempts, sent.last_error) == ("SENT", 1, "")
    assert sent.subject == "Welcome to Belanjain, Sari"
    assert sent.sent_at is not None
    assert sent.lease_token is None
    assert deliver(number) is Outcome.NOT_MINE
    assert len(mailbox.messages) == 1


def test_a_mail_has_a_text_and_an_html_part_with_absolute_links(mailbox: Mailbox) -> None:
    [number] = posted(message())
    deliver(number)
    [mail] = mailbox.messages
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert isinstance(body, EmailMessage)
        assert "http://localhost/products" in body.get_content()


def test_the_job_of_a_unit_of_work_delivers_all_of_its_mails(mailbox: Mailbox) -> None:
    messages = [message() for _ in range(4)]
    posted(*messages)
    deliver_posted([one.dedupe_key for one in messages])
    assert [mail["To"] for mail in mailbox.messages] == [one.recipient for one in messages]
    deliver_posted([one.dedupe_key for one in messages])
    assert len(mailbox.messages) == 4


def test_a_key_to_an_account_is_forgotten_once_its_mail_is_sent(mailbox: Mailbox) -> None:
    """The database keeps no usable reset link."""
    context = {"name": "Sari", "url": "/reset-password/secret-token", "minutes": 30}
    [number] = posted(message(kind="password_reset", context=context))
    assert row(number).context == context
    deliver(number)
    body = mailbox.messages[0].get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert "http://localhost/reset-password/secret-token" in body.get_content()
    assert row(number).context == {}


def test_two_workers_at_once_send_a_mail_once(app: Flask, mailbox: Mailbox) -> None:
    [number] = posted(message())
    db.session.remove()
    start = threading.Barrier(8)

    def work() -> Outcome:
        with app.app_context():
            start.wait()
            return deliver(number)

    with ThreadPoolExecutor(8) as pool:
        outcomes = [future.result() for future in [pool.submit(work) for _ in range(8)]]
    assert sorted(outcome.name for outcome in outcomes) == ["NOT_MINE"] * 7 + ["SENT"]
    assert len(mailbox.messages) == 1


def test_while_one_worker_sends_another_finds_nothing_to_do(
    app: Flask, server: StallingServer
) -> None:
    """A15: the lease; when it has run out because the first is dead, the second may."""
    [number] = posted(message())
    server.stall_at = "before keeping"

    def first() -> Outcome:
        with app.app_context():
            return deliver(number)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(first)
        until(server.stalled.is_set)
        assert deliver(number) is Outcome.NOT_MINE
        sweep()
        assert server.kept == []
        with time_machine.travel(utcnow() + LEASE + timedelta(seconds=1)):
            server.stall_at = ""
            assert deliver(number) is Outcome.SENT
        server.released.set()
        slow.result()
    assert row(number).status == MessageStatus.SENT
    assert len(server.kept) == 2, "at least once: the first was not dead, only slow"
    assert len({mail["Message-ID"] for _, mail in server.kept}) == 1


def test_a_refused_mail_waits_twice_as_long_each_time(mailbox: Mailbox) -> None:
    mailbox.refuse.set()
    [number] = posted(message())
    for attempt, pause in ((1, 30), (2, 60), (3, 120)):
        before = utcnow()
        assert deliver(number) is Outcome.FAILED
        waiting = row(number)
        assert (waiting.status, waiting.attempts) == ("PENDING", attempt)
        assert "451" in waiting.last_error
        assert waiting.lease_token is None
        assert waiting.leased_until is None
        ahead = (waiting.next_attempt_at - before).total_seconds()
        assert pause <= ahead < pause + 10
        assert deliver(number) is Outcome.NOT_MINE, "it is not due yet"
        let_leases_run_out()
    mailbox.refuse.clear()
    assert deliver(number) is Outcome.SENT
    assert len(mailbox.messages) == 1


def test_pauses_grow_to_an_hour_and_last_a_day_in_all() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, TRIES)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)
    assert timedelta(hours=24) < sum(pauses, timedelta()) < timedelta(hours=30)
    assert pause_after(10**6) == timedelta(hours=1)


def test_a_mail_is_dead_after_its_last_try(mailbox: Mailbox) -> None:
    mailbox.refuse.set()
    [number] = posted(message())
    change(number, attempts=TRIES - 1)
    assert deliver(number) is Outcome.FAILED
    assert row(number).status == MessageStatus.DEAD
    let_leases_run_out()
    mailbox.refuse.clear()
    sweep()
    assert deliver(number) is Outcome.NOT_MINE
    assert mailbox.messages == []


def test_a_mail_that_kills_its_worker_on_every_try_ends_dead(mailbox: Mailbox) -> None:
    [number] = posted(message())
    change(number, attempts=TRIES, lease_token="dead", leased_until=utcnow())
    let_leases_run_out()
    sweep()
    assert row(number).status == MessageStatus.DEAD
    assert mailbox.messages == []


@pytest.mark.parametrize("step", ["recipient", "data"])
def test_what_the_server_refuses_for_good_is_tried_three_times(
    server: StallingServer, step: str
) -> None:
    server.answers[step] = "550 No such mailbox"
    [number] = posted(message())
    for expected in ("PENDING", "PENDING", "DEAD"):
        assert deliver(number) is Outcome.FAILED
        assert row(number).status == expected
        let_leases_run_out()
    assert "550" in row(number).last_error
    assert server.kept == []


def test_a_recipient_refused_for_now_stays_alive(server: StallingServer) -> None:
    """Greylisting answers 450 at first."""
    server.answers["recipient"] = "450 Come back later"
    [number] = posted(message())
    for _ in range(4):
        deliver(number)
        let_leases_run_out()
    assert row(number).status == MessageStatus.PENDING
    server.answers.clear()
    assert deliver(number) is Outcome.SENT


def test_a_server_that_hangs_up_after_taking_the_mail_has_taken_it(server: StallingServer) -> None:
    server.answers["goodbye"] = "rude"
    [number] = posted(message())
    assert deliver(number) is Outcome.SENT
    assert row(number).status == MessageStatus.SENT
    assert len(server.kept) == 1


def test_a_server_that_does_not_answer_is_given_up_in_time(
    server: StallingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer, "STEP_SECONDS", 0.2)
    server.stall_at = "recipient"
    [number] = posted(message())
    assert deliver(number) is Outcome.UNREACHABLE
    assert row(number).status == MessageStatus.PENDING


def test_a_conversation_that_drags_on_is_cut_before_its_lease_ends(
    server: StallingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LEASE.total_seconds() > mailer.CONVERSATION_SECONDS + mailer.STEP_SECONDS
    monkeypatch.setattr(mailer, "CONVERSATION_SECONDS", 0.2)
    server.stall_at = "recipient"
    [number] = posted(message())
    assert deliver(number) is Outcome.UNREACHABLE
    assert row(number).attempts == 1


def test_our_own_mistake_is_kept_with_its_reason_and_harms_no_other(mailbox: Mailbox) -> None:
    wrong = [
        message(kind="no_such_mail"),
        message(context={}),
        message(kind="password_reset", context={"name": "x", "url": "https://evil", "minutes": 1}),
        message(recipient="a@example.com, b@example.com"),
    ]
    good = message()
    numbers = posted(*wrong, good)
    sweep()
    assert [row(number).status for number in numbers] == ["PENDING"] * 4 + ["SENT"]
    reasons = [row(number).last_error for number in numbers[:4]]
    assert [reason.split(":")[0] for reason in reasons] == [
        "TemplateNotFound",
        "UndefinedError",
        "ValueError",
        "BadRecipient",
    ]
    assert [mail["To"] for mail in mailbox.messages] == [good.recipient]
    for _ in range(2):
        let_leases_run_out()
        sweep()
    assert [row(number).status for number in numbers[:4]] == ["DEAD"] * 4


def test_the_sweep_sends_what_was_never_enqueued_oldest_first(
    queue: JsonQueue, mailbox: Mailbox
) -> None:
    """A16: the row is enough."""
    first, second = message(), message()
    posted(first)
    posted(second)
    queue.connection.flushdb()
    sweep()
    assert [mail["To"] for mail in mailbox.messages] == [first.recipient, second.recipient]


def test_a_sweep_takes_a_batch_and_asks_for_another(queue: JsonQueue, mailbox: Mailbox) -> None:
    posted(*(message() for _ in range(BATCH + 3)))
    queue.connection.flushdb()
    sweep()
    assert len(mailbox.messages) == BATCH
    assert [job.func_name for job in queue.jobs] == ["app.notifications.jobs.sweep"]
    sweep()
    assert len(mailbox.messages) == BATCH + 3
    assert queue.count == 1, "the last sweep found the end"


def test_a_sweep_stops_early_while_the_mail_server_is_away(app: Flask, mailbox: Mailbox) -> None:
    """So that an outage costs few tries, and every mail arrives after it."""
    numbers = posted(*(message() for _ in range(PATIENCE + 5)))
    with using_smtp(app, NOBODY_LISTENS):
        sweep()
    attempts = [row(number).attempts for number in numbers]
    assert attempts == [1] * PATIENCE + [0] * 5
    let_leases_run_out()
    sweep()
    assert len(mailbox.messages) == PATIENCE + 5


def test_the_sweep_leaves_what_is_not_due(mailbox: Mailbox) -> None:
    [number] = posted(message())
    change(number, attempts=1, next_attempt_at=utcnow() + timedelta(minutes=5))
    sweep()
    assert mailbox.messages == []
    with time_machine.travel(utcnow() + timedelta(minutes=6)):
        sweep()
    assert len(mailbox.messages) == 1


def test_a_new_mail_is_due_even_if_its_writers_clock_is_ahead(mailbox: Mailbox) -> None:
    [number] = posted(message())
    change(number, next_attempt_at=utcnow() + timedelta(seconds=20))
    assert deliver(number) is Outcome.SENT
