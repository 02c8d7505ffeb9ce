"""Signing in and out, and the pages about one's own account."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, g
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.sessions import note_use
from app.db import unit_of_work

blueprint = Blueprint("accounts", __name__)
log = structlog.get_logger(__name__)


@blueprint.after_app_request
def note_session_use(response: Response) -> Response:
    """Write down that a session is in use, when the last note has grown old.

    After the answer is made, so that no view is inside a transaction when this one begins; and
    without spoiling that answer when the database has no time for it.
    """
    session_id = g.pop("session_to_note", None)
    if session_id is not None and response.status_code < 500:
        try:
            unit_of_work(lambda: note_use(session_id))
        except SQLAlchemyError as error:
            log.warning("session_use_not_noted", reason=type(error).__name__)
    return response


# The views hang themselves on the blueprint above.
from app.accounts.routes import (  # noqa: E402
    addresses,
    password,
    profile,
    registration,
    session,
    stale,
)

__all__ = ["addresses", "blueprint", "password", "profile", "registration", "session", "stale"]
