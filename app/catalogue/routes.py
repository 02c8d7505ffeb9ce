"""Pages on which buyers browse: home, listing, product."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _

from app.catalogue.choice import PREFIX, choose
from app.catalogue.listing import list_products, parse_listing_query, top_products
from app.catalogue.queries import category_tree, product_view
from app.catalogue.views import crumbs, listing_context
from app.errors import NotFound
from app.web import params
from app.web.access import public
from app.web.render import page

blueprint = Blueprint("catalogue", __name__)
SHELF = 12


@blueprint.get("/")
@public
def home() -> Response:
    """Where everybody begins: categories, what sells, what is new."""
    return page(
        "catalogue/home.html",
        tree=category_tree(),
        popular=top_products("popular", limit=SHELF),
        newest=top_products("newest", limit=SHELF),
    )


@blueprint.get("/products")
@public
def products() -> Response:
    """All products, or those of a category; to htmx only the results."""
    tree = category_tree()
    query = parse_listing_query()
    category = tree.find(query.category) if query.category else None
    if category:
        query = replace(query, category_ids=tree.below(category))
    listing = list_products(query)
    return page(
        "catalogue/products.html",
        block="results",
        tree=tree,
        category=category,
        crumbs=crumbs(tree.path(category) if category else []),
        **listing_context(listing, "catalogue.products"),
    )


@blueprint.get("/products/<int:product_id>-<slug>")
@public
def product(product_id: int, slug: str) -> Response:
    """A product; price, stock and picture follow the choice in the address."""
    found = product_view(product_id)
    if found is None:
        raise NotFound(_("This product is not sold here, or no longer."))
    if slug != found.slug:
        right = url_for(
            "catalogue.product", product_id=product_id, slug=found.slug, **_first_arguments()
        )
        return _permanently(right)
    choice = choose(
        found.variants,
        wanted={name: value for name, value in request.args.items() if name.startswith(PREFIX)},
        variant_id=params.integer("variant"),
    )
    tree = category_tree()
    node = tree.by_id.get(found.category_id)
    return page(
        "catalogue/product.html",
        block="buying",
        product=found,
        choice=choice,
        crumbs=[*crumbs(tree.path(node) if node else []), {"label": found.name}],
    )


def _first_arguments() -> dict[str, Any]:
    """The options in the address, each once; nothing that could be taken for our own names."""
    return {
        name: value
        for name, value in request.args.items()
        if name.startswith(PREFIX) or name == "variant"
    }


def _permanently(url: str) -> Response:
    response = redirect(url, 301)
    assert isinstance(response, Response)
    return response
