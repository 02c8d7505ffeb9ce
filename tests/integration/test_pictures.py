"""Pictures from the seller's form to the product: staged, put in order, attached, taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select, update

from app.accounts.models import User
from app.catalogue.errors import RefusedPicture
from app.catalogue.models import Product, ProductImage, Variant
from app.catalogue.picture_store import discard_unused, store_picture
from app.catalogue.uploads import (
    MOST_PICTURES,
    MOST_STAGED,
    PictureInput,
    PictureRow,
    attach_pictures,
    product_pictures,
    read_pictures,
    stage_pictures,
)
from app.clock import utcnow
from app.db import db, unit_of_work
from app.errors import Conflict
from app.storage import WIDTHS, file_name, storage
from app.storage_upkeep import prune
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.factories.pictures import picture_bytes, png_claiming, upload
from tests.support.client import ShopClient

COLOURS = ("teal", "orange", "navy", "olive", "maroon", "purple", "silver", "gold")


@pytest.fixture(autouse=True)
def empty_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A storage that nobody else has put anything into."""
    changed = replace(app.config["BELANJAIN"], upload_url=str(tmp_path))
    monkeypatch.setitem(app.config, "BELANJAIN", changed)


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller()


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    sign_in_as(client, seller[0])
    return client


def staged(store: Store, count: int) -> list[int]:
    """The ids of so many staged pictures, each of another colour."""
    files = [upload(picture_bytes(colour=colour, size=(64, 64))) for colour in COLOURS[:count]]
    rows, refusals = stage_pictures(store.id, files)
    assert refusals == []
    return [row.id for row in rows]


def form(
    app: Flask,
    store: Store,
    product: Product | None = None,
    *,
    ids: Sequence[Any] = (),
    files: Sequence[Any] = (),
    **fields: str,
) -> PictureInput:
    """What the product's editor reads from such a form."""
    data: dict[str, Any] = {"picture": [str(number) for number in ids], "pictures": list(files)}
    data |= {name.replace("_", "-"): value for name, value in fields.items()}
    with app.test_request_context(method="POST", data=data), force_locale("en"):
        return read_pictures(store.id, product.id if product else None)


def attach(product: Product, pictures: PictureInput) -> None:
    unit_of_work(lambda: attach_pictures(db.session.get_one(Product, product.id), pictures))


def shown(product: Product) -> list[int]:
    db.session.rollback()
    return [row.id for row in product_pictures(product.id)]


def everything() -> list[tuple[Any, ...]]:
    db.session.rollback()
    columns = select(ProductImage.id, ProductImage.product_id, ProductImage.position)
    return [tuple(row) for row in db.session.execute(columns.order_by(ProductImage.id))]


# --- POST /seller/pictures ---


def test_an_uploaded_picture_comes_back_as_an_item_of_the_list(
    desk: ShopClient, seller: tuple[User, Store]
) -> None:
    answer = desk.post_form("/seller/pictures", {"pictures": upload(picture_bytes())}, htmx=True)
    assert answer.status_code == 201
    image = db.session.scalars(select(ProductImage)).one()
    assert (image.store_id, image.product_id) == (seller[1].id, None)
    assert (image.width, image.height) == (640, 480)
    assert f'name="picture" value="{image.id}"' in answer.text
    assert f'src="/media/{image.key}-320.webp"' in answer.text
    assert 'width="640"' in answer.text
    assert "<html" not in answer.text
    assert desk.get(f"/media/{image.key}-1280.webp").mimetype == "image/webp"


def test_several_files_are_told_apart(desk: ShopClient) -> None:
    files = [upload(picture_bytes()), upload(b"%PDF-1.7", "katalog.jpg")]
    answer = desk.post_form("/seller/pictures", {"pictures": files})
    assert answer.status_code == 201
    assert answer.text.count("data-picture=") == 1
    assert "katalog.jpg" in answer.text
    assert "This is PDF, whatever its name says." in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"<script>", "This is neither a JPG nor a PNG"),
        (b"\xff\xd8\xff", "This picture is damaged"),
        (png_claiming(65_500, 65_500), "a side may have at most 10000"),
        (picture_bytes("GIF"), "This is GIF"),
    ],
)
def test_what_is_no_picture_is_422_with_the_rule_and_leaves_nothing(
    desk: ShopClient, content: bytes, said: str
) -> None:
    before = set(storage().files())
    answer = desk.post_form("/seller/pictures", {"pictures": upload(content)}, htmx=True)
    assert answer.status_code == 422
    assert said in answer.text
    assert everything() == []
    assert set(storage().files()) == before


