"""What the templates of listings are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.catalogue.listing import SORTS, ListingPage
from app.catalogue.queries import CategoryNode


def listing_context(listing: ListingPage, endpoint: str, **fixed: Any) -> dict[str, Any]:
    """A listing with the addresses of its other orders and pages."""

    def url_for_query(**changes: Any) -> str:
        return url_for(endpoint, **fixed, **listing.query.arguments(**changes))

    return {
        "listing": listing,
        "sorts": SORTS,
        "url_for_query": url_for_query,
        "url_for_page": lambda number: url_for_query(page=number),
    }


def crumbs(path: Sequence[CategoryNode]) -> list[dict[str, str]]:
    """From all products down the category tree."""
    return [
        {"label": _("All products"), "url": url_for("catalogue.products")},
        *(
            {"label": node.name, "url": url_for("catalogue.products", category=node.slug)}
            for node in path
        ),
    ]
