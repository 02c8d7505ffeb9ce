"""One variant's ledger: every change of its stock, by whom and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Response, url_for

from app.inventory import seller_queries as queries
from app.inventory.causes import EMPTIED, TYPED, UNDONE
from app.inventory.models import MovementReason
from app.inventory.routes import blueprint
from app.inventory.seller_queries import Movement
from app.web import params
from app.web.access import current_store_id, current_user, seller_required
from app.web.htmx import wants_fragment
from app.web.render import page
from app.web.words import lazy as _l

REASON_NAMES: dict[str, str] = {
    MovementReason.INITIAL: _l("First stock"),
    MovementReason.SALE: _l("Sold"),
    MovementReason.CANCELLATION: _l("Order cancelled"),
    MovementReason.STOCK_OUT: _l("Cancelled as sold out"),
    MovementReason.EDIT: _l("Edited"),
    MovementReason.IMPORT: _l("From a sheet"),
}
BY_ORDER = (MovementReason.SALE, MovementReason.CANCELLATION, MovementReason.STOCK_OUT)
_ORDER_NUMBER = re.compile(r"BLJ-[0-9A-Z-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class LedgerLine:
    """A movement in words; `order_url` leads to the order that caused it."""

    movement: Movement
    reason: str
    actor: str
    cause: str
    order_url: str


@blueprint.get("/seller/inventory/<int:variant_id>/movements")
@seller_required
def movements(variant_id: int) -> Response:
    """The variant's movements, newest first; to htmx as a part of the inventory page."""
    found = queries.ledger(current_store_id(), variant_id, page=params.page_number())
    return page(
        "seller/ledger.html",
        block="ledger_part",
        ledger=found,
        lines=[_line(movement) for movement in found.movements],
        is_part=wants_fragment(),
    )


def _line(movement: Movement) -> LedgerLine:
    is_order = movement.reason in BY_ORDER and _ORDER_NUMBER.fullmatch(movement.cause)
    return LedgerLine(
        movement,
        reason=_reason(movement),
        actor=_actor(movement),
        cause="" if movement.reason == MovementReason.EDIT else movement.cause,
        order_url=url_for("seller_orders.show", number=movement.cause) if is_order else "",
    )


def _reason(movement: Movement) -> str:
    if movement.reason == MovementReason.EDIT:
        if movement.cause == EMPTIED:
            return _l("Emptied")
        if movement.cause.startswith(UNDONE):
            return _l("Emptying taken back")
        if movement.cause.startswith(TYPED):
            return _l("Added by hand") if movement.delta > 0 else _l("Taken away by hand")
    return REASON_NAMES.get(movement.reason, movement.reason)


def _actor(movement: Movement) -> str:
    if movement.actor_id is None:
        return _l("System")
    if movement.actor_id == current_user.id:
        return _l("You")
    return _l("Buyer") if movement.reason in BY_ORDER else _l("Somebody else")