def test_a_file_above_5_mb_is_refused_by_its_size(desk: ShopClient) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n'
    answer = desk.http.post(
        "/seller/pictures",
        data=head + picture_bytes() + b"\0" * (6 * 1024 * 1024) + b"\r\n--b--\r\n",
        headers={"X-CSRFToken": desk.csrf_token()},
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 422
    assert "This file has 6.1 MB; a picture may have at most 5 MB." in answer.text
    assert everything() == []


def test_a_file_name_is_shown_as_text(desk: ShopClient) -> None:
    answer = desk.post_form("/seller/pictures", {"pictures": upload(b"x", "<img src=x>.jpg")})
    assert "&lt;img src=x&gt;.jpg" in answer.text


def test_a_form_without_files_is_422(desk: ShopClient) -> None:
    assert desk.post_form("/seller/pictures", {"pictures": "text"}).status_code == 422
    assert desk.post_form("/seller/pictures").status_code == 422


def test_what_is_larger_than_eight_pictures_is_413(desk: ShopClient) -> None:
    answer = desk.http.post(
        "/seller/pictures",
        headers={"X-CSRFToken": desk.csrf_token()},
        content_type="multipart/form-data; boundary=b",
        environ_overrides={"CONTENT_LENGTH": str(42 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert everything() == []


@pytest.mark.parametrize("visitor", ["nobody", "a customer"])
def test_only_sellers_upload(client: ShopClient, visitor: str) -> None:
    if visitor == "a customer":
        sign_in_as(client, make_customer())
    answer = client.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == (403 if visitor == "a customer" else 303)
    assert everything() == []


def test_an_upload_needs_the_token(desk: ShopClient) -> None:
    answer = desk.post("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == 400
    assert everything() == []


def test_no_more_than_so_many_pictures_wait_for_a_product(
    desk: ShopClient, seller: tuple[User, Store]
) -> None:
    """B24: nobody fills the disk."""
    numbers = staged(seller[1], 1)
    key = db.session.scalars(select(ProductImage.key)).one()

    def fill() -> None:
        for _number in range(MOST_STAGED - 2):
            row = ProductImage(store_id=seller[1].id, key=key, width=1, height=1)
            db.session.add(row)

    unit_of_work(fill)
    files = [upload(picture_bytes(colour=colour)) for colour in ("white", "black")]
    answer = desk.post_form("/seller/pictures", {"pictures": files})
    assert answer.status_code == 201
    assert answer.text.count("data-picture=") == 1
    assert "Too many pictures wait for their product. Save it first." in answer.text
    again = desk.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert again.status_code == 422
    assert len(everything()) == MOST_STAGED
    assert numbers


def test_another_store_has_room_of_its_own(seller: tuple[User, Store]) -> None:
    staged(seller[1], 3)
    assert len(staged(make_seller()[1], 3)) == 3


def test_uploads_in_a_row_are_slowed_down(desk: ShopClient) -> None:
    for _number in range(60):
        assert desk.post_form("/seller/pictures", {"pictures": upload(b"x")}).status_code == 422
    answer = desk.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert everything() == []


# --- the form ---


def test_files_in_the_form_itself_are_staged(app: Flask, seller: tuple[User, Store]) -> None:
    """U17: without JavaScript they travel with everything else."""
    files = [upload(picture_bytes(), "depan.jpg"), upload(b"hello", "surat.jpg")]
    read = form(app, seller[1], files=files)
    assert [row.id for row in read.wanted] == [number for number, _p, _n in everything()]
    assert [refusal.file_name for refusal in read.refusals] == ["surat.jpg"]
    assert not read.is_valid


def test_pictures_get_their_order_their_words_and_their_product(
    app: Flask, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1])
    one, two, three = staged(seller[1], 3)
    fields = {f"alt_{two}": "  Tampak \u200bdepan ", f"alt_{one}": "x" * 300}
    attach(product, form(app, seller[1], product, ids=[two, three, one], **fields))
    assert shown(product) == [two, three, one]
    words = {row.id: row.alt for row in product_pictures(product.id)}
    assert words[two] == "Tampak depan"
    assert words[one] == "x" * 200
    main = db.session.get_one(ProductImage, two)
    assert db.session.get_one(Product, product.id).image_key == main.key
    assert db.session.get_one(Product, product.id).image_key is not None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, "abcd"),
        ({"c": "1"}, "cabd"),
        ({"a": "3"}, "bcad"),
        ({"a": "4", "d": "1"}, "dbca"),
        ({"a": "", "b": "x", "c": "-1", "d": "0"}, "dabc"),
        ({"a": "99"}, "bcda"),
    ],
)
def test_typed_places_decide_the_order(
    app: Flask, seller: tuple[User, Store], typed: dict[str, str], expected: str
) -> None:
    """U40: every drag has a way without it; who types a place gets that place."""
    numbers = dict(zip("abcd", staged(seller[1], 4), strict=True))
    places = {letter: str(place) for place, letter in enumerate("abcd", 1)} | typed
    fields = {f"position_{numbers[letter]}": place for letter, place in places.items()}
    read = form(app, seller[1], ids=list(numbers.values()), **fields)
    letters = {number: letter for letter, number in numbers.items()}
    assert "".join(letters[row.id] for row in read.wanted) == expected


def test_a_removed_picture_is_taken_off_and_comes_back_if_the_form_does(
    app: Flask, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1])
    one, two = staged(seller[1], 2)
    attach(product, form(app, seller[1], product, ids=[one, two]))
    read = form(app, seller[1], product, ids=[one, two], **{f"remove_{one}": "y"})
    assert [(row.id, row.removed) for row in read.rows] == [(one, True), (two, False)]
    attach(product, read)
    assert shown(product) == [two]
    second = db.session.get_one(ProductImage, two)
    assert db.session.get_one(Product, product.id).image_key == second.key
    attach(product, form(app, seller[1], product, ids=[one, two]))
    assert shown(product) == [one, two]


