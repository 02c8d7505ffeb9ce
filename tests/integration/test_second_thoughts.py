"""What cannot be taken back is asked first, also without JavaScript; and where switches lead."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.accounts.models import Address, UserSession
from app.accounts.services import save_address
from app.db import db, unit_of_work
from app.orders.models import Order
from tests.factories.accounts import PASSWORD, make_customer, sign_in_as
from tests.factories.orders import ADDRESS as PLACE
from tests.factories.orders import fill_cart, make_variant, place
from tests.support.client import ShopClient

ADDRESS = vars(PLACE)


def main(page: str) -> str:
    return page.split("<main")[1].split("</main")[0]


def test_deleting_an_address_is_asked_on_a_page(client: ShopClient) -> None:
    """U13, U17."""
    user, stranger = make_customer(), make_customer()
    sign_in_as(client, user)
    saved = unit_of_work(lambda: save_address(user.id, **ADDRESS))
    other = unit_of_work(lambda: save_address(stranger.id, **ADDRESS))
    pressed = re.findall(
        r"<form method=\"(\w+)\" action=\"([^\"]+/delete)\"",
        main(client.get("/account/addresses").text),
    )
    assert pressed == [("get", f"/account/addresses/{saved}/delete")]
    question = client.get(pressed[0][1])
    assert question.status_code == 200
    assert "Delete this address?" in question.text
    assert db.session.query(Address).count() == 2
    assert client.get(f"/account/addresses/{other}/delete").status_code == 404
    assert client.post_form(pressed[0][1]).status_code == 303
    assert db.session.query(Address).count() == 1


def test_the_question_before_a_receipt_belongs_to_the_buyer(app: Flask) -> None:
    """B60; and an order that is not on its way has nothing to confirm."""
    buyer = make_customer()
    order = place(buyer, (make_variant(), 1))[0]
    path = f"/orders/{order.number}/confirm"
    assert sign_in_as(ShopClient(app), make_customer()).get(path).status_code == 404
    answer = sign_in_as(ShopClient(app), buyer).get(path)
    assert (answer.status_code, answer.location) == (303, f"/orders/{order.number}")
    assert db.session.query(Order.status).scalar() == "PENDING"


def test_all_other_devices_are_signed_out_at_once(app: Flask, client: ShopClient) -> None:
    """B49; nobody else's."""
    user, stranger = make_customer(), make_customer()
    for _device in range(3):
        sign_in_as(ShopClient(app), user)
    sign_in_as(ShopClient(app), stranger)
    sign_in_as(client, user)
    page = main(client.get("/account").text)
    assert "Sign out all other devices" in page
    assert page.count("Sign out this device") == 3
    assert client.post("/account/sessions/end-others").status_code == 400
    assert db.session.query(UserSession).count() == 5
    assert client.post_form("/account/sessions/end-others").status_code == 303
    assert db.session.query(UserSession).filter_by(user_id=user.id).count() == 1
    assert db.session.query(UserSession).filter_by(user_id=stranger.id).count() == 1
    assert "Sign out all other devices" not in client.get("/account").text


def stays_on(page: str) -> set[str]:
    """Where the switches of this page lead back to."""
    return set(re.findall(r'name="next" value="([^"]*)"', page.split("</main")[1]))


def test_a_switch_leads_back_to_a_page_that_can_be_read(client: ShopClient) -> None:
    """U37: also from the answer to a form that has no page of its own."""
    buyer = make_customer()
    sign_in_as(client, buyer)
    fill_cart(buyer, (make_variant(), 1))
    item = db.session.execute(db.text("SELECT id FROM cart_items")).scalar_one()
    here = {"Referer": "http://localhost/cart?x=1"}
    wrong = client.post_form(f"/cart/items/{item}", {"quantity": "x"}, headers=here)
    assert wrong.status_code == 422
    assert stays_on(wrong.text) == {"/cart?x=1"}
    evil = {"Referer": "https://evil.example/cart"}
    wrong = client.post_form(f"/cart/items/{item}", {"quantity": "x"}, headers=evil)
    assert stays_on(wrong.text) == {"/"}
    assert stays_on(client.post_form("/checkout", {}).text) == {"/checkout"}
    assert stays_on(client.get("/products?q=kopi").text) == {"/products?q=kopi"}


def test_too_many_wrong_passwords_say_how_long_to_wait(client: ShopClient) -> None:
    """B24, U7: on the form, with the address."""
    for _attempt in range(10):
        client.sign_in("sari@example.com", "wrong")
    answer = client.sign_in("sari@example.com", "wrong")
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 901
    assert "Try again in about 15 minutes." in main(answer.text)
    assert 'value="sari@example.com"' in main(answer.text)
    assert "wrong" not in main(answer.text).replace("is wrong", "")


def test_the_login_says_what_is_wrong_as_its_message(client: ShopClient) -> None:
    answer = client.sign_in("sari@example.com", "wrong")
    assert "The e-mail address or the password is wrong." in main(answer.text)
    assert "Please look at this again:" not in answer.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "hahahaha", "at least 6 digits"),
        ("phone", "12-34 (5)", "at least 6 digits"),
        ("postal_code", "abcde", "5 digits"),
        ("postal_code", "123456", "5 digits"),
    ],
)
def test_an_address_nobody_could_deliver_to_is_refused(
    client: ShopClient, field: str, value: str, words: str
) -> None:
    user = make_customer()
    sign_in_as(client, user)
    answer = client.post_form("/account/addresses/new", ADDRESS | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(Address).count() == 0
    good = ADDRESS | {"phone": "+62 (812) 345-678", "postal_code": "40 132"}
    assert client.post_form("/account/addresses/new", good).status_code == 303


def test_the_tab_names_the_page(client: ShopClient) -> None:
    """U10."""
    sign_in_as(client, make_customer())
    page = client.get("/orders?status=SHIPPED").text
    assert "<title>My orders · Shipped" in page
    assert "<h1>My orders · Shipped</h1>" in page
    assert PASSWORD not in page
