"""B60, B32: every route for every role by every method, from the map of addresses.

A route that is new tomorrow is tried from its first day, with things that really exist: so that a
door left open would really let somebody in.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from app.accounts.services import save_address
from app.db import unit_of_work
from app.web.access import access_rule
from tests.conventions.test_routes import routes
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import ADDRESS, make_order
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# access rule: the roles that it keeps out
KEPT_OUT = {
    "public": (),
    "shopper": ("seller",),
    "login": ("nobody",),
    "customer": ("nobody", "seller"),
    "seller": ("nobody", "customer"),
}


class Things:
    """One of everything that an address can name, and the people whom it belongs to."""

    def __init__(self) -> None:
        self.buyer = make_customer()
        self.seller, store = make_seller()
        order = make_order(self.buyer, store)
        product = make_product(store)
        address = {name: getattr(ADDRESS, name) for name in vars(ADDRESS)}
        buyer_id = self.buyer.id
        kept = unit_of_work(lambda: save_address(buyer_id, **address))
        assert kept is not None
        self.variant_id = variants_of(product)[0].id
        self.item_id = put_in_cart(self.buyer, product)
        self.values = {
            "number": order.number,
            "item_id": self.item_id,
            "address_id": getattr(kept, "id", kept),
            "product_id": product.id,
            "slug": product.slug,
            "store_id": store.id,
            "order_id": order.id,
        }

    def address(self, rule: Rule) -> str:
        """The address of this route for these things; what it names besides does not exist."""
        values = {
            name: self.values.get(name, 1 if isinstance(kind, NumberConverter) else "x")
            for name, kind in rule._converters.items()
        }
        built = rule.build(values, append_unknown=False)
        assert built is not None
        return built[1]

    def form(self) -> dict[str, object]:
        """What would be accepted, were it not for who sends it."""
        address = {name: getattr(ADDRESS, name) for name in vars(ADDRESS)}
        wanted = {"to": "PROCESSING", "quantity": 1, "variant_id": self.variant_id}
        return {**address, **wanted, "payment_method": "cod", "reason": "CHANGED_MIND"}


@pytest.fixture
def things(app: Flask) -> Things:
    return Things()


def visitor(app: Flask, things: Things, role: str) -> ShopClient:
    client = ShopClient(app)
    if role == "customer":
        sign_in_as(client, things.buyer)
    elif role == "seller":
        sign_in_as(client, things.seller)
    return client


def writes(statements: StatementLog) -> list[str]:
    return [statement for statement in statements if statement.lstrip().startswith(WRITES)]


@pytest.mark.parametrize("role", ["nobody", "customer", "seller"])
def test_a_role_that_is_kept_out_is_kept_out_by_every_method(
    app: Flask, things: Things, count_statements: Counter, role: str
) -> None:
    client = visitor(app, things, role)
    token = {"X-CSRFToken": client.csrf_token()}
    tried = 0
    for rule in routes(app):
        declared = access_rule(app.view_functions[rule.endpoint]) or ""
        if role not in KEPT_OUT[declared]:
            continue
        url = things.address(rule)
        for method in sorted(set(rule.methods or ()) | {"PUT", "PATCH", "DELETE"}):
            for headers in (token, {**token, "HX-Request": "true"}):
                tried += 1
                data = things.form() if method not in ("GET", "HEAD", "OPTIONS") else None
                with count_statements() as statements:
                    answer = client.http.open(url, method=method, data=data, headers=headers)
                where = (method, url, role, headers)
                assert writes(statements) == [], where
                if method == "OPTIONS":  # Flask's own answer names the methods and nothing else
                    assert (answer.status_code, answer.data) == (200, b""), where
                elif method not in (rule.methods or ()):
                    assert answer.status_code in (403, 405), where
                elif role != "nobody":
                    assert answer.status_code == 403, where
                elif "HX-Request" in headers:
                    assert answer.status_code == 401, where
                    assert answer.headers["HX-Redirect"].startswith("/login"), where
                else:
                    assert answer.status_code == 303, where
                    assert (answer.location or "").startswith("/login"), where
    assert tried > 20


@pytest.mark.parametrize("role", ["nobody", "customer", "seller"])
def test_looking_at_a_page_changes_nothing(
    app: Flask, things: Things, count_statements: Counter, role: str
) -> None:
    """B32: by GET or HEAD, with whatever in the query; a link in a mail must not act."""
    client = visitor(app, things, role)
    seen: set[int] = set()
    for rule in routes(app):
        for method in sorted({"GET", "HEAD"} & set(rule.methods or ())):
            url = things.address(rule)
            with count_statements() as statements:
                answer = client.http.open(url, method=method, query_string=things.form())
            assert writes(statements) == [], (method, url, role)
            assert answer.status_code < 500, (method, url, role)
            seen.add(answer.status_code)
    assert 200 in seen
    if role == "customer":
        assert client.get(f"/orders/{things.values['number']}").status_code == 200
    if role == "seller":
        assert client.get(f"/seller/orders/{things.values['number']}").status_code == 200
