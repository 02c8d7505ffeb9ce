"""Moving an order along: checked against the table, won by one, told to the other side.

The status changes by `UPDATE … WHERE status = old` with a checked row count (A14), and everything
that belongs to the step (stock, money, counts, history, mails) is written in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.clock import utcnow
from app.db import db
from app.errors import Forbidden, InvalidInput, NotFound
from app.notifications.outbox import post_many
from app.orders.effects import apply_effects
from app.orders.emails import step_messages
from app.orders.errors import OrderMoved
from app.orders.models import Order, OrderEvent
from app.orders.parcels import courier_of, refuse_used_number
from app.orders.states import (
    REACHABLE,
    Actor,
    CancelReason,
    OrderStatus,
    Transition,
    find_transition,
    may_ever,
)
from app.orders.values import OrderContact, Step, StepRequest
from app.shipping.couriers import (
    COURIERS,
    LONGEST_TRACKING,
    SHORTEST_TRACKING,
    as_tracking_number,
    new_tracking_number,
)
from app.stores.models import Store

MAXIMUM_NOTE = 300


def change_store_order(number: str, request: StepRequest, *, store_id: int) -> None:
    """Move one of this store's orders; NotFound for any other."""
    _change(_load(number, Order.store_id == store_id), request)


def change_buyer_order(number: str, request: StepRequest, *, buyer_id: int) -> None:
    """Move one of this buyer's orders; NotFound for any other."""
    _change(_load(number, Order.buyer_id == buyer_id), request)


def complete_order(number: str) -> None:
    """The system's own step, for an order that nobody confirmed in time."""
    request = StepRequest(to=OrderStatus.DELIVERED, actor=Actor.SYSTEM, actor_id=None)
    _change(_load(number), request)


def unknown_order() -> NotFound:
    """Unknown, or somebody else's: the two look the same."""
    return NotFound(_("There is no such order."))


def _load(number: str, *owned: ColumnElement[bool]) -> OrderContact:
    buyer, seller = aliased(User), aliased(User)
    row = db.session.execute(
        select(
            Order.id,
            Order.number,
            Order.group_id,
            Order.store_id,
            Order.status,
            Order.payment_method,
            Order.payment_status,
            Order.shipped_at,
            Order.courier,
            Order.tracking_number,
            Order.total,
            Order.store_name,
            buyer.name.label("buyer_name"),
            buyer.email.label("buyer_email"),
            buyer.locale.label("buyer_locale"),
            seller.name.label("seller_name"),
            seller.email.label("seller_email"),
            seller.locale.label("seller_locale"),
        )
        .join(buyer, buyer.id == Order.buyer_id)
        .join(Store, Store.id == Order.store_id)
        .join(seller, seller.id == Store.owner_id)
        .where(Order.number == number, *owned)
    ).first()
    if row is None:
        raise unknown_order()
    return OrderContact(**row._mapping)


def _change(order: OrderContact, request: StepRequest) -> None:
    now = utcnow()
    transition = _find(order, request, now)
    wanted = Step(
        order=order,
        target=transition.target,
        actor=request.actor,
        actor_id=request.actor_id,
        at=now,
        reason=request.reason,
        note=request.note,
        courier=request.courier or None,
        tracking_number=request.tracking_number or None,
    )
    checked = _check(wanted, transition)
    if checked.tracking_number:
        refuse_used_number(checked, courier_of(checked))
    step = _complete(checked, transition)
    _claim(step, transition)
    db.session.execute(
        insert(OrderEvent).values(
            order_id=order.id,
            from_status=transition.source,
            to_status=transition.target,
            actor_id=step.actor_id,
            actor_role=step.actor,
            reason=f"{step.reason}: {step.note}" if step.note else step.reason,
            created_at=now,
        )
    )
    apply_effects(transition.effects, step)
    post_many(step_messages(step))


