"""Throwing away pictures that nobody uses: `flask images prune`, and every night.

A picture that was uploaded and never saved with a product goes after a day, and so does one that
was taken off its product; then any file goes that no row refers to. It stands above the features,
because a picture may be in use by any of them: old orders show theirs for ever.

To run it while people upload is safe: what was written during the last day is left alone, also
when the same picture had been there for long, because uploading it again writes it again. To run
it twice, or two at once, is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import and_, exists, func, not_, select

from app.catalogue.models import Product, ProductImage, Variant
from app.clock import utcnow
from app.db import db, delete_some, unit_of_work
from app.orders.models import OrderItem
from app.storage import StoredFile, key_of, storage
from app.storage.local import UNFINISHED
from app.stores.models import Store

LEFT_ALONE = timedelta(hours=24)
ROWS = 500
FILES = 900


@dataclass(frozen=True)
class Pruned:
    """How many rows of pictures without a product, and how many files, are gone or would go."""

    rows: int
    files: int


def delete_stale_pictures(now: datetime, *, limit: int) -> int:
    """Delete at most `limit` pictures that have had no product for a day; answer how many."""
    return delete_some(ProductImage.id, *_stale(now), limit=limit)


def prune(*, dry_run: bool = False) -> Pruned:
    """Delete the stale pictures and the files that nothing refers to, or only count them."""
    now = utcnow()
    if dry_run:
        count = select(func.count(ProductImage.id)).where(*_stale(now))
        return Pruned(db.session.scalar(count) or 0, sum(1 for _name in _strays(now)))
    rows = 0
    while deleted := unit_of_work(lambda: delete_stale_pictures(now, limit=ROWS)):
        rows += deleted
    return Pruned(rows, prune_files(now))


def prune_files(now: datetime) -> int:
    """Delete the files that nothing refers to; answer how many."""
    count = 0
    for name in _strays(now):
        # Somebody may have uploaded the same picture since it was listed.
        changed_at = storage().changed_at(name)
        if changed_at is not None and _is_old(changed_at, now):
            storage().delete(name)
            count += 1
    return count


def _stale(now: datetime) -> Sequence[Any]:
    return (
        ProductImage.product_id.is_(None),
        ProductImage.created_at < now - LEFT_ALONE,
        not_(exists().where(Variant.image_id == ProductImage.id)),
    )


def _is_old(changed_at: datetime, now: datetime) -> bool:
    return changed_at < now - LEFT_ALONE


def _strays(now: datetime) -> Iterator[str]:
    """The names of old files that nothing refers to; of what is none of ours nothing is said."""
    files = _old_files(now)
    while some := list(islice(files, FILES)):
        named = {file.name: key for file in some if (key := key_of(file.name))}
        # What a process was writing when it died.
        yield from (file.name for file in some if file.name.startswith(UNFINISHED))
        used = _used(set(named.values()), now)
        yield from (name for name, key in named.items() if key not in used)


def _old_files(now: datetime) -> Iterator[StoredFile]:
    return (file for file in storage().files() if _is_old(file.changed_at, now))


def _used(keys: set[str], now: datetime) -> set[str]:
    """Those of the keys that something refers to."""
    by_index = (
        select(ProductImage.key).where(ProductImage.key.in_(keys), not_(and_(*_stale(now)))),
        select(OrderItem.image_key).where(OrderItem.image_key.in_(keys)),
        select(Store.logo_key).where(Store.logo_key.in_(keys)),
    )
    # What a long run has read must not be older than what it deletes by it.
    db.session.rollback()
    used = {key for statement in by_index for key in db.session.scalars(statement) if key}
    if rest := keys - used:
        # No index helps here, so only what nothing else refers to is asked about.
        used |= set(
            db.session.scalars(select(Product.image_key).where(Product.image_key.in_(rest)))
        )
    db.session.rollback()
    return used


images = AppGroup("images", help="Pictures.")


@images.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
def prune_command(*, dry_run: bool) -> None:
    """Delete pictures without a product, and files that nothing refers to, after a day."""
    done = prune(dry_run=dry_run)
    would = "would be deleted" if dry_run else "deleted"
    click.echo(f"{done.rows} pictures without a product {would}.")
    click.echo(f"{done.files} files that nothing refers to {would}.")
