"""Pages on which buyers browse: home, listing, product."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, request
from flask_babel import gettext as _

from app.catalogue.choice import choose, wishes_in
from app.catalogue.listing import first_products, list_products, parse_listing_query
from app.catalogue.queries import category_tree, product_view
from app.catalogue.views import (
    crumbs,
    listing_context,
    page_title,
    product_page,
    product_path,
    without_slash,
)
from app.web import params
from app.web.access import public
from app.web.htmx import wants_fragment
from app.web.render import page

blueprint = Blueprint("catalogue", __name__)
SHELF = 10
# As much of a quantity as the field has room for.
MOST_SHOWN = 999


@blueprint.get("/")
@public
def home() -> Response:
    """Where everybody begins: categories, what sells, what is new."""
    return page(
        "catalogue/home.html",
        tree=category_tree(),
        popular=first_products("popular", count=SHELF),
        newest=first_products("newest", count=SHELF),
    )


@blueprint.get("/products")
@public
def products() -> Response:
    """All products, or those of a category; to htmx only what is below the header."""
    tree = category_tree()
    query = parse_listing_query()
    category = tree.find(query.category)
    listing = list_products(replace(query, category_ids=tree.below(category)))
    nothing = _("Unknown category") if query.category else _("All products")
    heading = category.name if category else nothing
    return page(
        "catalogue/products.html",
        block="listing",
        also=("components/listing_extras.html#listing_extras",),
        category=category,
        choices=tree.choices(category),
        crumbs=crumbs(tree.path(category)),
        heading=heading,
        title=page_title(heading, listing),
        **listing_context(listing, "catalogue.products"),
    )


@blueprint.get("/products/")
@blueprint.get("/products/<int:product_id>-<slug>/")
@public
def products_with_slash(**_path: object) -> Response:
    """Addresses that somebody ended with a slash."""
    return without_slash()


@blueprint.get("/products/<int:product_id>", defaults={"slug": ""})
@blueprint.get("/products/<int:product_id>-<slug>")
@public
def product(product_id: int, slug: str) -> Response:
    """A product; price, stock and picture follow the choice in the address."""
    found = product_view(product_id)
    here = product_path(found)
    if slug != found.slug:
        query = request.query_string.decode("latin-1")
        return make_response(redirect(f"{here}?{query}" if query else here, 301))
    wanted = wishes_in(request.args)
    # The form of the page says "variant_id", as it does to the cart; a link says "variant".
    shown = params.integer("variant", default=params.integer("variant_id"))
    choice = choose(found.variants, wanted=wanted, variant_id=shown)
    quantity = str(params.integer("quantity", default=1, minimum=1, maximum=MOST_SHOWN))
    response = product_page(found, choice, quantity=quantity)
    if wanted and wants_fragment():
        # One address for one choice, whichever way led to it; it opens alone as the same page.
        response.headers["HX-Replace-Url"] = f"{here}?variant={choice.variant.id}"
    return response
