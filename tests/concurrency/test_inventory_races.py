"""Two sessions of a seller and twenty buyers at the same variant: no sale is typed over (DESIGN 8).

Every number that was taken was set over the very stock its seller saw: the ledger says what was
there just before. (A1, A6; A14 for the way back from an emptying.)
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.db import db, unit_of_work
from app.errors import Conflict
from app.inventory.editing import edit_stock, empty_variant, undo_empty
from app.inventory.errors import StockMoved
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.inventory.typed_stock import TypedStock
from app.orders.placing import check_out
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import fill_cart, make_variant, request_for
from tests.support.races import race

Work = Callable[[], str]
BUYERS, ROUNDS = 20, 8


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller()


def buyer_of(variant: int, *, times: int) -> Work:
    """Buys one unit, several times; how many were had."""
    sale = [StockChange(variant, -1, MovementReason.SALE, "BLJ-261123-ABCDEF")]

    def work() -> str:
        had = 0
        for _time in range(times):
            try:
                unit_of_work(lambda: change_stock(sale, actor_id=None))
            except Conflict:
                continue
            had += 1
        return f"bought {had}"

    return work


def seller_at(store: Store, variant: int, actor_id: int, *, seed: int) -> Work:
    """Edits by number, by delta, empties and takes that back, in an order of its own.

    Answers every number that was taken as "seen>typed", for the ledger to be asked.
    """
    chance = random.Random(seed)
    store_id = store.id

    def number() -> str:
        seen, wanted = stock_of(variant), chance.randint(0, 60)
        typed = TypedStock(wanted)
        try:
            changed = unit_of_work(
                lambda: edit_stock(store_id, variant, typed, expected=seen, actor_id=actor_id)
            )
        except StockMoved:
            return ""
        return f"{seen}>{wanted}" if changed else ""

    def delta() -> str:
        typed = TypedStock(chance.randint(1, 9), is_delta=True)
        unit_of_work(lambda: edit_stock(store_id, variant, typed, expected=None, actor_id=actor_id))
        return ""

    def emptying() -> str:
        emptied = unit_of_work(lambda: empty_variant(store_id, variant, actor_id=actor_id))
        if emptied is None:
            return ""
        try:
            unit_of_work(
                lambda: undo_empty(store_id, variant, emptied.movement_id, actor_id=actor_id)
            )
        except Conflict:
            return ""  # the other session was quicker
        return ""

    def work() -> str:
        steps = [number, delta, emptying, number] * ROUNDS
        chance.shuffle(steps)
        return " ".join(filter(None, (step() for step in steps)))

    return work


def movements(variant: int) -> list[StockMovement]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(StockMovement)
            .where(StockMovement.variant_id == variant)
            .order_by(StockMovement.id)
        )
    )


def test_a_seller_in_two_sessions_and_twenty_buyers_agree_with_the_ledger(
    app: Flask, seller: tuple[User, Store]
) -> None:
    user, store = seller
    variant = variants_of(make_product(store, stock=40))[0].id
    sellers = [seller_at(store, variant, user.id, seed=seed) for seed in (7, 11)]
    answers = race(app, [*sellers, *[buyer_of(variant, times=4) for _buyer in range(BUYERS)]])
    assert not [answer for answer in answers if answer.startswith("database")], answers
    assert discrepancies() == []
    lines = movements(variant)
    balance = 0
    for line in lines:
        balance += line.delta
        assert line.balance_after == balance >= 0
    assert stock_of(variant) == balance
    sold = sum(-line.delta for line in lines if line.reason == MovementReason.SALE)
    assert sold == sum(int(answer.split()[1]) for answer in answers[2:])
    # An accepted number stands in the ledger right after the stock that its seller saw.
    taken = Counter(pair for answer in answers[:2] for pair in answer.split())
    set_to = Counter(
        f"{line.balance_after - line.delta}>{line.balance_after}"
        for line in lines
        if line.reason == MovementReason.EDIT and not line.cause
    )
    assert sum(taken.values()) > 0
    assert taken <= set_to
    undone = [line.cause for line in lines if line.cause.startswith("undo:")]
    assert len(undone) == len(set(undone))


def test_of_sixteen_who_set_a_number_over_the_same_one_sees_it_done(
    app: Flask, seller: tuple[User, Store]
) -> None:
    user, store = seller
    variant = variants_of(make_product(store, stock=20))[0].id
    store_id, actor_id = store.id, user.id

    def setting(wanted: int) -> Work:
        typed = TypedStock(wanted)

        def work() -> str:
            unit_of_work(
                lambda: edit_stock(store_id, variant, typed, expected=20, actor_id=actor_id)
            )
            return "set"

        return work

    answers = Counter(race(app, [setting(100 + number) for number in range(16)]))
    assert answers == {"set": 1, "StockMoved": 15}
    assert len(movements(variant)) == 2


def test_the_same_form_sent_sixteen_times_at_once_adds_once(
    app: Flask, seller: tuple[User, Store]
) -> None:
    user, store = seller
    variant = variants_of(make_product(store, stock=20))[0].id
    store_id, actor_id = store.id, user.id
    ten = TypedStock(10, is_delta=True)

    def work() -> str:
        done = unit_of_work(
            lambda: edit_stock(
                store_id, variant, ten, expected=None, actor_id=actor_id, once="form"
            )
        )
        return str(done)

    assert Counter(race(app, [work] * 16)) == {"True": 1, "False": 15}
    assert stock_of(variant) == 30


def test_an_emptying_is_taken_back_once_however_many_ask(
    app: Flask, seller: tuple[User, Store]
) -> None:
    user, store = seller
    variant = variants_of(make_product(store, stock=20))[0].id
    store_id, actor_id = store.id, user.id
    emptied = unit_of_work(lambda: empty_variant(store_id, variant, actor_id=actor_id))
    assert emptied is not None

    def work() -> str:
        movement = emptied.movement_id
        unit_of_work(lambda: undo_empty(store_id, variant, movement, actor_id=actor_id))
        return "put back"

    assert Counter(race(app, [work] * 16)) == {"put back": 1, "Conflict": 15}
    assert stock_of(variant) == 20
    assert discrepancies() == []


def test_emptying_while_twenty_check_out_loses_no_unit(
    app: Flask, seller: tuple[User, Store]
) -> None:
    """Real checkouts: what was removed and put back, sold and left is what there was."""
    user, store = seller
    variant = make_variant(store, stock=30)
    variant_id, store_id, actor_id = variant.id, store.id, user.id
    requests = []
    for _buyer in range(BUYERS):
        buyer = make_customer()
        fill_cart(buyer, (variant, 1))
        requests.append(request_for(buyer))

    def empty() -> str:
        emptied = unit_of_work(lambda: empty_variant(store_id, variant_id, actor_id=actor_id))
        if emptied is not None:
            movement = emptied.movement_id
            unit_of_work(lambda: undo_empty(store_id, variant_id, movement, actor_id=actor_id))
        return "emptied"

    works = [lambda each=each: check_out(each) for each in requests]
    answers = race(app, [*works, empty, empty])
    bought = [answer for answer in answers if answer.startswith("BLG-")]
    assert not [answer for answer in answers if answer.startswith("database")], answers
    assert stock_of(variant_id) == 30 - len(bought)
    assert discrepancies() == []
