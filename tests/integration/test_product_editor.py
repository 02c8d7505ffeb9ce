"""The editor of a product: its page, creating, saving, and what it refuses."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from app.catalogue.models import Category, Product
from app.db import db
from app.inventory.queries import discrepancies
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.client import ShopClient
from tests.support.editor import (
    NEW,
    Fields,
    alerts,
    editor_of,
    form_of,
    opened,
    press,
    with_axes,
    with_rows,
)


@pytest.fixture
def store(client: ShopClient) -> Store:
    """The store of the seller who is signed in."""
    user, store = make_seller()
    sign_in_as(client, user)
    return store


@pytest.fixture
def category(store: Store) -> Category:
    return make_category("Kaus", parent=make_category("Fashion"))


@pytest.fixture
def fields(client: ShopClient, category: Category) -> Fields:
    """A new product's form with all that every product needs."""
    typed = {"name": "Kaus polos", "category_id": category.id, "price": "50.000"}
    return {**opened(client, NEW), **typed}


def only_product() -> Product:
    db.session.rollback()
    return db.session.query(Product).one()


def no_product() -> bool:
    db.session.rollback()
    return db.session.query(Product).count() == 0


# --- creating ---


def test_a_product_without_choices_is_one_variant_with_its_stock_in_the_ledger(
    client: ShopClient, store: Store, fields: Fields
) -> None:
    answer = press(client, NEW, {**fields, "rows-0-stock": "12", "rows-0-weight": "300"})
    product = only_product()
    assert answer.status_code == 303
    assert answer.location == editor_of(product)
    assert (product.store_id, product.status, product.slug) == (store.id, "DRAFT", "kaus-polos")
    variant = variants_of(product)[0]
    assert (variant.options, variant.sku, variant.price) == ({}, "KAUS-POLOS", 50_000)
    assert (variant.stock, variant.weight, variant.is_active) == (12, 300, True)
    assert (product.price_min, product.price_max) == (50_000, 50_000)
    assert discrepancies() == []


def test_two_axes_make_a_row_for_each_combination_without_saving(
    client: ShopClient, fields: Fields
) -> None:
    drawn = with_axes(client, NEW, fields, Warna="Merah, Biru", Ukuran="M, L")
    assert no_product()
    assert drawn["name"] == "Kaus polos"
    assert [f"rows-{n}-sku" in drawn for n in range(5)] == [True] * 4 + [False]
    answer = press(client, NEW, with_rows(drawn, price=["", "", "60000", "60000"], stock=[1] * 4))
    assert answer.status_code == 303
    product = only_product()
    rows = variants_of(product)
    assert [(row.options, row.sku, row.price) for row in rows] == [
        ({"Warna": "Merah", "Ukuran": "M"}, "KAUS-POLOS-MERAH-M", 50_000),
        ({"Warna": "Merah", "Ukuran": "L"}, "KAUS-POLOS-MERAH-L", 50_000),
        ({"Warna": "Biru", "Ukuran": "M"}, "KAUS-POLOS-BIRU-M", 60_000),
        ({"Warna": "Biru", "Ukuran": "L"}, "KAUS-POLOS-BIRU-L", 60_000),
    ]
    assert (product.price_min, product.price_max) == (50_000, 60_000)


def test_rows_that_nobody_has_seen_are_shown_before_anything_is_saved(
    client: ShopClient, fields: Fields
) -> None:
    typed = {**fields, "axes-0-name": "Warna", "axes-0-values": "Merah, Biru"}
    answer = press(client, NEW, typed)
    assert answer.status_code == 422
    assert "The variants changed." in answer.text
    assert 'href="#variant-rows"' in answer.text
    assert no_product()
    assert press(client, NEW, form_of(answer)).status_code == 303
    assert len(variants_of(only_product())) == 2


def test_publishing_puts_it_before_buyers(client: ShopClient, fields: Fields) -> None:
    press(client, NEW, {**fields, "rows-0-stock": "3"}, "publish")
    product = only_product()
    assert product.status == "ACTIVE"
    page = ShopClient(client.app).get(f"/products/{product.id}-{product.slug}")
    assert page.status_code == 200
    assert "Kaus polos" in page.text


def test_a_draft_may_be_without_a_price_and_nothing_on_sale_may(
    client: ShopClient, fields: Fields
) -> None:
    assert press(client, NEW, {**fields, "price": ""}, "publish").status_code == 422
    assert no_product()
    assert press(client, NEW, {**fields, "price": ""}).status_code == 303
    product = only_product()
    answer = press(
        client, editor_of(product), {**opened(client, editor_of(product)), "price": "99"}, "publish"
    )
    assert answer.status_code == 422
    assert "at least Rp 100" in answer.text
    assert only_product().status == "DRAFT"


