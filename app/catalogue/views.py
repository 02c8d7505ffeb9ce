"""What the templates of listings and products are given besides the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.catalogue.listing import SORTS, ListingPage
from app.catalogue.queries import CategoryNode


def listing_context(listing: ListingPage, endpoint: str, **fixed: Any) -> dict[str, Any]:
    """A listing with the addresses of its other pages, and what its sort form carries along."""
    carried = listing.query.arguments(sort=SORTS[0])
    return {
        "listing": listing,
        "sorts": SORTS,
        "carried": carried,
        "listing_url": url_for(endpoint, **fixed),
        "url_for_page": lambda number: url_for(
            endpoint, **fixed, **listing.query.arguments(page=number)
        ),
    }


def page_title(name: str, listing: ListingPage) -> str:
    """The title of a listing's page: what it shows, and which page when it is not the first."""
    if listing.page == 1:
        return name
    return _("%(name)s, page %(number)s", name=name, number=listing.page)


def crumbs(path: Sequence[CategoryNode]) -> list[dict[str, str]]:
    """From home over all products down the category tree."""
    return [
        {"label": _("Home"), "url": url_for("catalogue.home")},
        {"label": _("All products"), "url": url_for("catalogue.products")},
        *(
            {"label": node.name, "url": url_for("catalogue.products", category=node.slug)}
            for node in path
        ),
    ]
