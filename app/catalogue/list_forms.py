"""What a seller sends from the list of products."""

from __future__ import annotations

from typing import Any

from wtforms import (
    Field,
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue]
    SelectField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.web.forms import BaseForm
from app.web.words import lazy as _l

PUBLISH = "publish"
ARCHIVE = "archive"
# As many as the longest page of the list shows.
MOST_IDS = 100


class IdsField(Field):
    """The numbers of rows that were ticked, each once; what is no such number refuses them all."""

    widget = HiddenInput()
    data: list[int]

    def process_data(self, value: Any) -> None:
        """Nothing is ticked before somebody does."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Plain digits only: int() alone would take "1_000" and what no table can hold."""
        texts = [str(value) for value in valuelist]
        are_numbers = all(t.isascii() and t.isdigit() and len(t) <= 18 for t in texts)
        if not are_numbers or len(texts) > MOST_IDS:
            raise ValueError(self.gettext("Not a valid choice."))
        self.data = sorted({int(text) for text in texts})


class TogetherForm(BaseForm):
    """Several products, and what is to be done with them."""

    products = IdsField(_l("Products"))
    do = SelectField(
        _l("What to do"),
        choices=[SelectChoice(PUBLISH, _l("Publish")), SelectChoice(ARCHIVE, _l("Archive"))],
        default="",
    )

    def validate_products(self, field: IdsField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_l("Tick the products first, then choose what to do with them."))


class RestoreForm(BaseForm):
    """Products to take out of the archive: those that were on sale, and those that were drafts."""

    products = IdsField(_l("Products"))
    drafts = IdsField(_l("Drafts"))
