"""What is run again after an error of the database, and what never is (A3, A6)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from app.cart.owner import CartOwner
from app.cart.services import add_item
from app.db import db, unit_of_work
from app.orders.placing import check_out
from tests.factories.accounts import make_customer
from tests.factories.cart import lines, put_in_cart
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import fill_cart, make_variant, orders_of, request_for
from tests.support.invariants import broken_rules, row_counts
from tests.support.lost import lose_connection, lost_after_commit, refused_once


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1213, "Deadlock found when trying to get lock; try restarting transaction"),
        (1205, "Lock wait timeout exceeded; try restarting transaction"),
        (1020, "Record has changed since last read in table 'cart_items'"),
        (1047, "WSREP has not yet prepared node for application use"),
    ],
)
def test_a_collision_that_the_driver_tells_is_run_again_as_a_whole(
    app: Flask, code: int, words: str
) -> None:
    buyer, product = make_customer(), make_product()
    with refused_once("INSERT INTO cart_items", code, words) as tried:
        put_in_cart(buyer, product, quantity=2)
    assert len(tried) == 2
    assert [quantity for _variant, quantity in lines()] == [2]


def test_an_error_that_is_no_collision_is_raised_at_once(app: Flask) -> None:
    buyer, product = make_customer(), make_product()
    unknown = refused_once("INSERT INTO cart_items", 1146, "Table 'cart_items' doesn't exist")
    with unknown as tried, pytest.raises(DBAPIError):
        put_in_cart(buyer, product)
    assert len(tried) == 1
    assert lines() == []


def test_a_node_outside_its_cluster_is_not_asked_again_by_the_same_connection(app: Flask) -> None:
    """1047: it would say the same again."""
    buyer, product = make_customer(), make_product()
    asked: list[Any] = []

    def note(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO cart_items"):
            asked.append(connection.connection.dbapi_connection)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with refused_once("INSERT INTO cart_items", 1047, "WSREP has not yet prepared node"):
            put_in_cart(buyer, product)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    refused, kept = asked
    assert refused is not kept
    assert len(lines()) == 1


def test_a_connection_lost_before_the_commit_is_made_again(app: Flask) -> None:
    """Nothing was kept, so all of it runs once more."""
    owner = CartOwner(user_id=make_customer().id)
    variant = variants_of(make_product())[0].id
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        add_item(owner, variant, 3)
        if len(tries) == 1:
            lose_connection()
        add_item(owner, variant, 1)

    unit_of_work(work)
    assert len(tries) == 2
    assert lines() == [(variant, 4)]


def test_what_was_lost_at_its_commit_is_not_run_again(app: Flask) -> None:
    """A3: it may have been kept, as here, and would be there twice."""
    owner = CartOwner(user_id=make_customer().id)
    variant = variants_of(make_product())[0].id
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        add_item(owner, variant, 3)

    with lost_after_commit(), pytest.raises(DBAPIError):
        unit_of_work(work)
    assert len(tries) == 1
    assert lines() == [(variant, 3)]


def test_a_checkout_lost_at_its_commit_is_found_by_its_key(app: Flask) -> None:
    """A3: the buyer is told that it failed, sends the same again and has bought once."""
    buyer, variant = make_customer(), make_variant(stock=9)
    fill_cart(buyer, (variant, 2))
    request = request_for(buyer)
    with lost_after_commit(), pytest.raises(DBAPIError):
        check_out(request)
    kept = row_counts()
    assert kept["order_groups"] == 1
    number = check_out(request)
    assert len(orders_of(number)) == 1
    assert row_counts() == kept
    assert stock_of(variant.id) == 7
    assert broken_rules() == []
