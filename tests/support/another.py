"""A second application beside the one under test: other settings, or addresses that always fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge

from app import create_app
from app.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)
from app.extensions import db
from app.web.access import public
from app.web.requestlog import configure_logging
from config import Configuration

INSIDE = "what only the shop itself may know"
RAISED: dict[int, Exception] = {
    401: Unauthenticated(),
    403: Forbidden(),
    404: NotFound(),
    405: MethodNotAllowed(["POST"]),
    409: Conflict(current="Dikirim"),
    413: RequestEntityTooLarge(),
    422: InvalidInput(""),
    429: TooManyRequests(retry_after=17),
    500: RuntimeError(INSIDE),
    503: OperationalError(INSIDE, {}, Exception(2006, INSIDE)),
}


@contextmanager
def another_application(configuration: Configuration, **changes: Any) -> Iterator[Flask]:
    """The application with these settings changed, and with /fail/<status> for every error."""
    application = create_app(replace(configuration, **changes))
    blueprint = Blueprint("fail", __name__)

    @blueprint.route("/fail/<int:status>", methods=["GET", "POST"])
    @public
    def fail(status: int) -> str:
        raise RAISED[status]

    application.register_blueprint(blueprint)
    try:
        yield application
        with application.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        configure_logging(configuration)  # which is the same for the whole process


def production_settings() -> dict[str, Any]:
    """What makes it the application of production, as far as one can see."""
    return {
        "environment": "production",
        "base_url": "https://belanjain.example",
        "log_format": "json",
        "secret_key": "Zk3v9-Qw8e7r6t5y4u3i2o1p0-asdfghjklmnb",
    }
