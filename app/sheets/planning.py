"""Rows and the shop as it is → what would be written, and which rows are left out, and why.

It touches nothing and asks nobody, so it can be done again inside the transaction that writes. A
row finds its variant by SKU, or by name and options; rows of a name that is nowhere make a product
together. What one row may not do (app.sheets.rules) costs that row only, and what rows contradict
each other in costs all of these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from app.catalogue.models import ProductStatus
from app.catalogue.variants import made_up_sku
from app.sheets.categories import CategoryFinder
from app.sheets.fitness import refuse_unfit
from app.sheets.plans import (
    AddedVariant,
    Change,
    ChangedRow,
    KnownProduct,
    KnownVariant,
    NewProduct,
    NewVariant,
    Plan,
    Shop,
)
from app.sheets.problems import BadRow, Faults, Problem, Row, Wrong, together
from app.sheets.rules import Options, check_combinations, folded_options, one_word, stock_change
from app.sheets.values import DEAREST, LONGEST_SKU, Wanted, wanted
from app.web.typed import clean_line

Item = TypeVar("Item")


def plan_import(
    rows: Sequence[Row],
    shop: Shop,
    *,
    unread: Sequence[BadRow] = (),
    fallback: int | None = None,
    choices: Mapping[str, int] | None = None,
) -> Plan:
    """The plan for these rows.

    `unread` are rows that could not be read; `fallback` is the category of new products whose own
    is unknown or missing, `choices` those for single unknown ones.
    """
    planner = _Planner(shop, CategoryFinder(shop.categories, fallback, choices))
    planner.plan.refused.extend(unread)
    planner.take(rows)
    refuse_unfit(planner.plan, shop, rows)
    planner.plan.refused.sort(key=lambda bad: bad.line)
    planner.plan.changed.sort(key=lambda row: row.line)
    planner.plan.unknown = planner.categories.unknown
    planner.plan.kept_categories = planner.categories.kept
    return planner.plan


class _Planner:
    """One planning: sorts the rows by what they are about, then settles each product."""

    def __init__(self, shop: Shop, categories: CategoryFinder) -> None:
        self.shop = shop
        self.plan = Plan()
        self.categories = categories
        # Made up SKUs are capitals, and none shall differ from another in its case only.
        self.taken = {variant.sku.upper() for variant in shop.variants.values()}
        self.by_sku = {variant.sku: variant for variant in shop.variants.values()}
        self.by_folded_sku: dict[str, list[KnownVariant]] = defaultdict(list)
        for variant in shop.variants.values():
            self.by_folded_sku[variant.sku.casefold()].append(variant)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for product in shop.products.values():
            self.by_name[product.name.casefold()].append(product.id)
        self.variants_of: dict[int, list[KnownVariant]] = defaultdict(list)
        for variant in shop.variants.values():
            if not variant.is_archived:
                self.variants_of[variant.product_id].append(variant)
        self.known: list[tuple[Wanted, KnownVariant]] = []
        self.added: list[tuple[Wanted, int]] = []
        self.new: list[tuple[Wanted, str]] = []

    def take(self, rows: Iterable[Row]) -> None:
        asked = [line for row in rows if (line := self._understood(row))]
        asked = self._without_repeated(asked, self._sku_key, lambda line: line, "sku_twice")
        self.taken.update(line.sku.upper() for line in asked if line.sku)
        for line in asked:
            try:
                self._find(line)
            except Wrong as wrong:
                self._refuse(line, wrong.problem)
        self._drop_repeated_targets()
        self._settle_known_products()
        self._settle_new_products()

    def _understood(self, row: Row) -> Wanted | None:
        try:
            return wanted(row)
        except Wrong as wrong:
            problem = together([wrong.problem, *self._also_wrong(row)])
            self.plan.refused.append(BadRow(row.line, row.cells, problem))
            return None

    def _also_wrong(self, row: Row) -> list[Problem]:
        """What else a row that cannot be understood would be refused for, once it is mended."""
        sku, name = (clean_line(row.cells.get(key)) or "" for key in ("sku", "name"))
        if sku.casefold() in self.by_folded_sku or name.casefold() in self.by_name:
            return []
        if not name:
            is_sku = 0 < len(sku) <= LONGEST_SKU
            return [Problem("unknown_sku", {"sku": sku})] if is_sku else []
        faults = Faults()
        category = clean_line(row.cells.get("category")) or ""
        faults.of(partial(self.categories.of_new_product, category))
        if not (row.cells.get("price") or "").strip():
            faults.found.append(Problem("price_missing"))
        return faults.found

    def _refuse(self, line: Wanted, *problems: Problem) -> None:
        self.plan.refused.append(BadRow(line.line, line.row.cells, together(problems)))

    def _sku_key(self, line: Wanted) -> Hashable | None:
        """What rows of one SKU share: its letters without case, but for an SKU that is there."""
        if not line.sku:
            return None
        return line.sku if line.sku in self.by_sku else line.sku.casefold()

    def _of_sku(self, sku: str) -> KnownVariant | None:
        """The variant of exactly this SKU, or else the only one of it in another case."""
        if sku in self.by_sku:
            return self.by_sku[sku]
        alike = self.by_folded_sku.get(sku.casefold(), [])
        alike = [variant for variant in alike if not variant.is_archived] or alike
        if len(alike) > 1:
            raise Wrong("sku_ambiguous", skus=[variant.sku for variant in alike][:5])
        return alike[0] if alike else None

    def _without_repeated(
        self,
        items: list[Item],
        key: Callable[[Item], Hashable | None],
        line_of: Callable[[Item], Wanted],
        code: str,
    ) -> list[Item]:
        """Refuse all that share a key: which of them is meant, nobody can tell."""
        count = Counter(key(item) for item in items)
        # Enough to name five others: with all of them ten thousand equal rows take minutes.
        lines: dict[Hashable, list[int]] = defaultdict(list)
        for item in items:
            if len(named := lines[key(item)]) < 6:
                named.append(line_of(item).line)
        kept: list[Item] = []
        for item in items:
            if key(item) is None or count[key(item)] == 1:
                kept.append(item)
            else:
                line = line_of(item)
                others = [number for number in lines[key(item)] if number != line.line]
                self._refuse(line, Problem(code, {"lines": others[:5], "sku": line.sku}))
        return kept

    def _find(self, line: Wanted) -> None:
        """Sort the row by what it is about: a variant, one more of a product, or a new product."""
        if line.sku and (variant := self._of_sku(line.sku)):
            if variant.is_archived:
                raise Wrong("variant_archived", sku=variant.sku)
            self.known.append((line, variant))
            return
        if not line.name:
            raise Wrong("unknown_sku", sku=line.sku)
        found = self.by_name.get(line.name.casefold(), [])
        if len(found) > 1:
            raise Wrong("name_ambiguous", count=len(found))
        if not found:
            self.new.append((line, line.name.casefold()))
            return
        self._find_variant(line, found[0])

    def _find_variant(self, line: Wanted, product_id: int) -> None:
        variants = self.variants_of[product_id]
        options = folded_options(line.options or {})
        same = next((v for v in variants if folded_options(v.options) == options), None)
        if same is not None and line.sku:
            raise Wrong("combination_taken", sku=same.sku)
        if same is not None:
            self.known.append((line, same))
        elif line.options is None and variants:
            raise Wrong("which_variant", count=len(variants))
        else:
            self.added.append((line, product_id))

    def _drop_repeated_targets(self) -> None:
        self.known = self._without_repeated(
            self.known, lambda pair: pair[1].id, lambda pair: pair[0], "row_twice"
        )
        for kind, code in (("added", "row_twice"), ("new", "name_twice")):
            pairs: list[tuple[Wanted, int | str]] = getattr(self, kind)
            kept = self._without_repeated(
                pairs,
                lambda pair: (pair[1], folded_options(pair[0].options or {})),
                lambda pair: pair[0],
                code,
            )
            setattr(self, kind, kept)

    def _settle_known_products(self) -> None:
        known: dict[int, list[tuple[Wanted, KnownVariant]]] = defaultdict(list)
        added: dict[int, list[Wanted]] = defaultdict(list)
        for line, variant in self.known:
            known[variant.product_id].append((line, variant))
        for line, product_id in self.added:
            added[product_id].append(line)
        for product_id in sorted({*known, *added}):
            self._settle_known(self.shop.products[product_id], known[product_id], added[product_id])

    def _settle_known(
        self, product: KnownProduct, known: list[tuple[Wanted, KnownVariant]], added: list[Wanted]
    ) -> None:
        lines = [line for line, _variant in known] + added
        try:
            changes = self._product_changes(product, lines)
        except Wrong as wrong:
            own = [(line, partial(_variant_changes, line, variant)) for line, variant in known]
            own += [(line, partial(self._new_variant, line)) for line in added]
            for line, work in own:
                faults = Faults()
                faults.of(work)
                self._refuse(line, wrong.problem, *faults.found)
            return
        known, added = self._with_sound_combinations(product, known, added)
        told = False
        for line, variant in known:
            try:
                of_variant = _variant_changes(line, variant)
            except Wrong as wrong:
                self._refuse(line, wrong.problem)
                continue
            of_product = () if told else changes
            told = True
            if not of_variant and not of_product:
                self.plan.unchanged += 1
                continue
            self.plan.changed.append(
                ChangedRow(
                    line=line.line,
                    product_id=product.id,
                    variant_id=variant.id,
                    sku=variant.sku,
                    name=product.name,
                    options=variant.options,
                    of_variant=of_variant,
                    of_product=of_product,
                )
            )
        self._add(product, added)

    def _add(self, product: KnownProduct, added: list[Wanted]) -> None:
        siblings = self.variants_of[product.id]
        position = max((variant.position for variant in siblings), default=-1)
        for line in added:
            try:
                variant = self._new_variant(line)
            except Wrong as wrong:
                self._refuse(line, wrong.problem)
                continue
            position += 1
            self.plan.added.append(AddedVariant(product.id, product.name, position, variant))

    def _product_changes(self, product: KnownProduct, lines: list[Wanted]) -> tuple[Change, ...]:
        """What the rows of a product say of it as a whole; they must say it with one voice."""
        faults = Faults()
        name = faults.of(partial(one_word, "name", [line.name for line in lines]))
        if not any(line.sku for line in lines):
            name = None  # it was found by this name, in whatever case that is written
        status = faults.of(partial(one_word, "status", [line.status for line in lines]))
        texts = [line.description for line in lines]
        description = faults.of(partial(one_word, "description", texts))
        found = [self.categories.of_known_product(line.category) for line in lines]
        category_id = faults.of(partial(one_word, "category", found))
        faults.raise_any()
        pairs = (
            ("name", product.name, name),
            ("category", product.category_id, category_id),
            ("description", product.description, description),
            ("status", str(product.status), str(status) if status else None),
        )
        return tuple(Change(key, old, new) for key, old, new in pairs if new and new != old)

    def _with_sound_combinations(
        self, product: KnownProduct, known: list[tuple[Wanted, KnownVariant]], added: list[Wanted]
    ) -> tuple[list[tuple[Wanted, KnownVariant]], list[Wanted]]:
        """Without the rows whose options would leave the product's combinations in disorder."""
        renamed = {v.id: line.options for line, v in known if line.options not in (None, v.options)}
        if not renamed and not added:
            return known, added
        present = [renamed.get(v.id) or v.options for v in self.variants_of[product.id]]
        try:
            check_combinations([*present, *(line.options or {} for line in added)])
        except Wrong as wrong:
            for line, variant in known:
                if variant.id in renamed:
                    self._refuse(line, wrong.problem)
            for line in added:
                self._refuse(line, wrong.problem)
            return [(line, v) for line, v in known if v.id not in renamed], []
        return known, added

    def _settle_new_products(self) -> None:
        groups: dict[str, list[Wanted]] = defaultdict(list)
        for line, name in self.new:
            groups[name].append(line)
        for lines in groups.values():
            self._settle_new(lines)

    def _settle_new(self, lines: list[Wanted]) -> None:
        """The rows of a new product; what is wrong with it as a whole costs all of them."""
        faults = Faults()
        of_new = self.categories.of_new_product
        found = [faults.of(partial(of_new, line.category)) for line in lines]
        category_id = faults.of(partial(one_word, "category", found)) or self.categories.fallback
        if category_id is None and not faults.found:
            faults.found.append(Problem("category_missing"))
        status = faults.of(partial(one_word, "status", [line.status for line in lines]))
        texts = [line.description for line in lines]
        description = faults.of(partial(one_word, "description", texts))
        combinations: list[Options] = [line.options or {} for line in lines]
        faults.of(partial(check_combinations, combinations))
        variants: list[NewVariant] = []
        for line in lines:
            own = Faults()
            variant = own.of(partial(self._new_variant, line))
            if faults.found or variant is None:
                self._refuse(line, *faults.found, *own.found)
            else:
                variants.append(variant)
        if variants and category_id is not None:
            self.plan.new.append(
                NewProduct(
                    name=lines[0].name,
                    category_id=category_id,
                    description=description or "",
                    status=str(status or ProductStatus.ACTIVE),
                    variants=tuple(variants),
                )
            )

    def _new_variant(self, line: Wanted) -> NewVariant:
        _refuse_zero(line)
        if line.price is None:
            raise Wrong("price_missing")
        sku = line.sku or made_up_sku(line.name, line.options or {}, self.taken)
        self.taken.add(sku.upper())
        return NewVariant(
            line=line.line,
            sku=sku,
            is_made_up=not line.sku,
            options=line.options or {},
            price=line.price,
            stock=line.stock or 0,
            weight=line.weight,
            threshold=line.threshold,
        )


def _variant_changes(line: Wanted, variant: KnownVariant) -> tuple[Change, ...]:
    faults = Faults()
    if variant.price:
        faults.of(partial(_refuse_zero, line))
    stock = faults.of(partial(stock_change, line, variant.stock))
    faults.raise_any()
    pairs = (
        ("options", variant.options, line.options),
        ("price", variant.price, line.price),
        ("stock", variant.stock, stock),
        ("weight", variant.weight, line.weight),
        ("threshold", variant.threshold, line.threshold),
    )
    changes = [Change(key, old, new) for key, old, new in pairs if new not in (None, old)]
    if not line.sku:  # it was found by these options, in whatever case they are written
        changes = [change for change in changes if change.column != "options"]
    return tuple(changes)


def _refuse_zero(line: Wanted) -> None:
    """A price of nothing is a slip; raises Wrong."""
    if line.price == 0:
        raise Wrong("no_number", column="price", value="0", least=1, most=DEAREST)
