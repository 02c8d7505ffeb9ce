"""What workers do for sheets: write the long ones, and find those that were left over."""

from __future__ import annotations

import time
from functools import partial

import structlog

from app.clock import utcnow
from app.db import ConstraintViolation, unit_of_work
from app.errors import Conflict, InvalidInput
from app.jobs.queue import enqueue
from app.sheets import queries, services
from app.sheets.progress import reporter

BATCH = 20
SWEEP = "app.sheets.jobs.sweep"
# One job goes on for this long, well within a job's time.
WORKING_SECONDS = 60.0

log = structlog.get_logger(__name__)


def apply_import(import_id: int) -> None:
    """Write the sheet of that number, if it waits; called twice, it is still written once.

    When the shop has overtaken it, its seller sees the preview again.
    """
    now = utcnow()
    started_at = unit_of_work(partial(services.claim_import, import_id, now))
    if started_at is None:
        return
    report = reporter(import_id)
    try:
        unit_of_work(partial(services.write_import, import_id, started_at, report))
    except (Conflict, ConstraintViolation, InvalidInput) as error:
        log.info("import_overtaken", import_id=import_id, reason=type(error).__name__)
        unit_of_work(partial(services.send_back, import_id, started_at))
    else:
        log.info("import_written", import_id=import_id)


def sweep() -> None:
    """Take up the sheets that no worker was told of, or whose worker died."""
    deadline = time.monotonic() + WORKING_SECONDS
    for import_id in queries.unfinished_imports(utcnow() - services.GIVEN_UP_AFTER, limit=BATCH):
        if time.monotonic() > deadline:
            enqueue(SWEEP)
            return
        apply_import(import_id)
