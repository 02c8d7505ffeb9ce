"""Writes to stores."""

from __future__ import annotations

from slugify import slugify
from sqlalchemy import select

from app.db import db
from app.stores.models import Store

LONGEST_SLUG = 100
RESERVED_SLUGS = {"new", "edit"}


def create_store(owner_id: int, *, name: str, location: str) -> Store:
    """Open a seller's store; its slug is made from its name, and numbered when that is taken."""
    store = Store(owner_id=owner_id, name=name, location=location, slug=_free_slug(name))
    db.session.add(store)
    db.session.flush()  # the caller needs the store's id
    return store


def _free_slug(name: str) -> str:
    """The name as an address: "Kopi Aceh" → "kopi-aceh", the second of that name "kopi-aceh-2".

    Two who open at the same moment may still be given the same one; the loser's unit of work runs
    into the unique constraint, which is explained below.
    """
    wanted = slugify(name, max_length=LONGEST_SLUG, word_boundary=True) or "toko"
    taken = set(
        db.session.scalars(
            select(Store.slug).where(
                (Store.slug == wanted) | Store.slug.startswith(f"{wanted}-", autoescape=True)
            )
        )
    )
    if wanted not in taken | RESERVED_SLUGS:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
