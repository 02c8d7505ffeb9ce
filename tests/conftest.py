"""The real thing under every test: a database, a Redis, an SMTP conversation, a browser.

TEST_DATABASE_URL names a MariaDB server in which each test process makes a database of its own;
without it each has an SQLite file. TEST_REDIS_URL names a Redis server; each process has a number
of its own there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from app import create_app
from app.extensions import db, limiter
from config import Configuration
from tests.support.client import ShopClient
from tests.support.database import empty_all_tables
from tests.support.mail import Mailbox, running_mailbox
from tests.support.statements import StatementLog, recorded_statements


@pytest.fixture(scope="session")
def worker_number(worker_id: str) -> int:
    """0 for the first test process, 1 for the next."""
    return int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_number: int) -> str:
    """An empty database that is this process's own."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'shop.sqlite3'}"
    url = make_url(server).set(
        drivername="mysql+pymysql", database=f"belanjain_test_{os.getpid()}_{worker_number}"
    )
    engine = create_engine(url.set(database=""))
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {url.database}"))
        connection.execute(
            text(f"CREATE DATABASE {url.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        )
    engine.dispose()
    return url.update_query_dict({"charset": "utf8mb4"}).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def redis_url(worker_number: int) -> str:
    """A Redis database that is this process's own."""
    server = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
    return f"{server.rstrip('/')}/{worker_number + 8}"


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    """A real SMTP server that keeps what it is given."""
    with running_mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def configuration(
    database_url: str,
    redis_url: str,
    mail_server: Mailbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> Configuration:
    """The settings of the application under test."""
    instance: Path = tmp_path_factory.mktemp("instance")
    return Configuration(
        environment="test",
        secret_key="a-secret-for-tests-only-0123456789abcdef",
        database_url=database_url,
        redis_url=redis_url,
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        base_url="http://localhost",
        instance_folder=str(instance),
        upload_url=str(instance / "uploads"),
        mailbox_folder=str(instance / "mailbox"),
        bcrypt_rounds=4,
        ratelimit_enabled=True,
        log_level="WARNING",
    )


@pytest.fixture(scope="session")
def application(configuration: Configuration) -> Iterator[Flask]:
    """The application, with its tables made by the migrations."""
    application = create_app(configuration)
    with application.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    yield application
    with application.app_context():
        db.session.remove()
        db.engine.dispose()
        url = make_url(configuration.database_url)
        if url.get_backend_name() != "sqlite":
            engine = create_engine(url.set(database=""))
            with engine.begin() as connection:
                connection.execute(text(f"DROP DATABASE {url.database}"))
            engine.dispose()


@pytest.fixture
def app(application: Flask, mail_server: Mailbox) -> Iterator[Flask]:
    """The application with empty tables, empty Redis and empty mailbox, inside its context."""
    mail_server.clear()
    with application.app_context():
        limiter.reset()
        empty_all_tables()
        yield application
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> ShopClient:
    """A browser without JavaScript, reading English."""
    return ShopClient(app)


@pytest.fixture
def mailbox(app: Flask, mail_server: Mailbox) -> Mailbox:
    """Every mail that was really delivered by SMTP during this test."""
    return mail_server


@pytest.fixture
def count_statements(app: Flask) -> type[AbstractContextManager[StatementLog]]:
    """`with count_statements() as statements: …` records every SQL statement sent meanwhile."""
    return recorded_statements  # type: ignore[return-value]
