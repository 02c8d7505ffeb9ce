"""Each mail about an order is in the language of whoever reads it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.notifications.jobs import sweep
from app.notifications.models import OutboxMessage
from app.orders.states import Actor
from tests.factories.accounts import make_customer, make_seller
from tests.factories.orders import make_order, move
from tests.support.mail import Mailbox

BUYER, SELLER = "sari@example.com", "budi@example.com"


@pytest.mark.parametrize(("buyers", "sellers"), [("id", "en"), ("en", "id")])
def test_buyer_and_seller_each_read_their_own_language(
    app: Flask, mailbox: Mailbox, buyers: str, sellers: str
) -> None:
    buyer = make_customer(email=BUYER, locale=buyers)
    _user, store = make_seller(email=SELLER, locale=sellers)
    packed = make_order(buyer, store, steps=["PROCESSING", "SHIPPED"])
    move(packed, "DELIVERED", actor=Actor.CUSTOMER)
    cancelled = make_order(buyer, store)
    move(cancelled, "CANCELLED", actor=Actor.CUSTOMER)
    db.session.rollback()
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.recipient, OutboxMessage.locale)
    ).all()
    assert {kind for kind, _recipient, _locale in rows} == {
        *("order_placed_buyer", "order_placed_seller", "order_status", "order_cancelled"),
    }
    assert {(recipient, locale) for _kind, recipient, locale in rows} == {
        (BUYER, buyers),
        (SELLER, sellers),
    }
    sweep()
    for reader, locale in ((BUYER, buyers), (SELLER, sellers)):
        mails = mailbox.to(reader)
        assert len(mails) >= 4
        for mail in mails:
            body = mail.get_body(("html",))
            assert isinstance(body, EmailMessage)
            assert f'<html lang="{locale}"' in body.get_content(), mail["Subject"]
