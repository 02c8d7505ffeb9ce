"""What the editor's page shows: the text in its fields, the form over it, pictures and notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request, url_for
from flask_babel import gettext as _

from app.catalogue.axes import count, join_values
from app.catalogue.choice import in_words
from app.catalogue.editor_fields import (
    FILLED,
    EditorText,
    KnownVariant,
    StoredProduct,
    as_listed,
    filled,
    new_text,
    posted_text,
    redrawn,
    stored_text,
    with_blank_specification,
    without_specification,
)
from app.catalogue.models import ProductStatus
from app.catalogue.product_forms import AxesReading, ProductForm, RowForm, read_axes
from app.catalogue.queries import category_tree
from app.catalogue.uploads import PictureInput, kept_pictures, product_pictures
from app.errors import DomainError
from app.inventory.errors import StockMoved
from app.web.filters import number
from app.web.kept import kept_form

DROP = "drop:"


@dataclass(frozen=True)
class Desk:
    """A product being edited, or a new one (`product` is None)."""

    product: StoredProduct | None
    text: EditorText
    axes: AxesReading
    pictures: PictureInput
    form: ProductForm
    # The revision to save over, once the seller has been told of it.
    overwrite: int | None = None
    # The rows were drawn anew when they were to be saved: they must be looked at first.
    is_unseen: bool = False

    @classmethod
    def opened(cls, product: StoredProduct | None, store_id: int) -> Desk:
        """The page as it is opened, or as it was when its seller had to sign in again."""
        if kept := kept_form():
            pictures = kept_pictures(store_id, product.id if product else None, kept.fields)
            return cls.showing(product, posted_text(kept.fields), pictures)
        pictures = PictureInput(product_pictures(product.id)) if product else PictureInput()
        return cls.showing(product, stored_text(product) if product else new_text(), pictures)

    @classmethod
    def posted(cls, product: StoredProduct | None, pictures: PictureInput) -> Desk:
        """The page as it was sent, after what its button does to it."""
        return cls.showing(product, _pressed(posted_text(request.form)), pictures)

    @classmethod
    def showing(
        cls, product: StoredProduct | None, text: EditorText, pictures: PictureInput
    ) -> Desk:
        """The page with this text, its rows those of the axes that are typed."""
        is_listed = product is not None and product.is_scattered
        if product is not None and is_listed:
            text = as_listed(text, product)
        else:
            text = replace(text, rows=text.rows[: count(text.shown)])
        axes = read_axes(text.axes)
        if axes.axes is not None and not is_listed:
            text = redrawn(text, axes.axes, product.variants if product else ())
        current = product.category_id if product else None
        form = ProductForm.showing(text, axes, category_tree(), pictures, current)
        return cls(product, text, axes, pictures, form)

    @property
    def url(self) -> str:
        """Where the form is sent."""
        if self.product is None:
            return url_for("seller_editor.new")
        return url_for("seller_editor.edit", product_id=self.product.id)

    @property
    def status(self) -> str:
        """The product's status; a new one is a draft."""
        return self.product.status if self.product else ProductStatus.DRAFT

    @property
    def price_range(self) -> tuple[int, int] | None:
        """What buyers see as the price, in rupiah; None as long as there is none."""
        usual = self.form.price.data
        rows = [row for _options, row in self.form.variant_rows if row.is_active.data]
        prices = [usual if row.price.data is None else row.price.data for row in rows]
        known = [price for price in prices if price]
        return (min(known), max(known)) if known else None

    @property
    def shown_fields(self) -> list[tuple[str, str]]:
        """The axes of the rows as the form carries them along."""
        return [(axis.name, join_values(axis.values)) for axis in self.text.shown]

    @property
    def notes(self) -> list[str]:
        """What the seller should know about the rows before they are saved."""
        filled_in = [_("Filled into all rows. Nothing is saved yet.")] if _is_filling() else []
        return [
            *filled_in,
            *_notes_of_typing(self.axes),
            *_notes_of_change(self.text, self.product),
        ]

    @property
    def leaving(self) -> list[str]:
        """The variants that saving archives, in words."""
        return [_with_stock(variant) for variant in self.text.leaving]

    @property
    def overwritten_revision(self) -> int:
        """The revision that is saved over: the one that was opened, or a newer one on purpose."""
        typed = request.form.get("overwrite", "")
        if typed.isascii() and typed.isdigit() and len(typed) < 16:
            return int(typed)
        return self.form.revision.data or 0

    def over(self, revision: int) -> Desk:
        """The same page, which offers to be saved over this revision."""
        return replace(self, overwrite=revision)

    def refuse(self, error: DomainError, field: str | None) -> None:
        """Say what the service refused, at its field where the form has it."""
        if field and field in self.form:
            self.form[field].errors = [str(error.message)]
        else:
            self.form.form_errors = [str(error.message)]

    def refuse_skus(self, skus: frozenset[str]) -> None:
        """Say at each row that its SKU is another variant's."""
        for _options, row in self.form.variant_rows:
            if (row.sku.data or "").casefold() in skus:
                row.sku.errors = [_("Another variant of your store has this SKU already.")]

    def show_moved(self, error: StockMoved) -> None:
        """Say at each row what its stock is by now; sent again, the row is meant over that."""
        for _options, row in self.form.variant_rows:
            now = error.current.get(row.variant_id.data or 0)
            if now is not None:
                _show_moved(row, now)


def _is_filling() -> bool:
    return request.form.get("action") == "fill"


def _pressed(text: EditorText) -> EditorText:
    """What the buttons do that change the form without saving it."""
    action = request.form.get("action", "")
    if action == "fill":
        return filled(text, {name: request.form.get(f"fill-{name}", "") for name in FILLED})
    if action == "specification":
        return with_blank_specification(text)
    place = action.removeprefix(DROP)
    if action.startswith(DROP) and place.isascii() and place.isdigit() and len(place) < 6:
        return without_specification(text, int(place))
    return text


def _show_moved(row: RowForm, now: int) -> None:
    row.moved_to = now
    row.stock.errors = [
        _(
            "The stock is %(now)s by now, no longer %(seen)s. "
            "Save again to make it %(wanted)s, or take over what it is.",
            now=number(now),
            seen=number(row.expected_stock.data or 0),
            wanted=number(row.stock.data or 0),
        )
    ]
    row.expected_stock.data = now
    row.expected_stock.raw_data = [str(now)]


def _notes_of_typing(axes: AxesReading) -> list[str]:
    return [_("“%(value)s” stood there twice and counts once.", value=v) for v in axes.repeats]


def _notes_of_change(text: EditorText, product: StoredProduct | None) -> list[str]:
    change = text.change
    if change is None or product is None:
        return []
    notes = [
        _("“%(old)s” is now called “%(new)s”; SKU, price and stock stay.", old=old, new=new)
        for old, new in change.renamed
    ]
    notes += [
        _(
            "%(option)s is new: what there was before is now “%(value)s”.",
            option=axis.name,
            value=axis.values[0],
        )
        for axis in change.added
    ]
    notes += [
        _("%(option)s is gone: of rows that became one, the first stays.", option=axis.name)
        for axis in change.removed
    ]
    for is_on, words in (
        (True, _("On sale again, with the stock they had")),
        (False, _("Back with the stock they had, and still switched off")),
    ):
        names = [in_words(options) for options, on_sale in text.returning if on_sale == is_on]
        if names:
            notes.append(f"{words}: {'; '.join(names)}.")
    return notes


def _with_stock(variant: KnownVariant) -> str:
    name = in_words(variant.options) or variant.sku
    return _("%(name)s (stock %(stock)s)", name=name, stock=number(variant.stock))
