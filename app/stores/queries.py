"""Reading stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.stores.models import Store


@dataclass(frozen=True)
class StoreView:
    """A store's public page."""

    id: int
    name: str
    slug: str
    location: str
    description: str
    created_at: datetime


def store_view(slug: str) -> StoreView | None:
    """The store with this slug, or None."""
    row = db.session.execute(
        select(
            Store.id, Store.name, Store.slug, Store.location, Store.description, Store.created_at
        ).where(Store.slug == slug)
    ).first()
    return None if row is None else StoreView(**row._mapping)
