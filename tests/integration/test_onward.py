"""Who had to sign in on the way goes on where they were going, also by way of a new account."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.factories.accounts import PASSWORD, make_customer
from tests.support.accounts import posted
from tests.support.client import ShopClient

NEWCOMER = {"role": "customer", "name": "Sari", "email": "sari@example.com", "password": PASSWORD}


def follow(client: ShopClient, answer: TestResponse, path: str) -> TestResponse:
    """Press the page's link to `path`, whatever its query is."""
    found = re.search(rf'href="({re.escape(path)}[^"]*)"', answer.text.split("<main")[1])
    assert found, f"no link to {path}"
    return client.get(html.unescape(found[1]))


def fields(answer: TestResponse) -> dict[str, str]:
    """The hidden `next` that the form of this page would carry."""
    found = re.search(r'name="next"[^>]*value="([^"]*)"', answer.text.split("<main")[1])
    return {"next": html.unescape(found[1])} if found else {}


def sign_in(client: ShopClient, answer: TestResponse) -> TestResponse:
    """Fill in the login form of this page."""
    data = {"email": "sari@example.com", "password": PASSWORD} | fields(answer)
    return client.post_form("/login", data)


def test_a_guest_who_opens_an_account_at_the_checkout_comes_back_to_it(client: ShopClient) -> None:
    """U29."""
    page = follow(client, client.get("/checkout", follow_redirects=True), "/register")
    done = client.post_form("/register", NEWCOMER | fields(page), follow_redirects=True)
    assert done.status_code == 200
    answer = sign_in(client, follow(client, done, "/login"))
    assert (answer.status_code, answer.location) == (303, "/checkout")


def test_a_mistake_on_the_way_loses_nothing(client: ShopClient) -> None:
    page = client.get("/register?next=/checkout")
    again = client.post_form("/register", NEWCOMER | {"email": "bukan"} | fields(page))
    assert again.status_code == 422
    assert fields(again) == {"next": "/checkout"}


def test_a_new_seller_goes_to_the_store_and_not_to_the_checkout(client: ShopClient) -> None:
    store = {"role": "seller", "store_name": "Toko Sari", "store_location": "Kota Bandung"}
    answer = client.post_form("/register", NEWCOMER | store | {"next": "/checkout"})
    assert answer.location == "/register/done"


def test_who_forgot_the_password_on_the_way_comes_back_too(client: ShopClient) -> None:
    make_customer(email="sari@example.com")
    page = follow(client, client.get("/login?next=/checkout"), "/forgot-password")
    data = {"email": "sari@example.com"} | fields(page)
    sent = client.post_form("/forgot-password", data, follow_redirects=True)
    assert fields(follow(client, sent, "/login")) == {"next": "/checkout"}
    link = posted("password_reset")[-1].context["url"]
    answer = client.post_form(link, {"password": "tiga ekor kucing oranye"})
    assert answer.location == "/login?next=/checkout"


def test_an_old_form_of_somebody_signed_out_leads_to_the_login_and_back(
    client: ShopClient,
) -> None:
    """B33: where there is no form to show again."""
    headers = {"Referer": "http://localhost/account"}
    answer = client.post("/account/sessions/1/end", headers=headers)
    assert answer.status_code == 400
    assert 'href="/login?next=/account"' in answer.text.split("<main")[1]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_nobody_is_led_away(app: Flask, target: str) -> None:
    """B35."""
    for path in ("/register", "/forgot-password", "/login", "/register/done"):
        page = ShopClient(app).get(path, query_string={"next": target})
        assert "evil" not in page.text.split("<main")[1].split("</main")[0]
    answer = ShopClient(app).post_form("/register", NEWCOMER | {"next": target})
    assert answer.location == "/register/done"
