"""Signing in: by the right password only, telling nobody anything, not too often."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from app.accounts import login_hooks, passwords
from tests.factories.accounts import PASSWORD, make_customer, make_seller, sign_in_as
from tests.support.accounts import deactivate, is_signed_in, session_count, without_tokens
from tests.support.client import ShopClient

WRONG = "The e-mail address or the password is wrong."


def test_a_buyer_lands_on_the_home_page(client: ShopClient) -> None:
    user = make_customer()
    answer = client.sign_in(user.email, PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert user.name in client.get("/account").text


def test_a_seller_lands_on_the_orders(client: ShopClient) -> None:
    user, _store = make_seller()
    assert client.sign_in(user.email, PASSWORD).location == "/seller/orders"


def test_the_address_may_be_typed_in_capitals_and_with_spaces(client: ShopClient) -> None:
    """B50."""
    make_customer(email="sari@example.com")
    assert client.sign_in("  SARI@Example.com ", PASSWORD).status_code == 303


def test_an_htmx_form_is_sent_on_by_a_header(client: ShopClient) -> None:
    user = make_customer()
    answer = client.post_form("/login", {"email": user.email, "password": PASSWORD}, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


@pytest.mark.parametrize(
    "password", ["wrong", "x" * 73, "é" * 40, "\0", PASSWORD + " ", PASSWORD.upper(), "x" * 50_000]
)
def test_a_wrong_password_is_refused(client: ShopClient, password: str) -> None:
    user = make_customer()
    answer = client.sign_in(user.email, password)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert f'{password}"' not in answer.text
    assert session_count(user.id) == 0
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "email",
    ["", "nobody", "nobody@example.com", "' OR 1=1 --", "\0", "😀", "x" * 5000, "<b>@x.com"],
)
def test_an_unknown_address_is_refused_without_an_error(client: ShopClient, email: str) -> None:
    answer = client.sign_in(email, PASSWORD)
    assert answer.status_code == 422
    assert "<b>@x" not in answer.text


def test_missing_fields_are_named(client: ShopClient) -> None:
    answer = client.post_form("/login", {})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "Please fill this in." in answer.text


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(app: Flask) -> None:
    """B47."""
    make_customer(email="known@example.com")
    known, unknown = ShopClient(app), ShopClient(app)
    first = known.sign_in("known@example.com", "wrong").text
    second = unknown.sign_in("other@example.com", "wrong").text
    assert without_tokens(first).replace("known@", "other@") == without_tokens(second)


def test_an_unknown_address_costs_one_bcrypt_as_a_known_one_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B47: what takes the time is done in both cases, with the same number of rounds."""
    rounds: list[bytes] = []
    real = passwords.bcrypt.checkpw

    def counted(password: bytes, hashed: bytes) -> bool:
        rounds.append(hashed[:7])
        return bool(real(password, hashed))

    monkeypatch.setattr(passwords.bcrypt, "checkpw", counted)
    make_customer(email="known@example.com")
    ShopClient(app).sign_in("known@example.com", "wrong")
    ShopClient(app).sign_in("other@example.com", "wrong")
    assert rounds == [b"$2b$04$", b"$2b$04$"]


def test_a_deactivated_user_cannot_sign_in_and_is_told_nothing(client: ShopClient) -> None:
    user = make_customer()
    deactivate(user.id)
    answer = client.sign_in(user.email, PASSWORD)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert session_count(user.id) == 0


def test_signing_in_leads_back_to_where_one_was_stopped(client: ShopClient) -> None:
    """U5."""
    user = make_customer()
    stopped = client.get("/account/addresses")
    assert stopped.location == "/login?next=/account/addresses"
    page = client.get(stopped.location)
    assert 'value="/account/addresses"' in page.text
    data = {"email": user.email, "password": PASSWORD, "next": "/account/addresses"}
    assert client.post_form("/login", data).location == "/account/addresses"


def test_a_form_sent_without_a_session_leads_back_to_its_page(client: ShopClient) -> None:
    """U5: the page that was left, not the address that only takes POST."""
    answer = client.post_form(
        "/account/sessions/1/end", headers={"Referer": "http://localhost/account"}
    )
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")


