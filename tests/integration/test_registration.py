"""Opening an account: what is taken, what is refused, and what nobody is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_customer
from tests.support.accounts import (
    NEW_PASSWORD,
    copy_of,
    is_signed_in,
    posted,
    user_count,
    without_tokens,
)
from tests.support.client import ShopClient

BUYER: dict[str, Any] = {
    "role": "customer",
    "name": "Sari Wulandari",
    "email": "sari@example.com",
    "password": NEW_PASSWORD,
    "store_name": "",
    "store_location": "",
}
SELLER = BUYER | {
    "role": "seller",
    "store_name": "Kopi Gayo Asli",
    "store_location": "Kab. Aceh Tengah",
}


def only_user() -> User:
    db.session.rollback()
    return db.session.scalars(select(User)).one()


def test_a_buyer_opens_an_account_and_signs_in(client: ShopClient) -> None:
    answer = client.post_form("/register", BUYER)
    assert (answer.status_code, answer.location) == (303, "/register/done")
    assert "sari@example.com" in client.get("/register/done").text
    user = only_user()
    assert (user.role, user.name, user.locale) == ("customer", "Sari Wulandari", "en")
    assert user.password_hash.startswith("$2b$")
    assert not is_signed_in(client)
    assert "sari@example.com" in client.get("/login").text
    assert client.sign_in("sari@example.com", NEW_PASSWORD).location == "/"
    assert db.session.scalars(select(Store)).all() == []


def test_a_seller_opens_an_account_with_a_store(client: ShopClient) -> None:
    assert client.post_form("/register", SELLER).status_code == 303
    store = db.session.scalars(select(Store)).one()
    assert (store.name, store.slug, store.location, store.owner_id) == (
        "Kopi Gayo Asli",
        "kopi-gayo-asli",
        "Kab. Aceh Tengah",
        only_user().id,
    )
    assert client.sign_in("sari@example.com", NEW_PASSWORD).location == "/seller/orders"


def test_the_welcome_is_posted_in_the_language_of_the_page(app: Flask) -> None:
    ShopClient(app, locale="id").post_form("/register", SELLER)
    (message,) = posted("welcome")
    assert (message.recipient, message.locale) == ("sari@example.com", "id")
    assert message.context == {"name": "Sari Wulandari", "role": "seller"}


def test_stores_of_one_name_get_addresses_of_their_own(client: ShopClient) -> None:
    for number in range(3):
        client.post_form("/register", SELLER | {"email": f"s{number}@example.com"})
    client.post_form("/register", SELLER | {"email": "x@example.com", "store_name": "店🍜"})
    client.post_form("/register", SELLER | {"email": "y@example.com", "store_name": "!!!"})
    slugs = db.session.scalars(select(Store.slug).order_by(Store.id)).all()
    assert slugs[:3] == ["kopi-gayo-asli", "kopi-gayo-asli-2", "kopi-gayo-asli-3"]
    assert slugs[4] == "toko"
    assert len(set(slugs)) == 5


def test_role_in_the_address_chooses_the_card(client: ShopClient) -> None:
    def chosen(url: str) -> str:
        page = client.get(url).text
        return page.split("checked")[1].split('value="')[1].split('"')[0]

    assert chosen("/register") == "customer"
    assert chosen("/register?role=seller") == "seller"
    assert chosen("/register?role=admin%00") == "customer"


def test_a_buyers_store_fields_do_not_count(client: ShopClient) -> None:
    """Without JavaScript the fields stand there for everybody."""
    data = BUYER | {"store_name": "x" * 500, "store_location": "\0"}
    assert client.post_form("/register", data).status_code == 303
    assert only_user().role == "customer"
    assert db.session.scalars(select(Store)).all() == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": ""}, "name", "Please fill this in."),
        ({"name": " \t "}, "name", "Please fill this in."),
        ({"name": "x" * 101}, "name", "Use at most 100 characters."),
        ({"name": "Sari\0"}, "name", "characters that cannot be used"),
        ({"name": "Sari\x1b[31m"}, "name", "characters that cannot be used"),
        ({"email": ""}, "email", "Please fill this in."),
        ({"email": "sari"}, "email", "does not look like an e-mail address"),
        ({"email": "sari@example.com\0"}, "email", "does not look like an e-mail address"),
        ({"email": "sari@example.com\r\nBcc: a@b.com"}, "email", "does not look like"),
        ({"email": "x" * 250 + "@example.com"}, "email", "Use at most 254 characters."),
        ({"email": "<script>alert(1)</script>@example.com"}, "email", "does not look like"),
        ({"email": "😀"}, "email", "does not look like an e-mail address"),
        ({"password": ""}, "password", "Please fill this in."),
        ({"password": "kb7x!qz"}, "password", "Use at least 8 characters."),
        ({"password": "x" * 73}, "password", "That is too long"),
        ({"password": "é" * 37}, "password", "That is too long"),
        ({"password": "x" * 90_000}, "password", "That is too long"),
        ({"password": "kopi\0tubruk"}, "password", "characters that cannot be used"),
        ({"password": "Password123"}, "password", "Many people use this password"),
        ({"password": "sayang123"}, "password", "Many people use this password"),
        ({"password": "RockAndRoll"}, "password", "Many people use this password"),
        ({"password": "sari wulandari"}, "password", "Do not use your name"),
        ({"password": "sari@example.com"}, "password", "Do not use your name"),
        ({"password": "kopi gayo asli"}, "password", "Do not use your name"),
        ({"role": ""}, "role", "Choose one."),
        ({"role": "admin"}, "role", "Not a valid choice."),
        ({"store_name": ""}, "store_name", "Please fill this in."),
        ({"store_location": ""}, "store_location", "Please fill this in."),
        ({"store_name": "x" * 101}, "store_name", "Use at most 100 characters."),
        ({"store_location": "Bandung\0"}, "store_location", "characters that cannot be used"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    client: ShopClient, changes: dict[str, str], field: str, message: str
) -> None:
    """Every refusal at its field, what was typed kept, nothing stored."""
    answer = client.post_form("/register", SELLER | changes)
    assert answer.status_code == 422
    place = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert message in place
    assert "hidden" not in place.split(">")[0]
    assert "<script>alert" not in answer.text
    if field != "name":
        assert 'value="Sari Wulandari"' in answer.text
    assert user_count() == 0
    assert posted("welcome") == []


@pytest.mark.parametrize("missing", ["name", "email", "password"])
def test_a_missing_field_is_said_at_its_field(client: ShopClient, missing: str) -> None:
    data = {name: value for name, value in BUYER.items() if name != missing}
    answer = client.post_form("/register", data)
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text.split(f'id="{missing}-error"')[1].split("</p>")[0]
    assert user_count() == 0


@pytest.mark.parametrize("password", ["é" * 36, "x7" * 36, "🍜mie🍜ayam"])
def test_a_password_of_72_bytes_counts_in_full(client: ShopClient, password: str) -> None:
    """B44."""
    assert client.post_form("/register", BUYER | {"password": password}).status_code == 303
    assert client.sign_in("sari@example.com", password[:-1]).status_code == 422
    assert client.sign_in("sari@example.com", password + "x").status_code == 422
    assert client.sign_in("sari@example.com", password).status_code == 303


def test_markup_and_emoji_in_a_name_are_shown_as_typed(client: ShopClient) -> None:
    name = "Sari <b onclick=x>🌸</b> & 'co'"
    client.post_form("/register", BUYER | {"name": name})
    client.sign_in("sari@example.com", NEW_PASSWORD)
    page = client.get("/account").text
    assert only_user().name == name
    assert "<b onclick" not in page
    assert "🌸" in page


def test_fields_of_the_table_cannot_be_set_from_outside(client: ShopClient) -> None:
    """B11."""
    extra = {"id": "77", "is_active": "", "password_hash": "x", "locale": "xx", "is_admin": "1"}
    client.post_form("/register", BUYER | extra)
    user = only_user()
    assert (user.is_active, user.locale, user.id != 77) == (True, "en", True)
    assert user.password_hash.startswith("$2b$")


def test_a_taken_address_gets_the_same_answers_and_a_mail_to_its_owner(app: Flask) -> None:
    """B47: the two visitors see the same, byte for byte."""
    make_customer(email="taken@example.com", name="Rina", locale="id")
    pages = []
    for email in ("taken@example.com", "fresh@example.com"):
        client = ShopClient(app)
        answer = client.post_form("/register", SELLER | {"email": email.upper()})
        done = client.get("/register/done")
        pages.append(
            (
                answer.status_code,
                answer.location,
                sorted(answer.headers.keys()),
                without_tokens(done.text).replace(email, "E"),
                without_tokens(client.get("/login").text).replace(email, "E"),
            )
        )
    assert pages[0] == pages[1]
    (message,) = posted("account_exists")
    assert (message.recipient, message.locale) == ("taken@example.com", "id")
    assert message.context == {"name": "Rina"}
    assert [welcome.recipient for welcome in posted("welcome")] == ["fresh@example.com"]
    assert user_count() == 2
    assert db.session.scalars(select(Store.name)).all() == ["Kopi Gayo Asli"]


def test_the_owner_of_a_taken_address_keeps_the_password(client: ShopClient) -> None:
    make_customer(email="sari@example.com")
    client.post_form("/register", BUYER)
    assert client.sign_in("sari@example.com", NEW_PASSWORD).status_code == 422
    assert client.sign_in("sari@example.com", PASSWORD).status_code == 303


def test_two_who_register_one_address_at_once_make_one_account(app: Flask) -> None:
    """B47: the one who comes second is not told either."""
    answers: list[int] = []

    def register() -> None:
        with app.app_context():
            answers.append(ShopClient(app).post_form("/register", SELLER).status_code)

    threads = [threading.Thread(target=register) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 4
    assert user_count() == 1
    assert len(posted("account_exists")) == 3
    assert len(db.session.scalars(select(Store)).all()) == 1


def test_without_a_token_nothing_is_opened_and_the_form_comes_back(client: ShopClient) -> None:
    """B30, B33."""
    answer = client.post("/register", BUYER)
    assert answer.status_code == 400
    assert "sari@example.com" in answer.text
    assert NEW_PASSWORD not in answer.text
    assert user_count() == 0


def test_registering_is_throttled_by_address_and_by_caller(client: ShopClient) -> None:
    """B24."""
    statuses = [client.post_form("/register", BUYER).status_code for _number in range(6)]
    assert statuses == [303] * 5 + [429]
    statuses = [
        client.post_form("/register", BUYER | {"email": f"u{n}@example.com"}).status_code
        for n in range(26)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize("name", ["Sari Dewi, S.Kom", "dr. Budi, M.Si., Sp.A", "PT. Maju a.n. Ida"])
def test_degrees_are_no_links(client: ShopClient, name: str) -> None:
    assert client.post_form("/register", BUYER | {"name": name}).status_code == 303


def test_typing_mistakes_do_not_lock_out(client: ShopClient) -> None:
    """B24 counts the mails, not the tries."""
    wrong = [client.post_form("/register", BUYER | {"password": "x"}) for _number in range(7)]
    assert {answer.status_code for answer in wrong} == {422}
    assert client.post_form("/register", BUYER).status_code == 303


@pytest.mark.parametrize(
    "name",
    [
        "KLIK https://evil.example/hadiah",
        "Sari www.evil.example",
        "Klik menangundian.com sekarang",
        "evil.com?x=1",
        "//evil",
        "a@evil",
        "evil\uff0ecom",
        "evil\u3002com/x",
    ],
)
def test_a_name_carries_no_link_into_a_mail(client: ShopClient, name: str) -> None:
    """Anybody's address can be typed, and its owner is mailed."""
    for field in ("name", "store_name", "store_location"):
        answer = client.post_form("/register", SELLER | {field: name})
        assert answer.status_code == 422
        assert "Write a name, without a link." in answer.text
    assert user_count() == 0
    assert posted("welcome") == []


def test_a_copied_cookie_of_before_is_not_signed_in_afterwards(client: ShopClient) -> None:
    """B52."""
    client.post_form("/register", BUYER)
    thief = copy_of(client)
    client.sign_in("sari@example.com", NEW_PASSWORD)
    assert is_signed_in(client)
    assert not is_signed_in(thief)
