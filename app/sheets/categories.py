"""A category's name or slug, as somebody wrote it, to the category.

Only a new product needs one: a product that is there keeps its own when the sheet's is unknown, so
that a sheet can come again, and nobody's goods are moved out of a better category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from app.sheets.plans import KnownCategory, UnknownCategory
from app.sheets.problems import Wrong

NEAR = 3
# Lower than that, names are proposed that have nothing in common with what was written.
ALIKE = 0.75


class CategoryFinder:
    """Finds categories for one import, and counts what it does not find.

    `chosen` is an unknown name, casefolded → the category taken for it; `fallback` takes in all
    other new products that have none of ours. `kept` counts rows of products that are there.
    """

    def __init__(
        self,
        categories: Sequence[KnownCategory],
        fallback: int | None,
        chosen: Mapping[str, int] | None = None,
    ) -> None:
        ids = {category.id for category in categories}
        self.fallback = fallback if fallback in ids else None
        self.kept = 0
        self._chosen = {name: id_ for name, id_ in (chosen or {}).items() if id_ in ids}
        self._unknown: dict[str, str] = {}
        self._rows: Counter[str] = Counter()
        self._by_slug = {category.slug: category for category in categories}
        self._by_name: dict[str, list[KnownCategory]] = defaultdict(list)
        for category in categories:
            self._by_name[category.name.casefold()].append(category)
        self._names = {category.name.casefold(): category.name for category in categories}
        self._near: dict[str, list[str]] = {}

    @property
    def unknown(self) -> list[UnknownCategory]:
        """What new products name and is none of ours, with what was chosen for it."""
        return [
            UnknownCategory(text, self._rows[folded], self._chosen.get(folded))
            for folded, text in self._unknown.items()
        ]

    def of_known_product(self, text: str) -> int | None:
        """The id; None when the product keeps the category that it has."""
        found = self._found(text.casefold())
        if text and len(found) != 1:
            self.kept += 1
        return found[0].id if len(found) == 1 else None

    def of_new_product(self, text: str) -> int | None:
        """The id; None when nothing is said. Raises Wrong."""
        if not text:
            return None
        folded = text.casefold()
        found = self._found(folded)
        if len(found) == 1:
            return found[0].id
        self._unknown.setdefault(folded, text)
        self._rows[folded] += 1
        if folded in self._chosen:
            return self._chosen[folded]
        if found:
            raise Wrong("category_ambiguous", slugs=[category.slug for category in found][:NEAR])
        if self.fallback is not None:
            return self.fallback
        raise Wrong("category_unknown", value=text, near=self._names_near(folded))

    def _found(self, folded: str) -> Sequence[KnownCategory]:
        named = self._by_name.get(folded, [])
        if len(named) != 1 and folded in self._by_slug:
            return [self._by_slug[folded]]
        return named

    def _names_near(self, folded: str) -> list[str]:
        """Names that look like it; asked once for each, since many rows have the same."""
        if folded not in self._near:
            found = get_close_matches(folded, self._names, n=NEAR, cutoff=ALIKE)
            self._near[folded] = [self._names[name] for name in found]
        return self._near[folded]
