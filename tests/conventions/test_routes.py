"""Every route says who may call it, and every unsafe one refuses a request without a token."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from app.web.access import access_rule

# Flask's own view of app/static; browsers get the same files by whitenoise under hashed names.
FRAMEWORK_ENDPOINTS = {"static"}
SAMPLE = {"int": "987654321", "path": "nothing", "string": "nothing", "default": "nothing"}


def routes(application: Flask) -> list[Rule]:
    """Every route of ours."""
    return [
        rule
        for rule in application.url_map.iter_rules()
        if rule.endpoint not in FRAMEWORK_ENDPOINTS
    ]


def address(rule: Rule) -> str:
    """An address that this rule matches, of things that do not exist."""
    values = {
        name: SAMPLE["int"] if isinstance(converter, NumberConverter) else "nothing"
        for name, converter in rule._converters.items()
    }
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def test_every_route_declares_an_access_rule(application: Flask) -> None:
    """B60: a route without a rule fails the build."""
    silent = [
        rule.rule
        for rule in routes(application)
        if access_rule(application.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_a_stranger_reaches_no_page_behind_a_rule(app: Flask) -> None:
    """B60: nobody signed in gets a redirect to the login, or to htmx the same as HX-Redirect."""
    for rule in routes(app):
        declared = access_rule(app.view_functions[rule.endpoint])
        if declared in ("public", "shopper") or "GET" not in (rule.methods or ()):
            continue
        plain = app.test_client().get(address(rule))
        assert plain.status_code == 303, rule.rule
        assert plain.headers["Location"].startswith("/login"), rule.rule
        fragment = app.test_client().get(address(rule), headers={"HX-Request": "true"})
        assert fragment.status_code == 401, rule.rule
        assert fragment.headers["HX-Redirect"].startswith("/login"), rule.rule


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_unsafe_request_passes_without_a_csrf_token(app: Flask, method: str) -> None:
    """B30: every unsafe method of every route refuses a request without the session's token."""
    checked = 0
    for rule in routes(app):
        if method in (rule.methods or ()):
            answer = app.test_client().open(address(rule), method=method)
            assert answer.status_code == 400, rule.rule
            checked += 1
    assert checked > 0 or method != "POST"


def test_a_write_that_comes_from_another_site_is_refused(app: Flask) -> None:
    """B31: browsers say where a request comes from; another site's is refused."""
    for rule in routes(app):
        if "POST" in (rule.methods or ()):
            answer = app.test_client().post(address(rule), headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.status_code in (400, 403), rule.rule


def test_every_answer_carries_the_security_headers(app: Flask) -> None:
    """B26, B29, B37: on pages and on errors alike."""
    for url in ("/", "/products", "/login", "/cart", "/nothing-here", "/products/1-nothing"):
        headers = app.test_client().get(url).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "HX-Request" in headers["Vary"]
        assert headers["X-Request-ID"]
