"""One template serves the page and its fragments; the server picks the block (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Literal

from flask import Response, current_app, g, make_response, redirect, render_template, session
from jinja2_fragments.flask import render_block

from app.web.htmx import is_htmx, wants_fragment

ToastKind = Literal["success", "error", "info"]
_SESSION_KEY = "toasts"


def toast(
    message: str, *, kind: ToastKind = "success", link: tuple[str, str] | None = None
) -> None:
    """Tell the user in passing: in this answer for htmx, on the next page for a plain browser.

    `link` is where one may want to go now, as (words, address).
    """
    waiting = list(session.get(_SESSION_KEY, ()))
    label, url = link or ("", "")
    waiting.append({"kind": kind, "message": str(message), "label": str(label), "url": url})
    session[_SESSION_KEY] = waiting[-5:]


def take_toasts() -> list[dict[str, str]]:
    """The waiting toasts, which are thereby shown; asked twice in a request, the same answer."""
    if "toasts" not in g:
        g.toasts = session.pop(_SESSION_KEY, [])
    return g.toasts


def page(
    template: str,
    *,
    block: str | None = None,
    status: int = HTTPStatus.OK,
    also: Iterable[str] = (),
    **context: Any,
) -> Response:
    """Answer `template` whole, or to htmx only its `block`, plus the blocks in `also`.

    `also` names further blocks, as "block" or "template.html#block", each of which wraps itself
    in an <hx-partial> with its own target. Waiting toasts come with a fragment.
    """
    if block is None or not wants_fragment():
        response = make_response(render_template(template, **context), status)
    else:
        parts = [render_block(template, block, **context)]
        for name in also:
            source, _separator, part = name.rpartition("#")
            parts.append(render_block(source or template, part, **context))
        parts.append(_toast_fragment())
        response = make_response("\n".join(parts), status)
    return response


def fragments(*names: str, status: int = HTTPStatus.OK, **context: Any) -> Response:
    """Answer several blocks ("template.html#block"), each wrapped in its own <hx-partial>."""
    parts = []
    for name in names:
        source, _separator, part = name.rpartition("#")
        parts.append(render_block(source, part, **context))
    parts.append(_toast_fragment())
    return make_response("\n".join(parts), status)


def _toast_fragment() -> str:
    if not take_toasts():
        return ""
    return render_block("components/toasts.html", "toast_fragment", toasts=take_toasts())


def see_other(url: str) -> Response:
    """The answer to a successful POST of a plain form: go and GET that page."""
    return _as_response(redirect(url, HTTPStatus.SEE_OTHER))


def redirect_to(url: str) -> Response:
    """Send the browser to another page: 303 for a plain form, HX-Redirect for htmx."""
    if not is_htmx():
        return see_other(url)
    response = make_response("", HTTPStatus.NO_CONTENT)
    response.headers["HX-Redirect"] = url
    return response


def _as_response(value: Any) -> Response:
    return current_app.make_response(value)
