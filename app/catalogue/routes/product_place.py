"""Where in the list of products a seller stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.catalogue.models import ProductStatus
from app.catalogue.seller_queries import ALL, NEWEST, PER_PAGE, SIZES, SORTS
from app.web import params
from app.web.words import lazy as _l

TABS = {
    ALL: _l("All"),
    ProductStatus.ACTIVE.value: _l("Active"),
    ProductStatus.DRAFT.value: _l("Drafts"),
    ProductStatus.ARCHIVED.value: _l("In the archive"),
}
SORT_WORDS = {
    "newest": _l("Newest first"),
    "-newest": _l("Oldest first"),
    "name": _l("Name, A to Z"),
    "-name": _l("Name, Z to A"),
    "-stock": _l("Most stock"),
    "stock": _l("Least stock"),
    "-sold": _l("Most sold"),
    "sold": _l("Least sold"),
    "price": _l("Lowest price"),
    "-price": _l("Highest price"),
}
# A head that is pressed first shows what is looked for most: the dearest, the scarcest, the best.
FIRST_PRESS = {"name": "name", "price": "-price", "stock": "stock", "sold": "-sold"}
FIRST_PAGE = 1


@dataclass(frozen=True)
class Place:
    """The tab, what is searched for, the order, the page and its length, as the address says them.

    The rows' forms carry it along, so that who changed a product stands where they stood.
    """

    status: str
    q: str
    sort: str
    page: int
    size: str = str(PER_PAGE)

    @classmethod
    def asked_for(cls) -> Place:
        """The place that this request's address names."""
        return cls(
            status=params.choice("status", TABS, default=ALL),
            q=params.text("q", maximum=100),
            sort=params.choice("sort", SORTS, default=NEWEST),
            page=params.page_number(),
            size=params.choice("size", [str(size) for size in SIZES], default=str(PER_PAGE)),
        )

    def parameters(self, **changed: Any) -> dict[str, Any]:
        """The place as query parameters, without those that go without saying."""
        usual = {"status": ALL, "q": "", "sort": NEWEST, "page": FIRST_PAGE, "size": str(PER_PAGE)}
        wanted = {name: changed.get(name, getattr(self, name)) for name in usual}
        return {name: value for name, value in wanted.items() if value != usual[name]}

    def url(self, **changed: Any) -> str:
        """The address of this place in the list, or of one that differs from it."""
        return url_for("seller_products.index", **self.parameters(**changed))

    def sorted_by(self, column: str) -> str:
        """The address of the list by this column; by the one it is sorted by already, the other way
        round.
        """
        if self.sort.removeprefix("-") != column:
            return self.url(sort=FIRST_PRESS[column], page=FIRST_PAGE)
        turned = column if self.sort.startswith("-") else f"-{column}"
        return self.url(sort=turned, page=FIRST_PAGE)

    def direction(self, column: str) -> str:
        """How the list is sorted by a column: "ascending", "descending" or "" (WAI-ARIA)."""
        if self.sort.removeprefix("-") != column:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"
