"""What an import would do, as plain values: what the shop has now, and what a plan changes of it.

A plan is made twice, for the preview and again inside the transaction that writes; `digest` tells
whether what would be written is still what was shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from app.sheets.problems import BadRow, parts_of

# Each is a list of all categories, on one page.
MOST_ASKED = 50


@dataclass(frozen=True)
class KnownProduct:
    """A product of the shop; the description only when the sheet speaks of descriptions."""

    id: int
    name: str
    category_id: int
    description: str
    status: str


@dataclass(frozen=True)
class KnownVariant:
    """A variant of the shop: price in rupiah, weight in grams."""

    id: int
    product_id: int
    sku: str
    options: dict[str, str]
    price: int
    stock: int
    weight: int
    threshold: int
    position: int
    is_archived: bool
    is_active: bool = True


@dataclass(frozen=True)
class KnownCategory:
    id: int
    name: str
    slug: str


@dataclass(frozen=True)
class UnknownCategory:
    """A category that new products name and Belanjain does not have; `chosen` takes its place."""

    name: str
    rows: int
    chosen: int | None


@dataclass
class Shop:
    """What there is: the store's products and variants by id, and all categories in order."""

    products: dict[int, KnownProduct] = field(default_factory=dict)
    variants: dict[int, KnownVariant] = field(default_factory=dict)
    categories: list[KnownCategory] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """One value of a product or variant: what it is now, and what it is to be."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ChangedRow:
    """What a row changes; `of_product` changes are written once for all its variants."""

    line: int
    product_id: int
    variant_id: int
    sku: str
    name: str
    options: dict[str, str]
    of_variant: tuple[Change, ...] = ()
    of_product: tuple[Change, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.of_product, *self.of_variant)


@dataclass(frozen=True)
class NewVariant:
    """A variant to make; its SKU was made up if the sheet has none."""

    line: int
    sku: str
    is_made_up: bool
    options: dict[str, str]
    price: int
    stock: int
    weight: int | None
    threshold: int | None


@dataclass(frozen=True)
class AddedVariant:
    """A variant more of a product that there is."""

    product_id: int
    name: str
    position: int
    variant: NewVariant


@dataclass(frozen=True)
class NewProduct:
    name: str
    category_id: int
    description: str
    status: str
    variants: tuple[NewVariant, ...]


@dataclass
class Plan:
    """All that a sheet would do to a shop."""

    new: list[NewProduct] = field(default_factory=list)
    added: list[AddedVariant] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    unchanged: int = 0
    refused: list[BadRow] = field(default_factory=list)
    unknown: list[UnknownCategory] = field(default_factory=list)
    # Rows of products that are there, whose category is unknown and therefore stays.
    kept_categories: int = 0

    @property
    def new_rows(self) -> int:
        """Rows that make something."""
        return sum(len(product.variants) for product in self.new) + len(self.added)

    @property
    def written_rows(self) -> int:
        """Rows that write anything."""
        return self.new_rows + len(self.changed)

    @property
    def needs_category(self) -> bool:
        """A new product says nothing about its category."""
        return any(
            part.code == "category_missing"
            for bad in self.refused
            for part in parts_of(bad.problem)
        )

    @property
    def asked(self) -> list[UnknownCategory]:
        """The unknown categories to ask about: those of most rows first, and with more than can be
        asked at once those that nothing is chosen for yet.
        """
        by_rows = sorted(self.unknown, key=lambda one: (-one.rows, one.name))
        if len(by_rows) > MOST_ASKED:
            by_rows.sort(key=lambda one: one.chosen is not None)
        return by_rows[:MOST_ASKED]

    def digest(self) -> str:
        """The same for two plans exactly when they write the same over the same."""
        refused = [(bad.line, bad.problem.code) for bad in self.refused]
        said = repr((self.new, self.added, self.changed, refused))
        return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()

    def stocks(self) -> dict[int, int]:
        """The present stock that each line with a new stock goes by."""
        return {
            row.line: change.old
            for row in self.changed
            for change in row.of_variant
            if change.column == "stock"
        }
