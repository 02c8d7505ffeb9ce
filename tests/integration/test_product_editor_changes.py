"""Changing a product that exists: its options, its stock, and what happened in the meantime."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.accounts.models import User
from app.catalogue.lifecycle import archive_product
from app.catalogue.models import Product, ProductStatus, Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import fill_cart, place
from tests.support.client import ShopClient
from tests.support.editor import editor_of, form_of, opened, press, with_axes, with_rows
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]

COLOURS = [{"options": {"Warna": "Merah"}, "stock": 5}, {"options": {"Warna": "Biru"}, "stock": 7}]


@pytest.fixture
def seller(client: ShopClient) -> tuple[User, Store]:
    user, store = make_seller()
    sign_in_as(client, user)
    return user, store


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


def rows_of(product: Product) -> list[tuple[str, int, bool]]:
    """(options in words, stock, is offered) of the variants that are not archived."""
    db.session.rollback()
    return [
        (" ".join(row.options.values()), row.stock, row.is_active)
        for row in variants_of(product)
        if not row.is_archived
    ]


def sell(variant_id: int, units: int = 1) -> None:
    sale = [StockChange(variant_id, -units, MovementReason.SALE)]
    unit_of_work(lambda: change_stock(sale, actor_id=None))


# --- the options ---


def test_opening_and_saving_changes_nothing(client: ShopClient, store: Store) -> None:
    product = make_product(
        store, variants=[*COLOURS, {"options": {"Warna": "Hijau"}, "price": 9_000}]
    )
    before = [(row.id, row.sku, row.price, row.stock, row.weight) for row in variants_of(product)]
    url = editor_of(product)
    assert press(client, url, opened(client, url)).status_code == 303
    assert [(r.id, r.sku, r.price, r.stock, r.weight) for r in variants_of(product)] == before
    assert db.session.query(StockMovement).count() == 3


def test_a_value_more_keeps_what_there_was(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    before = [row.id for row in variants_of(product)]
    url = editor_of(product)
    drawn = with_axes(client, url, opened(client, url), Warna="Hijau, Merah, Biru")
    assert press(client, url, drawn).status_code == 303
    assert rows_of(product) == [("Hijau", 0, True), ("Merah", 5, True), ("Biru", 7, True)]
    assert [row.id for row in variants_of(product)][1:] == before


def test_an_axis_more_makes_what_there_was_its_first_value_and_says_so(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=COLOURS)
    before = [row.id for row in variants_of(product)]
    url = editor_of(product)
    typed = {**opened(client, url), "axes-1-name": "Ukuran", "axes-1-values": "M, L"}
    page = press(client, url, typed, "grid")
    assert "Ukuran is new: what there was before is now “M”." in page.text
    press(client, url, form_of(page))
    assert rows_of(product) == [
        ("Merah M", 5, True),
        ("Merah L", 0, True),
        ("Biru M", 7, True),
        ("Biru L", 0, True),
    ]
    assert [variants_of(product)[n].id for n in (0, 2)] == before


def test_a_renamed_value_keeps_its_variant(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    ids = [row.id for row in variants_of(product)]
    url = editor_of(product)
    typed = {**opened(client, url), "axes-0-name": "Warna kain", "axes-0-values": "Merah tua, Biru"}
    page = press(client, url, typed, "grid")
    assert "“Merah” is now called “Merah tua”" in page.text
    press(client, url, form_of(page))
    assert [row.id for row in variants_of(product)] == ids
    assert variants_of(product)[0].options == {"Warna kain": "Merah tua"}
    assert rows_of(product) == [("Merah tua", 5, True), ("Biru", 7, True)]


def test_axes_that_change_places_are_stored_in_their_new_order(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=[{"options": {"Warna": "Merah", "Ukuran": "M"}}])
    url = editor_of(product)
    press(client, url, with_axes(client, url, opened(client, url), Ukuran="M", Warna="Merah"))
    assert list(variants_of(product)[0].options) == ["Ukuran", "Warna"]


def test_what_is_no_longer_there_is_archived_and_comes_back_with_its_stock(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=COLOURS)
    blue = variants_of(product)[1]
    blue_id, sku = blue.id, blue.sku
    url = editor_of(product)
    drawn = with_axes(client, url, opened(client, url), Warna="Merah")
    page = press(client, url, drawn, "grid")
    assert "Biru (stock 7)" in page.text
    press(client, url, drawn)
    assert rows_of(product) == [("Merah", 5, True)]
    gone = db.session.get_one(Variant, blue_id)
    assert (gone.is_archived, gone.is_active, gone.stock, gone.sku) == (True, False, 7, sku)
    again = press(client, url, {**opened(client, url), "axes-0-values": "Merah, Biru"}, "grid")
    assert "On sale again, with the stock they had: Biru." in again.text
    press(client, url, form_of(again))
    assert rows_of(product) == [("Merah", 5, True), ("Biru", 7, True)]
    assert variants_of(product)[1].id == blue_id
    assert discrepancies() == []


def test_all_options_gone_the_first_stays(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    first = variants_of(product)[0].id
    url = editor_of(product)
    press(client, url, with_axes(client, url, opened(client, url)))
    assert rows_of(product) == [("", 5, True)]
    assert variants_of(product)[0].id == first


def test_a_drafts_variant_that_nothing_refers_to_is_deleted(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, status=ProductStatus.DRAFT, variants=COLOURS)
    url = editor_of(product)
    press(
        client, url, with_axes(client, url, opened(client, url), Warna="Merah, Biru, Hijau, Putih")
    )
    put_in_cart_of_somebody(variants_of(product)[2])
    press(client, url, with_axes(client, url, opened(client, url), Warna="Merah"))
    # Biru has its place in the ledger, Hijau in a cart; Putih was never more than a row.
    left = {row.options["Warna"]: row.is_archived for row in variants_of(product)}
    assert left == {"Merah": False, "Biru": True, "Hijau": True}


def put_in_cart_of_somebody(variant: Variant) -> None:
    fill_cart(make_customer(), (variant, 1))


def test_switched_off_is_not_offered_and_not_archived(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    fields = opened(client, url)
    del fields["rows-1-is_active"]
    press(client, url, fields)
    assert rows_of(product) == [("Merah", 5, True), ("Biru", 7, False)]
    page = ShopClient(client.app).get(f"/products/{product.id}", follow_redirects=True)
    assert "Biru" not in page.text


def test_combinations_that_were_never_made_stay_away_until_they_are_switched_on(
    client: ShopClient, store: Store
) -> None:
    product = make_product(
        store,
        variants=[
            {"options": {"Warna": "Merah", "Ukuran": "M"}},
            {"options": {"Warna": "Biru", "Ukuran": "L"}},
        ],
    )
    url = editor_of(product)
    press(client, url, opened(client, url))
    assert [row for row, _stock, _on in rows_of(product)] == ["Merah M", "Biru L"]
    press(client, url, {**opened(client, url), "rows-1-is_active": "y"})
    assert [row for row, _stock, _on in rows_of(product)] == ["Merah M", "Merah L", "Biru L"]


def test_values_with_a_comma_come_back_as_they_are(client: ShopClient, store: Store) -> None:
    product = make_product(
        store, variants=[{"options": {"Isi": "1,5 L"}}, {"options": {"Isi": "2 L"}}]
    )
    url = editor_of(product)
    assert opened(client, url)["axes-0-values"] == "1,5 L; 2 L"
    press(client, url, opened(client, url))
    assert [row for row, *_rest in rows_of(product)] == ["1,5 L", "2 L"]


def test_a_price_for_all_changes_those_that_follow_it(client: ShopClient, store: Store) -> None:
    product = make_product(store, price=50_000, variants=COLOURS)
    url = editor_of(product)
    fields = opened(client, url)
    assert (fields["price"], fields["rows-0-price"]) == ("50.000", "")
    press(client, url, {**fields, "price": "55000", "rows-1-price": "90.000"})
    assert [row.price for row in variants_of(product)] == [55_000, 90_000]
    db.session.refresh(product)
    assert (product.price_min, product.price_max) == (55_000, 90_000)


def test_prices_that_differ_stay_in_their_rows_and_none_is_made_the_usual_one(
    client: ShopClient, store: Store
) -> None:
    product = make_product(
        store, price=50_000, variants=[{"options": {"Isi": text}} for text in "ABC"]
    )
    url = editor_of(product)
    typed = with_rows({**opened(client, url), "price": "100.000"}, price=["90000", "90000", ""])
    press(client, url, typed)
    for _turn in range(2):
        fields = opened(client, url)
        assert fields["price"] == ""
        assert [fields[f"rows-{n}-price"] for n in range(3)] == ["90.000", "90.000", "100.000"]
        assert press(client, url, fields).status_code == 303
    without = with_axes(client, url, opened(client, url))
    again = with_axes(client, url, without, Isi="A, B, C")
    press(client, url, again)
    assert [row.price for row in variants_of(product)] == [90_000, 90_000, 100_000]


def test_what_was_switched_off_and_archived_is_named_when_it_is_on_sale_again(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    fields = opened(client, url)
    del fields["rows-1-is_active"]
    press(client, url, fields)
    only_red = with_axes(client, url, opened(client, url), Warna="Merah")
    back = {**only_red, "axes-0-values": "Merah, Biru"}
    assert "and still switched off: Biru." in press(client, url, back, "grid").text
    press(client, url, only_red)
    page = press(client, url, {**opened(client, url), "axes-0-values": "Merah, Biru"}, "grid")
    assert "On sale again, with the stock they had: Biru." in page.text


def test_options_that_were_imported_scattered_are_rows_as_they_are(
    client: ShopClient, store: Store
) -> None:
    """Twelve variants of 144 combinations: more rows than fit, and none of them goes."""
    product = make_product(
        store,
        variants=[
            {"options": {"Warna": f"w{n}", "Ukuran": f"u{n}"}, "stock": n} for n in range(12)
        ],
    )
    before = [(row.id, row.options, row.stock, row.sku) for row in variants_of(product)]
    url = editor_of(product)
    fields = opened(client, url)
    assert "axes-0-name" not in fields
    assert "rows-11-sku" in fields
    assert press(client, url, fields).status_code == 303
    assert [(row.id, row.options, row.stock, row.sku) for row in variants_of(product)] == before
    assert [row.is_archived for row in variants_of(product)] == [False] * 12
    answer = press(client, url, {**opened(client, url), "rows-3-price": "x", "rows-4-stock": "9"})
    assert answer.status_code == 422
    press(client, url, {**form_of(answer), "rows-3-price": "7000", "axes-0-name": "Isi"})
    rows = variants_of(product)
    assert (len(rows), rows[3].price, rows[4].stock) == (12, 7_000, 9)


def test_a_form_that_claims_scattered_rows_of_another_product_has_its_own(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    assert press(client, url, {**opened(client, url), "listed": "y"}).status_code == 303
    assert rows_of(product) == [("Merah", 5, True), ("Biru", 7, True)]


@pytest.mark.parametrize("skus", [["SAMA", "sama"], ["lain", "Dipakai"]])
def test_an_sku_in_other_letters_is_the_same_sku(
    client: ShopClient, store: Store, skus: list[str]
) -> None:
    make_product(store, variants=[{"options": {"Isi": "1"}, "sku": "DIPAKAI"}])
    product = make_product(store, variants=COLOURS)
    before = [row.sku for row in variants_of(product)]
    url = editor_of(product)
    answer = press(client, url, with_rows(opened(client, url), sku=skus))
    assert answer.status_code == 422
    assert "has this SKU already" in answer.text
    assert [row.sku for row in variants_of(product)] == before


def test_two_variants_swap_their_skus(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=[{**COLOURS[0], "sku": "A"}, {**COLOURS[1], "sku": "B"}])
    url = editor_of(product)
    assert press(client, url, with_rows(opened(client, url), sku=["B", "A"])).status_code == 303
    assert [row.sku for row in variants_of(product)] == ["B", "A"]


def test_an_order_stays_as_it_was_and_a_cart_sees_the_new_price(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, name="Kaus", price=50_000, variants=COLOURS)
    buyer = make_customer()
    order = place(buyer, (variants_of(product)[0], 1))[0]
    put_in_cart(buyer, product, variant=1)
    url = editor_of(product)
    drawn = with_axes(client, url, {**opened(client, url), "name": "Kemeja"}, Warna="Hitam, Biru")
    press(client, url, {**drawn, "price": "80000"})
    browser = sign_in_as(ShopClient(client.app), buyer)
    page = browser.get(f"/orders/{order.number}").text
    assert "Kaus" in page
    assert "Merah" in page
    assert "Kemeja" not in page
    assert "Rp\u00a080.000" in browser.get("/cart").text


# --- the stock ---


def test_stock_is_set_through_the_ledger_by_its_seller(
    client: ShopClient, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1], variants=COLOURS)
    url = editor_of(product)
    press(client, url, {**opened(client, url), "rows-0-stock": "9"})
    assert rows_of(product) == [("Merah", 9, True), ("Biru", 7, True)]
    edit = db.session.query(StockMovement).filter_by(reason="EDIT").one()
    assert (edit.delta, edit.balance_after, edit.actor_id) == (4, 9, seller[0].id)
    assert discrepancies() == []


def test_a_sale_in_between_is_not_typed_over_and_nothing_is_lost(
    client: ShopClient, store: Store
) -> None:
    """DESIGN 8."""
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    typed = {**opened(client, url), "name": "Kaus baru", "rows-0-stock": "25", "rows-1-stock": "8"}
    sell(variants_of(product)[0].id, 2)
    answer = press(client, url, typed)
    assert answer.status_code == 409
    assert "The stock is 3 by now, no longer 5. Save again to make it 25" in answer.text
    assert rows_of(product) == [("Merah", 3, True), ("Biru", 7, True)]
    db.session.refresh(product)
    assert product.name != "Kaus baru"
    back = form_of(answer)
    assert (back["name"], back["rows-0-stock"], back["rows-1-stock"]) == ("Kaus baru", "25", "8")
    assert press(client, url, back).status_code == 303
    assert rows_of(product) == [("Merah", 25, True), ("Biru", 8, True)]
    assert discrepancies() == []


def test_stock_that_was_not_touched_is_not_written(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    typed = {**opened(client, url), "name": "Kaus baru", "rows-1-stock": "8"}
    sell(variants_of(product)[0].id, 2)
    assert press(client, url, typed).status_code == 303
    assert rows_of(product) == [("Merah", 3, True), ("Biru", 8, True)]
    db.session.refresh(product)
    assert product.name == "Kaus baru"


def test_stock_without_what_was_seen_is_not_set(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    answer = press(
        client, url, {**opened(client, url), "rows-0-expected_stock": "", "rows-0-stock": "1"}
    )
    assert answer.status_code == 409
    assert rows_of(product) == [("Merah", 5, True), ("Biru", 7, True)]


# --- another tab ---


def test_what_another_tab_saved_is_not_written_over(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=COLOURS)
    url = editor_of(product)
    mine, other = opened(client, url), opened(client, url)
    press(client, url, {**other, "name": "Dari tab lain"})
    answer = press(client, url, {**mine, "name": "Punyaku", "rows-0-stock": "1"})
    assert answer.status_code == 409
    assert "This product was saved in the meantime" in answer.text
    assert form_of(answer)["name"] == "Punyaku"
    db.session.refresh(product)
    assert product.name == "Dari tab lain"
    assert rows_of(product)[0] == ("Merah", 5, True)
    # Saving once more without saying so is refused again; saying so saves it.
    assert press(client, url, form_of(answer)).status_code == 409
    db.session.refresh(product)
    mine_anyway = {**form_of(answer), "overwrite": str(product.revision)}
    assert client.post_form(url, mine_anyway).status_code == 303
    db.session.refresh(product)
    assert product.name == "Punyaku"


def test_a_product_archived_in_between_is_not_written_over(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store)
    url = editor_of(product)
    fields = opened(client, url)
    unit_of_work(lambda: archive_product(store.id, product.id))
    assert press(client, url, {**fields, "name": "x"}).status_code == 409
    db.session.refresh(product)
    assert (product.status, product.name) == ("ARCHIVED", "Cobek batu 20 cm")


def test_an_archived_product_is_published_with_what_was_changed(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, status=ProductStatus.ARCHIVED)
    url = editor_of(product)
    press(client, url, {**opened(client, url), "name": "Kembali"})
    db.session.refresh(product)
    assert (product.status, product.name) == ("ARCHIVED", "Kembali")
    press(client, url, opened(client, url), "publish")
    db.session.refresh(product)
    assert product.status == "ACTIVE"


# --- how much it asks ---


@pytest.mark.parametrize("count", [1, 100])
def test_the_page_asks_the_same_however_many_variants_there_are(
    client: ShopClient, store: Store, count_statements: Counter, count: int
) -> None:
    product = make_product(store, variants=[{"options": {"Isi": str(n)}} for n in range(count)])
    with count_statements() as statements:
        assert client.get(editor_of(product)).status_code == 200
    assert len(statements) <= 6, statements


def test_saving_asks_nothing_for_a_variant_that_is_as_it_was(
    client: ShopClient, store: Store, count_statements: Counter
) -> None:
    product = make_product(store, variants=[{"options": {"Isi": str(n)}} for n in range(100)])
    url = editor_of(product)
    fields = {**opened(client, url), "rows-7-stock": "3", "rows-9-price": "4000"}
    token = client.csrf_token()
    with count_statements() as statements:
        answer = client.post(url, {**fields, "csrf_token": token, "action": "save"})
    assert answer.status_code == 303
    assert len(statements) <= 24, statements


def test_a_hundred_rows_fit_into_a_form(client: ShopClient, store: Store) -> None:
    product = make_product(store, variants=[{"options": {"Isi": str(n)}} for n in range(100)])
    fields = opened(client, editor_of(product))
    assert len(fields) < client.app.config["MAX_FORM_PARTS"] / 2
