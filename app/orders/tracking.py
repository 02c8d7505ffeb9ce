"""Tracking numbers as they are pasted from a courier's sheet: one line an order.

A line is an order number, a tracking number and, if one likes, a courier, with tabs, commas,
semicolons or spaces between them. Each line answers for itself: what cannot be taken is told with
its number and the reason, and the rest is shipped.
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
_SEPARATED = re.compile(r"[\t,;]")


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
        _read(place, line)
        for place, line in enumerate(text.split("\n"), start=1)
        if clean_line(line)
    ]
    return _without_repeats(lines)


def ship_lines(lines: Sequence[Line], *, store_id: int, actor_id: int) -> list[Line]:
    """Ship what the lines name, each as a unit of work; the lines with what became of them."""
    known = _find([line for line in lines if not line.refusal], store_id)
    checked = _without_twins([line if line.refusal else _known(line, known) for line in lines])
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
    if _SEPARATED.search(raw):
        parts = [clean_line(part) or "" for part in _SEPARATED.split(raw)]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        spoken, tracking_number, courier, *more = [*parts, "", ""]
    else:
        spoken, _space, rest = (clean_line(raw) or "").partition(" ")
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


def _split_courier(rest: str) -> tuple[str, str]:
    """A courier's name at the end of what spaces part, which the number may hold as well."""
    for name in COURIERS:
        if rest.casefold().endswith(" " + name.casefold()):
            return rest[: -len(name)].strip(), name
    return rest, ""


def _as_courier(typed: str) -> str:
    return next((name for name in COURIERS if name.casefold() == typed.casefold()), "")


def _without_repeats(lines: Sequence[Line]) -> list[Line]:
    """Refuse every line whose tracking number stands on another, too: one of them is wrong."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.tracking_number:
            places[line.tracking_number.upper()].append(line.place)
    checked = []
    for line in lines:
        others = [place for place in places[line.tracking_number.upper()] if place != line.place]
        if others and not line.refusal:
            words = _("The same tracking number stands on line %(place)d, too.", place=others[0])
            line = replace(line, refusal=words)
        checked.append(line)
    return checked


def _without_twins(lines: Sequence[Line]) -> list[Line]:
    """Refuse a line whose order an earlier line names as well."""
    first: dict[str, int] = {}
    checked = []
    for line in lines:
        if line.number and not line.refusal:
            earlier = first.setdefault(line.number, line.place)
            if earlier != line.place:
                words = _("The same order stands on line %(place)d, too.", place=earlier)
                line = replace(line, refusal=words)
        checked.append(line)
    return checked


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
