"""The seller's house: what a new seller finds, and that nothing leads out of it or nowhere."""

from __future__ import annotations

import re

import pytest

from tests.factories.accounts import make_seller, sign_in_as
from tests.support.client import ShopClient


@pytest.fixture
def desk(client: ShopClient) -> ShopClient:
    """A seller's browser."""
    return sign_in_as(client, make_seller(store_name="Anggrek")[0])


def test_every_link_of_a_sellers_account_leads_somewhere(desk: ShopClient) -> None:
    page = desk.get("/account").text
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)"', page))
    assert "/seller/orders" in links
    assert any(link.startswith("/stores/toko-") for link in links)
    for link in links:
        assert desk.get(link).status_code == 200, link


def test_a_new_seller_reads_what_happens_next(desk: ShopClient) -> None:
    page = desk.get("/seller/orders").text
    assert "No orders yet" in page
    assert "You pack it, hand it to a courier" in page
    assert "Belanjain fills your store from your product sheet" in page
