"""The address book: one's own, one default, and nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Address
from app.accounts.services import MOST_ADDRESSES, save_address
from app.db import db, unit_of_work
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.support.client import ShopClient

HOME: dict[str, Any] = {
    "recipient": "Sari Wulandari",
    "phone": "+62 812-3456-789",
    "line": "Jl. Melati No. 5 RT 02/03",
    "district": "Coblong",
    "city": "Kota Bandung",
    "province": "Jawa Barat",
    "postal_code": "40132",
}
WORK = HOME | {"line": "Gedung Merah lt. 3"}


def keep(user_id: int, details: dict[str, Any]) -> int:
    saved = unit_of_work(lambda: save_address(user_id, **details))
    assert saved is not None
    return saved


def book(user_id: int) -> list[tuple[str, bool]]:
    """(line, is it the default) of all addresses, oldest first."""
    db.session.rollback()
    rows = db.session.execute(
        select(Address.line, Address.is_default)
        .where(Address.user_id == user_id)
        .order_by(Address.id)
    )
    return [(row.line, row.is_default) for row in rows]


@pytest.fixture
def buyer(client: ShopClient) -> int:
    """The id of a buyer who is signed in."""
    user = make_customer()
    sign_in_as(client, user)
    return user.id


def test_an_empty_book_says_what_to_do(client: ShopClient, buyer: int) -> None:
    assert "No address yet" in client.get("/account/addresses").text


def test_the_first_address_is_the_default(client: ShopClient, buyer: int) -> None:
    for details in (HOME, WORK):
        answer = client.post_form("/account/addresses/new", details)
        assert (answer.status_code, answer.location) == (303, "/account/addresses")
    assert book(buyer) == [(HOME["line"], True), (WORK["line"], False)]
    page = client.get("/account/addresses").text
    assert page.index(HOME["line"]) < page.index(WORK["line"])


def test_the_same_address_twice_is_one(client: ShopClient, buyer: int) -> None:
    for _time in range(2):
        client.post_form("/account/addresses/new", HOME)
    assert len(book(buyer)) == 1


def test_another_becomes_the_default(client: ShopClient, buyer: int) -> None:
    keep(buyer, HOME)
    second = keep(buyer, WORK)
    assert client.post_form(f"/account/addresses/{second}/default").status_code == 303
    assert book(buyer) == [(HOME["line"], False), (WORK["line"], True)]


def test_the_newest_other_inherits_from_a_deleted_default(client: ShopClient, buyer: int) -> None:
    first = keep(buyer, HOME)
    keep(buyer, WORK)
    keep(buyer, HOME | {"line": "Rumah Ibu"})
    assert client.post_form(f"/account/addresses/{first}/delete").status_code == 303
    assert book(buyer) == [(WORK["line"], False), ("Rumah Ibu", True)]


def test_the_last_and_one_that_is_not_the_default_can_go(client: ShopClient, buyer: int) -> None:
    first, second = keep(buyer, HOME), keep(buyer, WORK)
    client.post_form(f"/account/addresses/{second}/delete")
    assert book(buyer) == [(HOME["line"], True)]
    client.post_form(f"/account/addresses/{first}/delete")
    assert book(buyer) == []


def test_an_address_can_be_changed(client: ShopClient, buyer: int) -> None:
    mine = keep(buyer, HOME)
    page = client.get(f"/account/addresses/{mine}/edit").text
    assert HOME["line"] in page
    assert '<option selected value="Jawa Barat">' in page
    assert client.post_form(f"/account/addresses/{mine}/edit", WORK).status_code == 303
    assert book(buyer) == [(WORK["line"], True)]


BAD = [
    ("recipient", ""), ("recipient", "x" * 101), ("recipient", "a\0b"),
    ("phone", ""), ("phone", "123"), ("phone", "1" * 31),
    ("line", ""), ("line", "x" * 301), ("line", "Jl.\x07"),
    ("district", ""), ("district", "x" * 101),
    ("city", ""), ("city", "x" * 101),
    ("province", ""), ("province", "Narnia"), ("province", "\0"),
    ("postal_code", ""), ("postal_code", "1"), ("postal_code", "1" * 11),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), BAD)
def test_what_cannot_be_used_is_said_at_its_field(
    client: ShopClient, buyer: int, field: str, value: str
) -> None:
    mine = keep(buyer, HOME)
    for url in ("/account/addresses/new", f"/account/addresses/{mine}/edit"):
        answer = client.post_form(url, HOME | {"line": "Lain"} | {field: value})
        assert answer.status_code == 422
        assert "hidden" not in answer.text.split(f'id="{field}-error"')[1].split(">")[0]
    assert book(buyer) == [(HOME["line"], True)]


def test_markup_and_emoji_are_shown_as_typed(client: ShopClient, buyer: int) -> None:
    client.post_form("/account/addresses/new", HOME | {"line": "<script>x</script> 🏠"})
    page = client.get("/account/addresses").text
    assert "<script>x" not in page
    assert "🏠" in page


def test_a_full_book_says_so(client: ShopClient, buyer: int) -> None:
    for number in range(MOST_ADDRESSES):
        keep(buyer, HOME | {"line": f"Jl. Melati {number}"})
    answer = client.post_form("/account/addresses/new", HOME)
    assert answer.status_code == 422
    assert "Your address book is full." in answer.text
    assert len(book(buyer)) == MOST_ADDRESSES


@pytest.mark.parametrize("action", ["edit", "delete", "default"])
def test_a_strangers_address_is_not_found_and_stays_as_it_is(
    client: ShopClient, buyer: int, action: str
) -> None:
    """B60."""
    stranger = make_customer()
    keep(stranger.id, HOME)
    theirs = keep(stranger.id, WORK)
    before = book(stranger.id)
    url = f"/account/addresses/{theirs}/{action}"
    assert client.post_form(url, HOME | {"line": "Dicuri"}).status_code == 404
    assert client.get(url).status_code in (404, 405)
    assert book(stranger.id) == before
    assert WORK["line"] not in client.get("/account/addresses").text


@pytest.mark.parametrize("address_id", ["0", "9999999999999999999999", "-1", "x", "1%00"])
def test_an_address_that_is_not_there_is_not_found(
    client: ShopClient, buyer: int, address_id: str
) -> None:
    for action in ("edit", "delete", "default"):
        url = f"/account/addresses/{address_id}/{action}"
        assert client.post_form(url, HOME).status_code == 404


def test_a_seller_has_no_address_book(client: ShopClient) -> None:
    sign_in_as(client, make_seller()[0])
    assert client.get("/account/addresses").status_code == 403
    assert client.post_form("/account/addresses/new", HOME).status_code == 403


def test_without_a_token_nothing_is_kept_and_the_form_comes_back(
    client: ShopClient, buyer: int
) -> None:
    """B30, B33."""
    answer = client.post("/account/addresses/new", HOME)
    assert answer.status_code == 400
    assert HOME["line"] in answer.text
    mine = keep(buyer, WORK)
    assert client.post(f"/account/addresses/{mine}/delete").status_code == 400
    assert book(buyer) == [(WORK["line"], True)]


def test_nobody_signed_in_keeps_nothing(app: Flask) -> None:
    answer = ShopClient(app).post_form("/account/addresses/new", HOME)
    assert answer.location.startswith("/login")
    assert db.session.scalars(select(Address)).all() == []
