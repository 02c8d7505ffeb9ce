"""Whatever anybody sends to any address: a clear answer, never a 500.

Generated from the URL map, so that a new route is tried from its first day. What each form says
about each wrong value is in the tests of its feature; here it is only certain that nothing breaks.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from app.db import db
from app.inventory.queries import discrepancies
from tests.conventions.test_routes import routes
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product
from tests.support.client import ShopClient

HOSTILE = {
    "nothing": "",
    "a NUL byte": "a\x00b",
    "control characters": "a\r\nBcc: x@example.com\x1b[2J\x7f",
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "a template": "{{7*7}}${7*7}<%= 7*7 %>",
    "SQL": "' OR '1'='1'; DROP TABLE users; --",
    "emoji": "\U0001f1ee\U0001f1e9\U0001f46a\u200d\U0001f525" * 5,
    "right to left": "\u202egnp.exe\u202c\ufeff",
    "combining marks": "Z\u0351\u036b\u0343" * 60,
    "half a pair": "\udcff",
    "a negative number": "-1",
    "a huge number": "9" * 400,
    "not a number": "NaN",
    "a float": "1e309",
    "other digits": "١٢٣",
    "a path": "../../../../etc/passwd",
    "far too long": "x" * 200_000,
}
NASTIEST = ("a NUL byte", "markup", "a huge number", "far too long")
FIELDS = (
    *("name", "email", "password", "role", "store_name", "store_location", "remember", "next"),
    *("current_password", "new_password", "confirm", "locale", "theme", "recipient", "phone"),
    *("line", "district", "city", "province", "postal_code", "is_default", "variant_id"),
    *("quantity", "address_id", "payment_method", "note", "idempotency_key", "seen_total", "seen"),
    *("save_address", "to", "reason", "courier", "tracking_number", "view", "q", "category"),
    *("min_price", "max_price", "rating", "location", "in_stock", "sort", "page", "status"),
    *("variant", "option-0", "token"),
)


def sendable(value: str) -> str:
    """The value as a browser could send it at all."""
    return value.encode("utf-8", "replace").decode("utf-8")


def address(rule: Rule, value: str) -> str:
    """This route with `value` wherever it takes words, and an unknown id where it takes numbers."""
    values: dict[str, Any] = {
        name: 10**15 if isinstance(converter, NumberConverter) else value
        for name, converter in rule._converters.items()
    }
    built = rule.build(values, append_unknown=False)
    return built[1] if built else rule.rule


def visitor(kind: str, client: ShopClient) -> ShopClient:
    """A browser of this kind of visitor; a customer's cart has something in it."""
    product = make_product(name="Wajan besi")
    if kind == "a customer":
        sign_in_as(client, make_customer())
        from_stock = {"variant_id": product.id, "quantity": 1}
        client.post_form("/cart/items", from_stock)
    elif kind == "a seller":
        sign_in_as(client, make_seller()[0])
    return client


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        *(("a customer", what) for what in HOSTILE),
        *((kind, what) for kind in ("nobody", "a seller") for what in NASTIEST),
    ],
)
def test_nothing_that_is_sent_breaks_a_page(
    application: Flask, client: ShopClient, kind: str, what: str
) -> None:
    """B1, B6, B7, B9, B12, B15, B16 on every route, for every kind of visitor."""
    sent = sendable(HOSTILE[what])
    browser = visitor(kind, client)
    token = browser.csrf_token()
    for rule in routes(application):
        for method in sorted({"GET", "POST"} & set(rule.methods or ())):
            url = address(rule, sent[:300] or "x")
            data = dict.fromkeys(FIELDS, sent)
            if method == "GET":
                answer = browser.http.open(
                    url, method=method, query_string={k: v[:2000] for k, v in data.items()}
                )
            elif rule.endpoint != "accounts.logout":
                answer = browser.http.open(url, method=method, data={**data, "csrf_token": token})
            else:
                continue
            assert answer.status_code < 500, (method, url, answer.status_code)
            if answer.mimetype == "text/html":
                assert "<script>alert(1)" not in answer.text, (method, url)
    db.session.rollback()
    assert discrepancies() == []


def test_too_large_a_request_is_refused_with_a_page(client: ShopClient) -> None:
    """B39: the body is bounded before anything reads it."""
    answer = client.post_form("/login", {"email": "x" * (7 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "Too large" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_an_address_does_not_know_is_a_405_page(
    client: ShopClient, method: str
) -> None:
    answer = client.http.open(
        "/products", method=method, headers={"X-CSRFToken": client.csrf_token()}
    )
    assert answer.status_code in (400, 405)
    assert "That did not work" in answer.text
