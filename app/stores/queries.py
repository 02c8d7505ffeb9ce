"""Reading stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true

from app.accounts.models import User
from app.db import db
from app.errors import NotFound
from app.stores.models import Store
from app.web.words import lazy as _l


@dataclass(frozen=True)
class StoreView:
    """A store's public page."""

    id: int
    name: str
    slug: str
    location: str
    description: str
    created_at: datetime


def is_owned_by() -> ColumnElement[bool]:
    """Joins a store to its owner."""
    return User.id == Store.owner_id


def is_open() -> ColumnElement[bool]:
    """A store is open as long as its owner's account is; for statements that join both."""
    return User.is_active == true()


def open_store(slug: str) -> StoreView:
    """The open store with this slug."""
    row = db.session.execute(
        select(
            Store.id, Store.name, Store.slug, Store.location, Store.description, Store.created_at
        )
        .join(User, is_owned_by())
        .where(Store.slug == slug, is_open())
    ).first()
    if row is None:
        raise NotFound(_l("There is no store at this address, or no longer."))
    return StoreView(**row._mapping)
