"""Pages on which buyers browse: home, listing, product."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.catalogue.choice import PREFIX, choose
from app.catalogue.listing import first_products, list_products, parse_listing_query
from app.catalogue.queries import category_tree, product_view
from app.catalogue.views import crumbs, listing_context, page_title
from app.web import params
from app.web.access import public
from app.web.htmx import wants_fragment
from app.web.render import page

blueprint = Blueprint("catalogue", __name__)
SHELF = 10


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


@blueprint.get("/products/<int:product_id>", defaults={"slug": ""})
@blueprint.get("/products/<int:product_id>-<slug>")
@public
def product(product_id: int, slug: str) -> Response:
    """A product; price, stock and picture follow the choice in the address."""
    found = product_view(product_id)
    here = url_for("catalogue.product", product_id=found.id, slug=found.slug)
    if slug != found.slug:
        query = request.query_string.decode("latin-1")
        return make_response(redirect(f"{here}?{query}" if query else here, 301))
    wanted = {name: value for name, value in request.args.items() if name.startswith(PREFIX)}
    choice = choose(found.variants, wanted=wanted, variant_id=params.integer("variant"))
    tree = category_tree()
    response = page(
        "catalogue/product.html",
        block="buying",
        product=found,
        choice=choice,
        picture_shown=found.picture(params.integer("picture"), choice.variant),
        here=here,
        crumbs=crumbs(tree.path(tree.by_id.get(found.category_id))),
    )
    if wanted and wants_fragment():
        # One address for one choice, whichever way led to it; it opens alone as the same page.
        response.headers["HX-Replace-Url"] = f"{here}?variant={choice.variant.id}"
    return response
