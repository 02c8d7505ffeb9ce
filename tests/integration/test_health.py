"""/healthz and /readyz say how the process and what it needs are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.db import db, unit_of_work
from app.notifications.models import MessageStatus
from config import Configuration
from tests.factories.notifications import change, message, posted
from tests.support.application import MIGRATIONS, own_database
from tests.support.client import ShopClient


def test_healthz_answers_ok(client: ShopClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_readyz_names_the_database_redis_and_the_oldest_message(client: ShopClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "oldest_unsent_message_seconds": None,
        "dead_messages": 0,
    }


def test_readyz_counts_the_dead_messages_and_is_degraded(client: ShopClient) -> None:
    first, _waits, third = posted(message(), message(), message())
    for number in (first, third):
        change(number, status=MessageStatus.DEAD)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json
    assert (answer.json["status"], answer.json["dead_messages"]) == ("degraded", 2)


@pytest.mark.parametrize("revision", ["base", "0001"])
def test_readyz_says_that_migrations_are_missing(
    configuration: Configuration, tmp_path: Path, revision: str
) -> None:
    with own_database(os.environ.get("TEST_DATABASE_URL", ""), tmp_path, 70) as url:
        shop = create_app(replace(configuration, database_url=url))
        with shop.app_context():
            upgrade(directory=str(MIGRATIONS), revision=revision)
            answer = ShopClient(shop).get("/readyz")
            db.engine.dispose()
    assert answer.status_code == 503
    assert answer.json == {
        "status": "down",
        "database": "not migrated: run flask --app wsgi db upgrade",
        "redis": "ok",
        "oldest_unsent_message_seconds": None,
        "dead_messages": None,
    }


def test_readyz_does_not_mind_the_migrations_of_a_newer_version(client: ShopClient) -> None:
    with as_if_migrated_to("f00d"):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["database"] == "ok"


@contextmanager
def as_if_migrated_to(revision: str) -> Iterator[None]:
    """The database says that its last migration was this one."""
    [usual] = db.session.scalars(text("SELECT version_num FROM alembic_version"))
    statement = text("UPDATE alembic_version SET version_num = :revision")
    unit_of_work(lambda: db.session.execute(statement, {"revision": revision}))
    try:
        yield
    finally:
        unit_of_work(lambda: db.session.execute(statement, {"revision": usual}))