def test_a_product_on_sale_stays_on_sale_when_it_is_saved(client: ShopClient, store: Store) -> None:
    product = make_product(store)
    url = editor_of(product)
    assert press(client, url, opened(client, url), "draft").status_code == 303
    assert only_product().status == "ACTIVE"
    refused = press(client, url, {**opened(client, url), "price": "5"})
    assert refused.status_code == 422


def test_what_is_on_sale_needs_a_variant_that_is_switched_on(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=[{"options": {"Warna": "Merah"}}])
    url = editor_of(product)
    fields = opened(client, url)
    del fields["rows-0-is_active"]
    answer = press(client, url, fields)
    assert answer.status_code == 422
    assert "Switch on at least one variant." in alerts(answer)
    assert variants_of(product)[0].is_active


def test_specifications_are_kept_in_order_and_half_a_row_is_refused(
    client: ShopClient, fields: Fields
) -> None:
    rows = {
        "specifications-0-label": "Bahan",
        "specifications-0-value": "Katun",
        "specifications-1-label": "",
        "specifications-1-value": "",
        "specifications-2-label": "Asal",
        "specifications-2-value": "",
    }
    answer = press(client, NEW, {**fields, **rows})
    assert answer.status_code == 422
    assert "Fill in both, or neither." in alerts(answer)
    press(client, NEW, {**fields, **rows, "specifications-2-value": "Bandung"})
    assert only_product().specifications == [
        {"label": "Bahan", "value": "Katun"},
        {"label": "Asal", "value": "Bandung"},
    ]


def test_without_a_script_a_row_more_keeps_everything_typed(
    client: ShopClient, fields: Fields
) -> None:
    typed = {**fields, "description": "Adem dan\nringan", "price": "lima puluh"}
    answer = press(client, NEW, typed, "specification")
    assert answer.status_code == 200
    drawn = form_of(answer)
    assert "specifications-3-label" in drawn
    assert drawn["description"].replace("\r\n", "\n") == "Adem dan\nringan"
    assert drawn["price"] == "lima puluh"
    fewer = form_of(press(client, NEW, {**drawn, "specifications-1-label": "x"}, "drop:1"))
    assert "specifications-3-label" not in fewer
    assert "x" not in {fewer["specifications-0-label"], fewer["specifications-1-label"]}
    assert no_product()


def test_without_a_script_one_button_fills_all_rows(client: ShopClient, fields: Fields) -> None:
    drawn = with_axes(client, NEW, fields, Ukuran="S, M, L")
    answer = press(client, NEW, {**drawn, "fill-stock": "7", "fill-weight": "250"}, "fill")
    filled = form_of(answer)
    assert [filled[f"rows-{n}-stock"] for n in range(3)] == ["7"] * 3
    assert [filled[f"rows-{n}-weight"] for n in range(3)] == ["250"] * 3
    assert [filled[f"rows-{n}-price"] for n in range(3)] == [""] * 3


def test_the_range_that_buyers_see_is_said(client: ShopClient, fields: Fields) -> None:
    drawn = with_axes(client, NEW, fields, Ukuran="S, M, L")
    page = press(client, NEW, with_rows(drawn, price=["", "75.000", "90000"]), "grid")
    assert "Rp\u00a050.000 – 90.000" in page.text


