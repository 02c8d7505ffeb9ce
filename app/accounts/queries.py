"""Reads of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true

from app.accounts.models import User, UserSession
from app.accounts.passwords import verify_password
from app.clock import utcnow
from app.db import db

MOST_SESSIONS = 50


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
