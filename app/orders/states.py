"""The life of an order: the one table of who may move it from where to where (DESIGN 4).

Pages, mails, the API and the service that writes all ask this table, so they cannot disagree. It
is pure: no database, no request, no words for people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

AUTO_COMPLETE_AFTER = timedelta(days=14)


class OrderStatus(StrEnum):
    """Where an order is; DELIVERED and CANCELLED are final."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class Actor(StrEnum):
    """In which role somebody acts; the first two are the roles of users."""

    CUSTOMER = "customer"
    SELLER = "seller"
    SYSTEM = "system"


class CancelReason(StrEnum):
    """Why a seller cancels; OTHER needs a text."""

    STOCK_OUT = "STOCK_OUT"
    WRONG_PRICE = "WRONG_PRICE"
    UNREACHABLE = "UNREACHABLE"
    BUYER_REQUEST = "BUYER_REQUEST"
    STORE_CLOSED = "STORE_CLOSED"
    OTHER = "OTHER"


class Effect(StrEnum):
    """What a step does besides changing the status; app.orders.effects carries it out."""

    RETURN_STOCK = "RETURN_STOCK"
    REFUND = "REFUND"
    COMPLETE = "COMPLETE"


class OrderFacts(Protocol):
    """What the table needs to know of an order."""

    @property
    def status(self) -> str: ...
    @property
    def payment_method(self) -> str: ...
    @property
    def payment_status(self) -> str: ...
    @property
    def shipped_at(self) -> datetime | None: ...


Guard = Callable[[OrderFacts, datetime], bool]


def always(_order: OrderFacts, _now: datetime) -> bool:
    """No condition."""
    return True


def paid_or_on_delivery(order: OrderFacts, _now: datetime) -> bool:
    """Nobody packs what is neither paid nor to be paid at the door."""
    return order.payment_status == "PAID" or order.payment_method == "cod"


def shipped_long_ago(order: OrderFacts, now: datetime) -> bool:
    """Fourteen days after shipping the shop completes what nobody confirmed."""
    return order.shipped_at is not None and order.shipped_at <= now - AUTO_COMPLETE_AFTER


@dataclass(frozen=True)
class Transition:
    """One row of the table; `name` is what the step is called in addresses and element ids."""

    source: OrderStatus
    target: OrderStatus
    actor: Actor
    name: str
    guard: Guard = always
    effects: tuple[Effect, ...] = ()
    needs_reason: bool = False
    needs_shipment: bool = False


_UNDO = (Effect.RETURN_STOCK, Effect.REFUND)
_DONE = (Effect.COMPLETE,)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        OrderStatus.PENDING,
        OrderStatus.PROCESSING,
        Actor.SELLER,
        "process",
        guard=paid_or_on_delivery,
    ),
    Transition(OrderStatus.PENDING, OrderStatus.CANCELLED, Actor.CUSTOMER, "cancel", effects=_UNDO),
    Transition(
        OrderStatus.PENDING,
        OrderStatus.CANCELLED,
        Actor.SELLER,
        "cancel",
        effects=_UNDO,
        needs_reason=True,
    ),
    Transition(
        OrderStatus.PROCESSING,
        OrderStatus.SHIPPED,
        Actor.SELLER,
        "ship",
        needs_shipment=True,
    ),
    Transition(
        OrderStatus.PROCESSING,
        OrderStatus.CANCELLED,
        Actor.SELLER,
        "cancel",
        effects=_UNDO,
        needs_reason=True,
    ),
    Transition(
        OrderStatus.SHIPPED, OrderStatus.DELIVERED, Actor.CUSTOMER, "confirm", effects=_DONE
    ),
    Transition(OrderStatus.SHIPPED, OrderStatus.DELIVERED, Actor.SELLER, "deliver", effects=_DONE),
    Transition(
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
        Actor.SYSTEM,
        "complete",
        guard=shipped_long_ago,
        effects=_DONE,
    ),
)


# Where an order can be moved at all; a checkout alone puts it where its life begins.
REACHABLE = frozenset(row.target.value for row in TRANSITIONS)


def find_transition(source: str, target: str, actor: str) -> Transition | None:
    """The row for this step, whether or not its guard holds."""
    for row in TRANSITIONS:
        if (row.source, row.target, row.actor) == (source, target, actor):
            return row
    return None


def may_ever(target: str, actor: str) -> bool:
    """False when no order, in whatever state, could be moved to `target` in this role."""
    return any(row.target == target and row.actor == actor for row in TRANSITIONS)


def allowed_actions(order: OrderFacts, actor: str, now: datetime) -> tuple[Transition, ...]:
    """The steps that this role may take with this order now, the usual next one first."""
    return tuple(
        row
        for row in TRANSITIONS
        if row.source == order.status and row.actor == actor and row.guard(order, now)
    )
