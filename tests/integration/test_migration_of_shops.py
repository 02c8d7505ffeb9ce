"""A shop filled before an upgrade keeps everything, and gets what the new version needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.extensions import db

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
NOW = "2026-11-01 03:00:00"


@pytest.fixture
def older_shop(app: Flask) -> Iterator[Flask]:
    """The application on the tables of the version before the seller's centre."""
    downgrade(directory=MIGRATIONS, revision="0002")
    yield app
    upgrade(directory=MIGRATIONS)


def put(table: str, **values: Any) -> None:
    quote = db.engine.dialect.identifier_preparer.quote_identifier
    columns = ", ".join(map(quote, values))
    places = ", ".join(f":{name}" for name in values)
    with db.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def fill() -> None:
    """Two stores; the first has two products with one SKU, a picture, and a unit in a ledger."""
    for number in (1, 2):
        put(
            "users",
            **{"id": number, "email": f"penjual{number}@example.com", "name": "Penjual"},
            **{"password_hash": "-", "role": "seller", "locale": "id", "is_active": 1},
            password_changed_at=NOW,
            created_at=NOW,
        )
        put(
            "stores",
            **{"id": number, "owner_id": number, "name": "Toko", "slug": f"toko-{number}"},
            **{"location": "Kota Bandung", "description": "", "created_at": NOW},
        )
    put("categories", id=1, name="Dapur", slug="dapur", position=0)
    for product, store in ((1, 1), (2, 1), (3, 2)):
        put(
            "products",
            **{"id": product, "store_id": store, "category_id": 1, "name": "Cobek"},
            **{"slug": "cobek", "description": "", "specifications": "[]", "status": "ACTIVE"},
            **{"price_min": 1000, "price_max": 1000, "sold_count": 0, "rating_count": 0},
            **{"rating_tenths": 0, "created_at": NOW, "updated_at": NOW},
        )
        put(
            "variants",
            **{"id": product, "product_id": product, "sku": "COBEK", "options": "{}"},
            **{"price": 1000, "stock": 4, "weight": 500, "low_stock_threshold": 10},
            **{"is_active": 1, "position": 0},
        )
    put(
        "stock_movements",
        **{"variant_id": 1, "delta": 4, "balance_after": 4, "reason": "INITIAL", "cause": ""},
        created_at=NOW,
    )
    put(
        "product_images",
        **{"id": 1, "product_id": 3, "key": "a" * 32, "alt": "", "width": 640, "height": 640},
        position=0,
    )


def test_variants_and_pictures_learn_their_store(older_shop: Flask) -> None:
    fill()
    upgrade(directory=MIGRATIONS)
    assert rows("SELECT id, store_id FROM variants ORDER BY id") == [(1, 1), (2, 1), (3, 2)]
    assert rows("SELECT store_id, created_at IS NOT NULL FROM product_images") == [(2, 1)]


def test_of_two_products_with_one_sku_the_later_one_gets_its_id_behind_it(
    older_shop: Flask,
) -> None:
    fill()
    upgrade(directory=MIGRATIONS)
    assert rows("SELECT id, sku FROM variants ORDER BY id") == [
        (1, "COBEK"),
        (2, "COBEK-2"),
        (3, "COBEK"),
    ]


def test_the_upgrade_loses_no_row_that_refers_to_a_changed_table(older_shop: Flask) -> None:
    """SQLite makes the changed tables anew; what refers to their rows must not notice."""
    fill()
    upgrade(directory=MIGRATIONS)
    assert rows("SELECT variant_id, delta FROM stock_movements") == [(1, 4)]
    downgrade(directory=MIGRATIONS, revision="0002")
    assert rows("SELECT variant_id, delta FROM stock_movements") == [(1, 4)]
    assert rows("SELECT id, stock FROM variants ORDER BY id") == [(1, 4), (2, 4), (3, 4)]
