"""Runs the migrations on the application's own engine, on SQLite and on MariaDB."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import BigInteger, String

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


def run() -> None:
    """One transaction a migration where the database can do that."""
    with database.engine.connect() as connection:
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
