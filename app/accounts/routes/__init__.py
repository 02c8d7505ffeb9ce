"""Signing in and out, and the pages about one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, g

from app.accounts.sessions import note_use
from app.db import unit_of_work

blueprint = Blueprint("accounts", __name__)


@blueprint.after_app_request
def note_session_use(response: Response) -> Response:
    """Write down that a session is in use, when the last note has grown old (app.accounts.sessions).

    After the answer is made, so that no view is inside a transaction when this one begins.
    """
    session_id = g.pop("session_to_note", None)
    if session_id is not None and response.status_code < 500:
        unit_of_work(lambda: note_use(session_id))
    return response


from app.accounts.routes import registration, session  # noqa: E402, F401
