"""Once a day: delete what nobody can use any more, before it fills the tables.

What goes and after how long is each feature's own business; here it is only called, batch by batch.
Each batch is a unit of work, so that no lock is held for long and a run that dies has done what it
has done. To run it twice, or two at once, is harmless: what is gone is not found again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

import click
import structlog

from app.accounts.changes import delete_dead_links
from app.accounts.sessions import delete_expired_sessions
from app.cart.services import delete_abandoned_carts
from app.clock import utcnow
from app.db import unit_of_work
from app.notifications.services import delete_old_messages
from app.sheets.services import delete_old_imports
from app.storage import StorageUnavailable
from app.storage_upkeep import delete_stale_pictures, prune_files

BATCH = 500

log = structlog.get_logger(__name__)


class Chore(Protocol):
    """Deletes at most `limit` rows in the caller's unit of work; answers how many."""

    def __call__(self, now: datetime, *, limit: int) -> int: ...


CHORES: dict[str, Chore] = {
    "guest carts": delete_abandoned_carts,
    "sessions": delete_expired_sessions,
    "password links": delete_dead_links,
    "sent messages": delete_old_messages,
    "sheets": delete_old_imports,
    "pictures without a product": delete_stale_pictures,
}


def tidy_up() -> dict[str, int]:
    """Do all of it; how many rows and files went, by what they were."""
    now = utcnow()
    gone = {
        name: _batch_by_batch(partial(chore, now, limit=BATCH)) for name, chore in CHORES.items()
    }
    gone["picture files"] = _prune_files(now)
    log.info("housekeeping_done", **{name.replace(" ", "_"): count for name, count in gone.items()})
    return gone


def _prune_files(now: datetime) -> int:
    """A storage that is away tonight is there tomorrow; all else has been done."""
    try:
        return prune_files(now)
    except StorageUnavailable:
        log.warning("picture_files_not_pruned")
        return 0


def _batch_by_batch(chore: Callable[[], int]) -> int:
    total = 0
    while count := unit_of_work(chore):
        total += count
    return total


@click.command("housekeeping")
def housekeeping() -> None:
    """Delete what nobody can use any more, as the clock does each night."""
    for name, count in tidy_up().items():
        click.echo(f"{count} {name} deleted.")
