"""Connections to the database that break at a chosen moment, by the driver's own means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from app.db import db


@contextmanager
def lost_after_commit() -> Iterator[None]:
    """The next COMMIT is carried out, and the connection breaks before its answer arrives."""
    left = [1]

    def lose(connection: Connection) -> None:
        if left:
            left.clear()
            raw: Any = connection.connection.dbapi_connection
            cursor = raw.cursor()
            cursor.execute("COMMIT")
            cursor.close()
            raw.close()

    event.listen(db.engine, "commit", lose)
    try:
        yield
        assert not left, "nothing was committed"
    finally:
        event.remove(db.engine, "commit", lose)


def lose_connection() -> None:
    """Break the connection of the open unit of work."""
    raw: Any = db.session.connection().connection.dbapi_connection
    raw.close()


@contextmanager
def refused_once(start: str, code: int, words: str) -> Iterator[list[str]]:
    """The next statement that begins like this is refused by the driver with this code.

    Yields every statement of this kind that was tried. SQLite has no codes: there the driver's
    error is one that it never raises itself, so that the code alone decides.
    """
    driver: Any = db.engine.dialect.loaded_dbapi
    sqlite = db.engine.dialect.name == "sqlite"
    kind = driver.InterfaceError if sqlite else driver.OperationalError
    tried: list[str] = []

    def execute(_cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if statement.startswith(start):
            tried.append(statement)
            if len(tried) == 1:
                raise kind(code, words)

    event.listen(db.engine, "do_execute", execute)
    try:
        yield tried
    finally:
        event.remove(db.engine, "do_execute", execute)
