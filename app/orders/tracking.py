"""Tracking numbers as they are pasted from a courier's sheet: one line an order.

A line is an order number, a tracking number and, if one likes, a courier, with tabs, commas,
semicolons or spaces between them, each of them quoted or not. A first line that names the columns
is passed over. Each line answers for itself: what cannot be taken is told with its number and the
reason, and the rest is shipped.

Shipping cannot be undone: of lines that contradict each other none is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.db import db
from app.orders.bulk import move_each
from app.orders.models import Order
from app.orders.numbers import RANDOM_LENGTH, last_part, whole_number
from app.orders.search import SEARCH_LIMIT
from app.orders.states import Actor, OrderStatus
from app.orders.values import StepRequest
from app.shipping.couriers import COURIERS
from app.web.typed import clean_line

MOST_LINES = 200
_SEPARATORS = "\t,;"
# A quoted cell, in which a doubled quote is one, or a plain one; and what ends it.
_CELL = re.compile(rf'\s*"((?:[^"]|"")*)"\s*(?=[{_SEPARATORS}]|$)|([^{_SEPARATORS}]*)')
# Words of the line above the columns, which holds no digit.
_COLUMN_NAMES = frozenset(("pesanan", "order", "resi", "tracking", "awb", "kurir", "courier"))


@dataclass(frozen=True)
class Line:
    """One pasted line: where it stood, what it said, and what it is taken for."""

    place: int  # from 1, as it stood in the box
    text: str
    spoken: str  # the order number as it was typed
    tracking_number: str = ""
    courier: str = ""
    number: str = ""  # the order's number, once it is found
    refusal: str = ""


def read_lines(text: str) -> list[Line]:
    """The lines that say anything, with what already tells that they cannot be taken."""
    lines = [
        (place, line)
        for place, line in enumerate(text.split("\n"), start=1)
        if any(clean_line(cell) for cell in _cells(line))
    ]
    if lines and _names_columns(lines[0][1]):
        del lines[0]
    return [_read(place, line) for place, line in lines]


def ship_lines(lines: Sequence[Line], *, store_id: int, actor_id: int) -> list[Line]:
    """Ship what the lines name, each as a unit of work; the lines with what became of them."""
    known = _find([line for line in lines if not line.refusal], store_id)
    checked = _checked([line if line.refusal else _known(line, known) for line in lines])
    steps = [
        (
            line.number,
            StepRequest(
                to=OrderStatus.SHIPPED,
                actor=Actor.SELLER,
                actor_id=actor_id,
                courier=line.courier,
                tracking_number=line.tracking_number,
            ),
        )
        for line in checked
        if not line.refusal
    ]
    refusals = {done.number: done.refusal for done in move_each(steps, store_id=store_id)}
    return [
        line if line.refusal else replace(line, refusal=refusals[line.number]) for line in checked
    ]


def text_of(lines: Sequence[Line]) -> str:
    """The lines as they were typed, to be mended."""
    return "\n".join(line.text.strip() for line in lines)


def _read(place: int, raw: str) -> Line:
    parts = [clean_line(cell) or "" for cell in _cells(raw)]
    if len(parts) > 1:
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        spoken, tracking_number, courier, *more = [*parts, "", ""]
    else:
        spoken, _space, rest = parts[0].partition(" ")
        tracking_number, courier = _split_courier(rest)
        more = []
    line = Line(place, raw, spoken, tracking_number, _as_courier(courier))
    if not tracking_number:
        return replace(line, refusal=_("There is no tracking number on this line."))
    if any(more) or (courier and not line.courier):
        names = ", ".join(COURIERS)
        return replace(
            line,
            refusal=_(
                "After the tracking number only a courier may follow: %(names)s.", names=names
            ),
        )
    return line


def _cells(raw: str) -> list[str]:
    """The cells of a line as a sheet writes them; one cell where nothing parts any."""
    cells, at = [], 0
    while True:
        match = _CELL.match(raw, at)
        assert match is not None, "a plain cell may be empty"
        quoted, plain = match.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = match.end() + 1
        if match.end() >= len(raw):
            return cells


def _names_columns(raw: str) -> bool:
    said = raw.casefold()
    words = re.findall(r"[a-z]+", said)
    return not any(sign.isdigit() for sign in said) and not _COLUMN_NAMES.isdisjoint(words)


def _split_courier(rest: str) -> tuple[str, str]:
    """A courier's name at the end of what spaces part, which the number may hold as well."""
    for name in COURIERS:
        if rest.casefold().endswith(" " + name.casefold()):
            return rest[: -len(name)].strip(), name
    return rest, ""


def _as_courier(typed: str) -> str:
    return next((name for name in COURIERS if name.casefold() == typed.casefold()), "")


def _checked(lines: Sequence[Line]) -> list[Line]:
    """The lines without what was pasted twice; those that contradict another one are refused."""
    single = list({_meaning(line): line for line in reversed(lines)}.values())[::-1]
    numbers, orders = _places(single, by_order=False), _places(single, by_order=True)
    checked = []
    for line in single:
        same_number = _other(numbers[line.tracking_number.upper()], line)
        same_order = _other(orders[line.number], line)
        if line.refusal:
            pass
        elif same_order:
            words = _("The same order stands on line %(place)d, too.", place=same_order)
            line = replace(line, refusal=words)
        elif same_number:
            words = _("The same tracking number stands on line %(place)d, too.", place=same_number)
            line = replace(line, refusal=words)
        checked.append(line)
    return checked


def _meaning(line: Line) -> object:
    """What makes two lines the same; a line of which no order is known is like no other."""
    said = (line.number, line.tracking_number.upper(), line.courier)
    return said if line.number and not line.refusal else line.place


def _places(lines: Sequence[Line], *, by_order: bool) -> defaultdict[str, list[int]]:
    """Tracking number, or order, -> the lines that name it."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        key = line.number if by_order else line.tracking_number.upper()
        if key and not (by_order and line.refusal):
            places[key].append(line.place)
    return places


def _other(places: Sequence[int], line: Line) -> int | None:
    return next((place for place in places if place != line.place), None)


def _known(line: Line, known: dict[str, list[str]]) -> Line:
    """The line with the number of its order, which must be one of the store's, and one only."""
    numbers = known.get(whole_number(line.spoken) or last_part(line.spoken) or "", [])
    if len(numbers) == 1:
        return replace(line, number=numbers[0])
    if numbers:
        return replace(
            line, refusal=_("Several of your orders end like this: give the whole number.")
        )
    return replace(line, refusal=_("There is no such order."))


def _find(lines: Sequence[Line], store_id: int) -> dict[str, list[str]]:
    """Whole number or last part -> the store's orders it stands for; at most two statements.

    Last parts are looked for among the store's newest SEARCH_LIMIT orders.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    wholes = {number for line in lines if (number := whole_number(line.spoken))}
    parts = {part for line in lines if (part := last_part(line.spoken))}
    if wholes:
        query = select(Order.number).where(Order.number.in_(wholes), Order.store_id == store_id)
        for number in db.session.scalars(query):
            found[number].append(number)
    if parts:
        newest = (
            select(Order.number)
            .where(Order.store_id == store_id)
            .order_by(Order.placed_at.desc(), Order.id.desc())
            .limit(SEARCH_LIMIT)
            .subquery("newest")
        )
        query = select(newest.c.number).where(
            func.substr(newest.c.number, -RANDOM_LENGTH).in_(parts)
        )
        for number in db.session.scalars(query):
            found[number[-RANDOM_LENGTH:]].append(number)
    return found
