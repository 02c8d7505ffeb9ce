"""A seller's orders: what was typed or ticked in a session that ended is there after signing in."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from app.accounts.models import User, UserSession
from app.db import db, unit_of_work
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.orders import make_order, order_now
from tests.support.client import ShopClient
from tests.support.invariants import row_counts

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
# More than a guest's form may hold.
LONG = "\n".join(
    f"BLJ-261101-{number:06d}{' ' * 60}\tAK 0000/0000.{number:010d}\tKirim Nusantara"
    for number in range(200)
)


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(email="sutini@example.com")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser, signed in through the form."""
    assert client.sign_in(seller[0].email, PASSWORD).status_code == 303
    return client


def send_too_late(desk: ShopClient, url: str, data: dict[str, object], *, htmx: bool) -> str:
    """Post after the session ended, sign in again, and the page that is then shown."""
    token = desk.csrf_token()
    unit_of_work(lambda: db.session.query(UserSession).delete())
    before = row_counts()
    headers = FROM_HERE | ({"HX-Request": "true"} if htmx else {})
    answer = desk.post(url, data={**data, "csrf_token": token}, headers=headers)
    assert row_counts() == before
    login = answer.headers["HX-Redirect"] if htmx else answer.location
    onward = re.search(r'name="next"[^>]*value="([^"]+)"', desk.get(login).text)
    assert onward is not None
    signed_in = {
        "email": "sutini@example.com",
        "password": PASSWORD,
        "next": html.unescape(onward[1]),
    }
    return desk.post_form("/login", signed_in, follow_redirects=True).text


@pytest.mark.parametrize("htmx", [False, True])
def test_two_hundred_pasted_lines_are_still_in_the_box(desk: ShopClient, htmx: bool) -> None:
    """U5, U7."""
    page = send_too_late(desk, "/seller/orders/tracking", {"lines": LONG}, htmx=htmx)
    assert "what you typed is still here" in page
    box = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)
    assert box is not None
    assert html.unescape(box[1]) == LONG


@pytest.mark.parametrize("htmx", [False, True])
def test_the_reason_of_a_cancellation_is_still_there(
    desk: ShopClient, store: Store, htmx: bool
) -> None:
    order = make_order(store=store)
    data: dict[str, object] = {
        "to": "CANCELLED",
        "reason": "OTHER",
        "note": "Gudang kebanjiran",
        "view": "row",
    }
    page = send_too_late(desk, f"/seller/orders/{order.number}/status", data, htmx=htmx)
    assert "what you typed is still here" in page
    assert 'value="Gudang kebanjiran"' in page
    assert re.search(r'<option[^>]*selected[^>]*value="OTHER"', page)
    assert re.search(rf'<details[^>]*open[^>]*>\s*<summary[^>]*id="cancel-{order.number}"', page)
    assert order_now(order.number).status == "PENDING"


@pytest.mark.parametrize("htmx", [False, True])
def test_ticked_orders_are_still_ticked_where_they_stood(
    desk: ShopClient, store: Store, htmx: bool
) -> None:
    orders = [make_order(store=store) for _order in range(3)]
    data: dict[str, object] = {
        "number": [order.number for order in orders[:2]],
        "to": "PROCESSING",
    }
    page = send_too_late(desk, "/seller/orders/bulk?status=PENDING&sort=oldest", data, htmx=htmx)
    assert "what you chose is still ticked" in page
    assert 'action="/seller/orders/bulk?status=PENDING&amp;sort=oldest"' in page
    for order, is_ticked in zip(orders, (True, True, False), strict=True):
        ticked = re.search(rf'value="{order.number}"[^>]*checked', page)
        assert (ticked is not None) is is_ticked
        assert order_now(order.number).status == "PENDING"


def test_long_forms_are_kept_for_who_had_signed_in_and_cost_their_share(
    app: Flask, desk: ShopClient, redis_url: str
) -> None:
    """B24: what is kept at most for one address is the same, in a few long forms or many short."""
    guest = ShopClient(app)
    data = {"lines": LONG}
    token = guest.csrf_token()
    refused = guest.post(
        "/seller/orders/tracking", data=data | {"csrf_token": token}, headers=FROM_HERE
    )
    assert "kept" not in refused.location
    token = desk.csrf_token()
    unit_of_work(lambda: db.session.query(UserSession).delete())
    before = kept_keys(redis_url)
    for _time in range(160):
        desk.post("/seller/orders/tracking", data={**data, "csrf_token": token}, headers=FROM_HERE)
    assert len(kept_keys(redis_url) - before) == 300 / 2


def kept_keys(redis_url: str) -> set[bytes]:
    keys: Any = Redis.from_url(redis_url).keys("belanjain:kept:*")
    return set(keys)


def test_what_one_seller_pasted_is_shown_to_no_other(app: Flask, desk: ShopClient) -> None:
    token = desk.csrf_token()
    unit_of_work(lambda: db.session.query(UserSession).delete())
    data = {"lines": "BLJ-261101-7K2Q9D AK5544332211", "csrf_token": token}
    answer = desk.post("/seller/orders/tracking", data=data, headers=FROM_HERE)
    onward = answer.location.removeprefix("/login?next=").replace("%3D", "=")
    assert "kept=" in onward
    for stranger in (make_seller()[0], make_customer()):
        other = ShopClient(app)
        other.sign_in(stranger.email, PASSWORD)
        assert "AK5544332211" not in other.get(onward).text
