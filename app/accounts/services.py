"""Writes to accounts."""

from __future__ import annotations

from sqlalchemy import update

from app.accounts.models import User
from app.db import db


def set_locale(user_id: int, locale: str) -> None:
    """Keep the language the user chose."""
    db.session.execute(update(User).where(User.id == user_id).values(locale=locale))
