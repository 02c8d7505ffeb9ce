"""A number that was typed and is not stored: the row shows it again, whatever came between (U7).

It comes back with an edit of the row's threshold, and from before a session ended.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.inventory.forms import StockForm, ThresholdForm
from app.inventory.routes.cards import Card, Disagreement
from app.inventory.seller_queries import InventoryRow


def unsaved_stock(row: InventoryRow, form: StockForm) -> Card:
    """The row with the stock that was typed: asked about, refused, or not saved yet."""
    typed = form.stock.data
    if typed is None:
        error = str(next(iter(form.stock.process_errors), ""))
        return Card(row, typed=form.stock.typed, error=error)
    if not typed.is_delta:
        if typed.units == row.stock:
            return Card(row)
        expected = bounded(form, "expected_stock")
        if expected != row.stock:
            seen = bounded(form, "seen")
            seen = expected if seen is None else seen
            return Card(row, disagreement=Disagreement(typed.units, seen, row.stock))
    return Card(row, typed=form.stock.typed, error=_("Not saved yet. Save it once more."))


def unsaved_threshold(row: InventoryRow, form: ThresholdForm) -> Card:
    """The row with the threshold that was typed."""
    field = form.low_stock_threshold
    if field.data == row.low_stock_threshold:
        return Card(row)
    error = str(next(iter(field.process_errors), _("Not saved yet. Save it once more.")))
    return Card(row, typed_threshold=field.typed, threshold_error=error)


def bounded(form: StockForm, name: str) -> int | None:
    """The number that the page put there, or None when somebody put something else."""
    field = form[name]
    return field.data if field.validate(form) else None
