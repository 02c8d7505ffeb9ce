"""What stands in the editor's fields, as text, and the redrawing of the variants when axes change.

The editor holds text from beginning to end, the stored product's as much as what was posted, so
that a redrawn page keeps what was typed even where it is no number. Rows have no names of their
own: row N is the Nth combination of the axes that were shown, which the form carries along.
Nothing here writes; what a row means is checked by the form, what it refers to by the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from werkzeug.datastructures import MultiDict

from app.catalogue.axes import (
    MAXIMUM_AXES,
    MAXIMUM_COMBINATIONS,
    Axes,
    Axis,
    Change,
    Options,
    axes_of,
    combinations,
    compare,
    count,
    join_values,
    split_values,
    without_repeats,
)

MOST_SPECIFICATIONS = 30
BLANK_SPECIFICATIONS = 3
USUAL_WEIGHT = "500"  # grams
WORDS = ("revision", "name", "description", "category_id", "price")
FILLED = ("price", "stock", "weight", "image_id")


@dataclass(frozen=True)
class KnownVariant:
    """A variant as it is stored, archived ones too; price in rupiah, weight in grams."""

    id: int
    options: Options
    sku: str
    price: int
    stock: int
    weight: int
    image_id: int | None
    is_active: bool
    is_archived: bool


@dataclass(frozen=True)
class RowText:
    """A combination's fields; a blank price follows the product's, a blank SKU is made up.

    `expected_stock` is the stock that the seller saw; it and `variant_id` are blank for a new one.
    """

    variant_id: str = ""
    sku: str = ""
    price: str = ""
    stock: str = "0"
    expected_stock: str = ""
    weight: str = USUAL_WEIGHT
    image_id: str = ""
    is_active: str = "y"


@dataclass(frozen=True)
class EditorText:
    """The whole form. `axes` are names and values as typed, `shown` those that the rows belong to.

    `was_redrawn` says that the rows are not those that the seller saw.
    """

    words: dict[str, str]
    axes: tuple[tuple[str, str], ...] = ()
    shown: Axes = ()
    rows: tuple[RowText, ...] = (RowText(),)
    specifications: tuple[tuple[str, str], ...] = ()
    change: Change | None = None
    leaving: tuple[KnownVariant, ...] = ()
    # (its options, whether it is on sale again)
    returning: tuple[tuple[Options, bool], ...] = ()
    # The variants of the rows, one by one, where their options make more combinations than fit.
    listed: tuple[Options, ...] = ()

    @property
    def was_redrawn(self) -> bool:
        """The rows are not those that the seller has seen."""
        return self.change is not None

    @property
    def combinations(self) -> list[Options]:
        """The options of each row."""
        return list(self.listed) or combinations(self.shown)

    def fields(self) -> MultiDict[str, str]:
        """The form's fields, named as they are posted."""
        pairs = [*self.words.items()]
        for number in range(MAXIMUM_AXES):
            name, values = self.axes[number] if number < len(self.axes) else ("", "")
            pairs += [(f"axes-{number}-name", name), (f"axes-{number}-values", values)]
        for number, axis in enumerate(self.shown):
            pairs += [
                (f"shown-{number}-name", axis.name),
                (f"shown-{number}-values", join_values(axis.values)),
            ]
        for number, row in enumerate(self.rows):
            values = {part.name: getattr(row, part.name) for part in fields(row)}
            if not row.is_active:
                del values["is_active"]
            pairs += [(f"rows-{number}-{name}", value) for name, value in values.items()]
        for number, (label, value) in enumerate(self.specifications):
            pairs += [
                (f"specifications-{number}-label", label),
                (f"specifications-{number}-value", value),
            ]
        return MultiDict(pairs)


def new_text() -> EditorText:
    """The editor of a product that is not there yet."""
    return EditorText(dict.fromkeys(WORDS, ""), specifications=(("", ""),) * BLANK_SPECIFICATIONS)


