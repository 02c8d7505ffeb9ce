"""Counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

StatementLog = list[str]
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")


@contextmanager
def recorded_statements() -> Iterator[StatementLog]:
    """The SQL statements sent meanwhile, without those that only frame a transaction."""
    log: StatementLog = []

    def remember(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_FRAME):
            log.append(statement)

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield log
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
