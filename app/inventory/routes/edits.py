"""Editing a row: stock, threshold, emptying and its way back."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response, request
from flask_babel import gettext as _

from app.db import unit_of_work
from app.errors import Conflict
from app.inventory import editing
from app.inventory import seller_queries as queries
from app.inventory.errors import StockMoved
from app.inventory.forms import StockForm, ThresholdForm, UndoForm
from app.inventory.routes import blueprint
from app.inventory.routes.answers import done, refused
from app.inventory.routes.cards import Card, Disagreement
from app.inventory.routes.unsaved import unsaved_stock
from app.inventory.seller_queries import InventoryRow, Undoable
from app.web.access import current_store_id, current_user, seller_required
from app.web.filters import number
from app.web.htmx import wants_fragment
from app.web.kept import keep, shown_again_at
from app.web.render import see_other, toast

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
ROW = "/seller/inventory/<int:variant_id>"
ROW_PAGE = "seller_inventory.row"


@blueprint.post(ROW)
@shown_again_at(ROW_PAGE)
@seller_required
def edit(variant_id: int) -> Response:
    """Set the stock as typed, unless it is no longer what the seller saw."""
    form = StockForm()
    typed, store_id, actor_id = form.stock.data, current_store_id(), current_user.id

    def work() -> bool:
        assert typed is not None, "a field without a meaning is not valid"
        return editing.edit_stock(
            store_id,
            variant_id,
            typed,
            expected=form.expected_stock.data,
            actor_id=actor_id,
            once=form.once.data or "",
        )

    try:
        succeeded = form.perform(work)
    except StockMoved as error:
        return _disagree(_row(variant_id), form, error)
    row = _row(variant_id)
    if not succeeded:
        message = _first_error(form, "stock")
        return refused(Card(row, typed=form.stock.typed, error=message), message, UNPROCESSABLE)
    said = _("Saved") if form.result else _("Unchanged")
    sentence = _("%(name)s: the stock is now %(stock)s.", **_told(row))
    return done(Card(row, said=said), sentence)


@blueprint.post(f"{ROW}/empty")
@seller_required
def empty(variant_id: int) -> Response:
    """Set the stock to zero, and offer the way back."""
    store_id, actor_id = current_store_id(), current_user.id
    emptied = unit_of_work(lambda: editing.empty_variant(store_id, variant_id, actor_id=actor_id))
    row = _row(variant_id)
    if emptied is None:
        return done(Card(row, said=_("Unchanged")), _("%(name)s: nothing was left.", **_told(row)))
    undo = Undoable(emptied.movement_id, row.id, emptied.units, row.full_name)
    card = Card(row, undo=undo, said=_("Emptied"))
    return done(card, _("%(name)s is emptied.", **_told(row)), emptied=emptied.movement_id)


@blueprint.post(f"{ROW}/undo")
@seller_required
def undo(variant_id: int) -> Response:
    """Put back what an emptying took, once."""
    form = UndoForm()
    store_id, actor_id = current_store_id(), current_user.id
    movement_id = form.movement.data or 0
    try:
        units = unit_of_work(
            lambda: editing.undo_empty(store_id, variant_id, movement_id, actor_id=actor_id)
        )
    except Conflict as error:
        message = str(error.message)
        return refused(Card(_row(variant_id), error=message), message, error.status)
    row = _row(variant_id)
    sentence = _("%(name)s: %(units)s put back.", units=number(units), **_told(row))
    return done(Card(row, said=_("Put back")), sentence)


@blueprint.post(f"{ROW}/threshold")
@shown_again_at(ROW_PAGE)
@seller_required
def threshold(variant_id: int) -> Response:
    """Say below how many units this variant's stock is low.

    A stock that is typed in the row and not stored comes along, and stays as it is.
    """
    form = ThresholdForm()
    units, store_id = form.low_stock_threshold.data, current_store_id()

    def work() -> None:
        editing.change_threshold(store_id, variant_id, units or 0)

    succeeded = form.perform(work)
    row = _row(variant_id)
    has_stock = "stock" in request.form
    card = unsaved_stock(row, StockForm()) if has_stock else Card(row)
    if not succeeded:
        message = _first_error(form, "low_stock_threshold")
        typed = form.low_stock_threshold.typed
        card = replace(card, typed_threshold=typed, threshold_error=message)
        return refused(card, message, UNPROCESSABLE)
    sentence = _("%(name)s: the threshold is saved.", **_told(row))
    if has_stock and not wants_fragment():
        fields = [pair for pair in request.form.items() if pair[0] != "low_stock_threshold"]
        if again := keep(ROW_PAGE, fields, owner=current_user.id, variant_id=variant_id):
            toast(sentence)
            return see_other(again)
    return done(replace(card, said=_("Saved")), sentence)


def _disagree(row: InventoryRow, form: StockForm, error: StockMoved) -> Response:
    """The row with the present stock, and the choice between the number and the difference."""
    assert form.stock.data is not None
    present = error.current[row.id]
    seen = form.expected_stock.data if form.seen.data is None else form.seen.data
    disagreement = Disagreement(form.stock.data.units, seen, present)
    message = _("The stock changed meanwhile: it is %(count)s now.", count=number(present))
    return refused(Card(row, disagreement=disagreement), message, error.status)


def _row(variant_id: int) -> InventoryRow:
    return queries.inventory_row(current_store_id(), variant_id)


def _told(row: InventoryRow) -> dict[str, str]:
    return {"name": row.full_name, "stock": number(row.stock)}


def _first_error(form: StockForm | ThresholdForm, field: str) -> str:
    """What is wrong at the field that people see; the others carry what the page put there."""
    errors = [*form[field].errors, *(error for each in form for error in each.errors)]
    return str(errors[0]) if errors else _("Something you entered cannot be used.")
