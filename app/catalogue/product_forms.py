"""The form of a product: its words, its option axes, a row for each variant, its specifications.

It reads the text of app.catalogue.editor_fields and nothing else. A draft may be without a price;
what is on sale may not, so the rules depend on what is to become of the product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, FieldList, Form, FormField, SelectField, StringField
from wtforms.validators import DataRequired, NumberRange
from wtforms.widgets import TextInput

from app.catalogue.axes import (
    LONGEST_AXIS_NAME,
    LONGEST_VALUE,
    MAXIMUM_AXES,
    MAXIMUM_COMBINATIONS,
    Axes,
    Axis,
    count,
    split_values,
    without_repeats,
)
from app.catalogue.bounds import (
    HEAVIEST,
    HIGHEST_PRICE,
    LIGHTEST,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    LOWEST_PRICE,
    MOST_STOCK,
)
from app.catalogue.choice import in_words
from app.catalogue.editing import ProductInput, VariantInput
from app.catalogue.editor_fields import MOST_SPECIFICATIONS, EditorText
from app.catalogue.queries import CategoryNode, CategoryTree
from app.catalogue.uploads import PictureInput
from app.catalogue.variants import LONGEST_SKU
from app.web.forms import BaseForm, NumberField, ParagraphField, TextField
from app.web.typed import clean_line
from app.web.words import lazy as _l

LARGEST_ID = 2**53
LONGEST_LABEL = 60
LONGEST_SPECIFICATION = 300
# As many values as there can be, each in quotes and a separator behind it.
LONGEST_VALUES = MAXIMUM_COMBINATIONS * (LONGEST_VALUE + 4)

_GROUPED = re.compile(r"(?:rp\.?\s*)?(\d{1,3}(?:[., ]\d{3})+|\d+)", re.IGNORECASE | re.ASCII)


class AmountField(NumberField):
    """A whole number as people write it: "133000", "133.000" and "Rp 133.000" are the same.

    It is a field of text: to a browser's field of numbers "50.000" is fifty.
    """

    widget = TextInput()

    def __init__(self, label: Any, *, min: int, max: int, **options: Any) -> None:
        super().__init__(label, min=min, max=max, **options)
        for check in self.validators:
            if isinstance(check, NumberRange):
                low, high = (f"{bound:,}".replace(",", ".") for bound in (min, max))
                check.message = _l("Enter a number from %(low)s to %(high)s.", low=low, high=high)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the groups of a number together; refuse the rest as ever."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        grouped = _GROUPED.fullmatch(typed)
        super().process_formdata([re.sub(r"\D", "", grouped[1])] if grouped else [typed])


def _price() -> AmountField:
    return AmountField(_l("Price"), min=0, max=HIGHEST_PRICE, required=False)


class PartForm(Form):
    """A part of the product's form that stands there several times."""

    class Meta:
        """The settings of the whole form, without a token of its own."""

        csrf = False
        get_translations = BaseForm.Meta.get_translations


def _bounded(text: str | None) -> str | None:
    """What is too long is refused, and not sent back as a whole."""
    return text[:LONGEST_VALUES] if text else text


class AxisForm(PartForm):
    """An axis as it is typed; its rules are `read_axes`'s."""

    name = StringField(_l("Option"), filters=[clean_line, _bounded])
    values = StringField(_l("Values"), filters=[clean_line, _bounded])


