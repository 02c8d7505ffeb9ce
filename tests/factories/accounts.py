"""People and their stores."""

from __future__ import annotations

from itertools import count

from app.accounts.models import User, UserSession
from app.accounts.principal import hash_token, new_token
from app.clock import utcnow
from app.db import db, unit_of_work
from app.stores.models import Store
from tests.support.client import ShopClient

PASSWORD = "kopi tubruk tiga gelas"
# bcrypt of PASSWORD with four rounds, so that making a user costs nothing.
PASSWORD_HASH = "$2b$04$XriA8dOdCbuzCChjwzs1G.aG0f.9JKwTMcW0gTnXFQ8wfW7Flx/72"

_numbers = count(1)


def make_customer(*, name: str = "Sari Wulandari", email: str = "", locale: str = "en") -> User:
    """A customer whose password is PASSWORD."""
    return _make_user("customer", name=name, email=email, locale=locale)


def make_seller(
    *,
    name: str = "Budi Santoso",
    email: str = "",
    store_name: str = "",
    location: str = "Kota Bandung",
    locale: str = "en",
) -> tuple[User, Store]:
    """A seller whose password is PASSWORD, with a store."""
    user = _make_user("seller", name=name, email=email, locale=locale)
    number = next(_numbers)

    def work() -> Store:
        store = Store(
            owner_id=user.id,
            name=store_name or f"Toko {number}",
            slug=f"toko-{number}",
            location=location,
        )
        db.session.add(store)
        return store

    return user, unit_of_work(work)


def _make_user(role: str, *, name: str, email: str, locale: str) -> User:
    number = next(_numbers)

    def work() -> User:
        user = User(
            email=email or f"{role}{number}@example.com",
            name=name,
            password_hash=PASSWORD_HASH,
            role=role,
            locale=locale,
        )
        db.session.add(user)
        return user

    return unit_of_work(work)


def sign_in_as(client: ShopClient, user: User) -> ShopClient:
    """Give this browser a living session of `user`, as the login does."""
    token = new_token()

    def work() -> None:
        db.session.add(
            UserSession(
                user_id=user.id,
                token_hash=hash_token(token),
                expires_at=utcnow().replace(year=utcnow().year + 1, day=1),
            )
        )

    unit_of_work(work)
    with client.http.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client
