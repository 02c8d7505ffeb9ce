"""Looking at the inventory."""

from __future__ import annotations

from flask import Response

from app.inventory import seller_queries as queries
from app.inventory.forms import StockForm, ThresholdForm
from app.inventory.routes import blueprint
from app.inventory.routes.answers import inventory_page, row_answer
from app.inventory.routes.cards import Card
from app.inventory.routes.place import Place
from app.inventory.routes.unsaved import unsaved_stock, unsaved_threshold
from app.web import params
from app.web.access import current_store_id, seller_required
from app.web.htmx import wants_fragment
from app.web.kept import kept_form
from app.web.render import see_other


@blueprint.get("/seller/inventory")
@seller_required
def index() -> Response:
    """The store's variants with their stock; after an emptying, with the way back."""
    movement_id = params.integer("emptied", minimum=1)
    undo = queries.undoable(current_store_id(), movement_id) if movement_id else None
    return inventory_page(undo=undo)


@blueprint.get("/seller/inventory/<int:variant_id>")
@seller_required
def row(variant_id: int) -> Response:
    """One row as it is now: who leaves a disagreement alone gets it; a plain browser, its page.

    What was typed into the row before the session ended is shown in it again.
    """
    found = queries.inventory_row(current_store_id(), variant_id)
    if kept := kept_form():
        is_stock = "stock" in kept.fields
        card = (
            unsaved_stock(found, StockForm())
            if is_stock
            else unsaved_threshold(found, ThresholdForm())
        )
        return inventory_page(card)
    if not wants_fragment():
        return see_other(Place.asked_for().url(also={"_anchor": f"variant-{variant_id}"}))
    return row_answer(Card(found))
