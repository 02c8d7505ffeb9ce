"""A session is a row: it ends when its owner or time says so, with every copy of its cookie."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.models import UserSession
from app.db import db
from tests.factories.accounts import PASSWORD, make_customer, sign_in_as
from tests.support.accounts import (
    NEW_PASSWORD,
    cookie_value,
    copy_of,
    deactivate,
    is_signed_in,
    session_count,
)
from tests.support.client import ShopClient

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def only_session() -> UserSession:
    db.session.rollback()
    return db.session.scalars(select(UserSession)).one()


def test_the_cookie_of_before_is_not_signed_in_afterwards(client: ShopClient) -> None:
    """B52: neither the cookie nor the CSRF token survives signing in."""
    user = make_customer()
    token = client.csrf_token()
    planted = copy_of(client)
    client.sign_in(user.email, PASSWORD)
    assert is_signed_in(client)
    assert not is_signed_in(planted)
    old = client.post("/account", {"name": "Mallory", "locale": "en", "csrf_token": token})
    assert old.status_code == 400
    assert "Mallory" not in client.get("/account").text


def test_the_cookie_holds_a_token_of_which_the_database_knows_only_the_hash(
    client: ShopClient,
) -> None:
    """B53."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD)
    with client.http.session_transaction() as session:
        token = session["_user_id"]
    row = only_session()
    assert token not in (row.token_hash, str(row.id), str(user.id))
    assert len(token) >= 43


def test_signing_out_ends_every_copy_of_the_cookie(client: ShopClient) -> None:
    """B36, B53."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD, remember=True)
    thief = copy_of(client)
    assert is_signed_in(thief)
    answer = client.post_form("/logout")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_signed_in(client)
    assert not is_signed_in(thief)
    assert session_count(user.id) == 0
    assert not cookie_value(client, "remember")


def test_signing_out_needs_a_post_with_a_token(client: ShopClient) -> None:
    """B30, B32."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert is_signed_in(client)


def test_who_is_not_signed_in_may_sign_out(client: ShopClient) -> None:
    assert client.post_form("/logout").status_code == 303


def test_changing_the_password_ends_all_other_sessions(app: Flask) -> None:
    """B53."""
    user, stranger = make_customer(), make_customer()
    here, there, other = ShopClient(app), ShopClient(app), ShopClient(app)
    here.sign_in(user.email, PASSWORD)
    there.sign_in(user.email, PASSWORD, remember=True)
    other.sign_in(stranger.email, PASSWORD)
    data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert here.post_form("/account/password", data).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(other)
    assert session_count(user.id) == 1


def test_a_deactivated_user_is_out_with_the_next_request(client: ShopClient) -> None:
    """B56."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD, remember=True)
    deactivate(user.id)
    assert not is_signed_in(client)


def test_a_session_ends_twelve_hours_after_its_last_use(client: ShopClient) -> None:
    """B54."""
    user = make_customer()
    with time_machine.travel(NOON, tick=False) as clock:
        client.sign_in(user.email, PASSWORD)
        clock.shift(timedelta(hours=11))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=11))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=12))
        assert not is_signed_in(client)


def test_a_session_in_use_ends_after_seven_days(client: ShopClient) -> None:
    """B54."""
    user = make_customer()
    with time_machine.travel(NOON, tick=False) as clock:
        client.sign_in(user.email, PASSWORD)
        for _time in range(14):
            clock.shift(timedelta(hours=11, minutes=59))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=15))
        assert not is_signed_in(client)


def test_a_remembered_session_lives_thirty_days_without_being_used(client: ShopClient) -> None:
    user = make_customer()
    with time_machine.travel(NOON, tick=False) as clock:
        client.sign_in(user.email, PASSWORD, remember=True)
        client.http.delete_cookie("session")  # as closing the browser does
        clock.shift(timedelta(days=29, hours=23))
        assert is_signed_in(client)
        clock.shift(timedelta(hours=1))
        assert not is_signed_in(client)


def test_only_a_remembered_session_outlives_the_browser(client: ShopClient) -> None:
    user = make_customer()
    client.sign_in(user.email, PASSWORD)
    assert cookie_value(client, "remember") is None
    client.http.delete_cookie("session")
    assert not is_signed_in(client)


def test_use_is_noted_once_in_ten_minutes(client: ShopClient) -> None:
    """B32: reading pages writes nothing but this note."""
    user = make_customer()
    with time_machine.travel(NOON, tick=False) as clock:
        client.sign_in(user.email, PASSWORD)
        clock.shift(timedelta(minutes=9))
        client.get("/account")
        assert only_session().last_seen_at == NOON
        clock.shift(timedelta(minutes=2))
        client.get("/account")
        assert only_session().last_seen_at == NOON + timedelta(minutes=11)
        assert only_session().expires_at == NOON + timedelta(hours=12, minutes=11)


def test_reading_pages_soon_after_signing_in_writes_nothing(
    client: ShopClient, count_statements: object
) -> None:
    """B32."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD)
    with count_statements() as statements:  # type: ignore[operator]
        for path in ("/account", "/account/password", "/account/addresses", "/login", "/register"):
            client.get(path)
    assert [s for s in statements if not s.startswith("SELECT")] == []


def test_old_sessions_of_a_user_are_cleared_away_when_signing_in(client: ShopClient) -> None:
    user = make_customer()
    with time_machine.travel(NOON, tick=False) as clock:
        client.sign_in(user.email, PASSWORD)
        clock.shift(timedelta(days=3))
        client.sign_in(user.email, PASSWORD)
    assert session_count(user.id) == 1


def test_ones_sessions_are_listed_and_can_be_ended(app: Flask) -> None:
    """B55."""
    user = make_customer()
    here, there = ShopClient(app), ShopClient(app)
    agent = "Mozilla/5.0 (Linux; Android 13) Chrome/126.0 Mobile Safari/537.36 <b>x</b>" + "y" * 500
    there.post_form(
        "/login", {"email": user.email, "password": PASSWORD}, headers={"User-Agent": agent}
    )
    theirs = only_session().id
    here.sign_in(user.email, PASSWORD)
    page = here.get("/account").text
    assert "Chrome · Android" in page
    assert "<b>x" not in page
    assert re.findall(r"/account/sessions/(\d+)/end", page) == [str(theirs)]
    assert here.post_form(f"/account/sessions/{theirs}/end").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)


@pytest.mark.parametrize("session_id", ["0", "99999999999999999999", "-1", "x", "1%00"])
def test_a_session_that_is_not_there_is_not_found(client: ShopClient, session_id: str) -> None:
    sign_in_as(client, make_customer())
    assert client.post_form(f"/account/sessions/{session_id}/end").status_code == 404


def test_a_strangers_session_is_not_found_and_goes_on(app: Flask) -> None:
    """B55."""
    stranger, user = make_customer(), make_customer()
    other, client = ShopClient(app), ShopClient(app)
    other.sign_in(stranger.email, PASSWORD)
    session_id = only_session().id
    client.sign_in(user.email, PASSWORD)
    assert client.post_form(f"/account/sessions/{session_id}/end").status_code == 404
    assert is_signed_in(other)
    assert session_count(stranger.id) == 1
    assert f"/account/sessions/{session_id}/" not in client.get("/account").text


def test_the_account_is_never_kept_by_the_browser(client: ShopClient) -> None:
    """B36."""
    sign_in_as(client, make_customer())
    assert client.get("/account").headers["Cache-Control"] == "no-store"
