"""The seller's house: what a new seller finds, and that nothing leads out of it or nowhere."""

from __future__ import annotations

import re

import pytest

from tests.factories.accounts import make_customer, make_seller, sign_in_as
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
    assert "fill your shelves" in page
    assert re.search(r'href="/seller/products/new">Add a product<', page)


def test_an_empty_store_page_leads_its_own_seller_to_the_first_product(
    desk: ShopClient, client: ShopClient
) -> None:
    link = re.search(r'href="(/stores/[^"]+)"', desk.get("/seller/orders").text)
    assert link is not None
    assert 'href="/seller/products/new"' in desk.get(link[1]).text
    sign_in_as(client, make_customer())
    for_buyers = client.get(link[1]).text
    assert "/seller/products/new" not in for_buyers
    assert "Look at what other stores have." in for_buyers


@pytest.mark.parametrize(
    ("path", "status"),
    [("/account", 200), ("/account/password", 200), ("/orders", 403), ("/nothing-here", 404)],
)
def test_a_signed_in_seller_stays_in_the_sellers_house(
    desk: ShopClient, path: str, status: int
) -> None:
    answer = desk.get(path)
    assert answer.status_code == status
    assert '<nav class="seller-nav"' in answer.text
    assert 'href="/seller/orders"' in answer.text
    here = re.search(r'href="/account" aria-current="page"', answer.text)
    assert (here is not None) is path.startswith("/account")
    if status >= 400:
        assert "To your orders" in answer.text


def test_buyers_and_guests_stay_in_the_shop(client: ShopClient) -> None:
    for path in ("/nothing-here", "/login"):
        assert "seller-nav" not in client.get(path).text
    sign_in_as(client, make_customer())
    for path in ("/account", "/account/password", "/seller/orders", "/nothing-here"):
        answer = client.get(path).text
        assert "seller-nav" not in answer
        assert "To your orders" not in answer
