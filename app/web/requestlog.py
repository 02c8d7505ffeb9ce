"""Structured logs with a request id, which follows into the jobs a request causes."""

from __future__ import annotations

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, current_app, g, has_request_context, request

from app.web.access import principal_if_loaded
from config import Configuration

log = structlog.get_logger("app.request")


def configure_logging(configuration: Configuration) -> None:
    """Readable lines in development, JSON in production; standard library logs go the same way."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = configuration.log_format == "json"
    final = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # Tracebacks without local variables: those hold passwords and tokens (B62).
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(configuration.log_level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def current_request_id() -> str:
    """This request's id, or an empty string outside of one."""
    return g.get("request_id", "") if has_request_context() else ""


def register(app: Flask) -> None:
    """Give each request an id, and write one line when it has been answered."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _path_without_secrets() -> str:
    """The path, without the token that it holds, such as a password's link (B62).

    By how it begins and not by its route: a slash too many or a wrong method matches no route, and
    the token in it still works.
    """
    folded = request.path.lower()
    for prefix in _before_tokens():
        if prefix in folded:
            return f"{prefix}<token>"
    return request.path


def _before_tokens() -> frozenset[str]:
    """What stands before the token in every route that has one, such as "/reset-password/"."""
    known: frozenset[str] | None = current_app.extensions.get("paths_before_tokens")
    if known is None:
        rules = (rule for rule in current_app.url_map.iter_rules() if "token" in rule.arguments)
        known = frozenset(rule.rule.partition("<")[0] for rule in rules)
        current_app.extensions["paths_before_tokens"] = known
    return known


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = current_request_id()
    log.info(
        "request",
        method=request.method,
        path=_path_without_secrets(),
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.request_began) * 1000, 1),
        user=principal_if_loaded().id,
    )
    return response
