"""What a checkout would cost: the cart's lines by store, each with its parcel's price.

The page shows a draft, and the service that buys makes the same draft again from the database, so
what is charged never comes from a form (B22). Pure: lines in, figures out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.cart.queries import CheckoutLine
from app.orders.errors import Change, ShortLine
from app.shipping.quotes import Quote, ShippingQuoter

_SEEN_LINE = re.compile(r"(\d{1,18}):(\d{1,4}):(\d{1,15})", re.ASCII)


@dataclass(frozen=True)
class Destination:
    """As far as shipping is concerned; both may be empty while the buyer is still typing."""

    city: str
    province: str

    @property
    def is_known(self) -> bool:
        """Shipping can be priced."""
        return bool(self.city and self.province)


@dataclass(frozen=True)
class StoreDraft:
    """One store's part, which becomes one order; money in rupiah, weight in grams.

    Lines of which nothing is left are listed and do not count, as in the cart.
    """

    store_id: int
    store_name: str
    lines: tuple[CheckoutLine, ...]
    weight: int
    subtotal: int
    quote: Quote | None

    @property
    def units(self) -> int:
        """How many pieces count."""
        return sum(line.quantity for line in self.lines if not line.is_gone)

    @property
    def shipping_cost(self) -> int:
        """0 as long as nobody knows where to."""
        return self.quote.cost if self.quote else 0

    @property
    def total(self) -> int:
        """Goods and shipping."""
        return self.subtotal + self.shipping_cost


@dataclass(frozen=True)
class Draft:
    """A whole checkout; `is_final` once every parcel has a price."""

    stores: tuple[StoreDraft, ...]
    short: tuple[ShortLine, ...]

    @property
    def is_final(self) -> bool:
        """Every parcel has a price, so the total can be charged."""
        return all(store.quote or not store.units for store in self.stores)

    @property
    def subtotal(self) -> int:
        """The goods, in rupiah."""
        return sum(store.subtotal for store in self.stores)

    @property
    def shipping_cost(self) -> int:
        """All parcels, in rupiah."""
        return sum(store.shipping_cost for store in self.stores)

    @property
    def total(self) -> int:
        """What is charged, in rupiah."""
        return self.subtotal + self.shipping_cost

    @property
    def units(self) -> int:
        """How many pieces."""
        return sum(store.units for store in self.stores)

    @property
    def lines(self) -> tuple[CheckoutLine, ...]:
        """Every line, in the order of the stores."""
        return tuple(line for store in self.stores for line in store.lines)

    @property
    def seen(self) -> str:
        """Variant, quantity and price of every line, for the form to carry (read by `changes`)."""
        return ",".join(
            f"{line.variant_id}:{line.quantity}:{line.unit_price}" for line in self.lines
        )


def make_draft(
    lines: Sequence[CheckoutLine], destination: Destination, quoter: ShippingQuoter
) -> Draft:
    """The lines by store, in the order of the stores' names."""
    ordered = sorted(lines, key=lambda line: (line.store_name, line.store_id, line.variant_id))
    stores = tuple(
        _store_draft(store_id, tuple(group), destination, quoter)
        for store_id, group in groupby(ordered, key=lambda line: line.store_id)
    )
    return Draft(stores, tuple(short_lines(lines)))


def _store_draft(
    store_id: int,
    lines: tuple[CheckoutLine, ...],
    destination: Destination,
    quoter: ShippingQuoter,
) -> StoreDraft:
    counted = [line for line in lines if not line.is_gone]
    weight = sum(line.weight * line.quantity for line in counted)
    quote = None
    if destination.is_known and counted:
        quote = quoter.quote(
            lines[0].store_location, destination.city, destination.province, weight_grams=weight
        )
    return StoreDraft(
        store_id=store_id,
        store_name=lines[0].store_name,
        lines=lines,
        weight=weight,
        subtotal=sum(line.unit_price * line.quantity for line in counted),
        quote=quote,
    )


def short_lines(
    lines: Sequence[CheckoutLine], left: Mapping[int, int] | None = None
) -> list[ShortLine]:
    """The lines that ask for more than there is; `left` overrides the stock by variant id."""
    short = []
    for line in lines:
        available = line.stock if left is None else left.get(line.variant_id, line.quantity)
        if not line.is_available:
            available = 0
        if available < line.quantity:
            short.append(
                ShortLine(line.item_id, line.name, line.options, line.quantity, max(0, available))
            )
    return short


def parse_seen(raw: str) -> dict[int, tuple[int, int]]:
    """variant id → (quantity, unit price) from `Draft.seen`; what makes no sense is left out."""
    return {
        int(match[1]): (int(match[2]), int(match[3]))
        for part in raw.split(",")
        if (match := _SEEN_LINE.fullmatch(part))
    }


def now_seen(raw: str, variant_id: int, quantity: int) -> str:
    """`Draft.seen` after the buyer changed a line: the change is theirs; 0 has taken it out."""
    seen = parse_seen(raw)
    if variant_id in seen:
        seen[variant_id] = (quantity, seen[variant_id][1])
    return ",".join(
        f"{variant}:{units}:{price}" for variant, (units, price) in seen.items() if units
    )


def changes(draft: Draft, seen: Mapping[int, tuple[int, int]]) -> tuple[Change, ...]:
    """What of the lines is not as the buyer saw it."""
    found: list[Change] = []
    for line in draft.lines:
        quantity, price = seen.get(line.variant_id, (None, None))
        if quantity is None:
            found.append(Change("line", line.name, None, line.quantity))
            continue
        if price != line.unit_price:
            found.append(Change("price", line.name, price, line.unit_price))
        if quantity != line.quantity:
            found.append(Change("quantity", line.name, quantity, line.quantity))
    gone = seen.keys() - {line.variant_id for line in draft.lines}
    found.extend(Change("gone", "", seen[variant_id][0], None) for variant_id in sorted(gone))
    return tuple(found)
