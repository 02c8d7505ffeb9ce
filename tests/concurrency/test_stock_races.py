"""Many at once for the same units: exactly as many are sold as there were (A1, A7)."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from app.db import unit_of_work
from app.inventory.errors import OutOfStock
from app.inventory.models import MovementReason
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock, empty_stock
from tests.factories.catalogue import make_product, stock_of, variants_of


def race(app: Flask, works: list[Callable[[], None]]) -> Counter[str]:
    """Run every work in a thread of its own, all released at once; count how they ended.

    Each has one attempt only: in ascending order of ids there is no deadlock to be retried.
    """
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> str:
        gate.wait(timeout=30)
        with app.app_context():
            try:
                unit_of_work(work, attempts=1)
            except OutOfStock:
                return "sold out"
            return "sold"

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(pool.map(run, works))


def sale(*lines: tuple[int, int]) -> Callable[[], None]:
    changes = [StockChange(each, -units, MovementReason.SALE) for each, units in lines]
    return lambda: change_stock(changes, actor_id=None)


def test_sixty_four_buyers_of_twenty_units_buy_exactly_twenty(app):
    """A1."""
    variant = variants_of(make_product(stock=20))[0].id
    assert race(app, [sale((variant, 1))] * 64) == {"sold": 20, "sold out": 44}
    assert stock_of(variant) == 0
    assert discrepancies() == []


def test_buyers_of_several_units_never_sell_more_than_there_were(app):
    """A1, with amounts that do not divide the stock."""
    variant = variants_of(make_product(stock=20))[0].id
    ended = race(app, [sale((variant, 3))] * 32)
    assert ended == {"sold": 6, "sold out": 26}
    assert stock_of(variant) == 2
    assert discrepancies() == []


def test_carts_in_any_order_lose_no_sale_to_a_deadlock(app):
    """A7: there is enough for everybody, so everybody must get theirs."""
    product = make_product(variants=[{"stock": 32}] * 6)
    ids = [variant.id for variant in variants_of(product)]
    shuffler = random.Random(7)
    works = [sale(*((each, 1) for each in shuffler.sample(ids, 6))) for _ in range(32)]
    assert race(app, works) == {"sold": 32}
    assert [stock_of(each) for each in ids] == [0] * 6
    assert discrepancies() == []


def test_a_refused_cart_gives_its_other_lines_back_while_others_buy(app):
    plenty, scarce = (
        variant.id for variant in variants_of(make_product(variants=[{"stock": 64}, {"stock": 5}]))
    )
    ended = race(app, [sale((plenty, 1), (scarce, 1))] * 16 + [sale((plenty, 1))] * 16)
    assert ended == {"sold": 21, "sold out": 11}
    assert (stock_of(plenty), stock_of(scarce)) == (64 - 21, 0)
    assert discrepancies() == []


def test_emptying_while_others_buy_leaves_ledger_and_stock_agreed(app):
    variant = variants_of(make_product(stock=20))[0].id

    def empty() -> None:
        empty_stock([variant], actor_id=None)

    race(app, [sale((variant, 1))] * 12 + [empty] * 4)
    assert stock_of(variant) == 0
    assert discrepancies() == []
