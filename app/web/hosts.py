"""Which host names the shop answers to: TRUSTED_HOSTS, checked before anything else is done.

Flask's own check happens before there are addresses to build, so that no page of ours could say
what is wrong. It also knows no exception, and those who ask after the shop's health do so by IP.
"""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, current_app, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadHost, SecurityError
from werkzeug.sansio.utils import host_is_trusted

from app.web.locales import select_locale

# They say nothing about the shop's address and build none.
ANSWERED_TO_ALL = ("/healthz", "/readyz")


def register(app: Flask) -> None:
    """Refuse requests for other hosts, if hosts are named at all, and Hosts that are none."""
    app.before_request(refuse_foreign_host)


def refuse_foreign_host() -> Response | None:
    """A short page that needs neither addresses nor the database, for who came by another name."""
    if not _is_ours():
        # On the request's own log line: that one is enough.
        structlog.contextvars.bind_contextvars(refused_host=request.headers.get("Host", "")[:100])
        page = current_app.jinja_env.get_template("errors/host.html").render(
            locale=select_locale(),
            title=_("That did not work"),
            message=_("This address cannot be used in that way."),
        )
        return make_response(page, HTTPStatus.BAD_REQUEST)
    return None


def _is_ours() -> bool:
    if isinstance(request.routing_exception, (BadHost, SecurityError)):
        return False
    trusted = current_app.config["BELANJAIN"].trusted_hosts
    if not trusted or request.path in ANSWERED_TO_ALL:
        return True
    return host_is_trusted(request.host.lower(), trusted)
