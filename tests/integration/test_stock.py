"""The one function that changes stock, and its ledger (DESIGN 3)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.catalogue.models import ProductStatus
from app.db import db, unit_of_work
from app.errors import NotFound
from app.inventory.errors import OutOfStock
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock, empty_stock
from tests.factories.accounts import make_customer
from tests.factories.catalogue import make_product, stock_of, variants_of

SALE = MovementReason.SALE


def variant_ids(app: Flask, *stocks: int, **fields: Any) -> list[int]:
    product = make_product(variants=[{"stock": stock} for stock in stocks], **fields)
    return [variant.id for variant in variants_of(product)]


def sell(*wanted: tuple[int, int], actor_id: int | None = None, cause: str = "") -> None:
    changes = [StockChange(variant_id, -units, SALE, cause) for variant_id, units in wanted]
    unit_of_work(lambda: change_stock(changes, actor_id=actor_id))


def movements(variant_id: int) -> list[tuple[Any, ...]]:
    """All but the first, which the factory made."""
    db.session.rollback()
    rows = db.session.execute(
        select(
            StockMovement.delta,
            StockMovement.balance_after,
            StockMovement.reason,
            StockMovement.cause,
            StockMovement.actor_id,
        )
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id)
    ).all()
    return [tuple(row) for row in rows][1:]


def test_a_sale_takes_the_units_and_writes_who_why_and_what_is_left(app):
    (first, second), buyer = variant_ids(app, 20, 5), make_customer().id
    sell((second, 2), (first, 3), actor_id=buyer, cause="BLJ-1")
    assert (stock_of(first), stock_of(second)) == (17, 3)
    assert movements(first) == [(-3, 17, "SALE", "BLJ-1", buyer)]
    assert movements(second) == [(-2, 3, "SALE", "BLJ-1", buyer)]


def test_each_movement_has_its_own_variants_delta_reason_and_cause(app):
    first, second, third = variant_ids(app, 1, 2, 3)
    changes = [
        StockChange(third, 7, MovementReason.CANCELLATION, "BLJ-3"),
        StockChange(first, -1, MovementReason.EDIT),
        StockChange(second, -2, SALE, "BLJ-2"),
    ]
    unit_of_work(lambda: change_stock(changes, actor_id=None))
    assert movements(first) == [(-1, 0, "EDIT", "", None)]
    assert movements(second) == [(-2, 0, "SALE", "BLJ-2", None)]
    assert movements(third) == [(7, 10, "CANCELLATION", "BLJ-3", None)]


def test_the_last_unit_can_be_sold(app):
    (only,) = variant_ids(app, 1)
    sell((only, 1))
    assert stock_of(only) == 0


def test_every_line_that_falls_short_is_named_and_nothing_is_sold(app):
    enough, short, none = variant_ids(app, 20, 2, 0)
    with pytest.raises(OutOfStock) as refusal:
        sell((none, 1), (enough, 5), (short, 3))
    assert refusal.value.current == [
        {"variant_id": short, "requested": 3, "available": 2},
        {"variant_id": none, "requested": 1, "available": 0},
    ]
    assert [stock_of(each) for each in (enough, short, none)] == [20, 2, 0]
    assert [movements(each) for each in (enough, short, none)] == [[], [], []]


def test_two_lines_of_one_variant_count_together(app):
    """A9: three and three of five are six."""
    (only,) = variant_ids(app, 5)
    with pytest.raises(OutOfStock) as refusal:
        sell((only, 3), (only, 3))
    assert refusal.value.current == [{"variant_id": only, "requested": 6, "available": 5}]
    assert stock_of(only) == 5


def test_two_lines_of_one_variant_make_one_movement(app):
    (only,) = variant_ids(app, 6)
    sell((only, 3), (only, 2))
    assert movements(only) == [(-5, 1, "SALE", "", None)]


def test_one_variant_for_two_reasons_at_once_is_a_mistake_of_the_caller(app):
    (only,) = variant_ids(app, 6)
    mixed = [StockChange(only, -1, SALE, "BLJ-1"), StockChange(only, -1, SALE, "BLJ-2")]
    with pytest.raises(ValueError, match="one cause"):
        unit_of_work(lambda: change_stock(mixed, actor_id=None))
    assert stock_of(only) == 6


@pytest.mark.parametrize("status", [ProductStatus.DRAFT, ProductStatus.ARCHIVED])
def test_what_is_not_on_sale_cannot_be_sold(app, status):
    (only,) = variant_ids(app, 6, status=status)
    with pytest.raises(OutOfStock) as refusal:
        sell((only, 1))
    assert refusal.value.current == [{"variant_id": only, "requested": 1, "available": 0}]
    assert stock_of(only) == 6


def test_a_variant_taken_out_of_the_choice_cannot_be_sold_but_can_be_restocked(app):
    product = make_product(variants=[{"is_active": False, "stock": 4}])
    variant_id = variants_of(product)[0].id
    with pytest.raises(OutOfStock):
        sell((variant_id, 1))
    back = [StockChange(variant_id, 1, MovementReason.CANCELLATION)]
    unit_of_work(lambda: change_stock(back, actor_id=None))
    assert stock_of(variant_id) == 5


def test_an_unknown_variant_is_sold_out_for_a_buyer_and_unknown_to_everybody_else(app):
    with pytest.raises(OutOfStock) as refusal:
        sell((987654, 1))
    assert refusal.value.current == [{"variant_id": 987654, "requested": 1, "available": 0}]
    for delta in (-1, 1):
        unknown = [StockChange(987654, delta, MovementReason.EDIT)]
        with pytest.raises(NotFound):
            unit_of_work(lambda changes=unknown: change_stock(changes, actor_id=None))


def test_a_change_of_nothing_writes_nothing(app):
    (only,) = variant_ids(app, 6)
    unit_of_work(lambda: change_stock([], actor_id=None))
    sell((only, 0))
    assert movements(only) == []


def test_a_checkout_costs_one_statement_a_line_and_one_for_the_ledger(app, count_statements):
    """DESIGN 12: 8 + 2·lines for the whole checkout."""
    ids = variant_ids(app, *([9] * 12))
    with count_statements() as statements:
        sell(*((each, 1) for each in ids))
    assert len(statements) == 13


def test_more_changes_than_fit_one_ledger_statement_are_all_written(app):
    ids = variant_ids(app, *([3] * 501))
    sell(*((each, 1) for each in ids))
    assert discrepancies() == []
    assert movements(ids[0]) == movements(ids[-1]) == [(-1, 2, "SALE", "", None)]


def test_emptying_leaves_nothing_and_says_what_was_there(app):
    full, empty, other = variant_ids(app, 20, 0, 7)
    lost = unit_of_work(lambda: empty_stock([empty, full], cause="BLJ-9", actor_id=None))
    assert lost == {full: 20}
    assert [stock_of(each) for each in (full, empty, other)] == [0, 0, 7]
    assert movements(full) == [(-20, 0, "STOCK_OUT", "BLJ-9", None)]
    assert movements(empty) == []


def test_the_audit_says_that_all_is_well(app):
    (only,) = variant_ids(app, 20)
    sell((only, 3))
    answer = app.test_cli_runner().invoke(args=["inventory", "audit"])
    assert answer.exit_code == 0, answer.output
    assert "add up" in answer.output


def test_the_audit_names_what_does_not_add_up_and_fails(app):
    """DESIGN 3: somebody has changed stock behind the ledger's back."""
    good, tampered, without_ledger = variant_ids(app, 20, 20, 0)

    def tamper() -> None:
        db.session.execute(
            text("UPDATE variants SET stock = stock + 1 WHERE id IN (:a, :b)"),
            {"a": tampered, "b": without_ledger},
        )
        db.session.execute(
            text("DELETE FROM stock_movements WHERE variant_id = :b"), {"b": without_ledger}
        )

    unit_of_work(tamper)
    answer = app.test_cli_runner().invoke(args=["inventory", "audit"])
    assert answer.exit_code == 1
    lines = answer.output.splitlines()
    assert f"variant {tampered} " in lines[0]
    assert "stock 21, movements add up to 20" in lines[0]
    assert f"variant {without_ledger} " in lines[1]
    assert "stock 1, movements add up to 0" in lines[1]
    assert f"variant {good} " not in answer.output
