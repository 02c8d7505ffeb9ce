"""The ledger that the demo orders leave behind, beginning with what each store put on the shelf.

It is lived through again, oldest first, by the function that changes stock in a living shop, so
that stock and ledger agree by the same rules (DESIGN 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from app.demo.catalogue import Item, Listing
from app.demo.orders import PlannedOrder
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.orders.states import CancelReason, OrderStatus

RESTOCK_AFTER = timedelta(minutes=25)
LATEST = timedelta(minutes=5)


@dataclass(frozen=True)
class PastChange:
    """A change that somebody made at `at`."""

    at: datetime
    actor_id: int | None
    change: StockChange


@dataclass(frozen=True)
class _Happening:
    """Units that came or went, or with EMPTY all that were there."""

    at: datetime
    delta: int
    reason: MovementReason
    cause: str
    actor_id: int | None


def live_through(past: Sequence[PastChange]) -> None:
    """Change the stock as it changed then, what happened together at once.

    Raises OutOfStock when more would have been sold than there was.
    """
    ordered = sorted(past, key=lambda one: one.at)
    for (at, actor_id, _reason, _cause), together in groupby(ordered, key=_occasion):
        change_stock([one.change for one in together], actor_id=actor_id, at=at)


def _occasion(one: PastChange) -> tuple[datetime, int | None, MovementReason, str]:
    return one.at, one.actor_id, one.change.reason, one.change.cause


def past_changes(
    listings: Sequence[Listing], orders: Sequence[tuple[str, PlannedOrder]], *, now: datetime
) -> list[PastChange]:
    """The whole past of every variant; `orders` come with their numbers."""
    happenings: dict[int, list[_Happening]] = defaultdict(list)
    for number, order in orders:
        _add_order(happenings, number, order)
    return [
        change
        for listing in listings
        for item in listing.items
        for change in _past(listing, item, sorted(happenings[item.id], key=lambda h: h.at), now=now)
    ]


def _add_order(happenings: dict[int, list[_Happening]], number: str, order: PlannedOrder) -> None:
    placed, last = order.steps[0], order.steps[-1]
    for line in order.lines:
        events = happenings[line.item.id]
        events.append(
            _Happening(placed.at, -line.quantity, MovementReason.SALE, number, placed.actor_id)
        )
        if order.status != OrderStatus.CANCELLED:
            continue
        if last.reason == CancelReason.STOCK_OUT:
            events.append(_Happening(last.at, 0, MovementReason.STOCK_OUT, number, last.actor_id))
        else:
            events.append(
                _Happening(
                    last.at, line.quantity, MovementReason.CANCELLATION, number, last.actor_id
                )
            )


def _past(
    listing: Listing, item: Item, happenings: Sequence[_Happening], *, now: datetime
) -> list[PastChange]:
    """So much at first that it always sufficed, and in the end what is meant to be left."""
    sums = [0]
    for event in happenings:
        sums.append(sums[-1] + event.delta)
    first = max(item.left - sums[-1], -min(sums))
    changes: list[PastChange] = []
    balance = 0

    def change(
        at: datetime, delta: int, reason: MovementReason, cause: str, actor_id: int | None
    ) -> None:
        nonlocal balance
        balance += delta
        if delta:
            changes.append(PastChange(at, actor_id, StockChange(item.id, delta, reason, cause)))

    change(listing.created_at, first, MovementReason.INITIAL, "", listing.seller_id)
    for index, event in enumerate(happenings):
        if event.reason != MovementReason.STOCK_OUT:
            change(event.at, event.delta, event.reason, event.cause, event.actor_id)
            continue
        # The seller found the shelf empty, and filled it again before anybody else came.
        missing = balance
        next_at = happenings[index + 1].at if index + 1 < len(happenings) else now
        again = event.at + min(RESTOCK_AFTER, (next_at - event.at) / 2)
        change(event.at, -missing, event.reason, event.cause, event.actor_id)
        change(again, missing, MovementReason.EDIT, "", listing.seller_id)
    if balance != item.left:
        change(now - LATEST, item.left - balance, MovementReason.EDIT, "", listing.seller_id)
    return changes
