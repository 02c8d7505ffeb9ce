"""Tracking numbers pasted by the sheet: the good lines are shipped, the others stay in the box."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from app.orders import queries, tracking
from app.orders.forms import TrackingForm
from app.orders.tracking import MOST_LINES, Line, read_lines, ship_lines
from app.shipping.couriers import COURIERS
from app.web.access import current_store_id, current_user, seller_required
from app.web.kept import shown_again_at
from app.web.render import page

blueprint = Blueprint("seller_tracking", __name__)


@blueprint.get("/seller/orders/tracking")
@seller_required
def show() -> Response:
    """The empty box, or what was pasted before somebody had to sign in again."""
    return _answer(TrackingForm())


@blueprint.post("/seller/orders/tracking")
@shown_again_at("seller_tracking.show")
@seller_required
def ship() -> Response:
    """Ship every line that names an order of this store and a number for it."""
    form = TrackingForm()
    if not form.validate_on_submit():
        return _answer(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    lines = ship_lines(
        read_lines(form.lines.data or ""), store_id=current_store_id(), actor_id=current_user.id
    )
    refused = [line for line in lines if line.refusal]
    form.lines.data = tracking.text_of(refused)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return _answer(form, lines, status=status)


def _answer(
    form: TrackingForm, lines: list[Line] | None = None, *, status: int = HTTPStatus.OK
) -> Response:
    """The box with what is left in it, and what became of each line."""
    shipped = [line.number for line in lines or () if not line.refusal]
    return page(
        "seller/tracking.html",
        block="tracking_body",
        status=status,
        form=form,
        most_lines=MOST_LINES,
        couriers=tuple(COURIERS),
        is_answer=lines is not None,
        refused=[line for line in lines or () if line.refusal],
        shipped=queries.chosen_orders(current_store_id(), shipped) if shipped else (),
    )
