"""/healthz: this process answers. /readyz: what it needs answers too."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.notifications.queries import dead_messages, oldest_unsent_age
from app.web.access import public

blueprint = Blueprint("health", __name__)
LATE_AFTER_SECONDS = 15 * 60
MIGRATIONS = Path(__file__).parents[2] / "migrations"
NOT_MIGRATED = "not migrated: run flask --app wsgi db upgrade"


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Alive."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Ready when the database can be used; Redis away and mails late or dead degrade only."""
    database, age, dead = _database_state()
    ready = database == "ok"
    redis = _redis_answers()
    late = age is not None and age > LATE_AFTER_SECONDS
    status = "down" if not ready else "ok" if redis and not late and not dead else "degraded"
    answer = jsonify(
        status=status,
        database=database,
        redis="ok" if redis else "down",
        oldest_unsent_message_seconds=age,
        dead_messages=dead,
    )
    return answer, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE


def _database_state() -> tuple[str, int | None, int | None]:
    """(what to say of the database, age of the oldest unsent message, dead messages)."""
    try:
        revisions = MigrationContext.configure(db.session.connection()).get_current_heads()
        if _is_behind(revisions):
            return NOT_MIGRATED, None, None
        return "ok", oldest_unsent_age(), dead_messages()
    except SQLAlchemyError:
        db.session.rollback()
        return "down", None, None


def _is_behind(revisions: tuple[str, ...]) -> bool:
    """Whether migrations of this version are missing. A newer version's are no fault: migrations
    expand first, so the old version goes on while the new one is put in its place."""
    head, known = _own_revisions()
    return head not in revisions and set(revisions) <= known


@cache
def _own_revisions() -> tuple[str | None, set[str]]:
    script = ScriptDirectory(str(MIGRATIONS))
    return script.get_current_head(), {each.revision for each in script.walk_revisions()}


def _redis_answers() -> bool:
    connection = Redis.from_url(
        current_app.config["BELANJAIN"].redis_url,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
    )
    try:
        return bool(connection.ping())
    except RedisError:
        return False
    finally:
        connection.close()