def test_a_product_may_have_no_picture_again(app: Flask, seller: tuple[User, Store]) -> None:
    product = make_product(seller[1])
    attach(product, form(app, seller[1], product, ids=staged(seller[1], 2)))
    attach(product, form(app, seller[1], product))
    assert shown(product) == []
    assert db.session.get_one(Product, product.id).image_key is None


def test_a_variant_loses_the_picture_that_its_product_loses(
    app: Flask, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1], variants=[{"options": {"Warna": "Merah"}}, {}])
    one, two = staged(seller[1], 2)
    attach(product, form(app, seller[1], product, ids=[one, two]))
    first, second = variants_of(product)
    unit_of_work(
        lambda: db.session.execute(
            update(Variant).where(Variant.id == first.id).values(image_id=one)
        )
    )
    unit_of_work(
        lambda: db.session.execute(
            update(Variant).where(Variant.id == second.id).values(image_id=two)
        )
    )
    attach(product, form(app, seller[1], product, ids=[two]))
    assert [variant.image_id for variant in variants_of(product)] == [None, two]


def test_files_of_a_picture_taken_off_stay_for_a_day(
    app: Flask, seller: tuple[User, Store]
) -> None:
    """Pages that are open now still name them, and an order may be just on its way."""
    product = make_product(seller[1])
    attach(product, form(app, seller[1], product, ids=staged(seller[1], 1)))
    key = db.session.scalars(select(ProductImage.key)).one()
    with time_machine.travel(utcnow() + timedelta(days=30)):
        attach(product, form(app, seller[1], product))
        assert prune().files == 0
        assert storage().exists(file_name(key, 320))
    with time_machine.travel(utcnow() + timedelta(days=32)):
        prune()
        assert not storage().exists(file_name(key, 320))
    assert everything() == []


def test_pictures_taken_off_take_no_room_from_new_ones(
    desk: ShopClient, seller: tuple[User, Store]
) -> None:
    key = store_picture(upload(picture_bytes()), seller[1].id).key

    def fill() -> None:
        for _number in range(MOST_STAGED):
            row = ProductImage(store_id=seller[1].id, key=key, width=1, height=1, position=-1)
            db.session.add(row)

    unit_of_work(fill)
    answer = desk.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == 201


def test_a_product_has_at_most_eight(app: Flask, seller: tuple[User, Store]) -> None:
    product = make_product(seller[1])
    numbers = staged(seller[1], 7)
    files = [upload(picture_bytes(colour="white"), name) for name in ("a.jpg", "b.jpg")]
    read = form(app, seller[1], product, ids=numbers, files=files)
    assert len(read.wanted) == MOST_PICTURES
    assert [(refusal.file_name, refusal.message) for refusal in read.refusals] == [
        ("b.jpg", "A product has at most 8 pictures.")
    ]
    extra = staged(seller[1], 8)
    more = form(app, seller[1], product, ids=[*numbers, *extra])
    assert [refusal.message for refusal in more.refusals] == ["A product has at most 8 pictures."]
    attach(product, more)
    assert len(shown(product)) == MOST_PICTURES


@pytest.mark.parametrize("junk", ["", "x", "-1", "1e3", "9" * 30, "٣", "1 OR 1=1", "\x00"])
def test_what_is_no_id_is_left_out(app: Flask, seller: tuple[User, Store], junk: str) -> None:
    assert form(app, seller[1], ids=[junk]) == PictureInput()


