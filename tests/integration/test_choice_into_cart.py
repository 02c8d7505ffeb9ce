"""What is chosen on a product's page is what comes into the cart, whatever the page knew before."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.catalogue.models import ProductStatus
from app.db import unit_of_work
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.cart import lines
from tests.factories.catalogue import make_product, variants_of

SHIRT = [
    {"options": {"Warna": "Indigo", "Ukuran": "XL"}, "stock": 5},
    {"options": {"Warna": "Indigo", "Ukuran": "M"}, "stock": 0},
    {"options": {"Warna": "Sogan", "Ukuran": "M"}, "stock": 7},
]


@pytest.fixture
def page(client):
    return sign_in_as(client, make_customer())


@pytest.fixture
def shirt(app):
    return make_product(name="Kemeja", variants=SHIRT)


def add(page, variant_id: int, warna: str, ukuran: str, *, htmx: bool = False, **more: Any):
    """Send the form of the product's page."""
    chosen = {"option-0": warna, "option-1": ukuran, "variant_id": variant_id, "quantity": 1}
    return page.post_form("/cart/items", {**chosen, **more}, htmx=htmx)


def checked(text: str) -> list[str]:
    """The values whose radio is chosen."""
    return re.findall(r'value="([^"]*)"\s+autocomplete="off"\s+checked', text)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_chosen_options_count_and_not_the_variant_from_before_them(page, shirt, htmx):
    """Without scripts the page still carries the id of what it first showed."""
    indigo, _none_left, sogan = variants_of(shirt)
    answer = add(page, indigo.id, "Sogan", "M", htmx=htmx)
    assert lines() == [(sogan.id, 1)]
    said = answer.text if htmx else page.get("/cart").text
    assert "Kemeja (Sogan, M) is in your cart." in said


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(("warna", "ukuran"), [("Sogan", "XL"), ("Sogan", "XXL")])
def test_a_combination_that_nobody_makes_comes_back_with_a_word(page, shirt, htmx, warna, ukuran):
    answer = add(page, variants_of(shirt)[0].id, warna, ukuran, htmx=htmx, quantity=3)
    assert answer.status_code == 409
    assert f"There is no {warna}, {ukuran}. Nothing was added" in answer.text
    assert 'id="buying"' in answer.text
    assert ("<html" in answer.text) != htmx
    assert "Sogan" in checked(answer.text)
    assert 'value="3"' in answer.text
    assert "Add to cart" in answer.text
    assert lines() == []


def test_the_choice_that_cannot_be_is_kept_and_has_no_price(page, shirt):
    answer = add(page, variants_of(shirt)[0].id, "Sogan", "XL")
    assert checked(answer.text) == ["Sogan", "XL"]
    assert "price-large" not in answer.text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_choice_that_is_sold_out_comes_back_with_a_word(page, shirt, htmx):
    answer = add(page, variants_of(shirt)[0].id, "Indigo", "M", htmx=htmx)
    assert answer.status_code == 409
    assert "Kemeja (Indigo, M) is sold out." in answer.text
    assert checked(answer.text) == ["Indigo", "M"]
    assert lines() == []


def test_the_answer_to_a_script_says_where_it_belongs(page, shirt):
    answer = add(page, variants_of(shirt)[0].id, "Sogan", "XL", htmx=True)
    assert answer.headers["HX-Retarget"] == "#buying"


def test_what_was_typed_stands_beside_its_error_with_the_choice(page, shirt):
    answer = add(page, variants_of(shirt)[0].id, "Sogan", "M", quantity="0")
    assert answer.status_code == 422
    assert "Enter a number from 1 to 999." in answer.text.split('id="quantity-error"')[1][:400]
    assert checked(answer.text) == ["Sogan", "M"]
    assert lines() == []


def test_the_options_of_what_is_not_sold_add_nothing(page):
    hidden = make_product(name="Rahasia", variants=SHIRT, status=ProductStatus.DRAFT)
    for warna, ukuran in (("Sogan", "M"), ("Sogan", "XL")):
        answer = add(page, variants_of(hidden)[0].id, warna, ukuran)
        assert answer.status_code == 404
        assert "Rahasia" not in answer.text
    assert lines() == []


def test_what_was_switched_off_meanwhile_is_not_bought_as_something_else(page, shirt):
    sogan_id = variants_of(shirt)[2].id

    def switch_off():
        next(v for v in variants_of(shirt) if v.id == sogan_id).is_active = False

    unit_of_work(switch_off)
    assert add(page, sogan_id, "Sogan", "M").status_code == 409
    assert lines() == []


def test_the_form_for_looking_carries_no_token_into_the_address(page, shirt):
    body = page.get(f"/products/{shirt.id}-{shirt.slug}").text
    form = body.split('id="add-form"')[1].split("</form>")[0]
    assert 'method="get"' in form.split(">")[0]
    assert 'type="hidden" name="csrf_token"' not in form
    assert re.search(r'name="csrf_token"\s+value="[^"]+"\s+formmethod="post"', form)


def test_looking_at_a_choice_keeps_the_quantity(page, shirt):
    here = f"/products/{shirt.id}-{shirt.slug}"
    query = {"variant_id": variants_of(shirt)[0].id, "quantity": "4", "option-0": "Sogan"}
    body = page.get(here, query_string=query).text
    assert checked(body) == ["Sogan", "M"]
    assert re.search(r'id="quantity"[^>]*value="4"', body)


def test_a_note_about_a_combination_says_which(page, shirt):
    body = page.get(f"/products/{shirt.id}-{shirt.slug}").text
    assert "Sold out in Indigo" in body
    assert "Not made in XL" in body


def test_a_product_of_which_nothing_is_left_leads_to_the_store(page):
    store = make_seller(store_name="Dapur Ibu")[1]
    gone = [{**variant, "stock": 0} for variant in SHIRT]
    product = make_product(store, name="Kemeja", variants=gone)
    body = page.get(f"/products/{product.id}-{product.slug}").text
    buying = body.split('id="add-form"')[1].split("</form>")[0]
    assert "This product is sold out." in buying
    assert "Choose another" not in buying
    assert f'<a class="link" href="/stores/{store.slug}">' in buying
