"""A browser without JavaScript: keeps cookies, carries the CSRF token of the page it stands on."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import db

HTMX = {"HX-Request": "true"}


class SeparateRequests(FlaskClient):
    """Gives each request a context of its own, as a server does.

    Tests stand inside an application context, which Flask would otherwise share with every
    request: `g` and with it the signed-in user, the CSRF token and the rows once read would stay
    the first request's for the whole test.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask, and let the test's own session read afresh afterwards."""
        db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **options)
        db.session.expire_all()
        return answer


class ShopClient:
    """Flask's client, which posts forms as a browser does: with the session's CSRF token."""

    def __init__(self, app: Flask, *, locale: str = "en") -> None:
        self.app = app
        self.http = SeparateRequests(app, Response, use_cookies=True)
        self.http.set_cookie(app.config["LOCALE_COOKIE_NAME"], locale)
        self._token = ""

    def get(self, url: str, *, htmx: bool = False, **options: Any) -> TestResponse:
        """GET a page, or with `htmx` the fragment of it."""
        headers = {**options.pop("headers", {}), **(HTMX if htmx else {})}
        return self.http.get(url, headers=headers, **options)

    def post(self, url: str, data: Any = None, **options: Any) -> TestResponse:
        """POST without a CSRF token, as an attacker's page would."""
        return self.http.post(url, data=data, **options)

    def post_form(
        self, url: str, data: dict[str, Any] | None = None, *, htmx: bool = False, **options: Any
    ) -> TestResponse:
        """POST a form with the session's CSRF token; htmx sends the token as a header."""
        token = self.csrf_token()
        headers = dict(options.pop("headers", {}))
        form = dict(data or {})
        if htmx:
            headers |= {**HTMX, "X-CSRFToken": token}
        else:
            form["csrf_token"] = token
        return self.http.post(url, data=form, headers=headers, **options)

    def csrf_token(self) -> str:
        """The token that the forms of this session carry, read from a page as a browser does."""
        page = self.http.get("/login", headers={"Accept": "text/html"}, follow_redirects=True)
        marker = "X-CSRFToken&#34;: &#34;"
        body = page.text
        for start, end in (
            ('X-CSRFToken": "', '"'),
            (marker, "&#34;"),
            ("X-CSRFToken\\u0022: ", '"'),
        ):
            if start in body:
                return body.split(start, 1)[1].split(end, 1)[0]
        raise AssertionError(f"no CSRF token on the page: {body[:500]}")

    def sign_in(self, email: str, password: str, *, remember: bool = False) -> TestResponse:
        """Sign in through the login form."""
        data = {"email": email, "password": password}
        if remember:
            data["remember"] = "y"
        return self.post_form("/login", data)
