"""The fields of the inventory page."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import Regexp
from wtforms.widgets import TextInput

from app.errors import InvalidInput
from app.inventory.typed_stock import (
    LONGEST_TYPED,
    TypedStock,
    parse_typed_stock,
    parse_units,
)
from app.web.forms import BaseForm, NumberField, TextField
from app.web.words import lazy as _l

MOST_IN_A_ROW_ID = 2**53


class TypedStockField(Field):
    """A stock as a seller types it: `data` is what it means, `typed` the text itself."""

    widget = TextInput()
    data: TypedStock | None
    typed: str = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand the text, or say at the field what is wrong with it."""
        raw = str(valuelist[0]) if valuelist else ""
        self.typed = raw.strip()[:LONGEST_TYPED]
        self.data = None
        try:
            self.data = parse_typed_stock(raw)
        except InvalidInput as error:
            raise ValueError(error.message) from error


class UnitsField(Field):
    """A number of units as a seller types it: `data` in units, `typed` the text itself."""

    widget = TextInput()
    data: int | None
    typed: str = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand the text, or say at the field what is wrong with it."""
        raw = str(valuelist[0]) if valuelist else ""
        self.typed = raw.strip()[:LONGEST_TYPED]
        self.data = None
        try:
            self.data = parse_units(raw)
        except InvalidInput as error:
            raise ValueError(error.message) from error


class StockForm(BaseForm):
    """A stock as typed, with the one the seller saw (`expected_stock`) and the form's own name.

    `seen` is what was seen first, when sales came between more than once: the difference counts
    from there.
    """

    stock = TypedStockField(_l("Stock"))
    expected_stock = NumberField(_l("Stock seen"), min=0, max=2**31 - 1, required=False)
    seen = NumberField(_l("Stock seen"), min=0, max=2**31 - 1, required=False)
    once = TextField(
        _l("Form"),
        max=40,
        required=False,
        validators=[
            Regexp(r"[A-Za-z0-9_-]*\Z", message=_l("Something you entered cannot be used."))
        ],
    )


class ThresholdForm(BaseForm):
    """Below how many units the stock is low."""

    low_stock_threshold = UnitsField(_l("Low below"))


class UndoForm(BaseForm):
    """Which emptying is taken back."""

    movement = NumberField(_l("Movement"), min=1, max=MOST_IN_A_ROW_ID)
