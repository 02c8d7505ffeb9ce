"""What the templates of listings and products are given besides the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.catalogue.choice import Choice
from app.catalogue.listing import SORTS, ListingPage
from app.catalogue.queries import CategoryNode, ProductView, category_tree
from app.web import params
from app.web.render import page


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


def without_slash() -> Response:
    """The page that was meant by its address with a slash behind it, for good."""
    query = request.query_string.decode("latin-1")
    path = quote(request.path.rstrip("/"))
    return make_response(
        redirect(f"{path}?{query}" if query else path, HTTPStatus.PERMANENT_REDIRECT)
    )


@dataclass(frozen=True)
class Refusal:
    """Why nothing was put into the cart, and what was typed; `field` is "quantity" or nothing."""

    message: str
    field: str = ""


def product_path(product: ProductView) -> str:
    """The address of a product's page."""
    return url_for("catalogue.product", product_id=product.id, slug=product.slug)


def product_page(
    product: ProductView,
    choice: Choice,
    *,
    quantity: str = "1",
    refusal: Refusal | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """A product with a choice made; to htmx what changes with the choice."""
    tree = category_tree()
    return page(
        "catalogue/product.html",
        block="buying",
        status=status,
        product=product,
        choice=choice,
        quantity=quantity,
        refusal=refusal,
        picture_shown=product.picture(params.integer("picture"), choice.variant),
        here=product_path(product),
        crumbs=crumbs(tree.path(tree.by_id.get(product.category_id))),
    )


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
