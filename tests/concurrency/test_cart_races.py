"""One cart, several requests at once: no quantity is lost and no line is there twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from app.accounts.principal import hash_token, new_token
from app.cart.errors import CartChanged
from app.cart.merging import merge_guest_cart
from app.cart.models import Cart
from app.cart.owner import CartOwner
from app.cart.services import add_item, clear_lines
from app.db import db, unit_of_work
from tests.factories.accounts import make_customer
from tests.factories.cart import lines, put_in_cart
from tests.factories.catalogue import make_product, variants_of


def at_once(app: Flask, works: list[Callable[[], object]]) -> Counter[str]:
    """Run every work in a thread of its own; count how they ended."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        gate.wait(timeout=30)
        with app.app_context():
            try:
                unit_of_work(work)
            except CartChanged:
                return "changed"
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return Counter(pool.map(run, works))


def test_the_first_things_of_a_new_cart_added_at_once_are_all_in_it(app):
    owner = CartOwner(user_id=make_customer().id)
    variant_id = variants_of(make_product(stock=100))[0].id
    ended = at_once(app, [lambda: add_item(owner, variant_id, 1)] * 16)
    assert ended == {"done": 16}
    assert lines() == [(variant_id, 16)]
    assert db.session.query(Cart).count() == 1


def test_two_logins_at_once_bring_the_guests_cart_over_once(app):
    user_id, token = make_customer().id, new_token()
    variant_id = variants_of(make_product(stock=100))[0].id
    guest = CartOwner(token_hash=hash_token(token))
    unit_of_work(lambda: add_item(guest, variant_id, 3))
    ended = at_once(app, [lambda: merge_guest_cart(token, user_id)] * 4)
    assert ended == {"done": 4}
    assert lines() == [(variant_id, 3)]


def test_of_two_checkouts_of_one_cart_one_takes_the_lines(app):
    buyer = make_customer()
    items = [put_in_cart(buyer, make_product()) for _ in range(3)]
    ended = at_once(app, [lambda: clear_lines(items)] * 4)
    assert ended == {"done": 1, "changed": 3}
    assert lines() == []
