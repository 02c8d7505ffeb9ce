"""What may be typed into a cart."""

from __future__ import annotations

from app.cart.models import MAXIMUM_QUANTITY
from app.web.forms import BaseForm, NumberField
from app.web.words import lazy as _l

# As large as an identifier can be that both databases can compare with.
MAXIMUM_ID = 10**18 - 1


class QuantityForm(BaseForm):
    """How many of a line."""

    quantity = NumberField(_l("Quantity"), min=1, max=MAXIMUM_QUANTITY)


class AddForm(QuantityForm):
    """What to put into the cart, and how many."""

    variant_id = NumberField(_l("Product"), min=1, max=MAXIMUM_ID)
