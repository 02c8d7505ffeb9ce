"""A store's incoming orders: by status, and searched by number, buyer, parcel, product and day.

What bounds the reading of a store with 100,000 orders:

- Nothing searched for: the page is read by (store_id, status, id) or (store_id, id), at most
  COUNT_LIMIT entries deep, and each tab counts at most as many index entries.
- Text or days: one statement takes the newest SEARCH_LIMIT orders of the window of days by the
  index (store_id, placed_at) and compares only those, their lines by (order_id). It brings back ids
  and statuses; counting, sorting and paging are then arithmetic. What lies further back is reached
  by choosing days, and the page says so (`is_cut`).
- A whole order number, or its last part, is asked of the unique index on numbers, however old.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Text, and_, func, or_, select, type_coerce

from app.clock import start_of_jakarta_day
from app.db import db
from app.orders import queries
from app.orders.models import Order, OrderItem
from app.orders.numbers import days_of_beginning, numbers_ending_in, whole_number
from app.orders.queries import ALL, PAGE_SIZE, OrderPage
from app.orders.states import OrderStatus

SEARCH_LIMIT = 10_000
MOST_WORDS = 6
FEWEST_DIGITS = 6
_PHONE = re.compile(r"\+?[\d ().-]+", re.ASCII)
_NO_DIGIT = re.compile(r"\D", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What is searched for: words, and days of Asia/Jakarta, both of them included."""

    text: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.first_day or self.last_day)


@dataclass(frozen=True)
class StorePage:
    """A page of the list; `is_cut` when the search did not reach the store's oldest orders."""

    found: OrderPage
    is_cut: bool = False


@dataclass(frozen=True)
class _Match:
    id: int
    status: str


def store_orders(
    store_id: int,
    *,
    status: str,
    page: int,
    wanted: Wanted | None = None,
    size: int = PAGE_SIZE,
    oldest_first: bool = False,
) -> StorePage:
    """A store's own orders that match what is `wanted`, newest first unless said otherwise."""
    if not wanted:
        owned = [Order.store_id == store_id]
        return StorePage(
            queries.order_page(
                owned, status=status, page=page, size=size, oldest_first=oldest_first
            )
        )
    matches = _matches(store_id, wanted)
    ids = [match.id for match in matches if status in (ALL, match.status)]
    ids.sort(reverse=not oldest_first)
    pages = max(1, -(-len(ids) // size))
    page = min(page, pages)
    shown = queries.orders_with_ids(ids[(page - 1) * size : page * size])
    found = OrderPage(shown, _count(matches), page, pages)
    return StorePage(found, is_cut=_reaches_further(store_id, wanted))


def store_counts(store_id: int, wanted: Wanted | None = None) -> dict[str, int]:
    """How many orders of each status the store has, as its list counts them."""
    if not wanted:
        return queries.count_by_status([Order.store_id == store_id])
    return _count(_matches(store_id, wanted))


def _count(matches: Sequence[_Match]) -> dict[str, int]:
    counted = Counter(match.status for match in matches)
    return {ALL: len(matches), **{status.value: counted[status.value] for status in OrderStatus}}


def _matches(store_id: int, wanted: Wanted) -> list[_Match]:
    """Every match within the bounds, each once."""
    possible = _possible_numbers(wanted.text)
    window = _window(store_id, wanted)
    found: dict[int, _Match] = {}
    if possible:
        days = _days(wanted.first_day, wanted.last_day)
        by_number = and_(Order.number.in_(possible), Order.store_id == store_id, *days)
        found |= _read(select(Order.id, Order.status).where(by_number))
    newest = (
        select(Order.id).where(*window).order_by(Order.placed_at.desc(), Order.id.desc())
    ).limit(SEARCH_LIMIT)
    looked_at = newest.subquery("newest")
    query = select(Order.id, Order.status).join(looked_at, looked_at.c.id == Order.id)
    if wanted.text:
        query = query.where(_says(wanted.text))
    return list((found | _read(query)).values())


def _read(query: object) -> dict[int, _Match]:
    rows = db.session.execute(query).all()  # type: ignore[call-overload]
    return {identifier: _Match(identifier, status) for identifier, status in rows}


def _possible_numbers(text: str) -> list[str]:
    whole = whole_number(text)
    return [whole] if whole else numbers_ending_in(text)


def _says(text: str) -> ColumnElement[bool]:
    """The number begins so, or a name has all the words, or what else an order is asked for by.

    These are the recipient and city, a line's product with its options, its SKU, the tracking
    number, and the phone however it is written.
    """
    words = text.split()[:MOST_WORDS]
    item = and_(
        OrderItem.order_id == Order.id,
        or_(
            and_(*(_line_says(word) for word in words)),
            OrderItem.sku.icontains(text, autoescape=True),
        ),
    )
    return or_(
        Order.number.startswith(text.upper(), autoescape=True),
        and_(*(_recipient_says(word) for word in words)),
        Order.tracking_number.contains(text.upper(), autoescape=True),
        *_phone_says(text),
        select(OrderItem.id).where(item).exists(),
    )


def _line_says(word: str) -> ColumnElement[bool]:
    """In the product's name or in the options, which are kept as one text."""
    options = type_coerce(OrderItem.options, Text)
    return or_(
        OrderItem.name.icontains(word, autoescape=True), options.icontains(word, autoescape=True)
    )


def _recipient_says(word: str) -> ColumnElement[bool]:
    return or_(
        Order.recipient.icontains(word, autoescape=True),
        Order.city.icontains(word, autoescape=True),
    )


def _phone_says(text: str) -> list[ColumnElement[bool]]:
    """The digits of a phone, with +62, 0 or neither before them; none for what is no phone."""
    if not _PHONE.fullmatch(text):
        return []
    digits = _NO_DIGIT.sub("", text).removeprefix("62").removeprefix("0")
    if len(digits) < FEWEST_DIGITS:
        return []
    kept: ColumnElement[str] = Order.phone.expression
    for sign in " -.()":
        kept = func.replace(kept, sign, "")
    return [kept.contains(digits)]


def _window(store_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The store's orders of these days; the beginning of a number names days, too."""
    conditions = [Order.store_id == store_id, *_days(wanted.first_day, wanted.last_day)]
    if named := days_of_beginning(wanted.text.upper()):
        # The number is drawn a moment before the order is written, maybe on the other day.
        conditions += _days(named[0], named[1] + timedelta(days=1))
    return conditions


def _days(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    conditions = []
    if first:
        conditions.append(Order.placed_at >= start_of_jakarta_day(first))
    if last:
        conditions.append(Order.placed_at < start_of_jakarta_day(last + timedelta(days=1)))
    return conditions


def _reaches_further(store_id: int, wanted: Wanted) -> bool:
    """True when the window holds more orders than the search looks at; read from the index."""
    beyond = (
        select(Order.placed_at)
        .where(*_window(store_id, wanted))
        .order_by(Order.placed_at.desc())
        .limit(1)
        .offset(SEARCH_LIMIT)
    )
    return db.session.execute(beyond).first() is not None
