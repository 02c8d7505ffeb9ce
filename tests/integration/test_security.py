"""What every answer carries, and which requests are refused for where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Configuration
from tests.factories.accounts import PASSWORD, make_customer, make_seller, sign_in_as
from tests.factories.cart import lines
from tests.factories.catalogue import make_product, variants_of
from tests.support.another import another_application, production_settings
from tests.support.client import ShopClient

PAGES = ("/", "/products", "/login", "/cart", "/nothing-here", "/fail/500", "/fail/503", "/locale")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


@pytest.fixture(scope="module")
def production(configuration: Configuration) -> Iterator[Flask]:
    """The shop as it stands in public."""
    with another_application(configuration, **production_settings()) as application:
        yield application


@pytest.fixture
def public_client(app: Flask, production: Flask) -> ShopClient:
    """A browser at the shop that stands in public."""
    return ShopClient(production)


def test_browsers_are_told_to_come_by_https_only(
    client: ShopClient, public_client: ShopClient
) -> None:
    """B36: in production, on pages, fragments, probes and errors; never before."""
    for path in (*PAGES, "/healthz"):
        for htmx in (False, True):
            answer = public_client.get(path, htmx=htmx)
            found = answer.headers["Strict-Transport-Security"]
            assert found == "max-age=31536000; includeSubDomains", path
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_the_policy_lets_nothing_in_that_is_not_ours(
    client: ShopClient, public_client: ShopClient
) -> None:
    """B26: word by word, because each word less is a door."""
    for browser in (client, public_client):
        for path in ("/", "/login", "/nothing-here"):
            headers = browser.get(path).headers
            assert headers["Content-Security-Policy"] == POLICY
            assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"


def test_no_cache_shares_a_page_and_a_private_one_is_not_even_kept(client: ShopClient) -> None:
    """B37: every page has somebody's token in it."""
    for path in ("/", "/products", "/login", "/nothing-here"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache", path
    sign_in_as(client, make_customer())
    for path in ("/", "/account", "/orders", "/cart", "/seller/orders", "/nothing-here"):
        for htmx in (False, True):
            answer = client.get(path, htmx=htmx)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert {"HX-Request", "Cookie"} <= set(answer.vary), path


def test_no_other_site_may_read_an_answer(client: ShopClient) -> None:
    """B38: whatever origin asks, and however politely."""
    sign_in_as(client, make_customer())
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for path in ("/", "/account", "/cart/items", "/nothing-here", "/healthz"):
            for method in ("GET", "OPTIONS", "HEAD"):
                answer = client.http.open(path, method=method, headers=asking)
                named = " ".join(name for name, _value in answer.headers)
                assert "Access-Control" not in named, path


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_write_from_another_site_is_refused_even_with_the_right_token(
    client: ShopClient, site: str
) -> None:
    """B31: a token that leaked is not enough."""
    sign_in_as(client, make_customer())
    item = {"variant_id": variants_of(make_product())[0].id, "quantity": 1}
    for htmx in (False, True):
        answer = client.post_form(
            "/cart/items", item, htmx=htmx, headers={"Sec-Fetch-Site": site, "Referer": "/"}
        )
        assert answer.status_code == 403
        assert "came from another site" in answer.text
        assert lines() == []
    own = client.post_form("/cart/items", item, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 303
    assert len(lines()) == 1


def test_pages_for_development_are_not_in_production(public_client: ShopClient) -> None:
    for path in ("/dev/mailbox", "/dev/styleguide", "/dev/styleguide/seller", "/dev/mailbox/1"):
        assert public_client.get(path).status_code == 404, path
    rules = [rule.rule for rule in public_client.app.url_map.iter_rules()]
    assert [rule for rule in rules if rule.startswith("/dev")] == []


def test_in_production_every_cookie_is_the_hosts_own(public_client: ShopClient) -> None:
    """B32, B52: Secure, HttpOnly, SameSite=Lax and tied to this host, also when it is taken back.

    A browser drops a deletion of a __Host- cookie that is not Secure itself.
    """
    cookies = every_cookie(public_client)
    names = {f"__Host-{name}" for name in ("session", "remember", "cart", "locale", "theme")}
    assert {cookie.key for cookie in cookies} == names
    for cookie in cookies:
        assert (bool(cookie["secure"]), bool(cookie["httponly"])) == (True, True), cookie
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), cookie


def test_in_development_cookies_work_without_https(client: ShopClient) -> None:
    cookies = every_cookie(client)
    assert {cookie.key for cookie in cookies} == {"session", "remember", "cart", "locale", "theme"}
    for cookie in cookies:
        assert (bool(cookie["secure"]), bool(cookie["httponly"])) == (False, True), cookie
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", ""), cookie


def every_cookie(client: ShopClient) -> list[Morsel[str]]:
    """Each cookie that is set or taken back on the way through the shop."""
    buyer = make_customer()
    seller, _store = make_seller()
    item = {"variant_id": variants_of(make_product())[0].id, "quantity": 1}
    signing_in = {"email": buyer.email, "password": PASSWORD, "remember": "y"}
    answers = [
        client.get("/login"),
        client.post_form("/cart/items", item),
        client.post_form("/locale", {"locale": "id"}),
        client.post_form("/theme", {"theme": "dark"}),
        client.post_form("/login", signing_in),
        client.get("/account"),
        client.post_form("/logout"),
        client.post_form("/login", {"email": seller.email, "password": PASSWORD}),
        client.get("/seller/orders"),
    ]
    assert max(answer.status_code for answer in answers) < 400
    assert any(is_taken_back(cookie, "cart") for answer in answers for cookie in cookies_of(answer))
    return [cookie for answer in answers for cookie in cookies_of(answer)]


def cookies_of(answer: TestResponse) -> list[Morsel[str]]:
    return [
        morsel
        for header in answer.headers.getlist("Set-Cookie")
        for morsel in SimpleCookie(header).values()
    ]


def is_taken_back(cookie: Morsel[str], name: str) -> bool:
    return cookie.key.endswith(name) and cookie["max-age"] == "0"
