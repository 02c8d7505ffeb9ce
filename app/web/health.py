"""/healthz: this process answers. /readyz: what it needs answers too."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.notifications.queries import oldest_unsent_age
from app.web.access import public

blueprint = Blueprint("health", __name__)
LATE_AFTER_SECONDS = 15 * 60


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Alive."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Ready when the database answers; Redis away or mail late is said, and degrades only."""
    database = _database_answers()
    age = oldest_unsent_age() if database else None
    late = age is not None and age > LATE_AFTER_SECONDS
    redis = _redis_answers()
    status = "ok" if database and redis and not late else "degraded" if database else "down"
    answer = jsonify(
        status=status,
        database="ok" if database else "down",
        redis="ok" if redis else "down",
        oldest_unsent_message_seconds=age,
    )
    return answer, HTTPStatus.OK if database else HTTPStatus.SERVICE_UNAVAILABLE


def _database_answers() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


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
