"""A shop to measure: the real application on a database of its own, as the tests have it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app.extensions import db
from config import Configuration
from tests.support.application import (
    configuration_of,
    migrated_application,
    own_database,
    redis_of_process,
)
from tests.support.mail import running_mailbox


@dataclass(frozen=True)
class Shop:
    """The application, inside its context, and the settings that its programs need."""

    app: Flask
    configuration: Configuration
    folder: Path


def databases() -> dict[str, str]:
    """What can be measured here: the name of each database, and the server, if it has one."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    return {"SQLite": ""} | ({"MariaDB": server} if server else {})


@contextmanager
def shop_on(server: str) -> Iterator[Shop]:
    """A shop with empty tables."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        own_database(server, Path(name)) as database_url,
        running_mailbox() as mailbox,
    ):
        folder = Path(name)
        settings = configuration_of(database_url, redis_of_process(0), mailbox.port, folder)
        with migrated_application(settings) as app, app.app_context():
            yield Shop(app, settings, folder)
            db.session.remove()


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """The rows in columns, under their headings."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(padded).rstrip(), flush=True)
