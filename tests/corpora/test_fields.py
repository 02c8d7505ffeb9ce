"""Every string of the corpora in every field: a clear answer, soon, and nothing of it is markup."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.corpora.library import sendable, sets
from tests.corpora.pages import Findings, committed_writes, elements, twin
from tests.corpora.scenes import FORMS, PAGES, USED_UP, Scene
from tests.support.invariants import broken_rules

KINDS = ("naughty strings", "oddities", "scripts", "SQL", "templates and headers")


def followed(scene: Scene, answer: TestResponse) -> str:
    """The page, or the one that a redirect of ours leads to."""
    if answer.status_code == 303 and answer.location.startswith("/"):
        answer = scene.browser.get(answer.location)
    return answer.text if answer.mimetype == "text/html" else ""


def is_shown(value: str, page: str) -> bool:
    words = re.findall(r"\w{4,}", value)
    return bool(words) and max(words, key=len) in html.unescape(page)


def own_tags(value: str) -> set[str]:
    """The elements that a browser would make of the value if it were not escaped."""
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.add(tag)  # type: ignore[method-assign]
    parser.feed(value)
    return found


def look_at_markup(
    findings: Findings, what: str, value: str, page: str, harmless: Callable[[], str]
) -> None:
    """The page has as many elements as with a harmless value of the same length."""
    if not page:
        return
    try:
        made = elements(page)
    except AssertionError as error:
        findings.note(what, f"markup came through: {error}")
        return
    if twin(value) == value or not is_shown(value, page):
        return
    expected = elements(harmless())
    extra = made - expected
    if made != expected and set(extra) & own_tags(value):
        findings.note(what, f"elements came through: {dict(extra)}")


def variations(scene: Scene, number: int) -> list[list[str]]:
    """The fields to fill: all at once, and one of them among right ones."""
    names = list(scene.fields)
    return [names, [names[number % len(names)]]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_broken(app: Flask, form: str, kind: str) -> None:
    """B1, B2, B6, B7, B9, B12, B15, B16."""
    findings, scene = Findings(), FORMS[form](app)

    def send(names: list[str], value: str) -> TestResponse:
        data = {**scene.fields, **dict.fromkeys(names, value), "csrf_token": scene.token}
        return scene.browser.http.post(scene.url, data=data)

    def harmless(names: list[str], value: str) -> str:
        return followed(scene, send(names, twin(value)))

    with committed_writes() as writes:
        for number, value in enumerate(map(sendable, sets()[kind])):
            for names in variations(scene, number):
                what = f"{form}: {names[:2]} {value[:80]!r}"
                writes.clear()
                answer = findings.look(what, partial(send, names, value))
                if answer.status_code == 400:
                    findings.note(what, "status 400, as if the page were stale")
                if answer.status_code >= 400 and writes:
                    findings.note(what, f"refused, and yet wrote {writes[0][:80]}")
                page = followed(scene, answer)
                used_up = answer.status_code < 400 and form in USED_UP
                if used_up:
                    scene = FORMS[form](app)
                look_at_markup(findings, what, value, page, partial(harmless, names, value))
                if used_up:
                    scene = FORMS[form](app)
        scene = FORMS[form](app)
        assert send([], "").status_code < 400, "what is right is not taken"
    assert broken_rules() == []
    findings.conclude()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_broken(app: Flask, page: str, kind: str) -> None:
    """The same in the query of every page, which besides writes nothing."""
    findings, scene = Findings(), PAGES[page](app)

    def ask(names: list[str], value: str) -> TestResponse:
        query = {**scene.fields, **dict.fromkeys(names, value)}
        return scene.browser.get(scene.url, query_string=query)

    def harmless(names: list[str], value: str) -> str:
        return ask(names, twin(value)).text

    with committed_writes() as writes:
        for number, value in enumerate(map(sendable, sets()[kind])):
            cut = value[:2000]
            for names in variations(scene, number):
                what = f"{page}: {names[:2]} {cut[:80]!r}"
                text = followed(scene, findings.look(what, partial(ask, names, cut)))
                look_at_markup(findings, what, cut, text, partial(harmless, names, cut))
        assert writes == []
    findings.conclude()


def test_every_form_of_the_shop_is_tried(app: Flask) -> None:
    """A new form belongs into tests/corpora/scenes.py."""
    adapter = app.url_map.bind("localhost")
    tried = Counter(
        adapter.match(build(app).url, method="POST")[0]  # type: ignore[misc]
        for build in FORMS.values()
    )
    without_fields = {
        *("accounts.logout", "accounts.delete_address", "accounts.make_default_address"),
        *("accounts.end_session", "cart.remove", "styleguide.styleguide"),
    }
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posts - set(tried) == without_fields
