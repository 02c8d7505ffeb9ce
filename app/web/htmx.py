"""What the request's htmx headers mean (DESIGN 7)."""

from __future__ import annotations

from flask import request


def wants_fragment() -> bool:
    """True when htmx will swap the answer into a page; a boosted or restored page is whole."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def is_htmx() -> bool:
    """True when htmx asked, for whatever purpose."""
    return request.headers.get("HX-Request") == "true"
