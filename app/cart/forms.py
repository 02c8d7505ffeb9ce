"""What may be typed into a cart."""

from __future__ import annotations

from typing import Any

from flask import request

from app.cart.models import MAXIMUM_QUANTITY
from app.catalogue.choice import wishes_in
from app.web.forms import BaseForm, NumberField
from app.web.words import lazy as _l

# As large as an identifier can be that both databases can compare with.
MAXIMUM_ID = 10**18 - 1


# More than anybody means; what is typed beyond it is read as this.
ANY_NUMBER = 10**9


class QuantityField(NumberField):
    """How many; more than a cart can hold is no mistake: it becomes as many as there are.

    `wanted` is what was asked for, for the words about it.
    """

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, min=1, max=MAXIMUM_QUANTITY, **options)
        self.wanted = 0

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lower what is typed to the most that one line can have."""
        raw = str(valuelist[0]).strip() if valuelist else ""
        if raw.isascii() and raw.isdigit() and len(raw.lstrip("0")) > len(str(ANY_NUMBER)) - 1:
            valuelist = [str(ANY_NUMBER)]
        super().process_formdata(valuelist)
        if self.data is not None:
            self.wanted = self.data
            self.data = min(self.data, MAXIMUM_QUANTITY)


class QuantityForm(BaseForm):
    """How many of a line."""

    quantity = QuantityField(_l("Quantity"))


class AddForm(QuantityForm):
    """What to put into the cart, and how many."""

    variant_id = NumberField(_l("Product"), min=1, max=MAXIMUM_ID)

    @property
    def options(self) -> dict[str, str]:
        """The options that were chosen, by form field; the variant's id was made before them."""
        return wishes_in(request.form)