# --- what is refused ---


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("name", "Kaus\x00"),
        ("description", "x" * 5001),
        ("category_id", ""),
        ("category_id", "999999"),
        ("category_id", "x"),
        ("price", "-1"),
        ("price", "1_000"),
        ("price", "1e5"),
        ("price", "50.00"),
        ("price", str(10**12 + 1)),
        ("price", "9" * 40),
        ("rows-0-stock", ""),
        ("rows-0-stock", "-1"),
        ("rows-0-stock", "1000001"),
        ("rows-0-weight", "0"),
        ("rows-0-weight", "500001"),
        ("rows-0-sku", "x" * 65),
        ("rows-0-variant_id", "x"),
        ("rows-0-image_id", "77"),
        ("axes-0-name", "Warna"),
        ("axes-0-values", "Merah"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_lost(
    client: ShopClient, fields: Fields, field: str, value: str
) -> None:
    """B9, B10: each at its field, with everything else as it was typed."""
    answer = press(client, NEW, {**fields, "description": "Adem", field: value})
    assert answer.status_code == 422
    assert no_product()
    if field != "rows-0-variant_id":
        assert "data-focus" in answer.text
    assert "Adem" in answer.text or field == "description"


@pytest.mark.parametrize("typed", ["133000", "133.000", "Rp 133.000", "rp133.000", " 133,000 "])
def test_prices_are_taken_as_people_write_them(
    client: ShopClient, fields: Fields, typed: str
) -> None:
    press(client, NEW, {**fields, "price": typed})
    assert only_product().price_min == 133_000


def test_more_than_a_hundred_combinations_are_refused_and_the_rows_stay(
    client: ShopClient, fields: Fields
) -> None:
    drawn = with_rows(with_axes(client, NEW, fields, Ukuran="S, M"), sku=["A", "B"])
    many = {"axes-0-values": ", ".join(str(n) for n in range(101))}
    for action in ("grid", "save"):
        answer = press(client, NEW, {**drawn, **many}, action)
        assert "These make 101 combinations; at most 100 fit." in answer.text
        again = form_of(answer)
        assert (again["rows-0-sku"], again["rows-1-sku"]) == ("A", "B")
        assert again["axes-0-values"] == many["axes-0-values"]
    assert no_product()


def test_a_hundred_variants_fit(client: ShopClient, fields: Fields) -> None:
    axes = {
        name: ", ".join(f"{name}{n}" for n in range(count))
        for name, count in (("a", 5), ("b", 5), ("c", 4))
    }
    drawn = with_axes(client, NEW, fields, **axes)
    assert press(client, NEW, with_rows(drawn, stock=[3] * 100)).status_code == 303
    assert len(variants_of(only_product())) == 100
    assert len({row.sku for row in variants_of(only_product())}) == 100


def test_repeated_and_blank_values_count_once_and_it_is_said(
    client: ShopClient, fields: Fields
) -> None:
    typed = {**fields, "axes-0-name": "Warna", "axes-0-values": "Merah, ,merah, Biru"}
    page = press(client, NEW, typed, "grid")
    assert "“merah” stood there twice and counts once." in page.text
    assert "rows-1-sku" in form_of(page)
    assert "rows-2-sku" not in form_of(page)


def test_two_options_of_one_name_are_refused(client: ShopClient, fields: Fields) -> None:
    typed = {
        "axes-0-name": "Warna",
        "axes-0-values": "Merah",
        "axes-1-name": "warna",
        "axes-1-values": "Biru",
    }
    answer = press(client, NEW, {**fields, **typed})
    assert answer.status_code == 422
    assert "Another option has this name already." in alerts(answer)


def test_an_sku_of_the_store_is_refused_at_its_row(
    client: ShopClient, store: Store, fields: Fields
) -> None:
    make_product(store, variants=[{"sku": "KODE-1"}])
    make_product(variants=[{"sku": "KODE-2"}])
    drawn = with_axes(client, NEW, fields, Ukuran="S, M")
    answer = press(client, NEW, with_rows(drawn, sku=["KODE-2", "KODE-1"]))
    assert answer.status_code == 422
    assert "Another variant of your store has this SKU already." in alerts(answer)
    assert 'href="#rows-1-sku"' in answer.text
    assert 'id="rows-1-sku-error"' in answer.text
    assert 'href="#rows-0-sku"' not in answer.text
    assert db.session.query(Product).count() == 2


def test_an_sku_twice_in_the_form_is_refused_at_the_second_row(
    client: ShopClient, fields: Fields
) -> None:
    drawn = with_axes(client, NEW, fields, Ukuran="S, M")
    answer = press(client, NEW, with_rows(drawn, sku=["A", "A"]))
    assert answer.status_code == 422
    assert 'href="#rows-1-sku"' in answer.text


def test_a_category_with_others_below_it_is_a_shelf(
    client: ShopClient, fields: Fields, category: Category
) -> None:
    assert press(client, NEW, {**fields, "category_id": category.parent_id}).status_code == 422
    assert no_product()


# --- whose it is ---


def test_fields_that_are_none_of_the_forms_change_nothing(client: ShopClient, store: Store) -> None:
    """B11."""
    other = make_seller()[1]
    product = make_product(store)
    url = editor_of(product)
    tampered: dict[str, Any] = {
        "store_id": other.id,
        "sold_count": 99,
        "rating_count": 5,
        "rating_tenths": 50,
        "status": "ARCHIVED",
        "id": 1,
        "source_key": "x",
        "rows-0-store_id": other.id,
        "rows-0-product_id": 1,
        "rows-0-is_archived": "y",
        "product_id": 1,
    }
    assert press(client, url, {**opened(client, url), **tampered}).status_code == 303
    db.session.refresh(product)
    assert (product.store_id, product.sold_count, product.status) == (store.id, 0, "ACTIVE")
    assert (product.rating_count, product.source_key) == (0, None)
    assert not variants_of(product)[0].is_archived


def test_another_sellers_product_is_not_there(client: ShopClient, store: Store) -> None:
    product = make_product()
    name = product.name
    own = make_product(store)
    fields = opened(client, editor_of(own))
    for action in ("save", "publish", "grid"):
        assert (
            press(client, editor_of(product), {**fields, "name": "Mine"}, action).status_code == 404
        )
    assert client.get(editor_of(product)).status_code == 404
    db.session.refresh(product)
    assert product.name == name


def test_buyers_and_strangers_do_not_get_here(client: ShopClient) -> None:
    product = make_product()
    for url in (NEW, editor_of(product)):
        assert client.get(url).location.startswith("/login")
        assert client.post_form(url, {"name": "x"}).location.startswith("/login")
    sign_in_as(client, make_customer())
    for url in (NEW, editor_of(product)):
        assert client.get(url).status_code == 403
        assert client.post_form(url, {"name": "x"}).status_code == 403
    assert db.session.query(Product).count() == 1


def test_another_products_variant_is_not_taken_over(client: ShopClient, store: Store) -> None:
    other = make_product(name="Lain", variants=[{"sku": "LAIN", "stock": 5}])
    product = make_product(store)
    url = editor_of(product)
    typed = {"rows-0-variant_id": variants_of(other)[0].id, "rows-0-price": "1"}
    answer = press(client, url, {**opened(client, url), **typed})
    assert answer.status_code == 422
    assert "The variants changed." in answer.text
    theirs = variants_of(other)[0]
    assert (theirs.product_id, theirs.price, theirs.stock) == (other.id, 133_000, 5)
    assert len(variants_of(product)) == 1


# --- to htmx ---


def test_to_htmx_saving_answers_the_form_with_a_toast(client: ShopClient, store: Store) -> None:
    product = make_product(store)
    url = editor_of(product)
    answer = press(client, url, {**opened(client, url), "name": "Cobek baru"}, htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="editor"' in answer.text
    assert "“Cobek baru” is saved." in answer.text
    assert only_product().slug == "cobek-baru"
    # The answer is what the next press is sent from.
    assert press(client, url, form_of(answer), htmx=True).status_code == 200


def test_to_htmx_the_rows_come_alone(client: ShopClient, fields: Fields) -> None:
    typed = {**fields, "axes-0-name": "Warna", "axes-0-values": "Merah, Biru", "part": "rows"}
    answer = press(client, NEW, typed, "grid", htmx=True)
    assert answer.text.lstrip().startswith("<div")
    assert 'id="rows-1-stock"' in answer.text
    assert 'id="editor"' not in answer.text


def test_a_new_product_leads_to_its_own_address(client: ShopClient, fields: Fields) -> None:
    answer = press(client, NEW, fields, htmx=True)
    assert answer.headers["HX-Redirect"] == editor_of(only_product())


def test_what_was_typed_while_signed_out_is_on_the_page_after_the_login(
    client: ShopClient,
) -> None:
    """U5, U7."""
    user, _store = make_seller()
    category = make_category()
    sign_in_as(client, user)
    fields = {**opened(client, NEW), "name": "Teh melati", "category_id": category.id}
    client.post_form("/logout")
    sent = client.post_form(
        NEW, {**fields, "action": "save"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert "kept" in (sent.location or "")
    sign_in_as(client, user)
    back = sent.location.split("next=")[1]
    page = client.get(unquote(back))
    assert form_of(page)["name"] == "Teh melati"
    assert no_product()


def test_buttons_that_only_help_answer_where_they_stand(client: ShopClient, fields: Fields) -> None:
    """Without JavaScript the answer opens at the rows, not at the top of a long page."""
    drawn = with_axes(client, NEW, fields, Warna="Merah, Biru")
    page = press(client, NEW, {**drawn, "fill-stock": "7"}, "fill")
    assert "Filled into all rows. Nothing is saved yet." in page.text
    for value, place in (
        ("grid", "variant-rows"),
        ("fill", "variant-rows"),
        ("specification", "specifications"),
        ("drop:0", "specifications"),
    ):
        buttons = re.findall(rf'<button[^>]*value="{value}"[^>]*>', page.text)
        assert buttons
        assert all(f'formaction="{NEW}#{place}"' in button for button in buttons)


def test_a_mistake_in_a_specification_names_its_row(client: ShopClient, fields: Fields) -> None:
    answer = press(client, NEW, {**fields, "specifications-1-label": "Bahan"})
    assert answer.status_code == 422
    assert "Specification 2, Value" in alerts(answer)


def test_a_bound_is_told_as_numbers_are_written(client: ShopClient, fields: Fields) -> None:
    answer = press(client, NEW, {**fields, "rows-0-stock": "9999999"})
    assert "Enter a number from 0 to 1.000.000." in alerts(answer)
