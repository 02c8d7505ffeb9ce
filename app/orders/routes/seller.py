"""Incoming orders, for the store that must send them."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.orders import queries, search, words
from app.orders.errors import OrderMoved
from app.orders.forms import StatusForm
from app.orders.routes.questions import seller_delivers
from app.orders.routes.seller_list import Place, list_page
from app.orders.routes.seller_rows import actions_of, make_row
from app.orders.states import Actor, OrderStatus
from app.orders.transitions import change_store_order
from app.orders.values import StepRequest
from app.web.access import current_store_id, current_user, seller_required
from app.web.htmx import wants_fragment
from app.web.kept import shown_again_at
from app.web.render import page, see_other, toast

blueprint = Blueprint("seller_orders", __name__)


@blueprint.get("/seller")
@seller_required
def home() -> Response:
    """Where a seller's day begins: with the orders that wait."""
    return see_other(url_for(".index"))


@blueprint.get("/seller/orders")
@seller_required
def index() -> Response:
    """Incoming orders, by status, by what is searched for, newest or oldest first."""
    return list_page()


@blueprint.get("/seller/orders/<number>")
@seller_required
def show(number: str) -> Response:
    """One of this store's orders."""
    return _answer(number, StatusForm(), as_page=True)


@blueprint.get("/seller/orders/<number>/status")
@seller_required
def ask_status(number: str) -> Response:
    """The question before the step that completes an order, for a browser without JavaScript."""
    order = queries.store_order_row(current_store_id(), number)
    if request.args.get("to") != OrderStatus.DELIVERED or "deliver" not in actions_of(order):
        return see_other(_back(number))
    question = seller_delivers(
        order,
        view="row" if _from_row() else "page",
        url=url_for(".change_status", number=number, **Place.asked_for().parameters()),
        back_url=_back(number),
    )
    return page("orders/question.html", order=order, question=question)


@blueprint.post("/seller/orders/<number>/status")
@shown_again_at("seller_orders.show")
@seller_required
def change_status(number: str) -> Response:
    """Move an order along; the answer is the order as it is afterwards, whoever moved it."""
    form = StatusForm()
    own_store_id = current_store_id()
    step = StepRequest(
        to=form.to.data or "",
        actor=Actor.SELLER,
        actor_id=current_user.id,
        reason=form.reason.data or "",
        note=form.note.data or "",
        courier=form.courier.data or "",
        tracking_number=form.tracking_number.data or "",
    )
    try:
        done = form.perform(lambda: change_store_order(number, step, store_id=own_store_id))
    except OrderMoved as error:
        return _answer(number, StatusForm(formdata=None), error=error)
    if not done:
        return _answer(number, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    toast(_success(OrderStatus(step.to), number))
    if not wants_fragment():
        return see_other(_back(number))
    return _answer(number, StatusForm(formdata=None))


def _success(to: OrderStatus, number: str) -> str:
    sentences = {
        OrderStatus.PROCESSING: _("%(number)s is being packed.", number=number),
        OrderStatus.SHIPPED: _("%(number)s is on its way.", number=number),
        OrderStatus.DELIVERED: _("%(number)s is complete.", number=number),
        OrderStatus.CANCELLED: _("%(number)s is cancelled.", number=number),
    }
    return sentences[to]


def _from_row() -> bool:
    """True when the step was asked for in the list, not on the order's own page."""
    return request.values.get("view") == "row"


def _back(number: str) -> str:
    """Where a plain form returns to: the order's page, or the place in the list it stood at."""
    return Place.asked_for().url() if _from_row() else url_for(".show", number=number)


def _answer(
    number: str,
    form: StatusForm,
    *,
    status: int = HTTPStatus.OK,
    error: OrderMoved | None = None,
    as_page: bool = False,
) -> Response:
    """The order as it is now: its page, or to htmx the page's body or the row.

    With a row that may have moved come the tabs, whose counts moved with it.
    """
    as_row = not as_page and _from_row() and wants_fragment()
    load = queries.store_order_row if as_row else queries.store_order
    order = load(current_store_id(), number)
    if error is not None and wants_fragment():
        toast(str(error.message), kind="error")
    place = Place.asked_for()
    with_tabs = as_row and not form.errors
    return page(
        "seller/orders.html" if as_row else "seller/order.html",
        block="order_row" if as_row else "order_body",
        also=("order_tabs",) if with_tabs else (),
        status=error.status if error else status,
        row=make_row(order, form),
        message=words.moved_words(order, str(error.message)) if error else "",
        timeline=words.timeline(order),
        place=place,
        tabs=words.TABS,
        counts=search.store_counts(current_store_id(), place.wanted) if with_tabs else {},
    )
