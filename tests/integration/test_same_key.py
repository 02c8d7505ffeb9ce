"""One key of a checkout means one content: the second click may change nothing (A2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.orders.errors import KeyReused
from app.orders.placing import check_out
from app.orders.values import CheckoutRequest
from app.payments.models import PaymentMethod
from tests.factories.accounts import make_customer, sign_in_as
from tests.factories.catalogue import stock_of
from tests.factories.orders import ADDRESS, fill_cart, make_variant, request_for
from tests.integration.test_checkout_pages import ready
from tests.support.client import ShopClient
from tests.support.invariants import row_counts


def changed(request: CheckoutRequest, what: str) -> CheckoutRequest:
    if what == "the method":
        return replace(request, payment_method=PaymentMethod.COD)
    if what == "the note":
        return replace(request, note="Titip di pos satpam")
    if what == "the total":
        return replace(request, seen_total=request.seen_total + 1)
    if what == "the lines":
        return replace(request, seen_lines={1: (2, 3)})
    address = replace(ADDRESS, **{what: "Somewhere else"})
    return replace(request, address=address)


@pytest.mark.parametrize(
    "what",
    [
        *("the method", "the note", "the total", "the lines", "recipient", "phone", "line"),
        *("district", "city", "province", "postal_code"),
    ],
)
def test_the_same_key_with_another_content_is_refused(app: Flask, what: str) -> None:
    buyer, variant = make_customer(), make_variant(stock=9)
    fill_cart(buyer, (variant, 2))
    request = request_for(buyer)
    check_out(request)
    kept = row_counts()
    with pytest.raises(KeyReused):
        check_out(changed(request, what))
    assert row_counts() == kept
    assert stock_of(variant.id) == 7


@pytest.mark.parametrize(("field", "value"), [("payment_method", "cod"), ("note", "Satpam")])
def test_a_form_sent_again_with_other_details_is_told_so(
    client: ShopClient, field: str, value: str
) -> None:
    """422, and what has meanwhile come into the cart stays in it."""
    buyer, first, second = make_customer(), make_variant(stock=9), make_variant(stock=9)
    sign_in_as(client, buyer)
    fill_cart(buyer, (first, 2))
    form = ready(client)
    assert client.post_form("/checkout", form).status_code == 303
    kept = row_counts()
    fill_cart(buyer, (second, 1))
    answer = client.post_form("/checkout", form | {field: value})
    assert answer.status_code == 422
    assert "already sent with other details" in answer.text
    assert row_counts() == kept
    assert (stock_of(first.id), stock_of(second.id)) == (7, 9)
