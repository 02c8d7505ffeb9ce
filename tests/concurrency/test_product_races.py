"""What two sessions of one seller do to one product at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from app.catalogue import lifecycle
from app.catalogue.models import Product, Variant
from app.db import db, unit_of_work
from tests.factories.accounts import make_seller
from tests.factories.catalogue import make_product
from tests.support.races import race

SESSIONS = 8


def state(product_id: int) -> tuple[str, int]:
    """The product's status and revision as they are in the database now."""
    db.session.rollback()
    row = db.session.execute(
        select(Product.status, Product.revision).where(Product.id == product_id)
    ).one()
    return row.status, row.revision


@pytest.mark.parametrize(("before", "after"), [("ACTIVE", "ARCHIVED"), ("DRAFT", "ACTIVE")])
def test_of_many_who_change_a_status_at_once_one_does(app: Flask, before: str, after: str) -> None:
    """A14: the others find it done; it counts as one edit."""
    store = make_seller()[1]
    store_id, product_id = store.id, make_product(store, status=before).id
    lists = {"ARCHIVED": lifecycle.archive_product, "ACTIVE": lifecycle.publish_product}
    change = lists[after]
    db.session.rollback()

    def work() -> str:
        return str(unit_of_work(lambda: change(store_id, product_id)))

    answers = race(app, [work] * SESSIONS)
    assert Counter(answers) == {"True": 1, "False": SESSIONS - 1}
    assert state(product_id) == (after, 1)


def test_copies_that_are_made_at_once_have_skus_of_their_own(app: Flask) -> None:
    store = make_seller()[1]
    variants = [{"options": {"Ukuran": size}} for size in ("M", "L")]
    store_id, product_id = store.id, make_product(store, name="Kaus", variants=variants).id
    db.session.rollback()

    def work() -> str:
        return str(unit_of_work(lambda: lifecycle.duplicate_product(store_id, product_id)))

    copies = race(app, [work] * SESSIONS)
    assert len(set(copies)) == SESSIONS
    db.session.rollback()
    skus = list(db.session.scalars(select(Variant.sku).where(Variant.store_id == store_id)))
    assert len(set(skus)) == len(skus) == 2 * (SESSIONS + 1)
