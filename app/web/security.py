"""Headers that every answer carries, and requests that come from somebody else's page."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_babel import gettext as _

from app.errors import Forbidden
from app.web.access import principal_if_loaded

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def register(app: Flask) -> None:
    """Check where unsafe requests come from, and set the headers on every answer."""
    app.before_request(refuse_cross_site_writes)
    app.after_request(add_security_headers)


def refuse_cross_site_writes() -> None:
    """A second net under the CSRF token: browsers say where a request comes from (B31)."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(_("This request came from another site and was refused."))


def add_security_headers(response: Response) -> Response:
    """The strict policy of DESIGN 7 and B26, B29, B36, B37 on every answer, errors included."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if current_app.config["BELANJAIN"].is_production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html":
        response.vary.update(("HX-Request", "Cookie"))
        # Every page carries a CSRF token and a header made for one person, so no cache may
        # share it; a signed-in person's page is not even kept by the browser.
        private = "no-store" if principal_if_loaded().is_authenticated else "private, no-cache"
        headers.setdefault("Cache-Control", private)
    return response
