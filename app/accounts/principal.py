"""Loads the signed-in user: the session's row, the user and the store in one statement."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import g
from sqlalchemy import ColumnElement, func, literal, select, true

from app.accounts.models import User, UserSession
from app.clock import utcnow
from app.extensions import db
from app.stores.models import Store
from app.web.access import Principal

TOKEN_BYTES = 32
# Use of a session is written down this often at most, so that reading pages hardly ever writes.
NOTE_USE_AFTER = timedelta(minutes=10)

_cart_count: Callable[[], ColumnElement[int]] | None = None


def count_cart_with(column: Callable[[], ColumnElement[int]]) -> None:
    """Let the cart say how its units are counted, as a column correlated to `users.id`.

    Accounts lie below the cart and must not know its tables, yet the header's count should not
    cost a statement of its own on every page.
    """
    global _cart_count
    _cart_count = column


def new_token() -> str:
    """A random token of 256 bits, for cookies and links."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What the database keeps of a token: its SHA-256, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_principal(token: str) -> Principal | None:
    """The user whose living session has this token, or None: unknown, expired or deactivated."""
    cart_count = _cart_count() if _cart_count else literal(0)
    row = db.session.execute(
        select(
            User.id,
            UserSession.id.label("session_id"),
            UserSession.last_seen_at,
            User.name,
            User.email,
            User.role,
            User.locale,
            Store.id.label("store_id"),
            Store.slug.label("store_slug"),
            Store.name.label("store_name"),
            func.coalesce(cart_count, 0).label("cart_count"),
        )
        .select_from(UserSession)
        .join(User, User.id == UserSession.user_id)
        .outerjoin(Store, Store.owner_id == User.id)
        .where(
            UserSession.token_hash == hash_token(token),
            UserSession.expires_at > utcnow(),
            User.is_active == true(),
        )
    ).first()
    if row is None:
        return None
    values = dict(row._mapping)
    if values.pop("last_seen_at") < utcnow() - NOTE_USE_AFTER:
        g.session_to_note = row.session_id
    return Principal(token=token, **values)
