"""The inventory page, its rows to htmx, and what is said about what was done."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from flask_babel import gettext as _

from app.inventory import seller_queries as queries
from app.inventory.routes.cards import Card
from app.inventory.routes.place import SORT_NAMES, TABS, Place
from app.inventory.seller_queries import Undoable
from app.web.access import current_store_id
from app.web.htmx import wants_fragment
from app.web.render import page, see_other, toast

TEMPLATE = "seller/inventory.html"


def inventory_page(
    card: Card | None = None, *, undo: Undoable | None = None, status: int = HTTPStatus.OK
) -> Response:
    """The page that the address names, with `card` in it as it is; `undo` is offered above."""
    store_id = current_store_id()
    asked = Place.asked_for()
    counts = queries.stock_counts(store_id, q=asked.q)
    pages = max(1, -(-counts.of(asked.show) // queries.PER_PAGE))
    place = Place(asked.show, asked.q, asked.sort, min(asked.page, pages))
    return page(
        TEMPLATE,
        block="inventory_body",
        also=["inventory_title"],
        status=status,
        cards=_cards(store_id, place, card),
        undo=undo,
        pages=pages,
        counts=counts,
        place=place,
        tabs=TABS,
        sorts=SORT_NAMES,
        said="",
    )


def row_answer(card: Card, *, status: int = HTTPStatus.OK) -> Response:
    """The row as it is now; to a plain browser the page it stands in.

    To htmx come with it the tabs, whose counts moved too, and what a screen reader says.
    """
    if not wants_fragment():
        return inventory_page(card, status=status)
    place = Place.asked_for()
    also = ["inventory_tabs", "inventory_said"]
    if card.undo:
        also.append("undo_toast")
    return page(
        TEMPLATE,
        block="inventory_row",
        also=also,
        status=status,
        card=card,
        counts=queries.stock_counts(current_store_id(), q=place.q),
        place=place,
        tabs=TABS,
        said=_spoken(card),
    )


def done(card: Card, message: str, *, emptied: int | None = None) -> Response:
    """The answer to what succeeded: the row to htmx, else back to the page, which says so.

    `emptied` is the movement that the page then offers to take back.
    """
    if wants_fragment():
        return row_answer(card)
    toast(message)
    also = {"emptied": emptied} if emptied else {}
    return see_other(Place.asked_for().url(also=also))


def refused(card: Card, message: str, status: int) -> Response:
    """The answer to what was refused: the row with the reason, and to htmx a toast as well,
    because who types quickly is some rows further by now."""
    if wants_fragment():
        toast(f"{card.row.full_name}: {message}", kind="error")
    return row_answer(card, status=status)


def _spoken(card: Card) -> str:
    """What a screen reader says of a row that was done; an error is a toast and said as that."""
    if not card.said:
        return ""
    return _(
        "%(name)s: %(said)s. Stock %(stock)s.",
        name=card.row.full_name,
        said=card.said,
        stock=card.row.stock,
    )


def _cards(store_id: int, place: Place, card: Card | None) -> list[Card]:
    """The page's rows; the one that is answered for is among them, at the top if nowhere else."""
    rows = queries.inventory_rows(
        store_id, show=place.show, q=place.q, sort=place.sort, page=place.page
    )
    if card is None:
        return [Card(row) for row in rows]
    cards = [card if row.id == card.row.id else Card(row) for row in rows]
    return cards if card in cards else [card, *cards]
