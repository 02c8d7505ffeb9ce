"""A product saved while others buy and save it: nothing is typed over, nothing half stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from app.catalogue.editing import Edit, ProductInput, VariantInput, save_product
from app.catalogue.editor_queries import stored_product
from app.catalogue.models import Product, ProductImage, ProductStatus, Variant
from app.catalogue.uploads import PictureInput, product_pictures
from app.db import db, unit_of_work
from app.inventory.errors import StockMoved
from app.inventory.models import StockMovement
from app.inventory.queries import discrepancies
from app.model import Base
from app.orders.placing import check_out
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import fill_cart, request_for
from tests.support.invariants import broken_rules
from tests.support.races import race

BUYERS = 20
COLOURS = [
    {"options": {"Warna": "Merah"}, "stock": 60},
    {"options": {"Warna": "Biru"}, "stock": 60},
]


def as_stored(product_id: int, store_id: int, *, add: int = 0) -> tuple[ProductInput, int]:
    """A form as it is opened now, with so many units added to each stock; and its revision."""
    stored = stored_product(store_id, product_id)
    rows = tuple(
        VariantInput(
            options=row.options,
            variant_id=row.id,
            sku=row.sku,
            price=row.price,
            stock=row.stock + add,
            expected_stock=row.stock,
            weight=row.weight,
            image_id=row.image_id,
            is_active=row.is_active,
        )
        for row in stored.variants
    )
    wanted = ProductInput(stored.name, stored.description, stored.category_id, [], rows)
    return wanted, stored.revision


def saving(product: Product, store: Store, actor_id: int) -> Callable[[], str]:
    """Open the form, add a unit to each stock and save, until nobody bought in between."""
    product_id, store_id = product.id, store.id

    def work() -> str:
        for turn in range(1, 200):
            wanted, revision = as_stored(product_id, store_id, add=1)
            order = Edit(store_id, actor_id, product_id, revision)
            try:
                unit_of_work(lambda: save_product(wanted, PictureInput(), order))  # noqa: B023
            except StockMoved:
                continue
            return f"saved after {turn}"
        return "never saved"

    return work


def test_buyers_and_a_seller_at_the_same_variants_leave_a_ledger_that_adds_up(app: Flask) -> None:
    """Twenty buyers while the stock is edited: each sale and each edit counts exactly once."""
    seller, store = make_seller()
    product = make_product(store, variants=COLOURS)
    red, blue = variants_of(product)
    requests = []
    for _buyer in range(BUYERS):
        buyer = make_customer()
        fill_cart(buyer, (red, 1), (blue, 1))
        requests.append(request_for(buyer))
    works = [lambda each=each: check_out(each) for each in requests]
    answers = race(app, [*works, saving(product, store, seller.id)])
    assert all(answer.startswith("BLG-") for answer in answers[:-1]), answers
    assert answers[-1].startswith("saved"), answers
    assert [stock_of(variant.id) for variant in (red, blue)] == [60 - BUYERS + 1] * 2
    assert broken_rules() == []


def test_of_two_who_save_the_same_revision_one_wins(app: Flask) -> None:
    seller, store = make_seller()
    product = make_product(store, variants=COLOURS)
    product_id, store_id, actor_id = product.id, store.id, seller.id
    wanted, revision = as_stored(product_id, store_id, add=1)
    order = Edit(store_id, actor_id, product_id, revision)

    def work() -> str:
        unit_of_work(lambda: save_product(wanted, PictureInput(), order))
        return "saved"

    assert Counter(race(app, [work] * 4)) == {"saved": 1, "ProductChanged": 3}
    assert [stock_of(variant.id) for variant in variants_of(product)] == [61, 61]
    assert discrepancies() == []


def test_two_new_products_of_one_name_get_skus_of_their_own(app: Flask) -> None:
    seller, store = make_seller()
    category_id = make_product(store).category_id
    row = VariantInput({}, None, "", 5_000, 3, None, 500, None, is_active=True)
    wanted = ProductInput("Kaus", "", category_id, [], (row,))
    order = Edit(store.id, seller.id)

    def work() -> str:
        unit_of_work(lambda: save_product(wanted, PictureInput(), order))
        return "saved"

    answers = Counter(race(app, [work] * 6))
    # Who made up the same one at the same moment is asked to save again.
    assert set(answers) <= {"saved", "InvalidInput"}
    skus = db.session.scalars(select(Variant.sku).where(Variant.sku.like("KAUS%"))).all()
    assert len(skus) == len(set(skus)) == answers["saved"] >= 1
    assert discrepancies() == []


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that saving a product could touch."""
    db.session.rollback()
    tables = (Product, Variant, StockMovement, ProductImage)
    return {
        table.__tablename__: [
            tuple(str(value) for value in row)
            for row in db.session.execute(
                select(Base.metadata.tables[table.__tablename__]).order_by(table.id)
            )
        ]
        for table in tables
    }


def test_a_fault_after_any_statement_leaves_everything_as_it_was(app: Flask) -> None:
    """A4: raise after each statement in turn; only the whole product is ever stored."""
    seller, store = make_seller()
    product = make_product(store, status=ProductStatus.DRAFT, variants=COLOURS)
    add_picture(product, store)
    product_id = product.id
    wanted, revision = as_stored(product_id, store.id, add=4)
    red, blue = wanted.variants
    new = VariantInput({"Warna": "Hijau"}, None, "", 7_000, 9, None, 500, None, is_active=True)
    wanted = ProductInput("Nama baru", "", wanted.category_id, [], (red, new))
    assert blue.stock
    pictures = PictureInput(product_pictures(product_id))
    order = Edit(store.id, seller.id, product_id, revision, publish=True)
    before = snapshot()
    faults = 0
    for nth in range(1, 60):
        if not fails_after_statement(
            nth, lambda: unit_of_work(lambda: save_product(wanted, pictures, order))
        ):
            break
        faults += 1
        assert snapshot() == before, nth
    assert faults >= 12
    stored = stored_product(store.id, product_id)
    assert (stored.name, stored.status) == ("Nama baru", "ACTIVE")
    assert sorted((row.sku, row.stock, row.is_archived) for row in stored.variants) == sorted(
        [(red.sku, 64, False), ("NAMA-BARU-HIJAU", 9, False), (blue.sku, 60, True)]
    )
    assert discrepancies() == []


def add_picture(product: Product, store: Store) -> None:
    image = ProductImage(
        store_id=store.id, product_id=product.id, key="a" * 40, width=640, height=640
    )
    unit_of_work(lambda: db.session.add(image))


class Fault(RuntimeError):
    """Raised on purpose."""


def fails_after_statement(nth: int, work: Callable[[], object]) -> bool:
    """Run `work` with a fault after the nth statement that is sent; True if it struck."""
    sent = 0

    def strike(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        nonlocal sent
        if statement.startswith(("BEGIN", "PRAGMA", "SET ")):
            return
        sent += 1
        if sent == nth:
            raise Fault

    event.listen(Engine, "after_cursor_execute", strike)
    try:
        work()
    except Fault:
        return True
    finally:
        event.remove(Engine, "after_cursor_execute", strike)
    return False
