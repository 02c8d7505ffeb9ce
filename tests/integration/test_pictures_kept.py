"""Pictures that are still shown outlive the pruning, whoever is the only one to show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, update

from app.catalogue.models import Product, ProductImage, Variant
from app.catalogue.uploads import MOST_STAGED, stage_pictures
from app.clock import utcnow
from app.db import db, unit_of_work
from app.storage import WIDTHS, file_name, storage
from app.storage_upkeep import prune
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.factories.pictures import picture_bytes, upload
from tests.support.client import ShopClient


@pytest.fixture(autouse=True)
def empty_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A storage that nobody else has put anything into."""
    changed = replace(app.config["BELANJAIN"], upload_url=str(tmp_path))
    monkeypatch.setitem(app.config, "BELANJAIN", changed)


@pytest.fixture
def store(app: Flask) -> Store:
    return make_seller()[1]


def staged(store: Store, colour: str = "teal") -> tuple[int, str]:
    """A picture that belongs to no product yet: its id and its key."""
    [row], refusals = stage_pictures(store.id, [upload(picture_bytes(colour=colour))])
    assert refusals == []
    return row.id, row.key


def file_names(*keys: str) -> set[str]:
    return {file_name(key, width) for key in keys for width in WIDTHS}


def files() -> set[str]:
    return {file.name for file in storage().files()}


def days_later(days: int) -> time_machine.travel:
    return time_machine.travel(utcnow() + timedelta(days=days))


def test_a_picture_that_only_a_product_names_stays(app: Flask, store: Store) -> None:
    """An import wrote it there, or the row of the picture is gone."""
    _id, key = staged(store)
    _id, unused = staged(store, "orange")
    product = make_product(store, image_key=key)
    unit_of_work(lambda: db.session.query(ProductImage).delete())
    with days_later(400):
        done = prune()
    assert (done.rows, done.files) == (0, len(WIDTHS))
    assert files() == file_names(key)
    assert unused not in {name.partition("-")[0] for name in files()}
    assert db.session.scalar(select(Product.image_key).filter_by(id=product.id)) == key


def test_a_picture_that_a_variant_shows_stays_though_no_product_has_it(
    app: Flask, store: Store
) -> None:
    picture_id, key = staged(store)
    staged(store, "orange")
    [variant] = variants_of(make_product(store))
    names_it = update(Variant).where(Variant.id == variant.id).values(image_id=picture_id)
    unit_of_work(lambda: db.session.execute(names_it))
    with days_later(2):
        planned = prune(dry_run=True)
        done = prune()
    assert (planned.rows, done.rows, done.files) == (1, 1, len(WIDTHS))
    assert db.session.scalars(select(ProductImage.id)).all() == [picture_id]
    assert files() == file_names(key)
    assert variants_of(db.session.get_one(Product, variant.product_id))[0].image_id == picture_id


def test_a_store_has_room_though_another_one_is_full(client: ShopClient, store: Store) -> None:
    """B24: the bound is each store's own."""
    _id, key = staged(store)

    def fill() -> None:
        rows = [
            ProductImage(store_id=store.id, key=key, width=1, height=1)
            for _number in range(MOST_STAGED)
        ]
        db.session.add_all(rows)

    unit_of_work(fill)
    user, other = make_seller()
    sign_in_as(client, user)
    answer = client.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == 201
    db.session.rollback()
    assert len(db.session.scalars(select(ProductImage).filter_by(store_id=other.id)).all()) == 1


def test_files_that_vanish_while_a_picture_is_saved_are_there_again_afterwards(
    app: Flask, store: Store
) -> None:
    """Another attempt with the same picture failed, or pruning was under way, in that moment."""
    seen: list[set[str]] = []

    def delete_the_files(*_about: object) -> None:
        if not seen:
            seen.append(files())
            for name in seen[0]:
                storage().delete(name)

    event.listen(db.engine, "commit", delete_the_files)
    try:
        _id, key = staged(store)
    finally:
        event.remove(db.engine, "commit", delete_the_files)
    assert seen == [file_names(key)]
    assert files() == file_names(key)
    assert db.session.scalars(select(ProductImage.key)).all() == [key]
