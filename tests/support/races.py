"""Many buyers at once: the scenes that the tests assert and bench/races.py repeats (A1, A7)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DBAPIError

from app.db import RETRYABLE_CODES
from app.errors import DomainError
from app.orders.placing import check_out
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import stock_of
from tests.factories.orders import fill_cart, make_variant, request_for
from tests.support.invariants import broken_rules, row_counts


@dataclass(frozen=True)
class Outcome:
    """What a scene left behind: what each buyer was answered, and what the database holds."""

    answers: list[str]
    stock_left: list[int]
    rows: dict[str, int]
    broken: list[str]

    @property
    def refusals(self) -> Counter[str]:
        """The answers that are no purchase."""
        return Counter(answer for answer in self.answers if not answer.startswith("BLG-"))


def race(app: Flask, works: list[Callable[[], str]]) -> list[str]:
    """Run every work in a thread of its own, all released at once; what each answered.

    A refusal answers with its name, an error of the database that reached somebody with its words;
    anything else that is raised is raised here.
    """
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], str]) -> str:
        with app.app_context():
            gate.wait(timeout=30)
            try:
                return work()
            except DomainError as error:
                return type(error).__name__
            except DBAPIError as error:
                return f"database: {error.orig}"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def many_buyers_of_few_units(app: Flask, *, buyers: int = 64, units: int = 20) -> Outcome:
    """So many buyers press "pay" for one unit each of a product that has fewer."""
    variant = make_variant(stock=units)
    requests = []
    for _buyer in range(buyers):
        buyer = make_customer()
        fill_cart(buyer, (variant, 1))
        requests.append(request_for(buyer))
    answers = race(app, [lambda each=each: check_out(each) for each in requests])
    return Outcome(answers, [stock_of(variant.id)], row_counts(), broken_rules())


def crossed_carts(app: Flask, *, buyers: int = 16) -> Outcome:
    """Half of the buyers put A before B into the cart, half B before A; there is enough for all."""
    stores = [make_seller()[1] for _store in range(2)]
    one, two = (make_variant(store, stock=buyers) for store in stores)
    requests = []
    for number in range(buyers):
        buyer = make_customer()
        lines = [(one, 1), (two, 1)]
        fill_cart(buyer, *(lines if number % 2 else reversed(lines)))
        requests.append(request_for(buyer))
    answers = race(app, [lambda each=each: check_out(each) for each in requests])
    return Outcome(answers, [stock_of(one.id), stock_of(two.id)], row_counts(), broken_rules())


@contextmanager
def counted_collisions() -> Iterator[Counter[str]]:
    """Count the errors of the database meanwhile that a unit of work answers by running again."""
    found: Counter[str] = Counter()

    def note(context: ExceptionContext) -> None:
        arguments: tuple[Any, ...] = getattr(context.original_exception, "args", ())
        code = arguments[0] if arguments else ""
        if code in RETRYABLE_CODES or "locked" in str(code):
            found[str(code)] += 1

    event.listen(Engine, "handle_error", note)
    try:
        yield found
    finally:
        event.remove(Engine, "handle_error", note)
