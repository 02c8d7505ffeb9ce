"""What labels and slips need besides the order's words: a code to scan, and how much they hold."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

from app.orders.queries import OrderView
from app.orders.states import OrderStatus
from app.payments.models import PaymentMethod

# White around the code, in modules, which scanners need (ISO/IEC 18004).
QUIET_ZONE = 4
# How many ordinary letters a label holds at each size; the smallest holds all the columns do.
ROOM = (340, 620, 1300)
# A capital, or a sign of a script whose signs are square, takes about as much more.
_WIDE = 0.6
_SQUARE_FROM = "\u2e80"


@dataclass(frozen=True)
class Code:
    """A QR code as one path in a square of `size` by `size` modules."""

    size: int
    path: str


@dataclass(frozen=True)
class Sheet:
    """One order on paper; `due` is what the courier collects, in rupiah, or None when it is paid.

    `density` is 0 for an ordinary label and grows with how much is written on it, so that long
    names and addresses get smaller letters instead of a second page.
    """

    order: OrderView
    code: Code
    due: int | None
    density: int


def make_sheet(order: OrderView) -> Sheet:
    """The order with what its label needs."""
    due = order.payment_method == PaymentMethod.COD and order.payment_status != "PAID"
    return Sheet(order, make_code(order.number), order.total if due else None, _density(order))


def make_code(text: str) -> Code:
    """A QR code that survives a scratch (level M); drawn as runs of dark modules."""
    matrix = segno.make(text, error="m", micro=False).matrix
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        for is_dark, run in groupby(row, key=bool):
            width = len(list(run))
            if is_dark:
                parts.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z")
            x += width
    return Code(len(matrix) + 2 * QUIET_ZONE, "".join(parts))


def is_sent(order: OrderView) -> bool:
    """Nothing is packed or sent for a cancelled order."""
    return order.status != OrderStatus.CANCELLED


def _density(order: OrderView) -> int:
    names = ("recipient", "phone", "line", "district", "city", "province", "note", "store_name")
    written = sum(_width(getattr(order, name)) for name in names)
    return sum(written > room for room in ROOM)


def _width(text: str) -> float:
    """How much room a text takes, in ordinary letters."""
    wide = sum(letter.isupper() or letter >= _SQUARE_FROM for letter in text)
    return len(text) + _WIDE * wide
