"""Pictures in the editor: with their product, at a variant, and in a form that is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.accounts.models import User, UserSession
from app.catalogue.models import Product, ProductImage
from app.db import db, unit_of_work
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.factories.pictures import picture_bytes
from tests.support.client import ShopClient
from tests.support.editor import NEW, Fields, editor_of, form_of, opened, press, with_axes


@pytest.fixture
def store(client: ShopClient) -> Store:
    user, store = make_seller()
    sign_in_as(client, user)
    return store


@pytest.fixture
def fields(client: ShopClient, store: Store) -> Fields:
    category = make_category("Kaus")
    typed = {"name": "Kaus polos", "category_id": category.id, "price": "50.000"}
    return {**opened(client, NEW), **typed}


def end_all_sessions() -> None:
    unit_of_work(lambda: db.session.query(UserSession).delete())


def photo(colour: str = "teal") -> tuple[BytesIO, str]:
    return BytesIO(picture_bytes(colour=colour)), f"{colour}.jpg"


def add_picture(product: Product, key: str = "a") -> int:
    image = ProductImage(
        store_id=product.store_id, product_id=product.id, key=key * 40, width=640, height=640
    )
    unit_of_work(lambda: db.session.add(image))
    return image.id


def test_pictures_are_saved_with_their_product_in_order(client: ShopClient, fields: Fields) -> None:
    sent: dict[str, Any] = {**fields, "pictures": [photo("red"), photo("blue")]}
    assert press(client, NEW, sent, content_type="multipart/form-data").status_code == 303
    product = db.session.query(Product).one()
    images = db.session.query(ProductImage).order_by(ProductImage.position).all()
    assert [image.product_id for image in images] == [product.id] * 2
    assert product.image_key == images[0].key


def test_a_form_that_is_refused_keeps_its_pictures_and_offers_them_to_variants(
    client: ShopClient, fields: Fields
) -> None:
    """U7: what was uploaded need not be chosen again."""
    sent: dict[str, Any] = {**fields, "name": "", "pictures": [photo()]}
    answer = press(client, NEW, sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    image = db.session.query(ProductImage).one()
    back = form_of(answer)
    assert back["picture"] == str(image.id)
    drawn = with_axes(client, NEW, {**back, "name": "Kaus"}, Warna="Merah, Biru")
    press(client, NEW, {**drawn, "rows-1-image_id": str(image.id)})
    product = db.session.query(Product).one()
    assert [row.image_id for row in variants_of(product)] == [None, image.id]


def test_a_session_that_ends_keeps_the_pictures_with_their_order_and_their_words(
    client: ShopClient, store: Store, fields: Fields
) -> None:
    """U7: what was uploaded need not be uploaded again after signing in."""
    sent: dict[str, Any] = {**fields, "name": "", "pictures": [photo("red"), photo("blue")]}
    back = form_of(press(client, NEW, sent, content_type="multipart/form-data"))
    red, blue = back["picture"]
    typed = {
        **back,
        "name": "Kaus",
        f"alt-{blue}": "dari depan",
        f"position-{blue}": "1",
        f"remove-{red}": "y",
    }
    token = client.csrf_token()
    end_all_sessions()
    sent = {**typed, "csrf_token": token, "action": "save"}
    answer = client.post(NEW, data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    kept = parse_qs(urlsplit(answer.location).query)["next"][0]
    sign_in_as(client, db.session.get_one(User, store.owner_id))
    page = client.get(kept)
    again = form_of(page)
    assert again["picture"] == [blue, red]
    assert again[f"alt-{blue}"] == "dari depan"
    assert again[f"remove-{red}"] == "y"
    press(client, NEW, again)
    product = db.session.query(Product).one()
    images = db.session.query(ProductImage).filter_by(product_id=product.id).all()
    assert [(str(image.id), image.alt) for image in images] == [(blue, "dari depan")]


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_saved(
    client: ShopClient, fields: Fields
) -> None:
    sent: dict[str, Any] = {**fields, "pictures": [(BytesIO(b"<svg/>"), "a.jpg")]}
    answer = press(client, NEW, sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert 'href="#pictures"' in answer.text
    assert form_of(answer)["name"] == "Kaus polos"
    assert db.session.query(Product).count() == 0


def test_a_picture_taken_off_is_no_variants_picture_any_more(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, variants=[{"options": {"Isi": "1"}}, {"options": {"Isi": "2"}}])
    image_id = add_picture(product)
    url = editor_of(product)
    press(client, url, {**opened(client, url), "rows-0-image_id": str(image_id)})
    assert variants_of(product)[0].image_id == image_id
    answer = press(client, url, {**opened(client, url), f"remove-{image_id}": "y"})
    assert answer.status_code == 303
    assert [row.image_id for row in variants_of(product)] == [None, None]


def test_somebody_elses_picture_is_nobodys_here(client: ShopClient, store: Store) -> None:
    theirs = add_picture(make_product())
    product = make_product(store, variants=[{"options": {"Isi": "1"}}])
    url = editor_of(product)
    for tampered in ({"rows-0-image_id": str(theirs)}, {"picture": str(theirs)}):
        answer = press(client, url, {**opened(client, url), **tampered})
        assert answer.status_code == 422
        assert variants_of(product)[0].image_id is None
    image = db.session.get_one(ProductImage, theirs)
    assert image.product_id != product.id
    assert image.store_id != store.id


@pytest.mark.parametrize(
    "name",
    [
        "rows-²-price",
        "rows-0-price-0",
        "rows-99999999999999999999-stock",
        "specifications-²-label",
        "specifications--label",
        "specifications-0-label-x",
        "axes-9-name",
        "shown-0-values",
        "rows-0-id",
        "picture",
        "position-0",
        "fill-id",
        "__class__",
    ],
)
@pytest.mark.parametrize("action", ["save", "grid", "fill", "drop:²", "drop:-1", "drop:99999", "x"])
def test_names_that_nobody_typed_are_never_an_error_of_ours(
    client: ShopClient, fields: Fields, name: str, action: str
) -> None:
    """B9, B11."""
    answer = press(client, NEW, {**fields, name: "9,9,9"}, action)
    assert answer.status_code in (200, 303, 422)


def test_axes_that_the_form_claims_to_have_shown_are_held_to_the_same_bound(
    client: ShopClient, fields: Fields
) -> None:
    claimed = {}
    for number in range(3):
        values = ",".join(str(value) for value in range(2_000))
        claimed |= {f"shown-{number}-name": f"a{number}", f"shown-{number}-values": values}
    answer = press(client, NEW, {**fields, **claimed})
    assert answer.status_code in (303, 422)
    assert db.session.query(Product).count() <= 1
