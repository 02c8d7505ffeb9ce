"""Many orders at once: moved along together, or taken to where they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.orders import queries, search, words
from app.orders.bulk import MOST_ORDERS, Outcome, move_each
from app.orders.forms import BulkForm, distinct
from app.orders.queries import ALL, OrderView
from app.orders.routes.seller_list import ARGUMENTS, Place, list_page, steps_together
from app.orders.routes.seller_rows import make_row
from app.orders.states import Actor, OrderStatus
from app.orders.values import StepRequest
from app.web.access import current_store_id, current_user, seller_required
from app.web.htmx import wants_fragment
from app.web.kept import shown_again_at
from app.web.render import page, redirect_to, see_other

blueprint = Blueprint("seller_bulk", __name__)

SHEETS = ("labels", "slips")


@dataclass(frozen=True)
class Refused:
    """An order that was not moved, and why; no `order` for what the store has never had."""

    number: str
    reason: str
    order: OrderView | None


@dataclass(frozen=True)
class BulkResult:
    """What became of the chosen orders."""

    title: str
    done: tuple[OrderView, ...]
    refused: tuple[Refused, ...]
    # Where a plain browser goes on.
    back_url: str
    print_place: dict[str, Any]


@blueprint.post("/seller/orders/bulk")
@shown_again_at("seller_orders.index", *ARGUMENTS)
@seller_required
def move() -> Response:
    """Move the ticked orders along; each answers for itself."""
    form = BulkForm()
    if not form.validate_on_submit():
        return _refuse(form.problem)
    place = Place.asked_for()
    sheets = request.form.get("print")
    if sheets in SHEETS:
        wanted = {"what": sheets, "number": form.numbers, "view": "row", **place.parameters()}
        return redirect_to(url_for("printing.sheets", **wanted))
    if form.to.data not in steps_together(ALL):
        return _refuse(_("Choose one of the steps."))
    if form.to.data == OrderStatus.DELIVERED and request.form.get("sure") != "yes":
        wanted = {"number": form.numbers, "to": form.to.data, **place.parameters()}
        return redirect_to(url_for(".ask", **wanted))
    step = StepRequest(
        to=form.to.data,
        actor=Actor.SELLER,
        actor_id=current_user.id,
        courier=form.courier.data or "",
    )
    outcomes = move_each([(number, step) for number in form.numbers], store_id=current_store_id())
    return _answer(OrderStatus(step.to), outcomes)


@blueprint.get("/seller/orders/bulk")
@seller_required
def ask() -> Response:
    """The question before many orders are completed."""
    numbers = distinct(request.args.getlist("number"))[:MOST_ORDERS]
    orders = queries.chosen_orders(current_store_id(), numbers) if numbers else ()
    shipped = [order for order in orders if order.status == OrderStatus.SHIPPED]
    place = Place.asked_for()
    if not shipped:
        return see_other(place.url())
    back_url = place.url_ticked(numbers)
    return page("seller/bulk_question.html", orders=shipped, place=place, back_url=back_url)


def _refuse(problem: str) -> Response:
    """The list again, with nothing done: to htmx only what is wrong, where results stand."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if wants_fragment():
        return page(
            "seller/orders.html", block="bulk_answer", status=status, problem=problem, result=None
        )
    chosen = request.form.getlist("number")
    return list_page(status=status, problem=problem, chosen=chosen)


def _answer(to: OrderStatus, outcomes: list[Outcome]) -> Response:
    """What became of each: a page, or to htmx a summary, the rows and the tabs as they are now."""
    orders = queries.chosen_orders(current_store_id(), [outcome.number for outcome in outcomes])
    known = {order.number: order for order in orders}
    done = tuple(known[each.number] for each in outcomes if not each.refusal)
    place = Place.asked_for()
    result = BulkResult(
        title=_title(to, len(done)),
        done=done,
        refused=tuple(_refused(each, known) for each in outcomes if each.refusal),
        back_url=place.url(),
        print_place=place.parameters(),
    )
    return page(
        "seller/orders.html" if wants_fragment() else "seller/bulk_result.html",
        block="bulk_answer",
        also=("moved_rows", "order_tabs"),
        status=HTTPStatus.OK if done else HTTPStatus.CONFLICT,
        result=result,
        problem="",
        rows=[make_row(order) for order in orders],
        place=place,
        tabs=words.TABS,
        counts=search.store_counts(current_store_id(), place.wanted) if wants_fragment() else {},
    )


def _refused(outcome: Outcome, known: dict[str, OrderView]) -> Refused:
    order = known.get(outcome.number)
    reason = words.moved_words(order, outcome.refusal) if order else outcome.refusal
    return Refused(outcome.number, reason, order)


def _title(to: OrderStatus, count: int) -> str:
    if not count:
        return _("No order was moved.")
    sentences = {
        OrderStatus.PROCESSING: ngettext(
            "%(num)d order is being packed.", "%(num)d orders are being packed.", count
        ),
        OrderStatus.SHIPPED: ngettext(
            "%(num)d order is on its way.", "%(num)d orders are on their way.", count
        ),
        OrderStatus.DELIVERED: ngettext(
            "%(num)d order is complete.", "%(num)d orders are complete.", count
        ),
    }
    return sentences[to]
