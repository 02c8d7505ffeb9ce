"""Forms: every field bounded and cleaned, every refusal a message at its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from app.db import unit_of_work
from app.errors import InvalidInput
from app.web.kept import kept_form
from app.web.typed import clean_block, clean_line
from app.web.words import lazy as _l

Result = TypeVar("Result")


def live_words(field: Field) -> dict[str, Any]:
    """data-missing, data-length, data-range and data-format: the server's messages, for forms.js.

    A browser's own message is in the browser's language, not in the page's, and says other things
    than the server does. A validator of a format carries `format_message`, and `pattern` when a
    browser can check it.
    """
    words: dict[str, Any] = {}
    for check in field.validators:
        if isinstance(check, (DataRequired, InputRequired)) and check.message:
            words["data-missing"] = check.message
        elif isinstance(check, (Length, NumberRange)) and check.message:
            kind = "length" if isinstance(check, Length) else "range"
            bounds = {"min": check.min, "max": check.max, "length": 0}
            words[f"data-{kind}"] = str(check.message) % bounds
        elif message := getattr(check, "format_message", None):
            words["data-format"] = message
            if pattern := getattr(check, "pattern", None):
                words["pattern"] = pattern
    return words


def csrf_input() -> Markup:
    """The hidden input that every plain form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


class OwnWords:
    """WTForms' own messages from the shop's catalogue: it brings none in Indonesian."""

    NEEDED = (_l("Not a valid choice."), _l("Invalid Choice: could not coerce."))

    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return ngettext(singular, plural, n)


class BaseForm(FlaskForm):
    """A form that runs its service and shows a refused rule at the field it belongs to."""

    class Meta(FlaskForm.Meta):
        """WTForms' settings of every form."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted as a form and nothing else.

            Flask-WTF would also take a JSON body and uploaded files, whose values are no text: the
            fields could not clean them, and limits that count by what the form says would not see
            them (B46).
            """
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if form.is_submitted():
                return request.form
            kept = kept_form()
            return kept.fields if kept else None

        def get_translations(self, form: Any) -> OwnWords:
            """The words of errors that WTForms writes itself."""
            return OwnWords()

        def render_field(self, field: Field, render_kw: Any) -> Markup:
            """The field, with the words that a script says about it before the server is asked."""
            return super().render_field(field, {**live_words(field), **render_kw})

    result: Any = None

    @property
    def is_kept(self) -> bool:
        """The page shows again what was typed before, so it fills nothing in by itself."""
        return kept_form() is not None

    @property
    def was_refused(self) -> bool:
        """It was sent before, and nothing came of it because nobody was signed in any more."""
        kept = kept_form()
        return kept is not None and kept.was_refused

    def perform(self, work: Callable[[], Any]) -> bool:
        """Validate, then run `work` as a unit of work; False with errors on the fields if refused.

        What `work` returned is in `result`. Errors that name no field of this form are raised.
        """
        if not self.validate_on_submit():
            return False
        try:
            self.result = unit_of_work(work)
        except InvalidInput as error:
            if error.field is None or error.field not in self:
                raise
            field = self[error.field]
            field.errors = [*field.errors, error.message]
            return False
        return True


def has_control_characters(text: str) -> bool:
    """True for NUL and its kin; the end of a line and a tab are none."""
    return any(
        unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        for character in text
    )


def refuse_control_characters(_form: Any, field: Field) -> None:
    """NUL and other control characters have no place in what people type."""
    if has_control_characters(field.data or ""):
        raise InvalidCharacters(_l("This contains characters that cannot be used."))


class InvalidCharacters(ValidationError):
    """A character that no field accepts; of validators, WTForms catches a ValidationError only."""


def _presence(*, required: bool) -> list[Any]:
    if required:
        return [DataRequired(message=_l("Please fill this in."))]
    return [Optional(strip_whitespace=True)]


def _length(maximum: int, minimum: int) -> Length:
    if minimum > 0:
        return Length(
            min=minimum,
            max=maximum,
            message=_l("Use %(min)d to %(max)d characters.", min=minimum, max=maximum),
        )
    return Length(max=maximum, message=_l("Use at most %(max)d characters.", max=maximum))


class TextField(StringField):
    """One bounded line of text."""

    def __init__(
        self, label: Any, *, max: int, min: int = 0, required: bool = True, **options: Any
    ) -> None:
        validators = [
            *_presence(required=required),
            refuse_control_characters,
            _length(max, min),
            *options.pop("validators", ()),
        ]
        options.setdefault("filters", [clean_line])
        super().__init__(label, validators, **options)


class ParagraphField(TextAreaField):
    """Bounded text of several lines."""

    def __init__(self, label: Any, *, max: int, required: bool = True, **options: Any) -> None:
        validators = [
            *_presence(required=required),
            refuse_control_characters,
            _length(max, 0),
            *options.pop("validators", ()),
        ]
        super().__init__(label, validators, filters=[clean_block], **options)


class SecretField(PasswordField):
    """A password, taken exactly as typed."""

    def __init__(self, label: Any, **options: Any) -> None:
        validators = [
            InputRequired(message=_l("Please fill this in.")),
            *options.pop("validators", ()),
        ]
        super().__init__(label, validators, **options)


class NumberField(IntegerField):
    """A whole number within bounds."""

    def __init__(
        self, label: Any, *, min: int, max: int, required: bool = True, **options: Any
    ) -> None:
        presence = InputRequired(message=_l("Please fill this in.")) if required else Optional()
        bounds = NumberRange(
            min=min,
            max=max,
            message=_l("Enter a number from %(min)d to %(max)d.", min=min, max=max),
        )
        super().__init__(label, [presence, bounds, *options.pop("validators", ())], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Only plain digits: int() alone would take "1_000" and other scripts' digits."""
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        raw = str(valuelist[0]).strip()
        digits = raw.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))
        self.data = int(raw)