def posted_text(form: MultiDict[str, str]) -> EditorText:
    """What was posted, and nothing that is no field of this form."""
    shown = tuple(
        Axis(name, values)
        for number in range(MAXIMUM_AXES)
        if (name := form.get(f"shown-{number}-name", "").strip())
        and (values := without_repeats(split_values(form.get(f"shown-{number}-values", "")))[0])
    )
    if count(shown) > MAXIMUM_COMBINATIONS:
        shown = ()
    number_of_rows = MAXIMUM_COMBINATIONS if "listed" in form else count(shown)
    return EditorText(
        words={name: form.get(name, "") for name in WORDS},
        axes=tuple(
            (form.get(f"axes-{number}-name", ""), form.get(f"axes-{number}-values", ""))
            for number in range(MAXIMUM_AXES)
        ),
        shown=shown,
        rows=tuple(_posted_row(form, f"rows-{number}-") for number in range(number_of_rows)),
        specifications=tuple(_posted_specifications(form)),
    )


def _posted_row(form: MultiDict[str, str], prefix: str) -> RowText:
    names = [part.name for part in fields(RowText)]
    if not any(prefix + name in form for name in names):
        return RowText()
    return RowText(**{name: form.get(prefix + name, "") for name in names})


def _posted_specifications(form: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """In the order of their numbers, which have gaps where rows were taken away."""
    numbers = sorted(
        int(parts[1])
        for key in form
        if len(parts := key.split("-")) == 3
        and (parts[0], parts[2]) == ("specifications", "label")
        and parts[1].isascii()
        and parts[1].isdigit()
        and len(parts[1]) < 6
    )
    for number in numbers[:MOST_SPECIFICATIONS]:
        prefix = f"specifications-{number}-"
        yield form.get(prefix + "label", ""), form.get(prefix + "value", "")


@dataclass(frozen=True)
class StoredProduct:
    """A product as the editor reads it; `variants` has the archived ones too."""

    id: int
    slug: str
    status: str
    revision: int
    name: str
    description: str
    category_id: int
    price: int
    specifications: Sequence[Mapping[str, str]]
    variants: tuple[KnownVariant, ...] = field(default=())

    @property
    def present(self) -> list[KnownVariant]:
        """The variants that are not archived, as many as have a row."""
        return [one for one in self.variants if not one.is_archived][:MAXIMUM_COMBINATIONS]

    @property
    def is_scattered(self) -> bool:
        """Its options make more combinations than fit, of which few are there: a sheet's, say."""
        return count(axes_of(variant.options for variant in self.present)) > MAXIMUM_COMBINATIONS


def stored_text(product: StoredProduct) -> EditorText:
    """The editor of a product as it is stored.

    Where all variants have one price it is the product's, and a new one changes them all. Otherwise
    each row says its own: a price for all that nobody typed would change by itself on saving.
    """
    present = product.present
    prices = {variant.price for variant in present} or {product.price}
    usual = prices.pop() if len(prices) == 1 else None
    axes = () if product.is_scattered else axes_of(variant.options for variant in present)
    by_options = _by_options(present)
    rows = tuple(
        _stored_row(by_options[key], usual) if (key := _key(options)) in by_options else OFF
        for options in combinations(axes)
    )
    text = EditorText(
        words={
            "revision": str(product.revision),
            "name": product.name,
            "description": product.description,
            "category_id": str(product.category_id),
            "price": _grouped(usual) if usual else "",
        },
        axes=tuple((axis.name, join_values(axis.values)) for axis in axes),
        shown=axes,
        rows=rows,
        specifications=(
            *((row.get("label", ""), row.get("value", "")) for row in product.specifications),
            ("", ""),
        )[:MOST_SPECIFICATIONS],
    )
    if product.is_scattered:
        return as_listed(replace(text, rows=tuple(_stored_row(v, usual) for v in present)), product)
    return replace(text, leaving=_leaving(rows, product.variants))


def as_listed(text: EditorText, product: StoredProduct) -> EditorText:
    """The rows of a scattered product: its variants as they are, with what the text has for each.

    What axes the text has counts for nothing: a row is known by its variant.
    """
    typed = {row.variant_id: row for row in text.rows}
    rows = tuple(typed.get(str(v.id)) or _stored_row(v, None) for v in product.present)
    options = tuple(variant.options for variant in product.present)
    return replace(text, axes=(), shown=(), rows=rows, listed=options, change=None, leaving=())


# A combination that was never made: it is there to be switched on.
OFF = RowText(is_active="")


def _stored_row(variant: KnownVariant, usual_price: int | None) -> RowText:
    return RowText(
        variant_id=str(variant.id),
        sku=variant.sku,
        price="" if variant.price == usual_price else _grouped(variant.price),
        stock=str(variant.stock),
        expected_stock=str(variant.stock),
        weight=str(variant.weight),
        image_id=str(variant.image_id or ""),
        is_active="y" if variant.is_active else "",
    )


def _grouped(price: int) -> str:
    """133000 → "133.000", as prices are written."""
    return f"{price:,}".replace(",", ".")


def redrawn(text: EditorText, axes: Axes, variants: Sequence[KnownVariant]) -> EditorText:
    """The editor with a row for each combination of `axes`; what still matches keeps its fields.

    A combination that the product had before, archived or just taken away, comes back as it is
    stored. `variants` are the product's.
    """
    text = _without_unknown(text, variants)
    if axes == text.shown:
        return replace(text, leaving=_leaving(text.rows, variants))
    change = compare(text.shown, axes)
    kept = {text.rows[origin.number].variant_id for origin in change.origins if origin.is_same} - {
        ""
    }
    # The archived first: of two with the same options, the one that is still there wins.
    stored = _by_options(
        sorted(
            (variant for variant in variants if str(variant.id) not in kept),
            key=lambda variant: (not variant.is_archived, variant.id),
        )
    )
    rows: list[RowText] = []
    returning: list[tuple[Options, bool]] = []
    for options, origin in zip(combinations(axes), change.origins, strict=True):
        old = text.rows[origin.number]
        if origin.is_same and (old.variant_id or _key(options) not in stored):
            rows.append(old)
        elif variant := stored.get(_key(options)):
            row = _stored_row(variant, None)
            # Whether it was switched off before it was archived is not known: the seller is told.
            row = replace(row, is_active="y") if variant.is_archived else row
            rows.append(row)
            returning.append((options, bool(row.is_active)))
        else:
            rows.append(RowText(price=old.price, weight=old.weight))
    words = dict(text.words)
    if not axes and rows[0].price:
        words["price"] = rows[0].price
        rows[0] = replace(rows[0], price="")
    return replace(
        text,
        words=words,
        shown=axes,
        rows=tuple(rows),
        change=change,
        returning=tuple(returning),
        leaving=_leaving(rows, variants),
    )


def _without_unknown(text: EditorText, variants: Sequence[KnownVariant]) -> EditorText:
    """Rows of variants that the product has not are rows of new ones, and the seller is told."""
    known = {str(variant.id) for variant in variants} | {""}
    if all(row.variant_id in known for row in text.rows):
        return text
    rows = tuple(
        row if row.variant_id in known else replace(row, variant_id="", expected_stock="")
        for row in text.rows
    )
    return replace(text, rows=rows, change=compare(text.shown, text.shown))


def _leaving(rows: Sequence[RowText], variants: Sequence[KnownVariant]) -> tuple[KnownVariant, ...]:
    """The variants that are archived when the rows are saved."""
    stay = {row.variant_id for row in rows}
    return tuple(v for v in variants if not v.is_archived and str(v.id) not in stay)


def _key(options: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset((name.casefold(), value.casefold()) for name, value in options.items())


def _by_options(
    variants: Sequence[KnownVariant],
) -> dict[frozenset[tuple[str, str]], KnownVariant]:
    """The last of those with the same options."""
    return {_key(variant.options): variant for variant in variants}


def filled(text: EditorText, values: Mapping[str, str]) -> EditorText:
    """Every row with these values: column to text; a blank one changes nothing."""
    given = {name: value for name, value in values.items() if name in FILLED and value.strip()}
    return replace(text, rows=tuple(replace(row, **given) for row in text.rows))


def with_blank_specification(text: EditorText) -> EditorText:
    """One row more for a specification, as far as there may be more."""
    return replace(text, specifications=(*text.specifications, ("", ""))[:MOST_SPECIFICATIONS])


def without_specification(text: EditorText, number: int) -> EditorText:
    """Without the row of this number, counted from 0."""
    rest = (*text.specifications[:number], *text.specifications[number + 1 :])
    return replace(text, specifications=rest)
