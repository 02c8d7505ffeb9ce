"""/seller/products: a store's own products, found, ordered, and changed where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.catalogue.models import Product, ProductImage, Variant
from app.db import db, unit_of_work
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import fill_cart, order_now, place
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
LIST = "/seller/products"


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


def names(text: str) -> list[str]:
    """The products of a page in their order."""
    return re.findall(r'<a class="product-link"[^>]*>([^<]*)</a>', text)


def row(text: str, product: Product) -> str:
    """One product's row."""
    found = re.search(rf'<tr id="product-{product.id}".*?</tr>', text, re.DOTALL)
    assert found is not None, f"no row of {product.name}"
    return found[0]


def tab_count(text: str, label: str) -> int:
    """The number beside a tab's word; -1 when the answer has no such tab."""
    found = re.search(rf'{label} <span class="tab-count">(\d+)</span>', text)
    return int(found[1]) if found else -1


def product_now(product: Product | int) -> Product:
    """A product as it is in the database now."""
    db.session.rollback()
    product_id = product if isinstance(product, int) else product.id
    return db.session.scalars(
        select(Product).where(Product.id == product_id).execution_options(populate_existing=True)
    ).one()


def state_of_all() -> list[tuple[Any, ...]]:
    """Everything that an action here could change."""
    db.session.rollback()
    columns = (Product.id, Product.status, Product.revision, Product.name)
    products = [tuple(found) for found in db.session.execute(select(*columns).order_by(Product.id))]
    variants = db.session.execute(select(Variant.id, Variant.stock).order_by(Variant.id))
    return [*products, *(tuple(found) for found in variants)]


# --- the list ---


def test_a_seller_sees_own_products_only_in_every_state(desk: ShopClient, store: Store) -> None:
    for status in ("ACTIVE", "DRAFT", "ARCHIVED"):
        make_product(store, name=f"Piring {status}", status=status)
    make_product(name="Milik orang lain")
    page = desk.get(LIST).text
    assert sorted(names(page)) == ["Piring ACTIVE", "Piring ARCHIVED", "Piring DRAFT"]
    assert "Milik orang lain" not in page
    counts = [tab_count(page, label) for label in ("All", "Active", "Drafts", "In the archive")]
    assert counts == [3, 1, 1, 1]
    for status in ("ACTIVE", "DRAFT", "ARCHIVED"):
        assert names(desk.get(f"{LIST}?status={status}").text) == [f"Piring {status}"]


def test_a_row_tells_price_range_stock_sales_and_picture(desk: ShopClient, store: Store) -> None:
    shirt = make_product(
        store,
        name="Kaus",
        variants=[
            {"options": {"Ukuran": "M"}, "price": 90_000, "stock": 12},
            {"options": {"Ukuran": "L"}, "price": 95_000, "stock": 4},
            {"options": {"Ukuran": "S"}, "stock": 100, "is_active": False, "is_archived": True},
        ],
        sold_count=1_234,
        image_key="a" * 16,
    )
    text = row(desk.get(LIST).text, shirt)
    assert "Rp\u00a090.000" in text
    assert "95.000" in text or "133.000" in text
    assert '<span class="product-number">16</span>' in text
    assert "2 variants" in text
    assert "1 variant low" in text
    assert "1,234" in text
    assert f"/media/{'a' * 16}-320.webp" in text
    assert f'href="/seller/products/{shirt.id}/edit"' in text
    assert f'href="/products/{shirt.id}-{shirt.slug}"' in text


@pytest.mark.parametrize(("stock", "words"), [(0, "Sold out"), (9, "Low stock"), (10, "")])
def test_little_stock_is_said_in_words(
    desk: ShopClient, store: Store, stock: int, words: str
) -> None:
    product = make_product(store, stock=stock)
    text = row(desk.get(LIST).text, product)
    assert [word for word in ("Sold out", "Low stock") if word in text] == (
        [words] if words else []
    )


