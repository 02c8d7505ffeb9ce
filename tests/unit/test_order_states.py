"""The transition table of orders (DESIGN 4, B19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.orders.states import (
    TRANSITIONS,
    Actor,
    Effect,
    OrderStatus,
    allowed_actions,
    find_transition,
    may_ever,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Facts:
    """An order as the table sees it."""

    status: str
    payment_method: str = "qris"
    payment_status: str = "PAID"
    shipped_at: datetime | None = None


def names(order: Facts, actor: Actor) -> list[str]:
    return [row.name for row in allowed_actions(order, actor, NOW)]


@pytest.mark.parametrize(
    ("status", "buyer", "seller"),
    [
        ("PENDING", ["cancel"], ["process", "cancel"]),
        ("PROCESSING", [], ["ship", "cancel"]),
        ("SHIPPED", ["confirm"], ["deliver"]),
        ("DELIVERED", [], []),
        ("CANCELLED", [], []),
    ],
)
def test_each_side_may_take_exactly_the_steps_of_the_design(
    status: str, buyer: list[str], seller: list[str]
) -> None:
    order = Facts(status, shipped_at=NOW)
    assert names(order, Actor.CUSTOMER) == buyer
    assert names(order, Actor.SELLER) == seller
    assert names(order, Actor.SYSTEM) == []


def test_the_system_completes_only_what_was_shipped_fourteen_days_ago() -> None:
    just_not = Facts("SHIPPED", shipped_at=NOW - timedelta(days=14) + timedelta(seconds=1))
    just = Facts("SHIPPED", shipped_at=NOW - timedelta(days=14))
    assert names(just_not, Actor.SYSTEM) == []
    assert names(just, Actor.SYSTEM) == ["complete"]


def test_an_unpaid_order_is_packed_only_for_cash_on_delivery() -> None:
    awaiting = Facts("PENDING", payment_status="AWAITING")
    cash = Facts("PENDING", payment_method="cod", payment_status="DUE_ON_DELIVERY")
    assert names(awaiting, Actor.SELLER) == ["cancel"]
    assert names(cash, Actor.SELLER) == ["process", "cancel"]


def test_nothing_leaves_a_final_status() -> None:
    final = {OrderStatus.DELIVERED, OrderStatus.CANCELLED}
    assert not [row for row in TRANSITIONS if row.source in final]


def test_a_shipped_order_can_no_longer_be_cancelled() -> None:
    assert not [
        row
        for row in TRANSITIONS
        if row.target == OrderStatus.CANCELLED and row.source == OrderStatus.SHIPPED
    ]


def test_every_cancellation_returns_stock_and_money_and_every_delivery_completes() -> None:
    for row in TRANSITIONS:
        if row.target == OrderStatus.CANCELLED:
            assert row.effects == (Effect.RETURN_STOCK, Effect.REFUND)
            assert row.needs_reason == (row.actor == Actor.SELLER)
        if row.target == OrderStatus.DELIVERED:
            assert row.effects == (Effect.COMPLETE,)


def test_a_step_is_found_by_where_it_goes_and_who_takes_it() -> None:
    row = find_transition("SHIPPED", "DELIVERED", "customer")
    assert row is not None
    assert row.name == "confirm"
    assert find_transition("PENDING", "SHIPPED", "seller") is None


def test_a_buyer_may_never_pack_or_ship() -> None:
    assert not may_ever("PROCESSING", Actor.CUSTOMER)
    assert not may_ever("SHIPPED", Actor.CUSTOMER)
    assert may_ever("CANCELLED", Actor.CUSTOMER)
