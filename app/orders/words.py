"""The words for what the code calls by a constant, and an order's history told in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.orders.queries import ALL, EventView, OrderView
from app.orders.states import Actor, CancelReason, OrderStatus
from app.payments.models import PaymentMethod
from app.web.words import lazy as _l

METHOD_NAMES = {
    PaymentMethod.VIRTUAL_ACCOUNT: _l("Virtual account"),
    PaymentMethod.EWALLET: _l("E-wallet"),
    PaymentMethod.QRIS: _l("QRIS"),
    PaymentMethod.COD: _l("Cash on delivery"),
}
METHOD_WORDS = {
    PaymentMethod.VIRTUAL_ACCOUNT: _l("By transfer from your bank"),
    PaymentMethod.EWALLET: _l("From your phone's wallet"),
    PaymentMethod.QRIS: _l("Scan one code with any app"),
    PaymentMethod.COD: _l("To the courier, at your door"),
}
REASON_NAMES = {
    CancelReason.STOCK_OUT: _l("Sold out"),
    CancelReason.WRONG_PRICE: _l("The price was wrong"),
    CancelReason.UNREACHABLE: _l("The buyer cannot be reached"),
    CancelReason.BUYER_REQUEST: _l("The buyer asked for it"),
    CancelReason.STORE_CLOSED: _l("The store is closed"),
    CancelReason.OTHER: _l("Another reason"),
}

PAYMENT_WORDS: dict[str, Any] = {
    "PAID": _l("Paid"),
    "DUE_ON_DELIVERY": _l("To be paid to the courier"),
    "REFUNDED": _l("Refunded"),
}
TABS: dict[str, Any] = {
    ALL: _l("All"),
    OrderStatus.PENDING: _l("Waiting"),
    OrderStatus.PROCESSING: _l("Being packed"),
    OrderStatus.SHIPPED: _l("Shipped"),
    OrderStatus.DELIVERED: _l("Delivered"),
    OrderStatus.CANCELLED: _l("Cancelled"),
}
STEP_WORDS: dict[str, Any] = {
    OrderStatus.PENDING: _l("Order placed"),
    OrderStatus.PROCESSING: _l("The seller is packing it"),
    OrderStatus.SHIPPED: _l("Handed to the courier"),
    OrderStatus.DELIVERED: _l("Delivered"),
    OrderStatus.CANCELLED: _l("Cancelled"),
}
USUAL_PATH = (
    OrderStatus.PENDING,
    OrderStatus.PROCESSING,
    OrderStatus.SHIPPED,
    OrderStatus.DELIVERED,
)


@dataclass(frozen=True)
class TimelineEntry:
    """One line of an order's history; `state` is done, current or todo."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


def payment_words(order: OrderView) -> str:
    """Where the money of an order is; none is due for a cancelled order that was never paid."""
    if order.status == OrderStatus.CANCELLED and order.payment_status == "DUE_ON_DELIVERY":
        return _("Nothing to pay")
    return str(PAYMENT_WORDS[order.payment_status])


def reason_words(order: OrderView) -> str:
    """Why an order was cancelled, as far as it was said."""
    if not order.cancel_reason:
        return ""
    words = str(REASON_NAMES[CancelReason(order.cancel_reason)])
    return f"{words}: {order.cancel_note}" if order.cancel_note else words


def moved_words(order: OrderView, message: str) -> str:
    """Why a step came too late, in words that name the order and, where it matters, who it was."""
    if order.status != OrderStatus.CANCELLED:
        return message
    if order.cancel_reason:  # only sellers must say why
        return _("%(number)s was cancelled by your store.", number=order.number)
    return _("%(number)s was cancelled by the buyer.", number=order.number)


def timeline(order: OrderView) -> list[TimelineEntry]:
    """What happened, oldest first, and what usually comes next."""
    last = len(order.events) - 1
    entries = [
        TimelineEntry(
            label=str(STEP_WORDS[event.to_status]),
            state="current" if position == last else "done",
            at=event.created_at,
            note=_note(order, event),
        )
        for position, event in enumerate(order.events)
    ]
    if order.status in USUAL_PATH:
        ahead = USUAL_PATH[USUAL_PATH.index(OrderStatus(order.status)) + 1 :]
        entries += [TimelineEntry(str(STEP_WORDS[status]), "todo") for status in ahead]
    return entries


def _note(order: OrderView, event: EventView) -> str:
    if event.to_status == OrderStatus.CANCELLED:
        if event.actor_role == Actor.CUSTOMER:
            return _("By the buyer")
        return " · ".join(filter(None, (_("By the seller"), reason_words(order))))
    if event.to_status == OrderStatus.SHIPPED:
        return " · ".join(filter(None, (order.courier, order.tracking_number)))
    if event.to_status == OrderStatus.DELIVERED:
        words = {
            Actor.CUSTOMER: _("Confirmed by the buyer"),
            Actor.SELLER: _("Reported by the seller"),
            Actor.SYSTEM: _("Completed by itself after 14 days"),
        }
        return words[Actor(event.actor_role)]
    return ""
