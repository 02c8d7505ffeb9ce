"""What the corpora put into addresses: no file of the machine, no page of ours that breaks."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from tests.conventions.test_routes import routes
from tests.corpora.library import every, payloads, sendable, sets
from tests.corpora.pages import Findings, committed_writes, elements
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.support.client import ShopClient

VISITORS = ("nobody", "a customer", "a seller")
TARGET = "etc/passwd"


def visitor(app: Flask, kind: str) -> ShopClient:
    browser = ShopClient(app)
    if kind == "a customer":
        sign_in_as(browser, make_customer())
    elif kind == "a seller":
        sign_in_as(browser, make_seller()[0])
    return browser


def address(rule: Rule, value: str) -> str:
    """The rule's address with `value` in every place that takes words."""
    path = rule.rule
    for name, converter in rule._converters.items():
        start = path.index("<")
        end = path.index(">") + 1
        assert path[start:end].endswith(f"{name}>")
        filling = "987654321" if isinstance(converter, NumberConverter) else value
        path = path[:start] + filling + path[end:]
    return path


def takes_words(rule: Rule) -> bool:
    return any(not isinstance(one, NumberConverter) for one in rule._converters.values())


def try_all(app: Flask, kind: str, values: list[str]) -> None:
    findings, browser = Findings(), visitor(app, kind)
    token = browser.csrf_token()
    rules = [rule for rule in routes(app) if takes_words(rule)]
    rules += [rule for rule in app.url_map.iter_rules() if rule.endpoint == "static"]
    with committed_writes() as writes:
        for value in values:
            for rule in rules:
                method = "GET" if "GET" in (rule.methods or ()) else "POST"
                url = address(rule, value)
                what = f"{method} {url[:120]!r}"
                data = {"csrf_token": token} if method == "POST" else None
                answer = findings.look(
                    what,
                    lambda url=url, method=method, data=data: browser.http.open(
                        url, method=method, data=data
                    ),
                )
                if "root:" in answer.text or "[fonts]" in answer.text:
                    findings.note(what, "a file of the machine")
                if any(one.startswith("crlf") for one in answer.headers.getlist("Set-Cookie")):
                    findings.note(what, "a header of theirs")
                if answer.mimetype == "text/html":
                    elements(answer.text)
        assert writes == []
    findings.conclude()


@pytest.mark.parametrize("kind", VISITORS)
def test_paths_lead_to_no_file(app: Flask, kind: str) -> None:
    """B36."""
    found = payloads("path_traversal*")
    raw = every([line.replace("{FILE}", TARGET).replace("\\{FILE}", TARGET) for line in found])
    try_all(app, kind, [safe for line in raw for safe in (quote(line), as_typed(line))])


@pytest.mark.parametrize("kind", VISITORS)
def test_strings_in_paths_break_nothing(app: Flask, kind: str) -> None:
    values = [sendable(value)[:300] for group in sets().values() for value in group]
    try_all(app, kind, [quote(value, safe="") for value in values if value])


def as_typed(line: str) -> str:
    """The line as it is, already encoded as it may be; without what would end the path."""
    return line.replace("?", "%3F").replace("#", "%23").lstrip("/").replace("\\", "%5C")
