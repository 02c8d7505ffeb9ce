"""Mails to the owner of an account that say only what has happened to it."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, select

from app.accounts.models import User
from app.accounts.principal import new_token
from app.db import db
from app.notifications.outbox import post

Notice = Literal["account_exists", "password_changed"]


def tell_owner(kind: Notice, owned: ColumnElement[bool]) -> None:
    """Post a notice to the one user who fulfils `owned`; each time anew, it may happen again."""
    owner = db.session.execute(select(User.name, User.email, User.locale).where(owned)).one()
    post(
        kind,
        recipient=owner.email,
        locale=owner.locale,
        context={"name": owner.name},
        dedupe_key=f"{kind}:{new_token()}",
    )
