"""The forms of the sheets: a file or pasted rows, a category, and the yes to a preview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import FileInput

from app.sheets.errors import UnusableSheet
from app.sheets.plans import KnownCategory
from app.sheets.reading import Reading, read_file, read_text
from app.web.forms import BaseForm
from app.web.typed import clean_line
from app.web.uploads import UploadField
from app.web.words import lazy as _l

MOST_FILE_BYTES = 10 * 1024 * 1024
MOST_PASTED_BYTES = 2 * 1024 * 1024
# Both, and what stands around them in a form.
MOST_FORM_BYTES = MOST_PASTED_BYTES + 64 * 1024
MOST_BYTES = MOST_FILE_BYTES + MOST_FORM_BYTES
NO_CATEGORY = 0


class CategoryForm(BaseForm):
    """The categories for new products whose own is unknown here: one for all, or for each its own.

    Each unknown one is sent as a pair of fields, `unknown` its name and `chosen` the category.
    """

    category = SelectField(
        _l("Category for rows whose category is unknown"), coerce=int, default=NO_CATEGORY
    )

    def offer(self, categories: Sequence[KnownCategory]) -> None:
        """Let these be chosen."""
        named = [(category.id, category.name) for category in categories]
        self.category.choices = [(NO_CATEGORY, _("None: leave these rows out")), *named]
        self._numbers = [NO_CATEGORY, *(category.id for category in categories)]

    @property
    def fallback(self) -> int | None:
        """The chosen category's id."""
        return self.category.data or None

    @property
    def choices(self) -> dict[str, int | None]:
        """Unknown category's name → the one chosen for it, None for "like all others"."""
        pairs = zip(request.form.getlist("unknown"), request.form.getlist("chosen"), strict=False)
        return {clean_line(name) or "": self._offered().get(chosen) for name, chosen in pairs}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that each single choice is one that was offered."""
        is_valid = super().validate(extra_validators)
        if all(chosen in self._offered() for chosen in request.form.getlist("chosen")):
            return is_valid
        self.category.errors = [*self.category.errors, _("Not a valid choice.")]
        return False

    def _offered(self) -> dict[str, int | None]:
        return {str(number): number or None for number in self._numbers}


class SheetForm(CategoryForm):
    """A file, or rows that were pasted."""

    file = UploadField(_l("XLSX or CSV file"), widget=FileInput())
    rows = TextAreaField(
        _l("Or paste rows, with the headings first"),
        [
            Length(
                max=MOST_PASTED_BYTES,
                message=_l("This is too much to paste. Send it as a file."),
            )
        ],
    )
    # What came is named after its file, for the list of imports and the ledger.
    file_name = ""

    def reading(self) -> Reading | None:
        """What was sent, as rows; None with a message at its field when that cannot be read."""
        if not self.validate_on_submit():
            return None
        try:
            return self._read()
        except UnusableSheet as error:
            field = self[error.field or "file"]
            field.errors = [*field.errors, error.message]
            return None

    def _read(self) -> Reading:
        if self.file.data:
            upload = self.file.data[0]
            with upload.stream as stream:
                content = stream.read(MOST_FILE_BYTES + 1)
            if len(content) > MOST_FILE_BYTES:
                raise UnusableSheet(_("This file is larger than 10 MB. Send it in parts."))
            self.file_name = clean_line(upload.filename) or ""
            return read_file(content)
        if (self.rows.data or "").strip():
            return read_text(self.rows.data or "")
        raise UnusableSheet(_("Choose a file, or paste rows below."))


class ApplyForm(BaseForm):
    """The yes to a preview; `seen` says which plan it showed."""

    seen = HiddenField(validators=[Length(max=64)])
