"""What a seller does to stock by hand: type it, empty it, take that back, say when it is low.

Every verb finds the variant through the seller's store and holds its row, so that what it decides
by is still so when `change_stock` changes it. An archived variant is not found: it is no longer
among what the store has.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import false, select, update

from app.catalogue.models import Variant
from app.db import db
from app.errors import Conflict, InvalidInput, NotFound
from app.inventory.causes import EMPTIED, TYPED, UNDONE
from app.inventory.errors import StockMoved
from app.inventory.models import MovementReason, StockMovement
from app.inventory.services import StockChange, change_stock, empty_stock, set_stock
from app.inventory.typed_stock import MOST_UNITS, TypedStock
from app.web.filters import number

# A repeated request is a repeat of something recent; the ledger of years is not searched for it. A
# day's sales of what goes best lie within, so that a form sent again in the evening counts once.
RECENT_MOVEMENTS = 1_000


@dataclass(frozen=True)
class Emptied:
    """A variant that was set to zero by hand: the movement that did it, and how many it took."""

    movement_id: int
    units: int


def edit_stock(
    store_id: int,
    variant_id: int,
    typed: TypedStock,
    *,
    expected: int | None,
    actor_id: int,
    once: str = "",
) -> bool:
    """Set the stock, or change it by so many; False when there was nothing to change.

    A number is set only over the one the seller saw (`expected`). A delta counts from what is
    there; `once` names the form it came from, so that the same form sent twice counts once.
    Raises NotFound, StockMoved, and InvalidInput on `stock` below zero or above MOST_UNITS.
    """
    present = _held(store_id, variant_id)
    if not typed.is_delta:
        return _set(variant_id, typed.units, present, expected=expected, actor_id=actor_id)
    cause = f"{TYPED}{once}:{typed.units}" if once else ""
    if not typed.units or (cause and _is_recent(variant_id, cause)):
        return False
    if present + typed.units < 0:
        raise InvalidInput(
            _("Only %(count)s are there, so no more can be taken away.", count=number(present)),
            field="stock",
        )
    if present + typed.units > MOST_UNITS:
        raise InvalidInput(_("At most %(most)s.", most=number(MOST_UNITS)), field="stock")
    change = StockChange(variant_id, typed.units, MovementReason.EDIT, cause)
    change_stock([change], actor_id=actor_id)
    return True


def empty_variant(store_id: int, variant_id: int, *, actor_id: int) -> Emptied | None:
    """Set the stock to zero; what can be taken back, or None when it was zero for other reasons.

    Asked twice, the second answer is the first one's: a double click must not lose the way back.
    """
    _held(store_id, variant_id)
    empty_stock([variant_id], reason=MovementReason.EDIT, cause=EMPTIED, actor_id=actor_id)
    last = db.session.execute(
        select(StockMovement.id, StockMovement.delta, StockMovement.reason, StockMovement.cause)
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(1)
    ).first()
    if last is None or (last.reason, last.cause) != (MovementReason.EDIT, EMPTIED):
        return None
    return Emptied(last.id, -last.delta)


def undo_empty(store_id: int, variant_id: int, movement_id: int, *, actor_id: int) -> int:
    """Put back the units that this emptying took, beside what has come since; how many.

    Raises NotFound when the movement is no emptying of this variant, Conflict when it has been
    taken back already: the ledger says so, and the variant's row is held meanwhile.
    """
    _held(store_id, variant_id)
    delta = db.session.scalar(
        select(StockMovement.delta).where(
            StockMovement.id == movement_id,
            StockMovement.variant_id == variant_id,
            StockMovement.reason == MovementReason.EDIT,
            StockMovement.cause == EMPTIED,
        )
    )
    if delta is None:
        raise NotFound
    cause = f"{UNDONE}{movement_id}"
    if db.session.scalar(
        select(StockMovement.id)
        .where(
            StockMovement.variant_id == variant_id,
            StockMovement.id > movement_id,
            StockMovement.cause == cause,
        )
        .limit(1)
    ):
        raise Conflict(_("This has been put back already."))
    change_stock(
        [StockChange(variant_id, -delta, MovementReason.EDIT, cause)],
        actor_id=actor_id,
    )
    return -delta


def change_threshold(store_id: int, variant_id: int, units: int) -> None:
    """Below how many units the stock counts as low; 0 for never. Raises NotFound."""
    _held(store_id, variant_id)
    db.session.execute(
        update(Variant).where(Variant.id == variant_id).values(low_stock_threshold=units),
        execution_options={"synchronize_session": False},
    )


def _held(store_id: int, variant_id: int) -> int:
    """The stock of the store's variant, which nobody else changes before this transaction ends."""
    stock = db.session.scalar(
        select(Variant.stock)
        .where(
            Variant.id == variant_id,
            Variant.store_id == store_id,
            Variant.is_archived == false(),
        )
        .with_for_update()
    )
    if stock is None:
        raise NotFound
    return stock


def _set(
    variant_id: int, wanted: int, present: int, *, expected: int | None, actor_id: int
) -> bool:
    if wanted in (present, expected):
        return False  # it is so already, or the seller typed nothing new
    if expected is None:
        raise StockMoved({variant_id: present})
    set_stock({variant_id: (expected, wanted)}, actor_id=actor_id)
    return True


def _is_recent(variant_id: int, cause: str) -> bool:
    recent = (
        select(StockMovement.cause)
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id.desc())
        .limit(RECENT_MOVEMENTS)
        .subquery()
    )
    found = db.session.scalars(select(recent.c.cause).where(recent.c.cause == cause))
    # Asked again, because a database may take a letter and its capital for the same.
    return cause in found.all()
