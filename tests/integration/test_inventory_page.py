"""The inventory as a seller reads it: rows, tabs, search, order, pages, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.models import User, UserSession
from app.catalogue.models import ProductStatus
from app.clock import utcnow
from app.db import db, unit_of_work
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
PAGE = "/seller/inventory"


@pytest.fixture
def store(app: Flask) -> Store:
    return make_seller(store_name="Anggrek")[1]


@pytest.fixture
def desk(client: ShopClient, store: Store) -> ShopClient:
    """The browser of the store's seller."""
    owner = db.session.get(User, store.owner_id)
    assert owner is not None
    return sign_in_as(client, owner)


def names(text: str) -> list[str]:
    """The products of the rows, in their order."""
    return re.findall(r'class="stock-product"[^>]*>([^<]+)<', text)


def stocks(text: str) -> list[int]:
    return [int(stock) for stock in re.findall(r'data-row="\d+"\s+data-stock="(\d+)"', text)]


def counts(text: str) -> list[int]:
    return [int(count) for count in re.findall(r'class="tab-count">([\d,]+)<', text)]


def test_a_row_says_what_there_is_and_in_which_state(desk: ShopClient, store: Store) -> None:
    options = {"options": {"Warna": "Merah", "Ukuran": "L"}, "sku": "KOKO-ML", "stock": 25}
    make_product(store, name="Baju koko", price=133_000, variants=[options])
    page = desk.get(PAGE).text
    for words in ("Baju koko", "Merah, L", "KOKO-ML", "Rp\u00a0133.000", "Enough"):
        assert words in page
    assert stocks(page) == [25]
    assert "data-short" not in page


def test_low_and_sold_out_are_told_in_words_and_not_as_the_same(
    desk: ShopClient, store: Store
) -> None:
    """Zero is sold out, not low as well: the tabs say what the words say."""
    for name, stock in (("Cukup", 10), ("Menipis", 9), ("Habis", 0)):
        make_product(store, name=name, stock=stock)
    page = desk.get(PAGE).text
    assert counts(page) == [3, 1, 1]
    assert page.count("data-short") == 2
    low, out = desk.get(f"{PAGE}?show=low").text, desk.get(f"{PAGE}?show=out").text
    assert (names(low), names(out)) == (["Menipis"], ["Habis"])
    assert "Low stock</span>" in low
    assert "Sold out</span>" in out


def test_the_variants_own_threshold_decides_what_is_low(desk: ShopClient, store: Store) -> None:
    make_product(store, name="Banyak", variants=[{"stock": 30, "low_stock_threshold": 31}])
    make_product(store, name="Tak pernah", variants=[{"stock": 1, "low_stock_threshold": 0}])
    assert names(desk.get(f"{PAGE}?show=low").text) == ["Banyak"]


def test_what_buyers_cannot_see_says_so_and_what_is_archived_is_not_here(
    desk: ShopClient, store: Store
) -> None:
    make_product(store, name="Belum", status=ProductStatus.DRAFT)
    make_product(store, name="Sudah", status=ProductStatus.ARCHIVED)
    make_product(
        store,
        name="Kaus",
        variants=[
            {"is_active": False, "sku": "OFF"},
            {"is_active": False, "is_archived": True, "sku": "GONE"},
        ],
    )
    page = desk.get(PAGE).text
    assert names(page) == ["Belum", "Sudah", "Kaus"]
    assert "OFF" in page
    assert "GONE" not in page
    assert [word for word in ("Draft", "Archived", "Switched off") if f"{word}</span>" in page] == [
        "Draft",
        "Archived",
        "Switched off",
    ]
    assert counts(page)[0] == 3


