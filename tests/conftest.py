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

from app.extensions import db, limiter
from config import Configuration
from tests.support.application import (
    configuration_of,
    migrated_application,
    own_database,
    redis_of_process,
)
from tests.support.client import ShopClient
from tests.support.database import empty_all_tables
from tests.support.mail import Mailbox, running_mailbox
from tests.support.statements import StatementLog, recorded_statements


@pytest.fixture(scope="session")
def worker_number(worker_id: str) -> int:
    """0 for the first test process, 1 for the next."""
    return int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_number: int) -> Iterator[str]:
    """An empty database that is this process's own."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    with own_database(server, tmp_path_factory.mktemp("database"), worker_number) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(worker_number: int) -> str:
    """A Redis database that is this process's own."""
    return redis_of_process(worker_number)


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
    instance = tmp_path_factory.mktemp("instance")
    return configuration_of(database_url, redis_url, mail_server.port, instance)


@pytest.fixture(scope="session")
def application(configuration: Configuration) -> Iterator[Flask]:
    """The application, with its tables made by the migrations."""
    with migrated_application(configuration) as application:
        yield application


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


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The large corpora are no part of the suite: only `make test-corpora` asks for them."""
    asked = any("tests/corpora" in argument for argument in config.args)
    return True if collection_path.name == "corpora" and not asked else None
