"""Every error as a page, or as a fragment for htmx, in the user's language (DESIGN 7)."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.errors import Conflict, DomainError, TooManyRequests, Unauthenticated
from app.extensions import limiter
from app.web.access import access_rule, current_user, principal_if_loaded
from app.web.htmx import is_htmx, wants_fragment
from app.web.kept import keep_refused
from app.web.render import redirect_to, see_other
from app.web.requestlog import current_request_id
from app.web.urls import safe_next

log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """One handler for each kind of error."""
    app.register_error_handler(Unauthenticated, _ask_to_sign_in)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(ParseException, _broken_body)
    app.register_error_handler(500, _unexpected)


def _words(status: int) -> tuple[str, str]:
    """(title, message) of a status, when the error itself says nothing better."""
    words = {
        400: (_("That did not work"), _("The request could not be understood. Please try again.")),
        401: (_("Please sign in"), _("Please sign in first.")),
        403: (_("Not for this account"), _("Your account may not do this.")),
        404: (
            _("Page not found"),
            _("This page does not exist, or no longer does. The address may be mistyped."),
        ),
        405: (_("That did not work"), _("This address cannot be used in that way.")),
        409: (_("It has changed"), _("This changed in the meantime. Look at it again.")),
        413: (_("Too large"), _("What you sent is too large. Send something smaller.")),
        422: (_("Please check your input"), _("Something you entered cannot be used.")),
        429: (_("A little slower, please"), too_often(60)),
        503: (
            _("Back in a moment"),
            _("The shop cannot answer right now. Nothing was lost; try again in a moment."),
        ),
    }
    sorry = (
        _("Something went wrong"),
        _("That is our fault, and it has been noted. Please try again in a moment."),
    )
    return words.get(status, sorry)


def error_response(status: int, message: Any = "", *, current: Any = None) -> Response:
    """The error as a whole page, or to htmx as an alert that leaves the page as it is."""
    title, standard = _words(status)
    context = {
        "status": int(status),
        "title": title,
        "message": message or standard,
        "current": current,
        "request_id": current_request_id(),
    }
    if wants_fragment():
        body = render_block("errors/error.html", "fragment", **context)
    else:
        body = render_template("errors/error.html", **context, **_way_on(status))
    return make_response(body, status)


def _way_on(status: int) -> dict[str, Any]:
    """Where an error's page leads to; past 500 even who is signed in may be out of reach."""
    view = current_app.view_functions.get(request.endpoint or "")
    needs_somebody = view is not None and access_rule(view) in ("login", "customer", "seller")
    # A form that grew old because its sender was signed out in another tab.
    if status == HTTPStatus.BAD_REQUEST and needs_somebody and not current_user.is_authenticated:
        came_from = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
        onward = safe_next(came_from, "") or None
        return {"action_url": url_for("accounts.login", next=onward), "action_label": _("Sign in")}
    if status < 500 and current_user.is_seller:
        return {"action_url": url_for("seller_orders.index"), "action_label": _("To your orders")}
    return {"action_url": url_for("catalogue.home"), "action_label": _("To the home page")}


def _ask_to_sign_in(error: Unauthenticated) -> Response:
    """To the login, and afterwards back; an htmx request goes back to the page it stood on."""
    if is_htmx():
        came_from = request.headers.get("HX-Current-URL", "")
        path = came_from.removeprefix(request.host_url.rstrip("/"))
        response = make_response("", HTTPStatus.UNAUTHORIZED)
        onward = keep_refused() or safe_next(path, "/")
        response.headers["HX-Redirect"] = url_for("accounts.login", next=onward)
        return response
    if request.method != "GET":
        came_from = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
        onward = keep_refused() or safe_next(came_from, "")
        return see_other(url_for("accounts.login", next=onward or None))
    here = request.full_path.rstrip("?")
    return see_other(url_for("accounts.login", next=safe_next(here, "/")))


def _domain_error(error: DomainError) -> Response:
    log.info("refused", status=int(error.status), reason=type(error).__name__)
    current = error.current if isinstance(error, Conflict) else None
    response = error_response(error.status, error.message, current=current)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _broken_body(error: Exception) -> Response:
    """The server met chunks that are none while we were reading the body."""
    log.info("broken_body", reason=type(error).__name__)
    response = error_response(HTTPStatus.BAD_REQUEST)
    # Where the next request would begin is anybody's guess.
    response.headers["Connection"] = "close"
    return response


def csrf_error(error: CSRFError) -> Response:
    """The answer to a form whose token is missing or too old: its page again, as it was typed."""
    log.info("csrf_refused", reason=error.description)
    onward = keep_refused()
    if onward and not current_user.is_authenticated:
        onward = url_for("accounts.login", next=onward)
    if onward:
        return redirect_to(onward)
    return error_response(
        HTTPStatus.BAD_REQUEST,
        _("This form had grown old. Go back, reload the page and send it again."),
    )


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < 400:
        return make_response(error.get_response())
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = seconds_to_wait()
        response = error_response(status, too_often(seconds))
        response.headers["Retry-After"] = str(seconds)
    else:
        response = error_response(status)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers.setdefault(name, value)
    return response


def too_often(seconds: int) -> str:
    """That it was tried too often, and how long to wait."""
    if seconds <= 90:
        return _("You have tried this too often. Try again in about a minute.")
    return _(
        "You have tried this too often. Try again in about %(minutes)s minutes.",
        minutes=round(seconds / 60),
    )


def seconds_to_wait() -> int:
    """Until the limit that was hit opens again; a minute when it is not known which it was."""
    limit = limiter.current_limit
    return max(1, round(limit.reset_at - time.time())) if limit else 60


def _ask_no_more() -> None:
    """The rest of this answer makes do with what has been read already.

    The language and the frame would ask who is signed in and what is in the cart, and an error
    while an error is shown leaves the user with the server's bare words.
    """
    g.setdefault("_login_user", principal_if_loaded())
    g.setdefault("cart_count", 0)


def _database_away(error: Exception) -> Response:
    _ask_no_more()
    log.error("database_unavailable", exc_info=error)
    response = error_response(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    # A page about another error asks the database too, and finds it away.
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, (OperationalError, PoolTimeout)):
        return _database_away(cause)
    _ask_no_more()
    # Flask has logged the traceback already; the page carries the request id to find it by.
    return error_response(HTTPStatus.INTERNAL_SERVER_ERROR)