def test_the_search_finds_by_words_of_the_name_and_by_sku(desk: ShopClient, store: Store) -> None:
    make_product(store, name="Kaus Polos Merah", variants=[{"sku": "KPM-01"}])
    make_product(store, name="Kaus Garis", variants=[{"sku": "GRS_02"}], status="DRAFT")
    make_product(store, name="Topi 100% katun", variants=[{"sku": "TOPI-3"}])
    make_product(name="Kaus orang lain", variants=[{"sku": "KPM-99"}])
    found = {
        "kaus": {"Kaus Polos Merah", "Kaus Garis"},
        "merah KAUS": {"Kaus Polos Merah"},
        "kpm-0": {"Kaus Polos Merah"},
        "s_0": {"Kaus Garis"},
        "%": {"Topi 100% katun"},
        "_": {"Kaus Garis"},
        "tidak ada": set(),
    }
    for typed, expected in found.items():
        answer = desk.get(LIST, query_string={"q": typed}).text
        assert set(names(answer)) == expected, typed
        assert tab_count(answer, "All") == len(expected), typed
    draft = desk.get(f"{LIST}?q=kaus&status=DRAFT").text
    assert names(draft) == ["Kaus Garis"]
    assert tab_count(draft, "Active") == 1


def test_an_archived_variants_sku_finds_nothing(desk: ShopClient, store: Store) -> None:
    gone = {"sku": "LAMA-1", "is_active": False, "is_archived": True}
    make_product(store, name="Kaus", variants=[{"sku": "BARU-1"}, gone])
    assert names(desk.get(f"{LIST}?q=lama").text) == []
    assert names(desk.get(f"{LIST}?q=baru").text) == ["Kaus"]


def test_every_order_goes_both_ways(desk: ShopClient, store: Store) -> None:
    make_product(store, name="bakul", price=300, stock=5, sold_count=2)
    make_product(store, name="Cangkir", price=200, stock=50, sold_count=1)
    make_product(store, name="Alu", price=400, stock=20, sold_count=3)
    expected = {
        "name": ["Alu", "bakul", "Cangkir"],
        "price": ["Cangkir", "bakul", "Alu"],
        "stock": ["bakul", "Alu", "Cangkir"],
        "sold": ["Cangkir", "bakul", "Alu"],
        "newest": ["Alu", "Cangkir", "bakul"],
    }
    for sort, order in expected.items():
        assert names(desk.get(f"{LIST}?sort={sort}").text) == order, sort
        assert names(desk.get(f"{LIST}?sort=-{sort}").text) == order[::-1], sort


def test_heads_sort_and_turn_the_order_round(desk: ShopClient, store: Store) -> None:
    make_product(store)
    page = desk.get(f"{LIST}?q=cobek").text
    assert "aria-sort" not in page
    assert 'href="/seller/products?q=cobek&amp;sort=-sold"' in page
    page = desk.get(f"{LIST}?q=cobek&sort=-sold").text
    assert 'aria-sort="descending"' in page
    assert 'href="/seller/products?q=cobek&amp;sort=sold"' in page
    assert re.search(r'<option value="-sold" selected>', page)


def test_pages_hold_twenty_and_the_address_carries_the_whole_state(
    desk: ShopClient, store: Store
) -> None:
    for number in range(21):
        make_product(store, name=f"Barang {number:02}", status="DRAFT")
    first = desk.get(f"{LIST}?q=barang&status=DRAFT&sort=name").text
    assert names(first) == [f"Barang {number:02}" for number in range(20)]
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link is not None
    target = link[1].replace("&amp;", "&")
    assert target == f"{LIST}?status=DRAFT&q=barang&sort=name&page=2"
    assert names(desk.get(target).text) == ["Barang 20"]
    assert names(desk.get(f"{LIST}?sort=name&page=99").text) == ["Barang 20"]


def test_a_page_is_as_long_as_its_seller_wants(desk: ShopClient, store: Store) -> None:
    for number in range(21):
        make_product(store, name=f"Produk {number}")
    first = desk.get("/seller/products").text
    assert 'href="/seller/products?size=50"' in first
    assert first.count('class="product-row') == 20
    for size, count in (("50", 21), ("100", 21), ("7", 20), ("x", 20)):
        page = desk.get(f"/seller/products?size={size}").text
        assert page.count('class="product-row') == count
    ids = [str(row.id) for row in db.session.query(Product)]
    assert len(ids) == 21
    url = "/seller/products/together?size=50"
    answer = desk.post_form(url, {"products": ids, "do": "archive"})
    assert answer.status_code == 303
    assert "size=50" in answer.location


