"""The orders a buyer has placed."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.clock import utcnow
from app.db import unit_of_work
from app.orders import queries, words
from app.orders.errors import OrderMoved
from app.orders.queries import OrderView
from app.orders.routes.questions import buyer_cancels, buyer_confirms
from app.orders.states import Actor, OrderStatus, allowed_actions
from app.orders.transitions import change_buyer_order
from app.orders.values import StepRequest
from app.web import params
from app.web.access import current_user, customer_required
from app.web.htmx import wants_fragment
from app.web.render import page, see_other, toast

blueprint = Blueprint("orders", __name__)


@blueprint.get("/orders")
@customer_required
def index() -> Response:
    """My orders, by status."""
    status = params.choice("status", words.TABS, default=queries.ALL)
    found = queries.buyer_orders(current_user.id, status=status, page=params.page_number())
    return page(
        "orders/list.html",
        block="orders_body",
        found=found,
        tab=status,
        tabs=words.TABS,
        actions_of=_actions,
        payment_words=words.payment_words,
    )


@blueprint.get("/orders/<number>")
@customer_required
def show(number: str) -> Response:
    """One order: its history, what is in it, what can be done."""
    return _order_page(number)


@blueprint.get("/orders/<number>/cancel")
@customer_required
def ask_cancel(number: str) -> Response:
    """The question before an order is cancelled."""
    order = queries.buyer_order(current_user.id, number)
    if "cancel" not in _actions(order):
        toast(_("This order can no longer be cancelled."), kind="error")
        return see_other(url_for(".show", number=number))
    return page("orders/question.html", order=order, question=buyer_cancels(order))


@blueprint.post("/orders/<number>/cancel")
@customer_required
def cancel(number: str) -> Response:
    """Cancel an order that the seller has not begun."""
    return _move(number, OrderStatus.CANCELLED, _("The order is cancelled."))


@blueprint.get("/orders/<number>/confirm")
@customer_required
def ask_confirm(number: str) -> Response:
    """The question before an order is completed, for a browser without JavaScript."""
    order = queries.buyer_order(current_user.id, number)
    if "confirm" not in _actions(order):
        return see_other(url_for(".show", number=number))
    return page("orders/question.html", order=order, question=buyer_confirms(order))


@blueprint.post("/orders/<number>/confirm")
@customer_required
def confirm(number: str) -> Response:
    """Say that the parcel has arrived."""
    return _move(number, OrderStatus.DELIVERED, _("Thank you. The order is complete."))


def _move(number: str, to: OrderStatus, success: str) -> Response:
    step = StepRequest(to=to, actor=Actor.CUSTOMER, actor_id=current_user.id)
    buyer_id = current_user.id
    try:
        unit_of_work(lambda: change_buyer_order(number, step, buyer_id=buyer_id))
    except OrderMoved as error:
        return _order_page(number, status=error.status, message=str(error.message))
    toast(success)
    if not wants_fragment():
        return see_other(url_for(".show", number=number))
    return _order_page(number)


def _order_page(number: str, *, status: int = HTTPStatus.OK, message: str = "") -> Response:
    """The order as it is now: the page, or to htmx the part it asked from (`view`)."""
    order = queries.buyer_order(current_user.id, number)
    if message and wants_fragment():
        toast(message, kind="error")
        message = ""
    as_card = request.form.get("view") == "card" and wants_fragment()
    return page(
        "orders/list.html" if as_card else "orders/show.html",
        block="order_card" if as_card else "order_body",
        status=status,
        order=order,
        message=message,
        actions_of=_actions,
        timeline=words.timeline(order),
        reason=words.reason_words(order),
        method_name=words.METHOD_NAMES[words.PaymentMethod(order.payment_method)],
        payment_words=words.payment_words,
    )


def _actions(order: OrderView) -> list[str]:
    """The names of the steps that the buyer may take now."""
    return [action.name for action in allowed_actions(order, Actor.CUSTOMER, utcnow())]
