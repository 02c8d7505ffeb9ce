"""What goes on paper: A6 labels and packing slips of many orders, and the invoice of one.

Plain pages with one stylesheet of their own; the browser prints them, or keeps them as PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.orders import queries, words
from app.orders.bulk import MOST_ORDERS
from app.orders.forms import distinct
from app.orders.paper import is_sent, make_sheet
from app.orders.queries import OrderView
from app.orders.routes.seller_list import Place
from app.payments.models import PaymentMethod
from app.web import params
from app.web.access import current_store_id, current_user, customer_required, seller_required
from app.web.render import page, see_other, toast

blueprint = Blueprint("printing", __name__)

LABELS, SLIPS = "labels", "slips"


@blueprint.get("/seller/orders/print")
@seller_required
def sheets() -> Response:
    """Labels or packing slips of the chosen orders; what cannot be printed is named."""
    what = params.choice("what", (LABELS, SLIPS), default=LABELS)
    place = Place.asked_for()
    asked = distinct(request.args.getlist("number"))
    numbers = asked[:MOST_ORDERS]
    orders = queries.chosen_orders(current_store_id(), numbers) if numbers else ()
    if not numbers:
        toast(_("Choose the orders first."), kind="error")
        return see_other(place.url())
    known = {order.number for order in orders}
    printed = [make_sheet(order) for order in orders if is_sent(order)]
    return page(
        f"printing/{what}.html",
        status=HTTPStatus.OK if orders else HTTPStatus.NOT_FOUND,
        sheets=printed,
        unknown=[number for number in numbers if number not in known],
        cancelled=[order.number for order in orders if not is_sent(order)],
        left_out=len(asked) - len(numbers),
        location=queries.store_location(current_store_id()),
        back_url=_back(place, [order.number for order in orders]),
        other_url=url_for(
            ".sheets",
            what=SLIPS if what == LABELS else LABELS,
            number=[sheet.order.number for sheet in printed],
            view=request.args.get("view") or None,
            **place.parameters(),
        ),
    )


def _back(place: Place, numbers: Sequence[str]) -> str:
    """Where the orders were chosen: the list with its ticks, or the page of the only one."""
    if len(numbers) == 1 and request.args.get("view") != "row":
        return url_for("seller_orders.show", number=numbers[0])
    return place.url_ticked(numbers)


@blueprint.get("/seller/orders/<number>/invoice")
@seller_required
def seller_invoice(number: str) -> Response:
    """The invoice of one of this store's orders."""
    order = queries.store_order_row(current_store_id(), number)
    return _invoice(order, url_for("seller_orders.show", number=order.number))


@blueprint.get("/orders/<number>/invoice")
@customer_required
def buyer_invoice(number: str) -> Response:
    """The invoice of one of this buyer's orders."""
    order = queries.buyer_order_row(current_user.id, number)
    return _invoice(order, url_for("orders.show", number=order.number))


def _invoice(order: OrderView, back_url: str) -> Response:
    return page(
        "printing/invoice.html",
        order=order,
        method=words.METHOD_NAMES[PaymentMethod(order.payment_method)],
        payment=words.payment_words(order),
        back_url=back_url,
    )