def test_what_is_archived_has_another_buttons_place_left_empty(
    desk: ShopClient, store: Store
) -> None:
    """A second quick press on “Archive” must not press what moved there."""
    product = make_product(store)
    page = desk.post_form(f"/seller/products/{product.id}/archive", {}, htmx=True).text
    row = page.partition("row-actions")[2].partition("</tr>")[0]
    assert row.index("row-action-gap") > row.index("Duplicate")


def test_htmx_gets_the_body_and_what_stands_around_it(desk: ShopClient, store: Store) -> None:
    make_product(store)
    part = desk.get(f"{LIST}?status=ACTIVE&sort=name", htmx=True).text
    assert part.lstrip().startswith('<div id="products">')
    assert "<html" not in part
    state = re.search(r'hx-target="#list-state".*?</hx-partial>', part, re.DOTALL)
    assert state is not None
    assert 'name="status" value="ACTIVE"' in state[0]
    assert 'name="sort" value="name"' in state[0]
    assert re.search(r'hx-target="#list-status"[^>]*>1 product<', part)


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "sort=%27",
        "sort=-",
        "status=-1",
        "page=1e9",
        "page=-4",
        "q=" + "x" * 999,
        "q=%F0%9F",
    ],
)
def test_hostile_parameters_are_no_error(desk: ShopClient, store: Store, query: str) -> None:
    make_product(store)
    assert desk.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "words", "link"),
    [
        ("", "No products yet", "/seller/products/new"),
        ("?status=ACTIVE", "Nothing is on sale", "/seller/products/new"),
        ("?status=DRAFT", "No drafts", "/seller/products/new"),
        ("?status=ARCHIVED", "The archive is empty", "/seller/products"),
        ("?q=zamrud&status=DRAFT", "No product found", "/seller/products"),
    ],
)
def test_an_empty_list_says_what_to_do(desk: ShopClient, query: str, words: str, link: str) -> None:
    text = desk.get(f"{LIST}{query}").text
    empty = text.split('class="empty"')[1]
    assert words in empty
    assert f'href="{link}"' in empty


@pytest.mark.parametrize("count", [1, 20])
def test_the_lists_statements_do_not_grow_with_the_rows(
    desk: ShopClient, store: Store, count_statements: Counter, count: int
) -> None:
    for number in range(count):
        make_product(store, name=f"Barang {number}", variants=[{}, {"stock": 0}])
    for url in (LIST, f"{LIST}?q=barang&sort=stock&status=ACTIVE"):
        with count_statements() as statements:
            assert len(names(desk.get(url).text)) == count
        assert len(statements) == 3, "\n".join(statements)


# --- one product ---


