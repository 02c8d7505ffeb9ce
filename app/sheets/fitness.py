"""What a plan may not leave behind: a product on sale that cannot be sold, or none can edit.

The rules are those of publishing (app.catalogue.lifecycle) and of the product's form
(app.catalogue.bounds). They bind what a row changes; what was there before, and goes back as it
was exported, is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.catalogue.axes import LONGEST_AXIS_NAME, LONGEST_VALUE
from app.catalogue.bounds import (
    HEAVIEST,
    HIGHEST_PRICE,
    LIGHTEST,
    LONGEST_DESCRIPTION,
    LOWEST_PRICE,
)
from app.catalogue.models import ProductStatus
from app.sheets.columns import OPTION_KEYS
from app.sheets.plans import (
    AddedVariant,
    Change,
    ChangedRow,
    KnownVariant,
    NewProduct,
    NewVariant,
    Plan,
    Shop,
)
from app.sheets.problems import BadRow, Problem, Row, together

Spelling = dict[tuple[str, ...], str]


def refuse_unfit(plan: Plan, shop: Shop, rows: Iterable[Row]) -> None:
    """Move what the plan may not write to its refused rows."""
    _Check(plan, shop, rows).run()


class _Check:
    """One look over a plan."""

    def __init__(self, plan: Plan, shop: Shop, rows: Iterable[Row]) -> None:
        self.plan = plan
        self.shop = shop
        self.cells = {row.line: row.cells for row in rows}
        self.changed: dict[int, list[ChangedRow]] = defaultdict(list)
        for row in plan.changed:
            self.changed[row.product_id].append(row)
        self.added: dict[int, list[AddedVariant]] = defaultdict(list)
        for one in plan.added:
            self.added[one.product_id].append(one)
        self.variants: dict[int, list[KnownVariant]] = defaultdict(list)
        for variant in shop.variants.values():
            if variant.product_id in self.changed or variant.product_id in self.added:
                self.variants[variant.product_id].append(variant)

    def run(self) -> None:
        self.plan.changed, self.plan.added = [], []
        for product_id in dict.fromkeys([*self.changed, *self.added]):
            self._check_known(product_id)
        self.plan.new = [kept for new in self.plan.new if (kept := self._new(new))]

    def _refuse(self, lines: Iterable[int], *problems: Problem) -> None:
        self.plan.refused += [
            BadRow(line, self.cells.get(line, {}), together(problems)) for line in lines
        ]

    def _check_known(self, product_id: int) -> None:
        before = self.shop.products[product_id].status
        changed, added = self._spelled_alike(product_id)
        after = next(
            (c.new for row in changed for c in row.of_product if c.column == "status"), before
        )
        problems = [
            _of_text("description", change.new, LONGEST_DESCRIPTION)
            for row in changed
            for change in row.of_product
            if change.column == "description"
        ]
        if before == ProductStatus.ACTIVE and after == ProductStatus.DRAFT:
            problems.append([Problem("status_backwards")])
        if found := [problem for some in problems for problem in some]:
            lines = [row.line for row in changed] + [one.variant.line for one in added]
            self._refuse(lines, *found)
            return
        on_sale = after == ProductStatus.ACTIVE
        changed = [row for row in changed if not self._is_unfit(row, on_sale=on_sale)]
        added = [one for one in added if not self._is_unfit_new(one.variant, on_sale=on_sale)]
        if on_sale and before != after:
            prices = {v.id: v.price for v in self.variants[product_id] if _is_offered(v)}
            for row in changed:
                for change in row.of_variant:
                    if change.column == "price" and row.variant_id in prices:
                        prices[row.variant_id] = change.new
            sold = [*prices.values(), *(one.variant.price for one in added)]
            if not sold or min(sold) < LOWEST_PRICE:
                lines = [row.line for row in changed] + [one.variant.line for one in added]
                self._refuse(lines, Problem("unsellable", {"has_variants": bool(sold)}))
                return
        self.plan.changed += changed
        self.plan.added += added

    def _is_unfit(self, row: ChangedRow, *, on_sale: bool) -> bool:
        on_sale = on_sale and _is_offered(self.shop.variants[row.variant_id])
        said = {change.column: change.new for change in row.of_variant}
        problems = _of_variant(
            said.get("price"), said.get("weight"), said.get("options", {}), on_sale=on_sale
        )
        if problems:
            self._refuse([row.line], *problems)
        return bool(problems)

    def _is_unfit_new(self, new: NewVariant, *, on_sale: bool) -> bool:
        problems = _of_variant(new.price, new.weight, new.options, on_sale=on_sale)
        if problems:
            self._refuse([new.line], *problems)
        return bool(problems)

    def _new(self, new: NewProduct) -> NewProduct | None:
        if problems := _of_text("description", new.description, LONGEST_DESCRIPTION):
            self._refuse([variant.line for variant in new.variants], *problems)
            return None
        spelling: Spelling = {}
        on_sale = new.status == ProductStatus.ACTIVE
        kept = tuple(
            replace(variant, options=_spelled(variant.options, spelling))
            for variant in new.variants
            if not self._is_unfit_new(variant, on_sale=on_sale)
        )
        return replace(new, variants=kept) if kept else None

    def _spelled_alike(self, product_id: int) -> tuple[list[ChangedRow], list[AddedVariant]]:
        """The product's rows with their options in the letters that its other variants have.

        "Warna" and "warna" would otherwise be two things to choose.
        """
        changed, added = self.changed[product_id], self.added[product_id]
        renamed = {
            row.variant_id for row in changed if any(c.column == "options" for c in row.of_variant)
        }
        if not renamed and not added:
            return changed, added
        spelling: Spelling = {}
        for variant in sorted(self.variants[product_id], key=lambda v: (v.position, v.id)):
            if variant.id not in renamed and not variant.is_archived:
                _spelled(variant.options, spelling)
        kept = []
        for row in changed:
            of_variant = tuple(
                spelled for change in row.of_variant if (spelled := _respelled(change, spelling))
            )
            if of_variant or row.of_product:
                kept.append(replace(row, of_variant=of_variant))
            else:
                self.plan.unchanged += 1
        return kept, [
            replace(
                one,
                variant=replace(one.variant, options=_spelled(one.variant.options, spelling)),
            )
            for one in added
        ]


def _is_offered(variant: KnownVariant) -> bool:
    return variant.is_active and not variant.is_archived


def _respelled(change: Change, spelling: Spelling) -> Change | None:
    if change.column != "options":
        return change
    options = _spelled(change.new, spelling)
    return None if options == change.old else replace(change, new=options)


def _spelled(options: Mapping[str, str], spelling: Spelling) -> dict[str, str]:
    """The options in the letters in which each name and value came up first."""
    result = {}
    for name, value in options.items():
        folded = str(name).casefold()
        own_name = spelling.setdefault((folded,), name)
        result[own_name] = spelling.setdefault((folded, str(value).casefold()), value)
    return result


def _of_variant(
    price: int | None, weight: int | None, options: Mapping[str, str], *, on_sale: bool
) -> list[Problem]:
    """What the form would not take of a variant's new values; None for those that stay."""
    problems = []
    if on_sale and price is not None and price < LOWEST_PRICE:
        problems.append(_not_between("price", price, LOWEST_PRICE, HIGHEST_PRICE))
    if weight is not None and not LIGHTEST <= weight <= HEAVIEST:
        problems.append(_not_between("weight", weight, LIGHTEST, HEAVIEST))
    for (name_key, value_key), (name, value) in zip(OPTION_KEYS, options.items(), strict=False):
        problems += _of_text(name_key, name, LONGEST_AXIS_NAME)
        problems += _of_text(value_key, value, LONGEST_VALUE)
    return problems


def _of_text(column: str, text: str, most: int) -> Sequence[Problem]:
    return [Problem("too_long", {"column": column, "most": most})] if len(text) > most else []


def _not_between(column: str, value: int, least: int, most: int) -> Problem:
    about = {"column": column, "value": str(value), "least": least, "most": most}
    return Problem("no_number", about)
