"""Reading stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    opening_note: str
    logo_key: str | None
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
        select(*_columns()).join(User, is_owned_by()).where(Store.slug == slug, is_open())
    ).first()
    if row is None:
        raise NotFound(_l("There is no store at this address, or no longer."))
    return StoreView(**row._mapping)


def own_store(store_id: int) -> StoreView:
    """A seller's own store, as it is now."""
    return StoreView(
        **db.session.execute(select(*_columns()).where(Store.id == store_id)).one()._mapping
    )


def locations_like(typed: str, *, limit: int = 10) -> list[str]:
    """Where other stores say they are, for who has begun to type; in order of the alphabet."""
    return list(
        db.session.scalars(
            select(Store.location)
            .where(Store.location.startswith(typed, autoescape=True))
            .group_by(Store.location)
            .order_by(Store.location)
            .limit(limit)
        )
    )


def _columns() -> tuple[Any, ...]:
    return (
        Store.id,
        Store.name,
        Store.slug,
        Store.location,
        Store.description,
        Store.opening_note,
        Store.logo_key,
        Store.created_at,
    )
