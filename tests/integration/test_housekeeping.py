"""Housekeeping: what nobody can use any more goes, everything else stays."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, event, insert, select, text, update

from app import housekeeping
from app.accounts.changes import DEAD_LINKS_KEPT, LINK_LIVES, delete_dead_links
from app.accounts.models import PasswordReset, UserSession
from app.accounts.sessions import EXPIRED_KEPT, delete_expired_sessions
from app.cart.models import Cart, CartItem
from app.cart.owner import GUEST_DAYS, CartOwner
from app.cart.services import ABANDONED_AFTER, add_item, delete_abandoned_carts
from app.clock import utcnow
from app.db import db, unit_of_work
from app.housekeeping import Chore, tidy_up
from app.jobs.periods import run as run_period
from app.notifications.jobs import sweep
from app.notifications.models import MessageStatus, OutboxMessage
from app.notifications.services import SENT_KEPT, delete_old_messages
from tests.factories.accounts import make_customer
from tests.factories.catalogue import make_product, variants_of
from tests.factories.notifications import change, message, posted, row
from tests.support.client import ShopClient
from tests.support.mail import Mailbox

NOTHING = {
    "guest carts": 0,
    "sessions": 0,
    "password links": 0,
    "sent messages": 0,
    "sheets": 0,
} | {
    "pictures without a product": 0,
    "picture files": 0,
}
MINUTE = timedelta(minutes=1)


def keys(column: Any) -> set[Any]:
    db.session.rollback()
    return set(db.session.scalars(select(column)))


def make_cart(*, user_id: int | None = None, token_hash: str | None = None, age: timedelta) -> None:
    """A cart with one line, last touched so long ago."""
    variant_id = variants_of(make_product())[0].id
    with time_machine.travel(utcnow() - age, tick=False):
        unit_of_work(lambda: add_item(CartOwner(user_id, token_hash), variant_id, 1))


def make_session(user_id: int, token_hash: str, *, expires_at: datetime) -> None:
    add = UserSession(user_id=user_id, token_hash=token_hash, expires_at=expires_at)
    unit_of_work(lambda: db.session.add(add))


def make_link(
    user_id: int, token_hash: str, *, expires_at: datetime, used_at: datetime | None = None
) -> None:
    link = PasswordReset(
        user_id=user_id,
        token_hash=token_hash,
        created_at=expires_at - LINK_LIVES,
        expires_at=expires_at,
        used_at=used_at,
    )
    unit_of_work(lambda: db.session.add(link))


def make_sent(age: timedelta, **changes: Any) -> int:
    """A message that was really sent so long ago."""
    with time_machine.travel(utcnow() - age, tick=False):
        [number] = posted(message(**changes))
        sweep()
    assert row(number).status == MessageStatus.SENT
    return number


def fill_with_old_rows(count: int) -> None:
    """So many of each kind that goes, and a customer who stays."""
    user_id, old = make_customer().id, utcnow() - timedelta(days=400)
    tokens = [f"{number:064x}" for number in range(count)]
    ended = {"user_id": user_id, "created_at": old, "expires_at": old}
    sent = {"kind": "welcome", "recipient": "sari@example.com", "locale": "en", "context": {}}
    sent |= {"status": MessageStatus.SENT, "next_attempt_at": old, "sent_at": old}

    def write() -> None:
        db.session.execute(insert(Cart), [{"token_hash": t, "updated_at": old} for t in tokens])
        db.session.execute(insert(UserSession), [ended | {"token_hash": t} for t in tokens])
        db.session.execute(insert(PasswordReset), [ended | {"token_hash": t} for t in tokens])
        db.session.execute(insert(OutboxMessage), [sent | {"dedupe_key": t} for t in tokens])

    unit_of_work(write)


def test_a_guests_cart_goes_60_days_after_it_was_touched_with_its_lines(app: Flask) -> None:
    customer = make_customer()
    make_cart(token_hash="abandoned", age=ABANDONED_AFTER + MINUTE)
    make_cart(token_hash="in use", age=ABANDONED_AFTER - MINUTE)
    make_cart(user_id=customer.id, age=timedelta(days=800))
    assert tidy_up() == NOTHING | {"guest carts": 1}
    assert keys(Cart.token_hash) == {"in use", None}
    assert keys(Cart.user_id) == {customer.id, None}
    assert keys(CartItem.cart_id) == keys(Cart.id)


def test_no_browser_still_has_the_cookie_of_a_cart_that_goes() -> None:
    assert timedelta(days=GUEST_DAYS) < ABANDONED_AFTER


def test_a_session_goes_30_days_after_it_expired(app: Flask) -> None:
    user_id, now = make_customer().id, utcnow()
    make_session(user_id, "long ago", expires_at=now - EXPIRED_KEPT - MINUTE)
    make_session(user_id, "lately", expires_at=now - EXPIRED_KEPT + MINUTE)
    make_session(user_id, "living", expires_at=now + MINUTE)
    assert tidy_up() == NOTHING | {"sessions": 1}
    assert keys(UserSession.token_hash) == {"lately", "living"}


def test_a_password_link_goes_7_days_after_it_expired_used_or_not(app: Flask) -> None:
    user_id, now = make_customer().id, utcnow()
    old, young = now - DEAD_LINKS_KEPT - MINUTE, now - DEAD_LINKS_KEPT + MINUTE
    make_link(user_id, "unused", expires_at=old)
    make_link(user_id, "used", expires_at=old, used_at=old - LINK_LIVES)
    make_link(user_id, "used lately", expires_at=young, used_at=young - LINK_LIVES)
    make_link(user_id, "open", expires_at=now + MINUTE)
    assert tidy_up() == NOTHING | {"password links": 2}
    assert keys(PasswordReset.token_hash) == {"used lately", "open"}


def test_a_message_goes_90_days_after_it_was_sent(app: Flask, mailbox: Mailbox) -> None:
    make_sent(SENT_KEPT + 2 * MINUTE)
    young = make_sent(SENT_KEPT - MINUTE)
    newest = make_sent(timedelta())
    assert len(mailbox.messages) == 3
    assert tidy_up() == NOTHING | {"sent messages": 1}
    assert keys(OutboxMessage.id) == {young, newest}


@pytest.mark.parametrize("status", [MessageStatus.DEAD, MessageStatus.PENDING])
def test_a_message_that_was_not_sent_stays_for_ever(app: Flask, status: MessageStatus) -> None:
    with time_machine.travel(utcnow() - timedelta(days=1000), tick=False):
        unsent, newest = posted(message(), message())
        change(unsent, status=status, sent_at=utcnow(), last_error="refused")
    assert tidy_up() == NOTHING
    assert keys(OutboxMessage.id) == {unsent, newest}
    assert (row(unsent).status, row(unsent).last_error) == (status, "refused")


def test_no_two_mails_ever_have_the_same_message_id(app: Flask, mailbox: Mailbox) -> None:
    """SQLite gives the highest id again once its row is gone, so that row stays."""
    for _ in range(3):
        make_sent(SENT_KEPT * 2)
    tidy_up()
    make_sent(timedelta())
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 4


def test_who_forgot_the_password_again_a_month_later_gets_a_mail_again(
    client: ShopClient, mailbox: Mailbox
) -> None:
    """The old link is gone and its number free, while the old message is still remembered."""
    user = make_customer()
    client.post_form("/forgot-password", {"email": user.email})
    sweep()
    with time_machine.travel(utcnow() + timedelta(days=30)):
        assert tidy_up()["password links"] == 1
        client.post_form("/forgot-password", {"email": user.email})
        sweep()
    assert [mail["To"] for mail in mailbox.messages] == [user.email] * 2


def test_it_is_done_batch_by_batch_and_a_second_time_nothing_is_left_to_do(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 3)
    fill_with_old_rows(8)
    expected = {"guest carts": 8, "sessions": 8, "password links": 8, "sent messages": 7}
    assert tidy_up() == NOTHING | expected
    assert tidy_up() == NOTHING


@pytest.mark.parametrize(
    ("chore", "column"),
    [
        (delete_abandoned_carts, Cart.id),
        (delete_expired_sessions, UserSession.id),
        (delete_dead_links, PasswordReset.id),
        (delete_old_messages, OutboxMessage.id),
    ],
)
def test_a_batch_is_no_larger_than_asked_for(app: Flask, chore: Chore, column: Any) -> None:
    fill_with_old_rows(5)
    assert unit_of_work(lambda: chore(utcnow(), limit=2)) == 2
    assert len(keys(column)) == 3


def test_two_at_once_delete_the_same_rows_once(app: Flask) -> None:
    fill_with_old_rows(40)
    db.session.remove()
    start = Barrier(2)

    def work() -> dict[str, int]:
        with app.app_context():
            start.wait()
            return tidy_up()

    with ThreadPoolExecutor(2) as pool:
        one, other = [future.result() for future in [pool.submit(work) for _ in range(2)]]
    together = {name: one[name] + other[name] for name in NOTHING}
    assert together == NOTHING | {"guest carts": 40, "sessions": 40, "password links": 40} | {
        "sent messages": 39
    }


def test_a_cart_that_comes_into_use_after_it_was_chosen_stays(app: Flask) -> None:
    """The row is touched just before it would go, as another transaction may on MariaDB."""
    make_cart(token_hash="woken", age=ABANDONED_AFTER + MINUTE)

    def touch(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("DELETE FROM carts"):
            connection.execute(update(Cart).values(updated_at=utcnow()))

    event.listen(db.engine, "before_cursor_execute", touch)
    try:
        assert tidy_up() == NOTHING
    finally:
        event.remove(db.engine, "before_cursor_execute", touch)
    assert keys(Cart.token_hash) == {"woken"}
    assert len(keys(CartItem.id)) == 1


def test_the_clock_does_it_and_people_can_by_hand(app: Flask) -> None:
    make_cart(token_hash="abandoned", age=ABANDONED_AFTER + MINUTE)
    run_period("housekeeping", "2026-11-23")
    assert keys(Cart.id) == set()
    make_cart(token_hash="abandoned too", age=ABANDONED_AFTER + MINUTE)
    result = app.test_cli_runner().invoke(args=["housekeeping"])
    assert (result.exit_code, result.output.splitlines()) == (
        0,
        [
            "1 guest carts deleted.",
            "0 sessions deleted.",
            "0 password links deleted.",
            "0 sent messages deleted.",
            "0 sheets deleted.",
            "0 pictures without a product deleted.",
            "0 picture files deleted.",
        ],
    )
    assert keys(Cart.id) == set()


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (
            "SELECT id FROM carts WHERE user_id IS NULL AND updated_at < '2026-01-01' LIMIT 500",
            "ix_carts_user_id_updated_at",
        ),
        (
            "SELECT id FROM user_sessions WHERE expires_at < '2026-01-01' LIMIT 500",
            "ix_user_sessions_expires_at",
        ),
        (
            "SELECT id FROM password_resets WHERE expires_at < '2026-01-01' LIMIT 500",
            "ix_password_resets_expires_at",
        ),
        (
            "SELECT id FROM outbox_messages WHERE status = 'SENT' AND id != 9 "
            "AND next_attempt_at < '2026-01-01' AND sent_at < '2026-01-01' LIMIT 500",
            "ix_outbox_messages_status_next_attempt_at_id",
        ),
        (
            "SELECT id FROM sheet_imports WHERE created_at < '2026-01-01' "
            "AND status NOT IN ('WAITING', 'RUNNING') LIMIT 500",
            "ix_sheet_imports_created_at",
        ),
        (
            "SELECT id FROM product_images WHERE product_id IS NULL "
            "AND created_at < '2026-01-01' LIMIT 500",
            "ix_product_images_product_id_created_at",
        ),
    ],
)
def test_what_goes_is_found_by_an_index(app: Flask, statement: str, index: str) -> None:
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    plan: Sequence[Any] = db.session.execute(text(f"{explain} {statement}")).all()
    assert index in str(plan)
