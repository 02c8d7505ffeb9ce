"""The declarative base, the column types and the naming convention that all tables share.

Both databases get the same rules: whole rupiah in BIGINT, moments as naive UTC with microseconds
(DATETIME has no zone), keys compared byte by byte, and every constraint named, because a violated
one is explained to the user by its name (app.db).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, TypeDecorator
from sqlalchemy.dialects.mysql import DATETIME, VARCHAR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

MYSQL_OPTIONS = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_ci",
    "mariadb_engine": "InnoDB",
    "mariadb_charset": "utf8mb4",
    "mariadb_collate": "utf8mb4_unicode_ci",
}


class Base(DeclarativeBase):
    """Every table's base."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    __table_args__: Any = MYSQL_OPTIONS


def table_args(*constraints: Any) -> tuple[Any, ...]:
    """A table's constraints and indexes, with the storage options that every table has."""
    return (*constraints, MYSQL_OPTIONS)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in Python, naive UTC with microseconds in the database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored; use app.clock.utcnow()")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def key_string(length: int) -> String:
    """Text compared byte by byte: hashes, slugs, numbers and keys, where case and accents count."""
    binary = VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return String(length).with_variant(binary, "mysql", "mariadb")


# SQLite numbers rows by itself only for a column that is exactly INTEGER.
Identifier = BigInteger().with_variant(Integer(), "sqlite")

Id = Annotated[int, mapped_column(Identifier, primary_key=True, autoincrement=True)]
Rupiah = Annotated[int, mapped_column(BigInteger)]
Moment = Annotated[datetime, mapped_column(UTCDateTime)]
