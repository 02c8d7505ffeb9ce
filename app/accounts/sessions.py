"""Signed-in browsers: a row each, which ends when its owner or time says so (B53 to B55).

A remembered session lives 30 days. Any other ends 12 hours after it was last used, and 7 days after
it began at the latest. Use is noted once in ten minutes at most, so that reading pages does not
write to the database with every request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, exists, select, true

from app.accounts.models import User, UserSession
from app.accounts.principal import hash_token, new_token
from app.clock import utcnow
from app.db import db, delete_some
from app.errors import NotFound

REMEMBERED = timedelta(days=30)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# Whoever fears that an account was misused asks within weeks from where it was last used. No
# longer: the row holds an address and a browser, which are nobody's business any more.
EXPIRED_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class RenewedSession:
    """The new token of a session that goes on."""

    token: str
    is_remembered: bool


def start_session(
    user_id: int, password_hash: str, *, remember: bool, user_agent: str, address: str
) -> str | None:
    """Begin a session and return its token, or None when the account has changed meanwhile.

    `password_hash` is the one that the password was checked against: a password changed between
    that check and now must not leave a session behind.
    """
    unchanged = db.session.scalar(
        select(User.id)
        .where(User.id == user_id, User.password_hash == password_hash, User.is_active == true())
        .with_for_update()
    )
    if unchanged is None:
        return None
    now = utcnow()
    db.session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at <= now)
    )
    token = new_token()
    db.session.add(
        UserSession(
            user_id=user_id,
            token_hash=hash_token(token),
            user_agent=user_agent[:300],
            address=address[:45],
            is_remembered=remember,
            created_at=now,
            last_seen_at=now,
            expires_at=now + (REMEMBERED if remember else IDLE),
        )
    )
    return token


def has_session(user_id: int) -> bool:
    """True when the user is known to have signed in before: a row is left, living or expired.

    Who signed out everywhere leaves none. That is for greetings, which may then be a little cool
    but never say "back" to somebody new.
    """
    return bool(db.session.scalar(select(exists().where(UserSession.user_id == user_id))))


def renew_token(session_id: int) -> RenewedSession | None:
    """Give a session a new token: this browser stays, whoever copied its cookie does not (B53).

    None when it was ended from elsewhere meanwhile.
    """
    row = db.session.get(UserSession, session_id)
    if row is None:
        return None
    token = new_token()
    row.token_hash = hash_token(token)
    return RenewedSession(token, row.is_remembered)


def note_use(session_id: int) -> None:
    """Note that the session is in use, which keeps it alive within its bounds."""
    row = db.session.get(UserSession, session_id)
    if row is None:
        return
    now = utcnow()
    row.last_seen_at = now
    if not row.is_remembered:
        row.expires_at = _next_end(row.created_at, now)


def _next_end(began: datetime, now: datetime) -> datetime:
    return min(now + IDLE, began + LONGEST)


def end_session(token: str) -> None:
    """End the session that has this token, and with it every copy of its cookie."""
    db.session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(token)))


def end_own_session(user_id: int, session_id: int) -> None:
    """End one of the user's sessions; NotFound for anybody else's."""
    ended = db.session.execute(
        delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    )
    if cast("CursorResult[Any]", ended).rowcount != 1:
        raise NotFound


def end_sessions(user_id: int, *, keep_session_id: int | None = None) -> None:
    """End all sessions of the user but the one to keep."""
    condition = UserSession.user_id == user_id
    if keep_session_id is not None:
        condition &= UserSession.id != keep_session_id
    db.session.execute(delete(UserSession).where(condition))


def delete_expired_sessions(now: datetime, *, limit: int) -> int:
    """Delete sessions that expired long ago, at most `limit`; how many it were.

    The ended ones are gone already: ending a session is deleting it.
    """
    return delete_some(UserSession.id, UserSession.expires_at < now - EXPIRED_KEPT, limit=limit)
