"""How far an import is, told through Redis while its transaction is still open.

Nothing depends on it: without Redis the page shows a bar that does not know. The transaction holds
rows that buyers may wait for, so after the first failure nothing more is told.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from flask import current_app
from redis.exceptions import RedisError

from app.jobs.queue import gate

LIVES_SECONDS = 600
log = structlog.get_logger(__name__)


def reporter(import_id: int) -> Callable[[int], None]:
    """What takes the number of rows done."""
    redis = gate(current_app).redis
    is_heard = True

    def report(rows: int) -> None:
        nonlocal is_heard
        if not is_heard:
            return
        try:
            redis.set(_key(import_id), rows, ex=LIVES_SECONDS)
        except RedisError as error:
            is_heard = False
            log.info("import_progress_unheard", reason=type(error).__name__)

    return report


def rows_done(import_id: int) -> int | None:
    """How many rows are done; None when nobody can say."""
    try:
        said = gate(current_app).redis.get(_key(import_id))
    except RedisError:
        return None
    return int(said) if isinstance(said, (bytes, str)) and said.isdigit() else None


def _key(import_id: int) -> str:
    return f"belanjain:sheet-import:{import_id}"