def _find(order: OrderContact, request: StepRequest, now: datetime) -> Transition:
    if request.to not in REACHABLE:
        raise InvalidInput(_("Choose one of the steps."), field="to")
    transition = find_transition(order.status, request.to, request.actor)
    if transition is None:
        if not may_ever(request.to, request.actor):
            raise Forbidden(_("Only the seller may do this with an order."))
        raise _moved(order.status, request.actor)
    if not transition.guard(order, now):
        raise OrderMoved(_("The payment for this order has not arrived yet."), current=order.status)
    return transition


def _moved(status: str, actor: Actor) -> OrderMoved:
    waiting = (
        _("This order is still waiting: begin packing it first.")
        if actor is Actor.SELLER
        else _("The order is still waiting for the seller.")
    )
    words = {
        OrderStatus.PENDING: waiting,
        OrderStatus.PROCESSING: _("The order is being packed by now."),
        OrderStatus.SHIPPED: _("The order has been shipped by now."),
        OrderStatus.DELIVERED: _("The order has been delivered by now."),
        OrderStatus.CANCELLED: _("The order has been cancelled by now."),
    }
    return OrderMoved(words[OrderStatus(status)], current=status)


def _check(step: Step, transition: Transition) -> Step:
    """The step without what does not belong to it; InvalidInput for what is missing or wrong."""
    if transition.needs_reason:
        if step.reason not in CancelReason.__members__:
            raise InvalidInput(_("Choose why you cancel."), field="reason")
        if step.reason == CancelReason.OTHER and not step.note:
            raise InvalidInput(_("Say in a few words why."), field="note")
        if len(step.note) > MAXIMUM_NOTE:
            raise InvalidInput(_("Use at most %(max)d characters.", max=MAXIMUM_NOTE), field="note")
    else:
        step = replace(step, reason="", note="")
    if not transition.needs_shipment:
        return replace(step, courier=None, tracking_number=None)
    if step.courier is not None and step.courier not in COURIERS:
        raise InvalidInput(_("Choose one of the couriers."), field="courier")
    return replace(step, tracking_number=_own_tracking_number(step.tracking_number))


def _own_tracking_number(typed: str | None) -> str | None:
    """The number that the seller has from the courier; None where they gave none."""
    if not typed:
        return None
    number = as_tracking_number(typed)
    if number is None:
        words = _(
            "Use %(min)d to %(max)d letters and digits; hyphen, dot, slash and space may stand"
            " between them.",
            min=SHORTEST_TRACKING,
            max=LONGEST_TRACKING,
        )
        raise InvalidInput(words, field="tracking_number")
    return number


def _complete(step: Step, transition: Transition) -> Step:
    """The courier that the buyer paid for and a number of its own, where the seller gave none."""
    if not transition.needs_shipment:
        return step
    courier = courier_of(step)
    return replace(
        step,
        courier=courier,
        tracking_number=step.tracking_number or new_tracking_number(courier),
    )


def _claim(step: Step, transition: Transition) -> None:
    """Change the status, if nobody was faster."""
    result = db.session.execute(
        update(Order)
        .where(Order.id == step.order.id, Order.status == transition.source)
        .values(status=transition.target, **_own_columns(step))
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise _moved(
            db.session.scalars(select(Order.status).where(Order.id == step.order.id)).one(),
            step.actor,
        )


def _own_columns(step: Step) -> dict[str, Any]:
    if step.target is OrderStatus.SHIPPED:
        return {
            "shipped_at": step.at,
            "courier": step.courier,
            "tracking_number": step.tracking_number,
        }
    if step.target is OrderStatus.DELIVERED:
        paid = {"payment_status": "PAID"} if step.order.payment_method == "cod" else {}
        return {"completed_at": step.at, **paid}
    if step.target is OrderStatus.CANCELLED:
        back = {"payment_status": "REFUNDED"} if step.is_refunded else {}
        return {
            "cancelled_at": step.at,
            "cancel_reason": step.reason or None,
            "cancel_note": step.note,
            **back,
        }
    return {}
