"""A store's public page."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from app.catalogue.listing import list_products, parse_listing_query
from app.catalogue.views import listing_context
from app.errors import NotFound
from app.stores.queries import store_view
from app.web.access import public
from app.web.render import page

blueprint = Blueprint("stores", __name__)


@blueprint.get("/stores/<slug>")
@public
def store(slug: str) -> Response:
    """Who sells here, since when, and what."""
    found = store_view(slug)
    if found is None:
        raise NotFound(_("There is no store of this name."))
    listing = list_products(parse_listing_query(store_id=found.id))
    return page(
        "stores/store.html",
        block="results",
        store=found,
        **listing_context(listing, "stores.store", slug=slug),
    )