HOSTILE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "http:evil.example", "https:/evil.example", "javascript:alert(1)", "\t//evil.example",
    "/\t/evil.example", "/\n/evil.example", " //evil.example", "\0//evil.example", "evil.example",
    "//localhost@evil.example", "http://[::1]/", "/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_no_next_leads_out_of_the_shop(client: ShopClient, target: str) -> None:
    """B35, in the query, in the form, and for somebody who is signed in already."""
    user = make_customer()
    assert 'name="next" type="hidden" value=""' in client.get(f"/login?next={quote(target)}").text
    data = {"email": user.email, "password": PASSWORD, "next": target}
    assert client.post_form("/login", data).location == "/"
    assert client.get(f"/login?next={quote(target)}").location == "/"


@pytest.mark.parametrize("path", ["/login", "/register"])
def test_who_is_signed_in_is_sent_on(client: ShopClient, path: str) -> None:
    sign_in_as(client, make_customer())
    assert client.get(path).location == "/"
    sign_in_as(client, make_seller()[0])
    assert client.get(path).location == "/seller/orders"


def test_without_a_token_nobody_is_signed_in_and_the_form_comes_back(client: ShopClient) -> None:
    """B30, B33: with what was typed, but never the password, and a token that works."""
    user = make_customer()
    answer = client.post("/login", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert user.email in answer.text
    assert PASSWORD not in answer.text
    assert session_count(user.id) == 0
    assert client.sign_in(user.email, PASSWORD).status_code == 303


def test_another_sessions_token_is_refused(client: ShopClient) -> None:
    """B30."""
    user = make_customer()
    token = ShopClient(client.app).csrf_token()
    data = {"email": user.email, "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data).status_code == 400
    assert session_count(user.id) == 0


def test_ten_wrong_passwords_are_followed_by_a_pause(client: ShopClient) -> None:
    """B24, B46."""
    user = make_customer()
    for _attempt in range(10):
        assert client.sign_in(user.email, "wrong").status_code == 422
    answer = client.sign_in(user.email, PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert session_count(user.id) == 0


def test_unseen_characters_do_not_make_another_account_to_guess_at(client: ShopClient) -> None:
    """B46: the form cleans the address, so the limit must count the clean one."""
    user = make_customer()
    unseen = ["", "\u200b", "\u2060", "\u00ad", "\ufeff", "\u200e"]
    statuses = [
        client.sign_in(unseen[number % 6] * (number // 6 + 1) + user.email, "wrong").status_code
        for number in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2


def test_a_stranger_who_guesses_locks_out_only_himself(client: ShopClient) -> None:
    """B46: 100 wrong ones from elsewhere, whatever the case of the address."""
    user = make_customer(email="sari@example.com")
    statuses = [
        client.post_form(
            "/login",
            {"email": email, "password": "wrong"},
            environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
        ).status_code
        for email in ["sari@example.com", "SARI@example.com"] * 50
    ]
    assert statuses[10:] == [429] * 90
    assert client.sign_in(user.email, PASSWORD).status_code == 303


def test_one_address_cannot_go_through_many_accounts(client: ShopClient) -> None:
    """B46."""
    statuses = [client.sign_in(f"user{n}@example.com", "wrong").status_code for n in range(151)]
    assert statuses == [422] * 150 + [429]


def test_right_passwords_do_not_count(client: ShopClient) -> None:
    user = make_customer()
    for _time in range(12):
        assert client.sign_in(user.email, PASSWORD).status_code == 303
        client.post_form("/logout")


def test_those_who_asked_are_told_of_a_buyer_but_not_of_a_seller(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(login_hooks, "_callbacks", [])
    login_hooks.on_sign_in(told.append)
    buyer, (seller, _store) = make_customer(), make_seller()
    ShopClient(app).sign_in(buyer.email, PASSWORD)
    ShopClient(app).sign_in(seller.email, PASSWORD)
    ShopClient(app).sign_in(buyer.email, "wrong")
    assert told == [buyer.id]


def test_only_who_was_here_before_is_welcomed_back(client: ShopClient) -> None:
    user = make_customer(name="Sari")
    client.sign_in(user.email, PASSWORD)
    greeted = client.get("/").text
    assert "Welcome, Sari." in greeted
    assert "Welcome back" not in greeted
    elsewhere = ShopClient(client.app)
    elsewhere.sign_in(user.email, PASSWORD)
    assert "Welcome back, Sari." in elsewhere.get("/").text


def test_the_login_page_asks_for_the_same_in_indonesian(app: Flask) -> None:
    page = ShopClient(app, locale="id").get("/login")
    assert page.status_code == 200
    assert 'lang="id"' in page.text
