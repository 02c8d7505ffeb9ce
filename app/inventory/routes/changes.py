"""What the open page asks for by itself: rows that others changed, and the counts of the tabs."""

from __future__ import annotations

import re
from http import HTTPStatus

from flask import Response, g, make_response, request

from app.inventory import seller_queries as queries
from app.inventory.routes import blueprint
from app.inventory.routes.answers import TEMPLATE, inventory_page
from app.inventory.routes.cards import Card
from app.inventory.routes.place import TABS, Place
from app.web.access import current_store_id, seller_required
from app.web.htmx import wants_fragment
from app.web.render import fragments

MOST_PAIRS = 100
_PAIR = re.compile(r"([1-9]\d{0,15}):(\d{1,9})", re.ASCII)


@blueprint.get("/seller/inventory/changes")
@seller_required
def changes() -> Response:
    """The rows whose stock is not the one that the page shows; 204 when there is none.

    `shown` is `id:stock` for each row, parted by commas; what is shaped otherwise is left out.
    """
    # A page that asks by itself is no use of the session: nobody may be there any more.
    g.pop("session_to_note", None)
    if not wants_fragment():
        return inventory_page()
    found = queries.changed_rows(current_store_id(), shown_pairs(request.args.get("shown", "")))
    if not found:
        return make_response("", HTTPStatus.NO_CONTENT)
    return fragments(
        f"{TEMPLATE}#changed_rows", cards=[Card(row) for row in found], place=Place.asked_for()
    )


@blueprint.get("/seller/inventory/counts")
@seller_required
def counts() -> Response:
    """The tabs with their counts, after several rows were changed at once."""
    if not wants_fragment():
        return inventory_page()
    place = Place.asked_for()
    counted = queries.stock_counts(current_store_id(), q=place.q)
    return fragments(f"{TEMPLATE}#inventory_tabs", counts=counted, place=place, tabs=TABS)


def shown_pairs(text: str) -> dict[int, int]:
    """ "12:20,13:5" → {12: 20, 13: 5}, of the first MOST_PAIRS."""
    pairs = text.split(",", MOST_PAIRS)[:MOST_PAIRS]
    matches = [match for match in map(_PAIR.fullmatch, pairs) if match]
    return {int(match[1]): int(match[2]) for match in matches}