def test_another_stores_stock_is_nowhere_on_the_page(desk: ShopClient) -> None:
    make_product(name="Punya orang")
    for address in (PAGE, f"{PAGE}?q=punya", f"{PAGE}?show=low"):
        page = desk.get(address).text
        assert "Punya orang" not in page
        assert counts(page) == [0, 0, 0]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("cobek", ["Cobek batu", "Cobek kayu"]),
        ("BATU cobek", ["Cobek batu"]),
        ("ckb-9", ["Cobek batu"]),
        ("cobek K-1", ["Cobek kayu"]),
        ("100%", ["Kaus 100% katun"]),
        ("_", []),
        ("' OR 1=1 --", []),
        ("tidak ada", []),
    ],
)
def test_products_are_found_by_name_and_by_sku(
    desk: ShopClient, store: Store, words: str, found: list[str]
) -> None:
    """Also the counts are those of what was found, and signs of LIKE are plain letters."""
    for name, sku in (("Cobek batu", "CKB-99"), ("Cobek kayu", "K-1"), ("Kaus 100% katun", "K2")):
        make_product(store, name=name, variants=[{"sku": sku}])
    page = desk.get(PAGE, query_string={"q": words}).text
    assert names(page) == found
    assert counts(page)[0] == len(found)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("putih tulang", ["Kaus"]),
        ("kaus XL", ["Kaus"]),
        ("crème", ["Gaun"]),
        ("tulang gaun", []),
        ("%", []),
        ("\\", []),
    ],
)
def test_variants_are_found_by_the_values_of_their_options(
    desk: ShopClient, store: Store, words: str, found: list[str]
) -> None:
    chosen = {"Warna": "Putih Tulang", "Ukuran": "XL"}
    make_product(store, name="Kaus", variants=[{"options": chosen, "sku": "K-1"}])
    make_product(store, name="Gaun", variants=[{"options": {"Warna": "Crème"}, "sku": "G-1"}])
    assert names(desk.get(PAGE, query_string={"q": words}).text) == found


def test_the_title_says_the_tab_the_words_and_the_page(desk: ShopClient, store: Store) -> None:
    """U10: also where htmx fetched another tab."""
    make_product(store, variants=[{"stock": 3}] * 60)

    def title(query: str, *, htmx: bool = False) -> str:
        found = re.search(r"<title>(.*?)</title>", desk.get(f"{PAGE}{query}", htmx=htmx).text)
        assert found is not None
        return found[1]

    assert title("") == "Stock · BELANJAIN."
    assert title("?show=low") == title("?show=low", htmx=True) == "Low stock · Stock · BELANJAIN."
    assert title("?q=cobek&page=2", htmx=True) == "cobek · Stock · Page 2 · BELANJAIN."


def test_the_way_to_the_spreadsheet_stands_beside_the_search(desk: ShopClient) -> None:
    page = desk.get(PAGE).text
    assert re.search(r'<div class="page-actions">.*?href="/seller/sheets"', page, re.DOTALL)


def test_rows_stand_by_product_and_position_or_by_stock(desk: ShopClient, store: Store) -> None:
    make_product(store, name="A", variants=[{"stock": 5}, {"stock": 9}])
    make_product(store, name="B", variants=[{"stock": 5}, {"stock": 1}])
    assert stocks(desk.get(PAGE).text) == [5, 9, 5, 1]
    assert stocks(desk.get(f"{PAGE}?sort=fewest").text) == [1, 5, 5, 9]
    assert stocks(desk.get(f"{PAGE}?sort=most").text) == [9, 5, 5, 1]
    assert stocks(desk.get(f"{PAGE}?sort=stock;drop").text) == [5, 9, 5, 1]


def test_fifty_rows_make_a_page_and_the_address_keeps_where_one_is(
    desk: ShopClient, store: Store
) -> None:
    category = make_category()
    for start in range(0, 120, 40):
        sold = [{"stock": stock} for stock in range(start, start + 40)]
        make_product(store, category=category, variants=sold)
    first = desk.get(f"{PAGE}?sort=fewest&q=cobek").text
    assert stocks(first) == list(range(50))
    assert 'href="/seller/inventory?q=cobek&amp;sort=fewest&amp;page=2"' in first
    assert stocks(desk.get(f"{PAGE}?sort=fewest&page=3").text) == list(range(100, 120))
    assert stocks(desk.get(f"{PAGE}?sort=fewest&page=999").text) == list(range(100, 120))


@pytest.mark.parametrize("query", ["", "?show=low&q=cobek&sort=fewest&page=2", "?emptied=1"])
def test_the_page_costs_the_same_however_many_rows_it_has(
    desk: ShopClient, store: Store, count_statements: Counter, query: str
) -> None:
    """DESIGN 12: at most four, who is signed in among them."""
    make_product(store)
    with count_statements() as few:
        desk.get(f"{PAGE}{query}")
    make_product(store, variants=[{"stock": number % 12} for number in range(90)])
    with count_statements() as many:
        answer = desk.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    assert len(many) == len(few) <= 4


