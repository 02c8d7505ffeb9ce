"""What is asked on a page of its own before a step that nobody can take back.

With JavaScript a dialog asks; these pages are for browsers without it, and for the buyer's
cancellation, which is worth a page in any case.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.orders.queries import OrderView
from app.orders.states import OrderStatus
from app.web.filters import rupiah


@dataclass(frozen=True)
class Question:
    """A question, the way back, and the form that says yes: where it goes and what it carries."""

    title: str
    text: str
    back: str
    back_url: str
    yes: str
    url: str
    fields: dict[str, str]
    is_dangerous: bool = False


def buyer_cancels(order: OrderView) -> Question:
    """Before a buyer cancels: what becomes of the money."""
    is_paid = order.payment_status == "PAID"
    back = _("You get %(amount)s back.", amount=rupiah(order.total))
    parts = (
        _("%(store)s has not begun to pack it.", store=order.store_name),
        back if is_paid else _("You pay nothing."),
        _("This cannot be undone."),
    )
    return Question(
        title=_("Cancel this order?"),
        text=" ".join(parts),
        back=_("Keep the order"),
        back_url=url_for("orders.show", number=order.number),
        yes=_("Cancel the order"),
        url=url_for("orders.cancel", number=order.number),
        fields={},
        is_dangerous=True,
    )


def buyer_confirms(order: OrderView) -> Question:
    """Before a buyer says that the parcel has arrived."""
    return Question(
        title=_("Has it arrived?"),
        text=_(
            "Has everything from %(store)s arrived? This completes the order.",
            store=order.store_name,
        ),
        back=_("Go back"),
        back_url=url_for("orders.show", number=order.number),
        yes=_("Confirm receipt"),
        url=url_for("orders.confirm", number=order.number),
        fields={},
    )


def seller_delivers(order: OrderView, *, view: str, url: str, back_url: str) -> Question:
    """Before a seller says that a parcel has arrived."""
    parts = (
        _("This completes the order %(number)s.", number=order.number),
        _("This cannot be undone."),
    )
    return Question(
        title=_("Has the parcel reached the buyer?"),
        text=" ".join(parts),
        back=_("Go back"),
        back_url=back_url,
        yes=_("It has arrived"),
        url=url,
        fields={"to": OrderStatus.DELIVERED, "view": view},
    )
