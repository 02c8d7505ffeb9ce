"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, true

from app.accounts.models import Address, PasswordReset, User, UserSession
from app.accounts.passwords import verify_password
from app.accounts.principal import hash_token
from app.clock import utcnow
from app.db import db
from app.errors import NotFound
from app.stores.models import Store

MOST_SESSIONS = 50
MOST_ADDRESSES = 50


@dataclass(frozen=True)
class Credentials:
    """Who gave the right password."""

    user_id: int
    role: str
    password_hash: str


@dataclass(frozen=True)
class SessionLine:
    """A signed-in browser as its owner sees it."""

    id: int
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


def credentials(email: str, password: str) -> Credentials | None:
    """Whose address and password these are; None takes as long, whatever is wrong (B47)."""
    row = db.session.execute(
        select(User.id, User.role, User.password_hash).where(
            User.email == email, User.is_active == true()
        )
    ).first()
    # Checking takes a quarter of a second: the connection goes back first.
    db.session.rollback()
    if not verify_password(password, row.password_hash if row else None) or row is None:
        return None
    return Credentials(row.id, row.role, row.password_hash)


def password_hash_of(user_id: int) -> str:
    """The hash of this user's present password."""
    found = db.session.scalars(select(User.password_hash).where(User.id == user_id)).one()
    db.session.rollback()
    return found


def own_sessions(user_id: int, current_session_id: int) -> list[SessionLine]:
    """The user's living sessions, last used first."""
    rows = db.session.execute(
        select(
            UserSession.id,
            UserSession.user_agent,
            UserSession.address,
            UserSession.created_at,
            UserSession.last_seen_at,
            (UserSession.id == current_session_id).label("is_current"),
        )
        .where(UserSession.user_id == user_id, UserSession.expires_at > utcnow())
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
        .limit(MOST_SESSIONS)
    )
    return [SessionLine(**row._mapping) for row in rows]


@dataclass(frozen=True)
class ResetOwner:
    """Whose password a link changes, and the words it must not consist of."""

    user_id: int
    name: str
    email: str
    store_name: str | None

    @property
    def personal(self) -> tuple[str, str, str]:
        """Words that are no password of theirs."""
        return self.name, self.email, self.store_name or ""


def reset_owner(token: str) -> ResetOwner | None:
    """Who may choose a new password with this link; None when it is used, old or unknown."""
    row = db.session.execute(
        select(User.id, User.name, User.email, Store.name.label("store_name"))
        .select_from(PasswordReset)
        .join(User, User.id == PasswordReset.user_id)
        .outerjoin(Store, Store.owner_id == User.id)
        .where(
            PasswordReset.token_hash == hash_token(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > utcnow(),
            User.is_active == true(),
        )
    ).first()
    return None if row is None else ResetOwner(row.id, row.name, row.email, row.store_name)


def store_location(store_id: int | None) -> str:
    """Where the seller's store is, or nothing for a buyer."""
    if store_id is None:
        return ""
    return db.session.scalars(select(Store.location).where(Store.id == store_id)).one()


def addresses(user_id: int) -> list[Address]:
    """The user's address book, the default first, then the newest."""
    return list(db.session.scalars(_book(user_id).limit(MOST_ADDRESSES)))


def _book(user_id: int) -> Select[Address]:
    """A user's addresses in their order; the checkout offers the first one first."""
    return (
        select(Address)
        .where(Address.user_id == user_id)
        .order_by(Address.is_default.desc(), Address.id.desc())
    )


def main_address(user_id: int) -> Address | None:
    """The first of the user's address book, or None where it is empty."""
    return db.session.scalar(_book(user_id).limit(1))


def address(user_id: int, address_id: int) -> Address:
    """One address of the user's own; NotFound for anybody else's."""
    found = db.session.scalar(
        select(Address).where(Address.id == address_id, Address.user_id == user_id)
    )
    if found is None:
        raise NotFound
    return found