def test_a_draft_is_published_in_place_and_buyers_see_it(desk: ShopClient, store: Store) -> None:
    draft = make_product(store, status="DRAFT")
    revision = draft.revision
    shop = f"/products/{draft.id}-{draft.slug}"
    assert desk.get(shop).status_code == 404
    answer = desk.post_form(f"{LIST}/{draft.id}/publish?status=DRAFT", htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(f'<tr id="product-{draft.id}"')
    assert "Active" in row(answer.text, draft)
    assert [tab_count(answer.text, label) for label in ("Active", "Drafts")] == [1, 0]
    assert re.search(r'status=DRAFT[^>]*aria-current="page"', answer.text)
    assert "is on sale." in answer.text
    assert desk.get(shop).status_code == 200
    assert product_now(draft).revision == revision + 1


def test_archiving_offers_the_way_back_in_the_toast(desk: ShopClient, store: Store) -> None:
    """U13."""
    product = make_product(store)
    answer = desk.post_form(f"{LIST}/{product.id}/archive?q=cobek", htmx=True)
    assert "Archived" in row(answer.text, product)
    toast = re.search(r'hx-target="#toasts".*?</hx-partial>', answer.text, re.DOTALL)
    assert toast is not None
    assert "is archived: buyers no longer see it." in toast[0]
    assert f'hx-post="{LIST}/restore?q=cobek"' in toast[0]
    assert f'name="products" value="{product.id}"' in toast[0]
    assert product_now(product).status == "ARCHIVED"
    back = desk.post_form(f"{LIST}/restore?q=cobek", {"products": str(product.id)}, htmx=True)
    assert "Active" in row(back.text, product)
    assert back.headers["HX-Replace-Url"] == f"{LIST}?q=cobek"
    assert product_now(product).status == "ACTIVE"


def test_a_draft_comes_back_from_the_archive_as_a_draft(desk: ShopClient, store: Store) -> None:
    draft = make_product(store, status="DRAFT")
    answer = desk.post_form(f"{LIST}/{draft.id}/archive", htmx=True)
    assert f'name="drafts" value="{draft.id}"' in answer.text
    desk.post_form(f"{LIST}/restore", {"drafts": str(draft.id)}, htmx=True)
    assert product_now(draft).status == "DRAFT"


def test_without_javascript_the_seller_returns_to_the_place_and_finds_the_way_back(
    desk: ShopClient, store: Store
) -> None:
    """U17."""
    product = make_product(store)
    answer = desk.post_form(f"{LIST}/{product.id}/archive?status=ACTIVE&sort=name")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?status=ACTIVE&sort=name")
    page = desk.get(answer.location).text
    offer = re.search(r'<form class="undo-form".*?</form>', page, re.DOTALL)
    assert offer is not None
    assert f'action="{LIST}/restore?status=ACTIVE&amp;sort=name"' in offer[0]
    assert f'name="products" value="{product.id}"' in offer[0]
    assert "undo-form" not in desk.get(answer.location).text
    back = desk.post_form(f"{LIST}/restore", {"products": str(product.id)})
    assert back.status_code == 303
    assert "is back." in desk.get(back.location).text
    assert product_now(product).status == "ACTIVE"


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("variants", "words"),
    [
        ([{"is_active": False}], "no variant that can be bought"),
        ([{"is_active": False, "is_archived": True}], "no variant that can be bought"),
        ([{"price": 99}], "a price below Rp 100"),
        ([{"price": 500}, {"price": 0}], "a price below Rp 100"),
    ],
)
def test_what_cannot_be_sold_is_not_published_and_says_why(
    desk: ShopClient, store: Store, variants: list[dict[str, Any]], words: str, htmx: bool
) -> None:
    draft = make_product(store, status="DRAFT", variants=variants)
    before = state_of_all()
    answer = desk.post_form(f"{LIST}/{draft.id}/publish", htmx=htmx)
    assert answer.status_code == 422
    assert words in row(answer.text, draft)
    assert ("<html" in answer.text) is not htmx
    assert state_of_all() == before


def test_a_price_of_a_switched_off_variant_keeps_nothing_from_the_shop(
    desk: ShopClient, store: Store
) -> None:
    draft = make_product(
        store, status="DRAFT", variants=[{"price": 100}, {"price": 0, "is_active": False}]
    )
    assert desk.post_form(f"{LIST}/{draft.id}/publish", htmx=True).status_code == 200
    assert product_now(draft).status == "ACTIVE"


def test_what_is_done_already_is_said_and_not_done_twice(desk: ShopClient, store: Store) -> None:
    product = make_product(store)
    before = product_now(product).revision
    answer = desk.post_form(f"{LIST}/{product.id}/publish", htmx=True)
    assert answer.status_code == 200
    assert "Nothing had to be changed." in answer.text
    assert product_now(product).revision == before


def test_an_archived_product_leaves_shop_and_carts_at_once_and_old_orders_as_they_are(
    desk: ShopClient, store: Store, app: Flask
) -> None:
    buyer = make_customer()
    product = make_product(store, name="Cobek batu")
    variant = variants_of(product)[0]
    order = place(buyer, (variant, 2))[0]
    fill_cart(buyer, (variant, 1))
    browser = sign_in_as(ShopClient(app), buyer)
    before = browser.get(f"/orders/{order.number}").text
    desk.post_form(f"{LIST}/{product.id}/archive", htmx=True)
    assert browser.get(f"/products/{product.id}-{product.slug}").status_code == 404
    assert "Cobek batu" not in browser.get("/products").text
    cart = browser.get("/cart").text
    assert "Cobek batu" in cart
    assert "No longer sold" in cart
    after = browser.get(f"/orders/{order.number}").text
    assert "Cobek batu" in after
    assert order_now(order.number).total == order.total
    assert after.count("Cobek batu") == before.count("Cobek batu")
    assert broken_rules() == []


# --- copies ---


