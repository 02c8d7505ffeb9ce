"""Writes to stores."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from slugify import slugify
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import db, violated_constraint
from app.stores.models import Store

LONGEST_SLUG = 100
# Openings of one name at the very same moment that are sorted out before somebody has to try again.
ATTEMPTS = 5


@dataclass(frozen=True)
class StoreDetails:
    """What a seller says about the store, cleaned and bounded."""

    name: str
    location: str
    opening_note: str
    description: str


def change_store(
    store_id: int, details: StoreDetails, *, logo_key: str | None = None, remove_logo: bool = False
) -> None:
    """Set what the store says about itself, all at once; who saves last is right.

    Its slug stays, so that links go on working; orders keep the name they were placed with. A
    `logo_key` takes the place of the logo, whatever `remove_logo` says; with neither it stays. The
    old logo's files are pruned (app.catalogue).
    """
    values: dict[str, str | None] = dict(asdict(details))
    if logo_key or remove_logo:
        values["logo_key"] = logo_key
    db.session.execute(update(Store).where(Store.id == store_id).values(values))


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
