"""A store's public page."""

from __future__ import annotations

from flask import Blueprint, Response

from app.catalogue.figures import store_figures
from app.catalogue.listing import list_products, parse_listing_query
from app.catalogue.views import listing_context, page_title, without_slash
from app.stores.queries import open_store
from app.web.access import public
from app.web.render import page

blueprint = Blueprint("stores", __name__)


@blueprint.get("/stores/<slug>/")
@public
def store_with_slash(slug: str) -> Response:
    """An address that somebody ended with a slash."""
    return without_slash()


@blueprint.get("/stores/<slug>")
@public
def store(slug: str) -> Response:
    """Who sells here, since when, and what; to htmx only the products."""
    found = open_store(slug)
    listing = list_products(parse_listing_query(store_id=found.id))
    return page(
        "stores/store.html",
        block="listing",
        also=("components/listing_extras.html#listing_extras",),
        store=found,
        figures=store_figures(found.id),
        title=page_title(found.name, listing),
        **listing_context(listing, "stores.store", slug=slug),
    )
