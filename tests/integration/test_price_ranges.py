"""price_min and price_max repeat what the variants cost (app.catalogue.variants)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from sqlalchemy import update

from app.catalogue.models import Product, Variant
from app.catalogue.variants import refresh_price_ranges, taken_skus
from app.db import db, unit_of_work
from tests.factories.accounts import make_seller
from tests.factories.catalogue import make_product, variants_of
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]


def ranges(*products: Product) -> list[tuple[int, int]]:
    """After they were refreshed in one unit of work."""
    ids = [product.id for product in products]
    unit_of_work(lambda: refresh_price_ranges(ids))
    for product in products:
        db.session.refresh(product)
    return [(product.price_min, product.price_max) for product in products]


def test_the_active_variants_count(app: Flask) -> None:
    product = make_product(
        variants=[{"price": 500}, {"price": 900}, {"price": 100, "is_active": False}]
    )
    assert ranges(product) == [(500, 900)]


def test_where_none_is_active_those_count_that_are_not_archived(app: Flask) -> None:
    product = make_product(
        variants=[
            {"price": 500, "is_active": False},
            {"price": 900, "is_active": False},
            {"price": 100, "is_active": False, "is_archived": True},
        ]
    )
    assert ranges(product) == [(500, 900)]


def test_a_product_whose_variants_are_all_archived_keeps_its_range(app: Flask) -> None:
    product = make_product(price=700)
    gone = update(Variant).values(is_active=False, is_archived=True, price=5)
    unit_of_work(lambda: db.session.execute(gone))
    assert ranges(product) == [(700, 700)]


def test_many_products_take_one_statement_and_others_are_left_alone(
    app: Flask, count_statements: Counter
) -> None:
    products = [make_product(price=100 * number) for number in range(1, 6)]
    other = make_product(price=900)
    unit_of_work(lambda: db.session.execute(update(Variant).values(price=Variant.price + 1)))
    with count_statements() as statements:
        unit_of_work(lambda: refresh_price_ranges([product.id for product in products]))
    assert len(statements) == 1
    assert ranges(*products) == [(101 + 100 * n, 101 + 100 * n) for n in range(5)]
    db.session.refresh(other)
    assert other.price_min == 900


def test_the_skus_that_could_be_made_up_again_are_found(app: Flask) -> None:
    store = make_seller()[1]
    make_product(store, variants=[{"sku": "KAUS-POLOS"}, {"sku": "KAUS-POLOS-2"}, {"sku": "LAIN"}])
    make_product(variants=[{"sku": "KAUS-POLOS-3"}])
    assert taken_skus(store.id, "Kaus polos") == {"KAUS-POLOS", "KAUS-POLOS-2"}
    assert variants_of(make_product(store))[0].sku not in taken_skus(store.id, "Kaus polos")