def test_a_copy_is_a_draft_without_stock_and_history_and_opens_in_the_editor(
    desk: ShopClient, store: Store
) -> None:
    original = make_product(
        store,
        name="Kaus polos",
        description="Katun",
        specifications=[{"label": "Bahan", "value": "Katun"}],
        sold_count=7,
        rating_count=2,
        rating_tenths=90,
        image_key="a" * 16,
        variants=[
            {"options": {"Ukuran": "M"}, "price": 90_000, "weight": 250, "low_stock_threshold": 3},
            {"options": {"Ukuran": "L"}, "price": 95_000, "is_active": False},
            {"options": {"Ukuran": "S"}, "is_active": False, "is_archived": True},
        ],
    )

    def add_picture() -> int:
        image = ProductImage(
            store_id=store.id, product_id=original.id, key="a" * 16, alt="Depan", width=9, height=9
        )
        db.session.add(image)
        db.session.flush()
        variant = db.session.query(Variant).filter_by(product_id=original.id).first()
        assert variant is not None
        variant.image_id = image.id
        return image.id

    image_id = unit_of_work(add_picture)
    answer = desk.post_form(f"{LIST}/{original.id}/duplicate")
    assert answer.status_code == 303
    found = re.fullmatch(r"/seller/products/(\d+)/edit", answer.location)
    assert found is not None
    copy = product_now(int(found[1]))
    assert (copy.name, copy.status, copy.store_id) == ("Kaus polos (copy)", "DRAFT", store.id)
    assert (copy.description, copy.specifications) == ("Katun", original.specifications)
    assert (copy.sold_count, copy.rating_count, copy.rating_tenths) == (0, 0, 0)
    assert (copy.price_min, copy.price_max) == (original.price_min, original.price_max)
    assert copy.source_key is None
    variants = variants_of(copy)
    assert [v.options for v in variants] == [{"Ukuran": "M"}, {"Ukuran": "L"}]
    assert [(v.stock, v.price) for v in variants] == [(0, 90_000), (0, 95_000)]
    assert [v.is_active for v in variants] == [True, False]
    assert (variants[0].weight, variants[0].low_stock_threshold) == (250, 3)
    images = db.session.query(ProductImage).filter_by(product_id=copy.id).all()
    assert [(image.key, image.alt) for image in images] == [("a" * 16, "Depan")]
    assert variants[0].image_id == images[0].id != image_id
    assert product_now(original).sold_count == 7
    assert desk.get(answer.location).status_code == 200
    assert broken_rules() == []


def test_copies_of_copies_have_skus_of_their_own(desk: ShopClient, store: Store) -> None:
    product = make_product(store, name="Kaus polos", variants=[{"sku": "KAUS-POLOS"}])
    for _time in range(3):
        assert desk.post_form(f"{LIST}/{product.id}/duplicate").status_code == 303
    skus = [sku for (sku,) in db.session.query(Variant.sku).filter_by(store_id=store.id)]
    assert len(set(skus)) == 4
    answer = desk.post_form(f"{LIST}/{product.id}/duplicate", htmx=True)
    assert answer.status_code == 204
    assert re.fullmatch(r"/seller/products/\d+/edit", answer.headers["HX-Redirect"])


def test_the_longest_name_has_a_copy_too(desk: ShopClient, store: Store) -> None:
    product = make_product(store, name="K" * 200)
    assert desk.post_form(f"{LIST}/{product.id}/duplicate").status_code == 303
    copy = db.session.query(Product).order_by(Product.id.desc()).first()
    assert copy is not None
    assert copy.name.endswith("… (copy)")
    assert len(copy.name) <= 200


def test_a_copy_is_called_so_in_the_sellers_language(app: Flask) -> None:
    user, store = make_seller(locale="id")
    desk = sign_in_as(ShopClient(app, locale="id"), user)
    product = make_product(store, name="Kaus")
    desk.post_form(f"{LIST}/{product.id}/duplicate")
    assert db.session.query(Product).filter_by(name="Kaus (salinan)").count() == 1


# --- several products ---


@pytest.mark.parametrize("htmx", [False, True])
def test_several_are_archived_together(desk: ShopClient, store: Store, htmx: bool) -> None:
    products = [make_product(store, name=f"Barang {number}") for number in range(3)]
    ids = [str(product.id) for product in products[:2]]
    data = {"do": "archive", "products": ids}
    answer = desk.post_form(f"{LIST}/together?status=ACTIVE", data, htmx=htmx)
    page = answer.text if htmx else desk.get(answer.location).text
    assert "2 products are archived" in page
    assert names(page) == ["Barang 2"]
    assert all(f'name="products" value="{number}"' in page for number in ids)
    assert [product_now(p).status for p in products] == ["ARCHIVED", "ARCHIVED", "ACTIVE"]


