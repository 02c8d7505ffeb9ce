"""What the mails about orders say: plain values and paths, written out when they are sent.

Paths are spelled out because the system completes orders outside of any request.

A seller's mail knows only the seller's own order, and never the buyer's e-mail address.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.notifications.outbox import Message
from app.orders.states import Actor, OrderStatus
from app.orders.values import CheckoutRequest, NewGroup, NewOrder, Step


def placed_messages(group: NewGroup, request: CheckoutRequest) -> list[Message]:
    """One mail to the buyer about everything, one to each seller about their own order."""
    address = asdict(request.address)
    return [
        Message(
            kind="order_placed_buyer",
            recipient=request.buyer_email,
            locale=request.buyer_locale,
            context={
                "name": request.buyer_name,
                "group_number": group.number,
                "url": f"/checkout/done/{group.number}",
                "total": group.draft.total,
                "orders": [
                    _order_context(order, f"/orders/{order.number}") for order in group.orders
                ],
                "payment_method": request.payment_method.value,
                "address": address,
            },
            dedupe_key=f"order_placed_buyer:{group.number}",
        ),
        *(_seller_message(order, request, address) for order in group.orders),
    ]


def _seller_message(order: NewOrder, request: CheckoutRequest, address: dict[str, str]) -> Message:
    seller = order.store.lines[0]
    url = f"/seller/orders/{order.number}"
    return Message(
        kind="order_placed_seller",
        recipient=seller.seller_email,
        locale=seller.seller_locale,
        context={
            "name": seller.seller_name,
            "store_name": order.store.store_name,
            "order": _order_context(order, url),
            "url": url,
            "payment_method": request.payment_method.value,
            "recipient": request.address.recipient,
            "address": address,
            "note": request.note,
        },
        dedupe_key=f"order_placed_seller:{order.number}",
    )


def _order_context(order: NewOrder, url: str) -> dict[str, Any]:
    return {
        "number": order.number,
        "url": url,
        "store_name": order.store.store_name,
        "items": [
            {
                "name": line.name,
                "options": line.options,
                "quantity": line.quantity,
                "line_total": line.unit_price * line.quantity,
            }
            for line in order.store.lines
        ],
        "subtotal": order.store.subtotal,
        "shipping_cost": order.store.shipping_cost,
        "total": order.store.total,
    }


def step_messages(step: Step) -> list[Message]:
    """The mails about one step: to whoever did not take it, and of a cancellation to the buyer.

    The buyer hears of every cancellation, their own included, because money goes back.
    """
    cancelled = step.target == OrderStatus.CANCELLED
    messages = []
    if step.actor != Actor.CUSTOMER or cancelled:
        messages.append(_step_message(step, Actor.CUSTOMER))
    if step.actor != Actor.SELLER:
        messages.append(_step_message(step, Actor.SELLER))
    return messages


def _step_message(step: Step, audience: Actor) -> Message:
    order = step.order
    to_buyer = audience is Actor.CUSTOMER
    context: dict[str, Any] = {
        "audience": audience.value,
        "name": order.buyer_name if to_buyer else order.seller_name,
        "number": order.number,
        "store_name": order.store_name,
        "url": f"/orders/{order.number}" if to_buyer else f"/seller/orders/{order.number}",
    }
    if step.target == OrderStatus.CANCELLED:
        kind = "order_cancelled"
        context |= {
            "cancelled_by": step.actor.value,
            "reason": step.reason,
            "note": step.note,
            "total": order.total,
            "refunded": step.is_refunded,
        }
    else:
        kind = "order_status"
        context |= {
            "status": step.target.value,
            "done_by": step.actor.value,
            "courier": step.courier or order.courier,
            "tracking_number": step.tracking_number or order.tracking_number,
        }
    return Message(
        kind=kind,
        recipient=order.buyer_email if to_buyer else order.seller_email,
        locale=order.buyer_locale if to_buyer else order.seller_locale,
        context=context,
        dedupe_key=f"{kind}:{order.number}:{step.target.value}:{audience.value}",
    )
