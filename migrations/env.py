"""Runs the migrations on the application's own engine, on SQLite and on MariaDB."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import BigInteger, Connection, String

from app.model import Base, UTCDateTime

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Write our column types as calls of app.model, so that both databases get their own."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        autogen.imports.add("from app.model import UTCDateTime")
        return "UTCDateTime()"
    if isinstance(item, BigInteger) and "sqlite" in item._variant_mapping:
        autogen.imports.add("from app.model import Identifier")
        return "Identifier"
    if isinstance(item, String) and "mysql" in item._variant_mapping:
        autogen.imports.add("from app.model import key_string")
        return f"key_string({item.length})"
    return False


@contextmanager
def _tables_can_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew and dropping the old one.

    To what refers to it that would look like the loss of every row; so references are not looked at
    meanwhile, and all of them afterwards. The setting cannot change inside a transaction.
    """
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if lost := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"rows refer to what is not there: {lost[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """One transaction a migration where the database can do that."""
    with database.engine.connect() as connection, _tables_can_be_made_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
