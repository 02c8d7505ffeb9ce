"""Where in the inventory a seller stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.inventory.seller_queries import ALL, BY_PRODUCT, LAST_PAGE, LOW, OUT, SORTS
from app.web import params
from app.web.words import lazy as _l

TABS = {ALL: _l("All"), LOW: _l("Low stock"), OUT: _l("Sold out")}
SORT_NAMES = dict(zip(SORTS, (_l("By product"), _l("Fewest first"), _l("Most first")), strict=True))
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Place:
    """The tab, the words searched for, the order and the page, as the address says them.

    The rows' forms carry it along, so that who edited a row stands where they stood.
    """

    show: str = ALL
    q: str = ""
    sort: str = BY_PRODUCT
    page: int = 1

    @classmethod
    def asked_for(cls) -> Place:
        """The place that this request's address names."""
        return cls(
            show=params.choice("show", TABS, default=ALL),
            q=params.text("q", maximum=LONGEST_SEARCH),
            sort=params.choice("sort", SORTS, default=BY_PRODUCT),
            page=params.page_number(maximum=LAST_PAGE),
        )

    def parameters(self, **changed: Any) -> dict[str, Any]:
        """The place as query parameters, without those that go without saying."""
        usual = {"show": ALL, "q": "", "sort": BY_PRODUCT, "page": 1}
        wanted = {name: changed.get(name, getattr(self, name)) for name in usual}
        return {name: value for name, value in wanted.items() if value != usual[name]}

    def url(self, *, also: dict[str, Any] | None = None, **changed: Any) -> str:
        """The address of this place, or of one that differs from it."""
        return url_for("seller_inventory.index", **self.parameters(**changed), **(also or {}))