def test_an_id_sent_twice_counts_once(app: Flask, seller: tuple[User, Store]) -> None:
    product = make_product(seller[1])
    [one] = staged(seller[1], 1)
    attach(product, form(app, seller[1], product, ids=[one, one]))
    assert shown(product) == [one]


@pytest.mark.parametrize("whose", ["staged elsewhere", "of another's product", "of another one"])
def test_another_picture_cannot_be_had(app: Flask, seller: tuple[User, Store], whose: str) -> None:
    """B11: neither another store's, nor that of another product of one's own."""
    product, store = make_product(seller[1]), seller[1]
    owner = store if whose == "of another one" else make_seller()[1]
    [theirs] = staged(owner, 1)
    if whose != "staged elsewhere":
        other = make_product(owner)
        attach(other, form(app, owner, other, ids=[theirs]))
    before = everything()
    read = form(app, store, product, ids=[theirs])
    assert read.wanted == ()
    assert [refusal.message for refusal in read.refusals] == [
        "A picture waited too long for its product. Upload it again."
    ]
    # As if that had not been noticed.
    forged = PictureInput((PictureRow(theirs, "0123456789abcdef", "", 64, 64),))
    with pytest.raises(Conflict):
        attach(product, forged)
    assert everything() == before


def test_a_picture_that_was_pruned_while_the_form_was_open_is_asked_for_again(
    app: Flask, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1])
    one, two = staged(seller[1], 2)
    read = form(app, seller[1], product, ids=[one, two])
    unit_of_work(lambda: db.session.delete(db.session.get_one(ProductImage, one)))
    with pytest.raises(Conflict):
        attach(product, read)
    assert shown(product) == []
    again = form(app, seller[1], product, ids=[one, two])
    assert [row.id for row in again.wanted] == [two]
    assert len(again.refusals) == 1


def test_nothing_is_attached_when_the_rest_of_the_form_fails(
    app: Flask, seller: tuple[User, Store]
) -> None:
    product = make_product(seller[1])
    numbers = staged(seller[1], 2)
    read = form(app, seller[1], product, ids=numbers)
    before = everything()

    def save() -> None:
        attach_pictures(db.session.get_one(Product, product.id), read)
        raise RefusedPicture("something else")

    with pytest.raises(RefusedPicture):
        unit_of_work(save)
    assert everything() == before


def test_attaching_eight_takes_as_many_statements_as_attaching_two(
    app: Flask, seller: tuple[User, Store], count_statements: Any
) -> None:
    """Updates of the rows are sent together."""
    counts = []
    for number in (2, 8):
        product = make_product(seller[1])
        read = form(app, seller[1], product, ids=staged(seller[1], number))
        with count_statements() as statements:
            attach(product, read)
        counts.append(len(statements))
    assert counts[0] == counts[1]


# --- a picture without a product: a store's logo ---


def test_a_logo_is_kept_by_its_key(seller: tuple[User, Store]) -> None:
    stored = store_picture(upload(picture_bytes("PNG", (300, 200))), seller[1].id)
    assert (stored.width, stored.height) == (300, 200)
    assert all(storage().exists(file_name(stored.key, width)) for width in WIDTHS)
    discard_unused([stored.key])
    assert not any(storage().exists(file_name(stored.key, width)) for width in WIDTHS)


def test_a_logo_that_is_in_use_is_not_thrown_away(app: Flask) -> None:
    store = make_seller()[1]
    key = store_picture(upload(picture_bytes("PNG", colour="pink")), store.id).key
    unit_of_work(lambda: setattr(db.session.get_one(Store, store.id), "logo_key", key))
    discard_unused([key])
    assert storage().exists(file_name(key, 320))


def test_a_logo_that_is_no_picture_is_refused(seller: tuple[User, Store]) -> None:
    with pytest.raises(RefusedPicture, match="SVG"):
        store_picture(upload(b"<svg/>", "logo.png"), seller[1].id)


# --- how the field looks without JavaScript ---


def test_the_field_is_a_plain_form_in_itself(app: Flask, seller: tuple[User, Store]) -> None:
    one, two = staged(seller[1], 2)
    read = form(app, seller[1], ids=[one, two], files=[upload(b"hello", "surat.jpg")])
    with app.test_request_context(), force_locale("en"):
        template = app.jinja_env.from_string(
            '{% from "components/pictures.html" import picture_field %}'
            "{{ picture_field(read.rows, read.refusals) }}"
        )
        text = template.render(read=read)
    for part in (
        'type="file"',
        'accept="image/jpeg,image/png"',
        f'name="position-{one}"',
        f'name="remove-{two}"',
        f'name="alt-{two}"',
        'role="alert"',
        "surat.jpg",
    ):
        assert part in text
