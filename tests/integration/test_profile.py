"""The account's page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.db import db
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.support.client import ShopClient


def reread(user_id: int) -> User:
    db.session.rollback()
    return db.session.scalars(select(User).where(User.id == user_id)).one()


def test_who_is_not_signed_in_is_sent_to_the_login(client: ShopClient) -> None:
    for path in ("/account", "/account/password", "/account/addresses"):
        assert client.get(path).location == f"/login?next={path}"
        answer = client.get(path, htmx=True)
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"].startswith("/login")


def test_a_user_changes_name_and_language(client: ShopClient) -> None:
    user = make_customer()
    sign_in_as(client, user)
    answer = client.post_form("/account", {"name": "  Sari   W. ", "locale": "id"})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert (reread(user.id).name, reread(user.id).locale) == ("Sari W.", "id")
    assert 'lang="id"' in client.get("/account").text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "locale": "en"}, "name"),
        ({"name": "x" * 101, "locale": "en"}, "name"),
        ({"name": "a\0b", "locale": "en"}, "name"),
        ({"name": "Sari", "locale": "xx"}, "locale"),
        ({"name": "Sari"}, "locale"),
        ({}, "name"),
    ],
)
def test_what_cannot_be_used_changes_nothing(
    client: ShopClient, data: dict[str, str], field: str
) -> None:
    user = make_customer()
    sign_in_as(client, user)
    answer = client.post_form("/account", data)
    assert answer.status_code == 422
    assert "hidden" not in answer.text.split(f'id="{field}-error"')[1].split(">")[0]
    assert (reread(user.id).name, reread(user.id).locale) == (user.name, user.locale)


def test_role_and_address_cannot_be_set_from_outside(client: ShopClient) -> None:
    """B11."""
    user = make_customer(email="sari@example.com")
    sign_in_as(client, user)
    extra = {"email": "x@example.com", "role": "seller", "id": "1", "is_active": ""}
    client.post_form("/account", {"name": "Sari", "locale": "en"} | extra)
    after = reread(user.id)
    assert (after.email, after.role, after.is_active) == ("sari@example.com", "customer", True)


def test_a_seller_sees_the_store_and_a_buyer_the_addresses(client: ShopClient) -> None:
    seller, store = make_seller(store_name="Kopi Gayo", location="Kab. Aceh Tengah")
    sign_in_as(client, seller)
    page = client.get("/account").text
    assert store.name in page
    assert "Kab. Aceh Tengah" in page
    assert "/account/addresses" not in page
    sign_in_as(client, make_customer())
    assert "/account/addresses" in client.get("/account").text


def test_the_page_takes_at_most_three_statements(
    client: ShopClient, count_statements: object
) -> None:
    seller, _store = make_seller()
    sign_in_as(client, seller)
    with count_statements() as statements:  # type: ignore[operator]
        assert client.get("/account").status_code == 200
    assert len(statements) <= 3


def test_only_the_block_is_answered_to_htmx(client: ShopClient) -> None:
    sign_in_as(client, make_customer())
    assert "<html" not in client.get("/account", htmx=True).text


def test_the_pages_for_guests_open_without_having_typed_anything(client: ShopClient) -> None:
    for path in ("/login", "/register", "/register/done", "/forgot-password"):
        assert client.get(path).status_code == 200
    assert client.get("/forgot-password/sent").status_code == 200