class SpecificationForm(PartForm):
    """A label and its value; a row with neither says nothing."""

    label = TextField(_l("Label"), max=LONGEST_LABEL, required=False)
    value = TextField(_l("Value"), max=LONGEST_SPECIFICATION, required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse half a row."""
        is_valid = super().validate(extra_validators)
        for one, other in ((self.label, self.value), (self.value, self.label)):
            if other.data and not one.data and not one.errors:
                _refuse(one, _("Fill in both, or neither."))
                is_valid = False
        return is_valid


class RowForm(PartForm):
    """A variant's row."""

    variant_id = NumberField("", min=1, max=LARGEST_ID, required=False)
    sku = TextField(_l("SKU"), max=LONGEST_SKU, required=False)
    price = _price()
    stock = AmountField(_l("Stock"), min=0, max=MOST_STOCK)
    expected_stock = NumberField("", min=0, max=2**31 - 1, required=False)
    weight = AmountField(_l("Weight"), min=LIGHTEST, max=HEAVIEST)
    image_id = SelectField(_l("Picture"), choices=[], coerce=str)
    is_active = BooleanField(_l("On sale"))

    # The stock by now, when it is another than the seller saw.
    moved_to: int | None = None


class ProductForm(BaseForm):
    """Everything about a product but its pictures."""

    revision = NumberField("", min=0, max=LARGEST_ID, required=False)
    name = TextField(_l("Product name"), max=LONGEST_NAME)
    description = ParagraphField(_l("Description"), max=LONGEST_DESCRIPTION, required=False)
    category_id = SelectField(
        _l("Category"),
        [DataRequired(message=_l("Choose the category in which buyers look for it."))],
        choices=[],
        coerce=str,
    )
    price = _price()
    axes = FieldList(FormField(AxisForm), max_entries=MAXIMUM_AXES)
    specifications = FieldList(FormField(SpecificationForm), max_entries=MOST_SPECIFICATIONS)
    rows = FieldList(FormField(RowForm), max_entries=MAXIMUM_COMBINATIONS)

    text: EditorText
    axes_read: AxesReading

    @classmethod
    def showing(
        cls,
        text: EditorText,
        axes: AxesReading,
        tree: CategoryTree,
        pictures: PictureInput,
        current_category: int | None,
    ) -> ProductForm:
        """The form with these fields; the messages about the axes are there from the beginning."""
        form = cls(text.fields())
        form.text, form.axes_read = text, axes
        form.category_id.choices = category_choices(tree, current_category)
        form._show_pictures(pictures)
        for row, options in zip(form.rows, text.combinations, strict=True):
            form._name_after(row.form, in_words(options))
        for number, row in enumerate(form.specifications, 1):
            for part in (row.form.label, row.form.value):
                part.label.text = _(
                    "Specification %(number)s, %(part)s", number=number, part=part.label.text
                )
        form._refuse_axes()
        return form

    @property
    def variant_rows(self) -> list[tuple[dict[str, str], RowForm]]:
        """The options of each row and the row."""
        return [
            (options, row.form)
            for options, row in zip(self.text.combinations, self.rows, strict=True)
        ]

    def is_savable(self, *, on_sale: bool) -> bool:
        """Validate; with `on_sale` also what a product needs to be bought."""
        is_valid = self.validate()
        self._refuse_axes()
        own = [_refused_rows(self, on_sale=on_sale), _repeated_skus(self)]
        return is_valid and not self.axes_read.problems and not any(own)

    def input(self) -> ProductInput:
        """What was typed, once it is valid."""
        usual = self.price.data or 0
        return ProductInput(
            name=self.name.data or "",
            description=self.description.data or "",
            category_id=int(self.category_id.data),
            specifications=[
                {"label": row.form.label.data, "value": row.form.value.data}
                for row in self.specifications
                if row.form.label.data and row.form.value.data
            ],
            variants=tuple(
                VariantInput(
                    options=options,
                    variant_id=row.variant_id.data,
                    sku=row.sku.data or "",
                    price=usual if row.price.data is None else row.price.data,
                    stock=row.stock.data or 0,
                    expected_stock=row.expected_stock.data,
                    weight=row.weight.data or 0,
                    image_id=int(row.image_id.data) if row.image_id.data else None,
                    is_active=bool(row.is_active.data),
                )
                for options, row in self.variant_rows
            ),
        )

    def collect_errors(self) -> None:
        """Let the parts that stand there several times know what was refused in them by now."""
        for part in (self.axes, self.specifications, self.rows):
            errors = [entry.errors for entry in part.entries]
            part.errors = errors if any(errors) else []

    def _show_pictures(self, pictures: PictureInput) -> None:
        choices = [("", _("None"))] + [
            (str(picture.id), picture_words(number, picture.alt))
            for number, picture in enumerate(pictures.wanted, 1)
        ]
        offered = {value for value, _label in choices}
        for row in self.rows:
            row.form.image_id.choices = choices
            # Its picture was taken off just now, which is no mistake of this row.
            if row.form.image_id.data in {str(p.id) for p in pictures.rows} - offered:
                row.form.image_id.data = ""

    def _name_after(self, row: RowForm, words: str) -> None:
        """Each field of a row says of which variant it is, for who hears it alone."""
        if words:
            for field in (row.sku, row.price, row.stock, row.weight, row.image_id, row.is_active):
                field.label.text = f"{field.label.text}: {words}"

    def _refuse_axes(self) -> None:
        for problem in self.axes_read.problems:
            axis: Any = self.axes[problem.number].form
            _refuse(axis[problem.field], problem.message)


def _refuse(field: Field, message: str) -> None:
    field.errors = [message]


@dataclass(frozen=True)
class AxisProblem:
    """What is wrong with an axis, at "name" or "values"."""

    number: int
    field: str
    message: str


@dataclass(frozen=True)
class AxesReading:
    """The axes as they are typed, None when something is wrong; `repeats` counted once."""

    axes: Axes | None
    problems: tuple[AxisProblem, ...] = ()
    repeats: tuple[str, ...] = ()


def read_axes(typed: Sequence[tuple[str, str]]) -> AxesReading:
    """Axes from names and comma-separated values; an axis with neither is left out."""
    axes: list[Axis] = []
    problems: list[AxisProblem] = []
    repeats: list[str] = []
    for number, pair in enumerate(typed):
        name, written = (clean_line(text) or "" for text in pair)
        if len(written) > LONGEST_VALUES:
            message = _(
                "These are more values than an option can have. Use fewer, or shorter ones."
            )
            problems.append(AxisProblem(number, "values", message))
            continue
        values, repeated = without_repeats(split_values(written))
        repeats += repeated
        if not name and not values:
            continue
        if message := _problem_of_name(name, axes):
            problems.append(AxisProblem(number, "name", message))
        if message := _problem_of_values(values):
            problems.append(AxisProblem(number, "values", message))
        axes.append(Axis(name, values))
    last = len(typed) - 1
    if not problems and count(tuple(axes)) > MAXIMUM_COMBINATIONS:
        last = max(n for n, (name, _values) in enumerate(typed) if name.strip())
        problems.append(
            AxisProblem(
                last,
                "values",
                _(
                    "These make %(count)s combinations; at most %(limit)s fit. Use fewer values.",
                    count=count(tuple(axes)),
                    limit=MAXIMUM_COMBINATIONS,
                ),
            )
        )
    return AxesReading(None if problems else tuple(axes), tuple(problems), tuple(repeats))


def _problem_of_name(name: str, before: Sequence[Axis]) -> str:
    if not name:
        return _("Say what is chosen here, such as Colour.")
    if len(name) > LONGEST_AXIS_NAME:
        return _("Use at most %(max)d characters.", max=LONGEST_AXIS_NAME)
    if name.casefold() in {axis.name.casefold() for axis in before}:
        return _("Another option has this name already.")
    return ""


def _problem_of_values(values: Sequence[str]) -> str:
    if not values:
        return _("Give at least one value, with commas between them.")
    long = [value for value in values if len(value) > LONGEST_VALUE]
    if long:
        return _(
            "“%(value)s…” is too long; use at most %(max)d characters for each value.",
            value=long[0][:20],
            max=LONGEST_VALUE,
        )
    return ""


def _refused_rows(form: ProductForm, *, on_sale: bool) -> bool:
    """Refuse prices that are missing or too low for what is on sale."""
    rows = [row for _options, row in form.variant_rows if row.is_active.data]
    if not on_sale:
        return False
    refused = False
    if not rows:
        _refuse(form.variant_rows[0][1].is_active, _("Switch on at least one variant."))
        refused = True
    message = _("A price needs at least Rp %(price)s.", price=LOWEST_PRICE)
    follows = [row for row in rows if row.price.data is None and not row.price.errors]
    if follows and not form.price.errors and (form.price.data or 0) < LOWEST_PRICE:
        _refuse(form.price, message if form.price.data else _("Please fill this in."))
        refused = True
    for row in rows:
        if row.price.data is not None and row.price.data < LOWEST_PRICE and not row.price.errors:
            _refuse(row.price, message)
            refused = True
    return refused


def _repeated_skus(form: ProductForm) -> bool:
    """Refuse an SKU that stands in two rows, in whatever case, at the second."""
    seen: set[str] = set()
    refused = False
    for _options, row in form.variant_rows:
        sku = (row.sku.data or "").casefold()
        if sku and sku in seen:
            _refuse(
                row.sku,
                _("Another row has this SKU already; capitals and small letters count alike."),
            )
            refused = True
        seen.add(sku)
    return refused


def picture_words(number: int, alt: str) -> str:
    """A picture to choose, such as "2. Front, in red": the number tells those of one name apart."""
    return f"{number}. {alt}" if alt else _("Picture %(number)s", number=number)


def category_choices(tree: CategoryTree, current: int | None) -> dict[str, list[tuple[str, str]]]:
    """The categories in which a product can be filed, by what they lie below.

    Those with others below them are shelves for browsing; only the product's own may be one.
    """
    groups: dict[str, list[tuple[str, str]]] = {"": [("", _("Choose a category"))]}
    for node in tree.by_id.values():
        if node.children and node.id != current:
            continue
        groups.setdefault(_shelf(tree, node), []).append((str(node.id), node.name))
    return groups


def _shelf(tree: CategoryTree, node: CategoryNode) -> str:
    above = [found.name for found in tree.path(node)[:-1]]
    return " › ".join(above) if above else _("Other categories")
