"""Changing the password, by the present one or by a mailed link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.models import PasswordReset, User
from app.db import db
from tests.factories.accounts import PASSWORD, make_customer, make_seller, sign_in_as
from tests.support.accounts import (
    NEW_PASSWORD,
    cookie_value,
    copy_of,
    deactivate,
    is_signed_in,
    posted,
    session_count,
    without_tokens,
)
from tests.support.client import ShopClient

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def hash_of(user_id: int) -> str:
    db.session.rollback()
    return db.session.scalars(select(User.password_hash).where(User.id == user_id)).one()


def mailed_link(client: ShopClient, user: User) -> str:
    """The path of the link that this user is mailed."""
    assert client.post_form("/forgot-password", {"email": user.email}).status_code == 303
    return posted("password_reset")[-1].context["url"]


def test_the_new_password_is_the_one_that_works(client: ShopClient) -> None:
    user = make_customer()
    sign_in_as(client, user)
    data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = client.post_form("/account/password", data)
    assert (answer.status_code, answer.location) == (303, "/account")
    client.post_form("/logout")
    assert client.sign_in(user.email, PASSWORD).status_code == 422
    assert client.sign_in(user.email, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize("remember", [False, True])
def test_a_copied_cookie_does_not_outlive_the_password(
    client: ShopClient, *, remember: bool
) -> None:
    """B53: also the copy of the very browser in which it was changed."""
    user = make_customer()
    client.sign_in(user.email, PASSWORD, remember=remember)
    thief = copy_of(client)
    assert is_signed_in(thief)
    client.post_form(
        "/account/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )
    assert not is_signed_in(thief)
    assert is_signed_in(client)
    assert (cookie_value(client, "remember") is not None) == remember


def test_the_owner_is_told_of_a_change(client: ShopClient) -> None:
    """B49: in case it was not them; by mail, however it was changed."""
    user = make_customer()
    sign_in_as(client, user)
    client.post_form("/account/password", {"current_password": "x", "new_password": NEW_PASSWORD})
    assert posted("password_changed") == []
    client.post_form(
        "/account/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )
    client.post_form("/logout")
    client.post_form(mailed_link(client, user), {"password": "tiga gelas kopi tubruk"})
    assert [message.recipient for message in posted("password_changed")] == [user.email] * 2


def test_the_present_password_is_asked_for(client: ShopClient) -> None:
    """B49."""
    user = make_customer()
    before = hash_of(user.id)
    sign_in_as(client, user)
    for current in ("wrong", "", "x" * 73, "\0"):
        data = {"current_password": current, "new_password": NEW_PASSWORD}
        answer = client.post_form("/account/password", data)
        assert answer.status_code == 422
        place = answer.text.split('id="current_password-error"')[1].split("</p>")[0]
        assert "present password" in place or "fill this in" in place
    assert hash_of(user.id) == before


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Please fill this in."),
        ("kurang!", "Use at least 8 characters."),
        ("x" * 73, "That is too long"),
        ("é" * 37, "That is too long"),
        ("Password123", "Many people use this password"),
        ("RockAndRoll", "Many people use this password"),
        ("sari wulandari", "Do not use your name"),
        ("kopi\0tubruk", "characters that cannot be used"),
    ],
)
def test_a_new_password_keeps_the_rules(client: ShopClient, password: str, message: str) -> None:
    """B44, B45."""
    user = make_customer()
    before = hash_of(user.id)
    sign_in_as(client, user)
    data = {"current_password": PASSWORD, "new_password": password}
    answer = client.post_form("/account/password", data)
    assert answer.status_code == 422
    assert message in answer.text.split('id="new_password-error"')[1].split("</p>")[0]
    assert hash_of(user.id) == before


def test_guessing_the_present_password_is_throttled(client: ShopClient) -> None:
    """B24: a borrowed phone does not give the password away."""
    user = make_customer()
    sign_in_as(client, user)
    data = {"current_password": "wrong", "new_password": NEW_PASSWORD}
    statuses = [client.post_form("/account/password", data).status_code for _n in range(11)]
    assert statuses == [422] * 10 + [429]


def test_a_change_without_a_token_or_a_session_changes_nothing(client: ShopClient) -> None:
    """B30."""
    user = make_customer()
    before = hash_of(user.id)
    data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert client.post_form("/account/password", data).location.startswith("/login")
    sign_in_as(client, user)
    assert client.post("/account/password", data).status_code == 400
    assert hash_of(user.id) == before


def test_a_link_lets_one_in_again_once(client: ShopClient) -> None:
    """B48."""
    user = make_customer()
    link = mailed_link(client, user)
    assert user.email in client.get(link).text
    answer = client.post_form(link, {"password": NEW_PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert user.email in client.get("/login").text
    assert client.sign_in(user.email, NEW_PASSWORD).status_code == 303
    after = hash_of(user.id)
    assert client.get(link).status_code == 410
    assert client.post_form(link, {"password": "gelas keempat pecah"}).status_code == 410
    assert hash_of(user.id) == after


def test_the_mail_carries_the_link_and_the_database_only_its_hash(client: ShopClient) -> None:
    """B48: 256 bits; the host is not part of what is posted, so none can be smuggled in."""
    user = make_customer(locale="id")
    data = {"email": f" {user.email.upper()} "}
    client.post_form("/forgot-password", data, headers={"X-Forwarded-Host": "evil.example"})
    (message,) = posted("password_reset")
    path = message.context["url"]
    token = path.removeprefix("/reset-password/")
    assert len(token) >= 43
    assert "evil.example" not in str(message.context)
    assert (message.recipient, message.locale) == (user.email, "id")
    assert (message.context["name"], message.context["minutes"]) == (user.name, 30)
    row = db.session.scalars(select(PasswordReset)).one()
    assert row.token_hash != token
    assert token not in message.dedupe_key


def test_a_link_lives_thirty_minutes(client: ShopClient) -> None:
    """B48."""
    user = make_customer()
    before = hash_of(user.id)
    with time_machine.travel(NOON, tick=False) as clock:
        link = mailed_link(client, user)
        clock.shift(timedelta(minutes=29, seconds=59))
        assert client.get(link).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get(link).status_code == 410
        assert client.post_form(link, {"password": NEW_PASSWORD}).status_code == 410
    assert hash_of(user.id) == before


def test_a_link_ends_all_sessions_and_all_other_links(app: Flask) -> None:
    """B48, B53."""
    user = make_customer()
    inside, client = ShopClient(app), ShopClient(app)
    inside.sign_in(user.email, PASSWORD, remember=True)
    first, second = mailed_link(client, user), mailed_link(client, user)
    assert client.post_form(second, {"password": NEW_PASSWORD}).status_code == 303
    assert not is_signed_in(inside)
    assert session_count(user.id) == 0
    assert client.get(first).status_code == 410


def test_changing_the_password_ends_open_links(client: ShopClient) -> None:
    """B48."""
    user = make_customer()
    link = mailed_link(client, user)
    sign_in_as(client, user)
    data = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    client.post_form("/account/password", data)
    assert client.get(link).status_code == 410


def test_asking_again_leaves_the_first_link_alone(client: ShopClient) -> None:
    """Else a stranger could keep somebody from ever getting in."""
    user = make_customer()
    first = mailed_link(client, user)
    mailed_link(client, user)
    assert client.get(first).status_code == 200


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Please fill this in."),
        ("x" * 73, "That is too long"),
        ("Password123", "Many people use this password"),
        ("RockAndRoll", "Many people use this password"),
        ("kopi\0tubruk", "characters that cannot be used"),
    ],
)
def test_a_link_is_not_used_up_by_a_password_that_is_refused(
    client: ShopClient, password: str, message: str
) -> None:
    """B44, B45."""
    user = make_customer()
    before = hash_of(user.id)
    link = mailed_link(client, user)
    answer = client.post_form(link, {"password": password})
    assert answer.status_code == 422
    assert message in answer.text.split('id="password-error"')[1].split("</p>")[0]
    assert hash_of(user.id) == before
    assert client.post_form(link, {"password": NEW_PASSWORD}).status_code == 303


def test_by_link_too_the_stores_name_is_no_password(client: ShopClient) -> None:
    user, _store = make_seller(store_name="Kopi Gayo Asli")
    link = mailed_link(client, user)
    answer = client.post_form(link, {"password": "kopi gayo asli"})
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..%2f..", "<script>", "😀"])
def test_a_made_up_link_is_gone(client: ShopClient, token: str) -> None:
    answer = client.get(f"/reset-password/{token}")
    assert answer.status_code in (404, 410)
    assert "<script>" not in answer.text.replace("<script src", "")


def test_the_page_of_a_link_is_kept_nowhere(client: ShopClient) -> None:
    answer = client.get(mailed_link(client, make_customer()))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("method", "variant"),
    [
        ("GET", "/reset-password/{token}"),
        ("GET", "/reset-password/{token}/"),
        ("GET", "/Reset-Password/{token}"),
        ("PUT", "/reset-password/{token}"),
    ],
)
def test_the_log_does_not_hold_the_link(
    method: str,
    variant: str,
    client: ShopClient,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """B62, also of an address that is not quite the link."""
    token = mailed_link(client, make_customer()).rpartition("/")[2]
    with caplog.at_level("INFO"):
        client.http.open(variant.format(token=token), method=method)
    output = capsys.readouterr()
    assert token not in output.out + output.err + caplog.text
    assert "/reset-password/<token>" in caplog.text


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask) -> None:
    """B47."""
    make_customer(email="known@example.com")
    closed = make_customer(email="closed@example.com")
    deactivate(closed.id)
    pages = []
    for email in ("known@example.com", "other@example.com", "closed@example.com"):
        client = ShopClient(app)
        answer = client.post_form("/forgot-password", {"email": email})
        after = client.get(answer.location)
        pages.append(
            (answer.status_code, answer.location, without_tokens(after.text).replace(email, "E"))
        )
    assert pages[0] == pages[1] == pages[2]
    assert [message.recipient for message in posted("password_reset")] == ["known@example.com"]


def test_asking_for_links_is_throttled(client: ShopClient) -> None:
    """B24: nobody's mailbox is flooded."""
    user = make_customer()
    statuses = [
        client.post_form("/forgot-password", {"email": user.email}).status_code for _n in range(6)
    ]
    assert statuses == [303] * 5 + [429]
    assert len(posted("password_reset")) == 5


def test_trying_links_is_throttled(client: ShopClient) -> None:
    """B24."""
    statuses = [client.get(f"/reset-password/{n}").status_code for n in range(31)]
    assert statuses == [410] * 30 + [429]


@pytest.mark.parametrize("email", ["", "\0", "nobody", "x" * 300, "<b>"])
def test_what_is_no_address_gets_no_mail(client: ShopClient, email: str) -> None:
    answer = client.post_form("/forgot-password", {"email": email})
    assert answer.status_code in (303, 422)
    assert posted("password_reset") == []


def test_what_is_no_address_is_said_at_the_field(client: ShopClient) -> None:
    """U33; it says nothing about accounts (B47)."""
    answer = client.post_form("/forgot-password", {"email": "bukan"})
    assert answer.status_code == 422
    assert "This does not look like an e-mail address" in answer.text
    assert 'value="bukan"' in answer.text


def test_a_page_that_was_open_for_long_comes_back_as_typed(client: ShopClient) -> None:
    """B33."""
    answer = client.post("/forgot-password", {"email": "sari@example.com"})
    assert answer.status_code == 400
    assert "sari@example.com" in answer.text
    assert posted("password_reset") == []
