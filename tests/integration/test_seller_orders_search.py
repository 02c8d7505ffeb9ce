"""/seller/orders: found by number, buyer, product and day; bounded however large the store is."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.accounts.models import User
from app.orders import search
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import ADDRESS, make_order, make_variant, move, place, rewrite
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
STATEMENTS_OF_A_SEARCH = 5


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


def found(desk: ShopClient, **query: str) -> list[str]:
    """The numbers that the list shows, in its order."""
    answer = desk.get("/seller/orders", query_string=query)
    assert answer.status_code == 200
    return re.findall(r'<article id="order-([^"]+)"', answer.text)


def test_the_same_field_finds_by_parcel_options_city_and_phone(
    desk: ShopClient, store: Store
) -> None:
    white = make_variant(store, name="Kaos", variants=[{"options": {"Warna": "Putih Tulang"}}])
    buyer = make_customer()
    wanted = place(buyer, (white, 1))[0]
    rewrite(wanted, city="Kota Baubau", phone="+62 812-9999-1111")
    move(wanted, "PROCESSING")
    move(wanted, "SHIPPED", courier="Antar Kota", tracking_number="AK 55/66.77")
    make_order(store=store)
    for typed in (
        *("ak 55/66.77", "55/66", "putih tulang", "kaos putih", "baubau"),
        *("081299991111", "0812 9999 1111", "+62 812-9999-1111", "9999-1111"),
    ):
        assert found(desk, q=typed) == [wanted.number], typed


def test_every_tab_search_and_page_has_a_title_of_its_own(desk: ShopClient, store: Store) -> None:
    """U10."""
    for _order in range(21):
        make_order(store=store)
    titles = []
    for query in ("", "?status=PENDING", "?q=sari", "?since=2026-01-01", "?page=2"):
        for htmx in (False, True):
            headers = {"HX-Request": "true"} if htmx else {}
            text = desk.get(f"/seller/orders{query}", headers=headers).text
            title = re.search(r"<title>(.*?)</title>", text)
            assert title is not None
            titles.append(title[1])
    assert titles[::2] == titles[1::2]
    assert len(set(titles)) == 5
    assert titles[2] == "Orders · Waiting · BELANJAIN."


def test_one_field_finds_by_number_buyer_product_and_sku(desk: ShopClient, store: Store) -> None:
    pan = make_variant(store, name="Wajan besi 30 cm", variants=[{"sku": "WJN-30"}])
    bowl = make_variant(store, name="Mangkuk ayam")
    sari = place(make_customer(), (pan, 1), address=replace(ADDRESS, recipient="Sari Wulandari"))[0]
    joko = place(make_customer(), (bowl, 1), address=replace(ADDRESS, recipient="Joko Su_silo"))[0]
    part = sari.number.rpartition("-")[2]
    for typed in (
        *(sari.number, sari.number.lower(), sari.number.removeprefix("BLJ-")),
        *(part, part.lower(), sari.number[:14]),
        *("sari", "WULANDARI sari", "wajan", "besi wajan", "wjn-30", "WJN"),
    ):
        assert found(desk, q=typed) == [sari.number], typed
    for typed in ("su_silo", "_"):
        assert found(desk, q=typed) == [joko.number], typed
    assert found(desk, q="BLJ-") == [joko.number, sari.number]
    for nothing in ("%", "Su%silo", "wajan ayam", "sari joko", "BLJ-19"):
        assert found(desk, q=nothing) == [], nothing


def test_other_stores_orders_are_not_found(desk: ShopClient, store: Store) -> None:
    """B60."""
    make_order(store=store)
    foreign = make_order(name="Rahasia")
    for typed in (foreign.number, foreign.number[-6:], "Rahasia"):
        answer = desk.get("/seller/orders", query_string={"q": typed})
        assert "No such order" in answer.text
        assert f"order-{foreign.number}" not in answer.text


def test_days_are_those_of_jakarta_and_both_are_included(desk: ShopClient, store: Store) -> None:
    moments = [(21, 16, 59), (21, 17, 0), (22, 16, 59), (22, 17, 0)]  # UTC around 22 Nov in Jakarta
    buyer = make_customer()
    numbers = [
        rewrite(
            make_order(buyer, store), placed_at=datetime(2026, 11, day, hour, minute, tzinfo=UTC)
        ).number
        for day, hour, minute in moments
    ]
    before, first, last, after = numbers
    assert found(desk, since="2026-11-22", until="2026-11-22") == [last, first]
    assert found(desk, since="2026-11-22") == [after, last, first]
    assert found(desk, until="2026-11-22", sort="oldest") == [before, first, last]
    assert found(desk, since="22/11/2026", until="22-11-2026") == [last, first]


def test_reversed_and_impossible_days_are_dealt_with_kindly(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store)
    rewrite(order, placed_at=datetime(2026, 11, 20, 5, tzinfo=UTC))
    query = {"since": "2026-11-30", "until": "2026-11-01"}
    swapped = desk.get("/seller/orders", query_string=query).text
    assert order.number in swapped
    assert "they have been swapped" in swapped
    assert 'name="since" value="2026-11-01"' in swapped
    for typed in ("2026-02-31", "kemarin", "0001-01-01", "9999-12-31", "2026-13-01", "20261120"):
        answer = desk.get("/seller/orders", query_string={"since": typed})
        assert answer.status_code == 200
        assert f"“{typed}” is no day" in answer.text
        assert order.number in answer.text


def test_the_tabs_count_and_keep_what_is_searched_for(desk: ShopClient, store: Store) -> None:
    variants = [make_variant(store, name=name) for name in ("Wajan", "Mangkuk")]
    orders = [place(make_customer(), (variant, 1))[0] for variant in (*variants, variants[0])]
    move(orders[0], "PROCESSING")
    query = {"q": "wajan", "since": "2020-01-01", "sort": "oldest", "size": "50"}
    page = desk.get("/seller/orders", query_string=query).text
    counts = dict(re.findall(r'(\w[\w ]*) <span class="tab-count">(\d+)', page))
    assert (counts["All"], counts["Waiting"], counts["Being packed"]) == ("2", "1", "1")
    link = "/seller/orders?status=PROCESSING&amp;q=wajan&amp;since=2020-01-01&amp;sort=oldest"
    assert f'href="{link}&amp;size=50"' in page
    assert f'action="/seller/orders/{orders[0].number}/status?q=wajan&amp;since' in page
    assert found(desk, status="PROCESSING", **query) == [orders[0].number]


def test_pages_of_a_search_and_their_length(desk: ShopClient, store: Store) -> None:
    buyer = make_customer()
    numbers = [make_order(buyer, store).number for _order in range(23)]
    assert found(desk) == numbers[:2:-1]
    assert found(desk, page="2") == numbers[2::-1]
    assert found(desk, q="sari", page="2") == numbers[2::-1]
    assert found(desk, q="sari", page="99") == numbers[2::-1]
    assert len(found(desk, q="sari", size="50")) == len(found(desk, size="100")) == 23
    assert len(found(desk, size="1000")) == 20


def test_a_search_stops_at_a_bound_and_says_so_but_a_number_is_always_found(
    desk: ShopClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = make_customer()
    orders = [make_order(buyer, store) for _order in range(4)]
    words = "The newest 3 orders were searched."
    monkeypatch.setattr(search, "SEARCH_LIMIT", 4)
    assert words.replace("3", "4") not in desk.get("/seller/orders?q=sari").text
    monkeypatch.setattr(search, "SEARCH_LIMIT", 3)
    assert found(desk, q="sari") == [order.number for order in orders[:0:-1]]
    assert words in desk.get("/seller/orders?q=sari").text
    assert words not in desk.get("/seller/orders").text
    for typed in (orders[0].number, orders[0].number[-6:]):
        assert found(desk, q=typed) == [orders[0].number]


@pytest.mark.parametrize("count", [1, 8])
def test_a_searchs_statements_do_not_grow_with_the_rows(
    desk: ShopClient, store: Store, count_statements: Counter, count: int
) -> None:
    buyer = make_customer()
    for _order in range(count):
        make_order(buyer, store)
    with count_statements() as statements:
        assert desk.get("/seller/orders?q=sari&since=2020-01-01&size=100").status_code == 200
    assert len(statements) == STATEMENTS_OF_A_SEARCH, "\n".join(statements)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%F0%9F%90%93", "since=%27", "until[]=1", "size=-1", "q=" + "x" * 9999]
)
def test_hostile_searches_are_no_error(desk: ShopClient, store: Store, query: str) -> None:
    make_order(store=store)
    assert desk.get(f"/seller/orders?{query}").status_code == 200
