"""A17: while Redis does not answer, people sign in and buy; the mails follow when it is back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from app.jobs.queue import enqueue
from app.notifications.outbox import SWEEP
from config import Configuration
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.catalogue import stock_of
from tests.factories.orders import fill_cart, make_variant
from tests.integration.test_checkout_pages import ADDRESS, seen_on
from tests.support.deliveries import sent_count
from tests.support.elsewhere import using_redis
from tests.support.invariants import broken_rules, row_counts
from tests.support.mail import Mailbox
from tests.support.processes import running
from tests.support.redis import private_redis
from tests.support.waiting import until
from tests.support.web import Browser, serving


def bought(browser: Browser) -> str:
    """The path of the confirmation, after the whole way from the cart."""
    summary = browser.post_form("/checkout/summary", ADDRESS)
    page = browser.get(summary.location)
    assert page.status == 200
    done = browser.post_form("/checkout", {"payment_method": "qris"} | ADDRESS | seen_on(page.text))
    assert done.status == 303, done.text
    return done.location


def test_people_sign_in_and_buy_while_redis_is_frozen_and_while_it_is_gone(
    app: Flask, configuration: Configuration, mailbox: Mailbox, tmp_path: Path
) -> None:
    variant = make_variant(make_seller(email="budi@example.com")[1], stock=9)
    with private_redis(tmp_path) as redis:
        there = replace(configuration, redis_url=redis.url)
        with serving(there) as address:
            for email, fail in (
                ("sari@example.com", redis.freeze),
                ("tini@example.com", redis.stop),
            ):
                buyer = make_customer(email=email)
                fill_cart(buyer, (variant, 2))
                fail()
                browser = Browser(address)
                signed_in = browser.post_form("/login", {"email": email, "password": PASSWORD})
                assert (signed_in.status, signed_in.location) == (303, "/")
                assert browser.get(bought(browser)).status == 200
            guesser = Browser(address)
            wrong = {"email": "sari@example.com", "password": "wrong"}
            statuses = [guesser.post_form("/login", wrong).status for _guess in range(11)]
            assert statuses == [422] * 10 + [429], "the limits are kept in memory meanwhile"
        assert row_counts()["orders"] == 2
        assert stock_of(variant.id) == 5
        assert sent_count() == 0
        redis.start()
        with using_redis(app, redis.url), running("work", there):
            assert enqueue(SWEEP)
            until(lambda: sent_count() == 4, what="every mail is sent")
    for reader, mails in (
        ("sari@example.com", 1),
        ("tini@example.com", 1),
        ("budi@example.com", 2),
    ):
        assert len(mailbox.to(reader)) == mails
    assert broken_rules() == []
