"""A category's name or slug, as somebody wrote it, to the category."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches

from app.sheets.plans import KnownCategory
from app.sheets.problems import Wrong

NEAR = 3


class CategoryFinder:
    """Finds categories for one import; `fallback` takes in new products that have none of ours."""

    def __init__(self, categories: Sequence[KnownCategory], fallback: int | None) -> None:
        self.fallback = fallback if fallback in {c.id for c in categories} else None
        self._by_slug = {category.slug: category.id for category in categories}
        self._by_name: dict[str, list[KnownCategory]] = defaultdict(list)
        for category in categories:
            self._by_name[category.name.casefold()].append(category)
        self._names = {category.name.casefold(): category.name for category in categories}
        self._near: dict[str, list[str]] = {}

    def find(self, text: str, *, is_new: bool) -> int | None:
        """The id; None when nothing is said. Raises Wrong.

        A product that there is keeps its category when the sheet's is unknown and a fallback was
        chosen, so that it is not moved out of a better one.
        """
        if not text:
            return None
        folded = text.casefold()
        named = self._by_name.get(folded, [])
        if len(named) == 1:
            return named[0].id
        if folded in self._by_slug:
            return self._by_slug[folded]
        if named:
            raise Wrong("category_ambiguous", slugs=[category.slug for category in named][:NEAR])
        if self.fallback is not None:
            return self.fallback if is_new else None
        raise Wrong("category_unknown", value=text, near=self._names_near(folded))

    def _names_near(self, folded: str) -> list[str]:
        """Names that look like it; asked once for each, since many rows have the same."""
        if folded not in self._near:
            found = get_close_matches(folded, self._names, n=NEAR, cutoff=0.5)
            self._near[folded] = [self._names[name] for name in found]
        return self._near[folded]