@pytest.mark.parametrize("htmx", [False, True])
def test_of_several_each_answers_for_itself(desk: ShopClient, store: Store, htmx: bool) -> None:
    good = make_product(store, name="Bisa", status="DRAFT")
    bad = make_product(store, name="Belum", status="DRAFT", variants=[{"price": 50}])
    data = {"do": "publish", "products": [str(good.id), str(bad.id)]}
    answer = desk.post_form(f"{LIST}/together", data, htmx=htmx)
    assert answer.status_code == 422
    assert ("<html" in answer.text) is not htmx
    assert "a price below Rp 100" in row(answer.text, bad)
    assert "a price below" not in row(answer.text, good)
    assert re.search(rf'role="alert".*?href="#product-{bad.id}">Belum</a>', answer.text, re.DOTALL)
    assert "“Bisa” is on sale." in answer.text
    assert [product_now(p).status for p in (good, bad)] == ["ACTIVE", "DRAFT"]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "archive"}, "Tick the products first"),
        ({"do": "eat", "products": "MINE"}, "Not a valid choice."),
        ({"products": "MINE"}, "Not a valid choice."),
        ({"do": "archive", "products": "1e3"}, "Not a valid choice."),
        ({"do": "archive", "products": "9" * 40}, "Not a valid choice."),
        ({"do": "archive", "products": "\u0661"}, "Not a valid choice."),
    ],
)
def test_a_senseless_choice_changes_nothing(
    desk: ShopClient, store: Store, data: dict[str, Any], words: str, htmx: bool
) -> None:
    product = make_product(store)
    if data.get("products") == "MINE":
        data = {**data, "products": str(product.id)}
    before = state_of_all()
    answer = desk.post_form(f"{LIST}/together", data, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    assert state_of_all() == before


# --- whose they are ---

ACTIONS = ("publish", "archive", "duplicate")


def attempts(product: Product) -> list[tuple[str, dict[str, Any]]]:
    """Every way to change this product from the list."""
    number = str(product.id)
    return [
        *((f"{LIST}/{product.id}/{action}", {}) for action in ACTIONS),
        (f"{LIST}/together", {"do": "archive", "products": number}),
        (f"{LIST}/together", {"do": "publish", "products": number}),
        (f"{LIST}/restore", {"products": number}),
        (f"{LIST}/restore", {"drafts": number}),
    ]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("status", ["DRAFT", "ACTIVE", "ARCHIVED"])
def test_other_stores_products_are_not_found_and_stay_as_they_are(
    desk: ShopClient, status: str, htmx: bool
) -> None:
    """B60."""
    foreign = make_product(status=status)
    before = state_of_all()
    for url, data in attempts(foreign):
        assert desk.post_form(url, data, htmx=htmx).status_code == 404, url
    assert desk.post_form(f"{LIST}/999999/archive").status_code == 404
    assert state_of_all() == before


def test_one_foreign_product_among_several_stops_them_all(desk: ShopClient, store: Store) -> None:
    """B60."""
    own, foreign = make_product(store), make_product()
    before = state_of_all()
    data = {"do": "archive", "products": [str(own.id), str(foreign.id)]}
    assert desk.post_form(f"{LIST}/together", data).status_code == 404
    assert state_of_all() == before


def test_buyers_and_guests_have_no_business_here(client: ShopClient) -> None:
    """B60."""
    product = make_product()
    before = state_of_all()
    assert client.get(LIST).location == f"/login?next={LIST}"
    for url, data in attempts(product):
        answer = client.post_form(url, data)
        assert answer.status_code == 303
        assert answer.location.startswith("/login"), url
    sign_in_as(client, make_customer())
    assert client.get(LIST).status_code == 403
    for url, data in attempts(product):
        assert client.post_form(url, data).status_code == 403, url
    assert state_of_all() == before


def test_nothing_is_done_without_the_forms_token(desk: ShopClient, store: Store) -> None:
    product = make_product(store)
    before = state_of_all()
    for url, data in attempts(product):
        assert desk.post(url, data).status_code == 400, url
    assert state_of_all() == before
