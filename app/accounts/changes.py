"""Changing a password: with the present one, or with a link that was mailed (B48, B53).

Either way the user's other sessions and open links end in the same transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, select, true, update

from app.accounts.models import PasswordReset, User
from app.accounts.notices import tell_owner
from app.accounts.principal import hash_token, new_token
from app.accounts.sessions import RenewedSession, end_sessions, renew_token
from app.clock import utcnow
from app.db import db, delete_some
from app.errors import InvalidInput
from app.notifications.outbox import post
from app.web.words import lazy as _l

LINK_LIVES = timedelta(minutes=30)
# A link that does not work any more answers the same whether its row is there or not. A week is for
# ourselves: to see that a link was used, when somebody says that theirs never worked.
DEAD_LINKS_KEPT = timedelta(days=7)
WRONG_PASSWORD = _l("This is not your present password.")


def change_password(
    user_id: int, *, present_hash: str, new_hash: str, keep_session_id: int
) -> RenewedSession | None:
    """Change the password if it is still the one that was checked, and end all other sessions.

    The one that stays gets a new token, because a copy of its cookie must not stay with it.
    """
    changed = _set_password(user_id, new_hash, User.password_hash == present_hash)
    if not changed:
        raise InvalidInput(WRONG_PASSWORD, field="current_password")
    end_sessions(user_id, keep_session_id=keep_session_id)
    _tell_of_change(user_id)
    return renew_token(keep_session_id)


def request_reset(email: str) -> None:
    """Mail a link to whoever has this address; for nobody nothing happens."""
    user = db.session.execute(
        select(User.id, User.name, User.email, User.locale).where(
            User.email == email, User.is_active == true()
        )
    ).first()
    if user is None:
        return
    now, token = utcnow(), new_token()
    db.session.execute(
        delete(PasswordReset).where(
            PasswordReset.user_id == user.id, PasswordReset.expires_at <= now
        )
    )
    reset = PasswordReset(
        user_id=user.id, token_hash=hash_token(token), created_at=now, expires_at=now + LINK_LIVES
    )
    db.session.add(reset)
    post(
        "password_reset",
        recipient=user.email,
        locale=user.locale,
        context={
            "name": user.name,
            "url": f"/reset-password/{token}",
            "minutes": int(LINK_LIVES.total_seconds() // 60),
        },
        # Not its id: SQLite gives the id of a deleted row again, and the outbox remembers longer.
        dedupe_key=f"password_reset:{reset.token_hash}",
    )


def reset_password(token: str, *, new_hash: str) -> bool:
    """Use a link: False when it has been used, has grown old or never was one."""
    now = utcnow()
    used = _rows_changed(
        update(PasswordReset)
        .where(
            PasswordReset.token_hash == hash_token(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
        )
        .values(used_at=now)
    )
    if used != 1:
        return False
    user_id = db.session.scalars(
        select(PasswordReset.user_id).where(PasswordReset.token_hash == hash_token(token))
    ).one()
    if not _set_password(user_id, new_hash, User.is_active == true()):
        return False
    end_sessions(user_id)
    _tell_of_change(user_id)
    return True


def _tell_of_change(user_id: int) -> None:
    """In case it was not the owner who changed it (B49)."""
    tell_owner("password_changed", User.id == user_id)


def _set_password(user_id: int, new_hash: str, condition: Any) -> bool:
    changed = _rows_changed(
        update(User)
        .where(User.id == user_id, condition)
        .values(password_hash=new_hash, password_changed_at=utcnow())
    )
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=utcnow())
    )
    return changed == 1


def _rows_changed(statement: Update) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def delete_dead_links(now: datetime, *, limit: int) -> int:
    """Delete links that expired long ago, at most `limit`; how many it were.

    Used ones too: each expires half an hour after it was made, used or not.
    """
    return delete_some(
        PasswordReset.id, PasswordReset.expires_at < now - DEAD_LINKS_KEPT, limit=limit
    )
