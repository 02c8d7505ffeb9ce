"""Where in the list of incoming orders a seller stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.orders import queries, words
from app.web import params

OLDEST_FIRST = "oldest"
NEWEST_FIRST = "newest"
FIRST_PAGE = 1


@dataclass(frozen=True)
class Place:
    """The tab, the number searched for, the order and the page, as the address says them.

    The rows' forms carry it along, so that who moved an order stands where they stood.
    """

    status: str
    q: str
    sort: str
    page: int

    @classmethod
    def asked_for(cls) -> Place:
        """The place that this request's address names."""
        return cls(
            status=params.choice("status", words.TABS, default=queries.ALL),
            q=params.text("q", maximum=20).upper(),
            sort=params.choice("sort", (NEWEST_FIRST, OLDEST_FIRST), default=NEWEST_FIRST),
            page=params.page_number(),
        )

    def parameters(self, **changed: Any) -> dict[str, Any]:
        """The place as query parameters, without those that go without saying."""
        usual = {"status": queries.ALL, "q": "", "sort": NEWEST_FIRST, "page": FIRST_PAGE}
        wanted = {name: changed.get(name, getattr(self, name)) for name in usual}
        return {name: value for name, value in wanted.items() if value != usual[name]}

    def url(self, **changed: Any) -> str:
        """The address of this place in the list, or of one that differs from it."""
        return url_for("seller_orders.index", **self.parameters(**changed))
