"""What strangers and thieves are refused, and that nothing happens when they try."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from tests.factories.accounts import PASSWORD, make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, order_now
from tests.support.accounts import NEW_PASSWORD
from tests.support.client import ShopClient
from tests.support.invariants import row_counts


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("view", ["row", "page"])
@pytest.mark.parametrize("to", ["PROCESSING", "CANCELLED", "SHIPPED", "nonsense", ""])
def test_another_stores_order_is_not_found_whatever_is_sent(
    client: ShopClient, htmx: bool, view: str, to: str
) -> None:
    """B60: also a form that would be refused anyway, whose answer shows the order again."""
    order = make_order(make_customer(name="Sari Wulandari"), name="Cobek batu")
    sign_in_as(client, make_seller()[0])
    kept = row_counts()
    too_long = {"to": to, "view": view, "note": "x" * 9999, "reason": "nonsense"}
    for url in (f"/seller/orders/{order.number}/status", f"/orders/{order.number}/cancel"):
        for form in ({"to": to, "view": view}, too_long):
            answer = client.post_form(url, form, htmx=htmx)
            assert answer.status_code == (404 if url.startswith("/seller") else 403), url
            for word in ("Sari", "Cobek", "Melati", "0812 3456"):
                assert word not in answer.text
            assert ("<html" in answer.text) is not htmx
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == kept


def test_guessing_the_password_of_an_open_session_stops_wherever_it_comes_from(
    app: Flask, client: ShopClient
) -> None:
    """B24, B46: a stolen session cannot guess on from another address."""
    user = make_customer()
    sign_in_as(client, user)

    def guess(password: str, address: str) -> int:
        data = {"current_password": password, "new_password": NEW_PASSWORD}
        return client.post_form(
            "/account/password", data, environ_overrides={"REMOTE_ADDR": address}
        ).status_code

    statuses = [guess("wrong", f"203.0.113.{number % 2}") for number in range(10)]
    assert statuses == [422] * 10
    assert guess("wrong", "203.0.113.1") == 429
    assert guess(PASSWORD, "198.51.100.1") == 429
    db.session.rollback()
    stored = db.session.scalars(select(User.password_hash).where(User.id == user.id)).one()
    assert stored == user.password_hash
    other = sign_in_as(ShopClient(app), make_customer())
    form = {"current_password": "wrong", "new_password": NEW_PASSWORD}
    assert other.post_form("/account/password", form).status_code == 422, "only the one user"
