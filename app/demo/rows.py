"""Writing many rows and learning their ids by a key that is unique, on either database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from app.db import db

CHUNK = 500


def insert_all(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert these rows, some hundreds to a statement."""
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(model), rows[start : start + CHUNK])


def ids_by(model: Any, *key: Any, among: Iterable[Any]) -> dict[Any, int]:
    """The ids of rows by `key`, of those whose first key column is `among` these values.

    With one key column the dictionary's keys are its values, with more they are tuples.
    """
    found: dict[Any, int] = {}
    wanted = list(among)
    for start in range(0, len(wanted), CHUNK):
        statement = select(model.id, *key).where(key[0].in_(wanted[start : start + CHUNK]))
        for row in db.session.execute(statement):
            found[row[1] if len(key) == 1 else tuple(row[1:])] = row[0]
    return found
