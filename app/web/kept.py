"""What somebody typed into a form that could not be taken, kept for them for half an hour (U5, U7).

A session that ended, or a token that grew old, must not cost an address typed on a phone. The
fields, never a password or a token, lie in Redis under a random key that only this browser is
told; the page of the form shows them again, and nothing is ever sent by itself. They are shown to
the user they are of, and those that nobody was signed in for to the browser they were typed in,
which a mark in its session tells. Without Redis the process keeps them, which is better than
nothing.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import structlog
from flask import current_app, g, request, session, url_for
from limits import parse
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from werkzeug.datastructures import MultiDict

from app.extensions import limiter
from app.web.access import current_user
from app.web.addresses import rate_limit_key

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., Any])

ARGUMENT = "kept"
OWNER = "kept_owner"
MARK = "kept_mark"
LIFETIME_SECONDS = 30 * 60
MOST_BYTES = 16 * 1024
# Whoever has signed in once in this browser may keep a seller's long forms, too: two hundred pasted
# lines. What they take of the share below is by size, so an address fills Redis no further.
MOST_BYTES_OWNED = 64 * 1024
MOST_IN_MEMORY = 200
# Anybody may send forms that are refused: nobody may fill Redis with them.
SHARE = parse("300 per 30 minutes")
NEVER = ("csrf_token", "idempotency_key", "password")
_memory: dict[str, tuple[float, str]] = {}


@dataclass(frozen=True)
class KeptForm:
    """The fields, whose they are when that was known, and whether they lay there for long."""

    fields: MultiDict[str, str]
    owner: int | None
    was_refused: bool


def shown_again_at(endpoint: str, *arguments: str) -> Callable[[View], View]:
    """What is typed into this view's form can be shown again at that page, of the same path.

    `arguments` are those of the form's query string that belong to the page's, too.
    """

    def decorate(view: View) -> View:
        cast(Any, view).kept_page = endpoint
        cast(Any, view).kept_arguments = arguments
        return view

    return decorate


def keep_refused() -> str | None:
    """The page to go to for a POST that is refused now, or None when there is no such page.

    Another site could fill in a form for the buyer that way, so only what came from this site's
    own page is kept.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    page = getattr(view, "kept_page", None)
    if page is None or request.method != "POST" or not _is_from_here():
        return None
    owner = current_user.id if current_user.is_authenticated else session.get(OWNER)
    arguments = [name for name in cast(Any, view).kept_arguments if name in request.args]
    path = (request.view_args or {}) | {name: request.args[name] for name in arguments}
    return keep(page, request.form.items(multi=True), owner=owner, was_refused=True, **path)


def keep(
    page: str,
    fields: Iterable[tuple[str, str]],
    *,
    owner: int | None,
    was_refused: bool = False,
    **path: Any,
) -> str | None:
    """The address of `page` with these fields in it; None when it is too much to keep."""
    kept = [pair for pair in fields if not any(name in pair[0] for name in NEVER)]
    mark = None if owner else session.setdefault(MARK, secrets.token_urlsafe(16))
    entry = json.dumps(
        {"fields": kept, "owner": owner, "mark": mark, "refused": was_refused, "page": page}
    )
    if len(entry) > (MOST_BYTES_OWNED if owner else MOST_BYTES):
        return None
    key = secrets.token_urlsafe(24)
    try:
        if _is_too_many(entry):
            return None
        _redis().set(_name(key), entry, ex=LIFETIME_SECONDS)
    except RedisError as error:
        log.warning("form_kept_in_memory", reason=type(error).__name__)
        while len(_memory) >= MOST_IN_MEMORY:
            del _memory[next(iter(_memory))]
        _memory[key] = (time.monotonic() + LIFETIME_SECONDS, entry)
    arguments: Any = path | {ARGUMENT: key}
    return url_for(page, **arguments)


def kept_form() -> KeptForm | None:
    """What was typed into the form of the page that is asked for, if it is this user's."""
    if "kept_form" not in g:
        g.kept_form = _load(request.args.get(ARGUMENT, "")) if request.method == "GET" else None
    return g.kept_form


def _load(key: str) -> KeptForm | None:
    if not (16 <= len(key) <= 64 and current_user.is_authenticated):
        return None
    entry = _read(key)
    if entry is None or entry["page"] != request.endpoint:
        return None
    # Nobody's form belongs to the browser that typed it: a link to somebody else's must not fill
    # in the reader's address.
    is_own = entry["owner"] == current_user.id
    if not is_own and (entry["owner"] or entry["mark"] != session.get(MARK)):
        return None
    return KeptForm(
        MultiDict([(str(name), str(value)) for name, value in entry["fields"]]),
        entry["owner"],
        entry["refused"],
    )


def _read(key: str) -> dict[str, Any] | None:
    raw: Any = None
    try:
        raw = _redis().get(_name(key))
    except RedisError as error:
        log.warning("kept_form_unread", reason=type(error).__name__)
    if raw is None:
        until, raw = _memory.get(key, (0.0, None))
        raw = raw if until > time.monotonic() else None
    return json.loads(raw) if raw is not None else None


def _is_too_many(entry: str) -> bool:
    """This address has had its share of the half hour, of which a long form is several."""
    cost = -(-len(entry) // MOST_BYTES)
    return limiter.enabled and not limiter.limiter.hit(SHARE, "kept", rate_limit_key(), cost=cost)


def _is_from_here() -> bool:
    """The browser says that this site's own page sent the form."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said == "same-origin"
    source = request.headers.get("Origin") or request.referrer or ""
    try:
        return urlsplit(source).netloc == request.host
    except ValueError:
        return False


def _redis() -> Redis:
    """A connection that does not let a reader wait."""
    if "kept_redis" not in current_app.extensions:
        current_app.extensions["kept_redis"] = Redis.from_url(
            current_app.config["BELANJAIN"].redis_url,
            socket_connect_timeout=0.5,
            socket_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
        )
    return current_app.extensions["kept_redis"]


def _name(key: str) -> str:
    return f"belanjain:kept:{key}"
