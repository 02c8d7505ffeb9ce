"""The application on a database of its own, for the tests and for bench/."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, make_url, text

from app import create_app
from app.extensions import db
from config import Configuration

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@contextmanager
def own_database(server: str, folder: Path, number: int = 0) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards.

    It is an SQLite file in `folder`, or if `server` names a MariaDB server, a database there.
    """
    if not server:
        yield f"sqlite:///{folder / 'shop.sqlite3'}"
        return
    url = make_url(server).set(
        drivername="mysql+pymysql", database=f"belanjain_test_{os.getpid()}_{number}"
    )
    engine = create_engine(url.set(database=""))
    try:
        _execute(engine, f"DROP DATABASE IF EXISTS {url.database}")
        _execute(
            engine,
            f"CREATE DATABASE {url.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
        )
        yield url.update_query_dict({"charset": "utf8mb4"}).render_as_string(hide_password=False)
        _execute(engine, f"DROP DATABASE {url.database}")
    finally:
        engine.dispose()


def _execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def redis_of_process(number: int) -> str:
    """A Redis database that is the own one of the test process with this number."""
    server = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
    return f"{server.rstrip('/')}/{number + 8}"


def configuration_of(
    database_url: str, redis_url: str, smtp_port: int, instance: Path
) -> Configuration:
    """The settings of the application under test."""
    return Configuration(
        environment="test",
        secret_key="a-secret-for-tests-only-0123456789abcdef",
        database_url=database_url,
        redis_url=redis_url,
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        base_url="http://localhost",
        instance_folder=str(instance),
        upload_url=str(instance / "uploads"),
        mailbox_folder=str(instance / "mailbox"),
        bcrypt_rounds=4,
        ratelimit_enabled=True,
        log_level="WARNING",
    )


@contextmanager
def migrated_application(configuration: Configuration) -> Iterator[Flask]:
    """The application, with its tables made by the migrations."""
    application = create_app(configuration)
    with application.app_context():
        upgrade(directory=str(MIGRATIONS))
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