def test_htmx_gets_the_part_and_a_plain_browser_the_page(desk: ShopClient, store: Store) -> None:
    variant = variants_of(make_product(store))[0].id
    assert "<html" in desk.get(PAGE).text
    part = desk.get(PAGE, htmx=True)
    assert "<html" not in part.text
    assert 'id="inventory"' in part.text
    row = desk.get(f"{PAGE}/{variant}", htmx=True).text
    assert row.strip().startswith("<tbody")
    plain = desk.get(f"{PAGE}/{variant}?show=low")
    assert plain.status_code == 303
    assert plain.location == f"/seller/inventory?show=low#variant-{variant}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Add a product first."),
        ("?q=nichts", "No product or SKU of yours"),
        ("?show=low", "Nothing is running low"),
        ("?show=out", "Nothing is sold out"),
    ],
)
def test_an_empty_list_says_what_to_do(desk: ShopClient, query: str, words: str) -> None:
    assert words in desk.get(f"{PAGE}{query}").text


class TestChanges:
    """What the open page asks for by itself."""

    def test_only_the_rows_that_differ_are_answered(self, desk: ShopClient, store: Store) -> None:
        made = make_product(store, variants=[{"stock": stock} for stock in (5, 6, 7)])
        first, second, third = (variant.id for variant in variants_of(made))
        shown = f"{first}:5,{second}:9,{third}:7"
        answer = desk.get(f"{PAGE}/changes?show=low&shown={shown}", htmx=True)
        assert answer.status_code == 200
        assert re.findall(r'hx-target="#variant-(\d+)" hx-swap="outerHTML">\s*<tbody', answer.text)
        assert stocks(answer.text) == [6]
        assert f'action="/seller/inventory/{second}?show=low"' in answer.text

    @pytest.mark.parametrize(
        "shown",
        ["", "x", "1:1:1", "0:5", "-1:3", "１:2", "9" * 400 + ":1", ":,:", "1:9999999999"],
    )
    def test_nothing_or_nonsense_is_answered_with_nothing(
        self, desk: ShopClient, store: Store, shown: str
    ) -> None:
        answer = desk.get(f"{PAGE}/changes", query_string={"shown": shown}, htmx=True)
        assert (answer.status_code, answer.data) == (204, b"")

    def test_unchanged_rows_and_those_of_others_are_not_answered(
        self, desk: ShopClient, store: Store
    ) -> None:
        mine = variants_of(make_product(store, stock=5))[0].id
        others = variants_of(make_product(stock=5))[0].id
        answer = desk.get(f"{PAGE}/changes?shown={mine}:5,{others}:6", htmx=True)
        assert answer.status_code == 204

    def test_asking_costs_two_statements_and_writes_nothing(
        self, desk: ShopClient, store: Store, count_statements: Counter
    ) -> None:
        """However old the last note of the session's use: nobody may sit there any more."""
        long_ago = utcnow() - timedelta(hours=1)
        unit_of_work(lambda: db.session.execute(update(UserSession).values(last_seen_at=long_ago)))
        made = make_product(store, variants=[{"stock": 5}] * 120)
        shown = ",".join(f"{variant.id}:4" for variant in variants_of(made))
        with count_statements() as statements:
            answer = desk.get(f"{PAGE}/changes?shown={shown}", htmx=True)
        assert len(stocks(answer.text)) == 100
        assert len(statements) == 2
        assert all(statement.startswith("SELECT") for statement in statements)

    def test_the_tabs_can_be_counted_again(self, desk: ShopClient, store: Store) -> None:
        make_product(store, stock=3)
        answer = desk.get(f"{PAGE}/counts?show=low", htmx=True)
        assert counts(answer.text) == [1, 1, 0]
        assert '<hx-partial hx-target="#inventory-tabs"' in answer.text
        assert "<html" in desk.get(f"{PAGE}/counts").text
        assert "<html" in desk.get(f"{PAGE}/changes").text
