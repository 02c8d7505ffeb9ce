"""Writes to stores."""

from __future__ import annotations

from slugify import slugify
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import db, violated_constraint
from app.stores.models import Store

LONGEST_SLUG = 100
# Openings of one name at the very same moment that are sorted out before somebody has to try again.
ATTEMPTS = 5


def create_store(owner_id: int, *, name: str, location: str) -> Store:
    """Open a seller's store; its slug is made from its name, and numbered when that is taken."""
    for _attempt in range(ATTEMPTS - 1):
        try:
            return _insert(owner_id, name=name, location=location)
        except IntegrityError as error:
            # Somebody else took the slug between the look and the insert: look again.
            if violated_constraint(error) != "uq_stores_slug":
                raise
    return _insert(owner_id, name=name, location=location)


def _insert(owner_id: int, *, name: str, location: str) -> Store:
    store = Store(owner_id=owner_id, name=name, location=location, slug=_free_slug(name))
    with db.session.begin_nested():
        db.session.add(store)
        db.session.flush()  # says whether the slug is free, and gives the caller the store's id
    return store


def _free_slug(name: str) -> str:
    """The name as an address: "Kopi Aceh" → "kopi-aceh", the second of that name "kopi-aceh-2"."""
    wanted = slugify(name, max_length=LONGEST_SLUG, word_boundary=True) or "toko"
    taken = set(
        db.session.scalars(
            select(Store.slug).where(
                (Store.slug == wanted) | Store.slug.startswith(f"{wanted}-", autoescape=True)
            )
        )
    )
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
