"""Nobody is sent to another site, whatever `next` says (B35)."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from tests.corpora.library import data, every, payloads
from tests.corpora.pages import leads_away
from tests.factories.accounts import PASSWORD, make_customer
from tests.factories.catalogue import make_product, variants_of
from tests.support.client import ShopClient

DEFAULT = {"/locale": "/", "/theme": "/", "/cart/items": "/cart"}


def sent_to(app: Flask, way: str, target: str) -> str:
    """Where this way sends a browser that asked for `target` afterwards."""
    browser = ShopClient(app)
    form = {"next": target, "locale": "id", "theme": "dark", "quantity": "1"}
    if way == "/cart/items":
        form["variant_id"] = str(variants_of(make_product())[0].id)
    answer = browser.post_form(way, form)
    assert answer.status_code == 303
    return answer.location


def sent_after_login(app: Flask, target: str) -> str:
    """Where the login sends, with the target once in the address and once in the form."""
    user, browser = make_customer(), ShopClient(app)
    shown = browser.get("/login", query_string={"next": target}).text
    kept = re.search(r'name="next"[^>]*value="([^"]*)"', shown)
    form = {"email": user.email, "password": PASSWORD}
    in_page = html.unescape(kept[1]) if kept else ""
    typed = ShopClient(app).post_form("/login", {**form, "next": target}).location
    assert browser.post_form("/login", {**form, "next": in_page}).location == typed
    return typed


@pytest.mark.parametrize("way", DEFAULT)
def test_a_target_that_must_be_refused_is_the_default(app: Flask, way: str) -> None:
    cases = data("payloads/next_param_cases.json")
    went = {target: sent_to(app, way, target) for target in cases["reject"]}
    assert went == dict.fromkeys(cases["reject"], DEFAULT[way])


@pytest.mark.parametrize("way", DEFAULT)
def test_a_target_of_ours_is_kept(app: Flask, way: str) -> None:
    cases = data("payloads/next_param_cases.json")
    assert [sent_to(app, way, target) for target in cases["accept"]] == cases["accept"]


def test_the_login_refuses_and_keeps_alike(app: Flask) -> None:
    cases = data("payloads/next_param_cases.json")
    assert {sent_after_login(app, target) for target in cases["reject"]} == {"/"}
    assert [sent_after_login(app, target) for target in cases["accept"]] == cases["accept"]


@pytest.mark.parametrize("way", DEFAULT)
def test_no_known_trick_leads_away(app: Flask, way: str) -> None:
    targets = every(payloads("open_redirect*") + payloads("crlf"))
    away = [target for target in targets if leads_away(sent_to(app, way, target))]
    assert away == []


def test_no_known_trick_leads_away_after_login(app: Flask) -> None:
    targets = every(payloads("open_redirect*") + payloads("crlf"))
    assert [target for target in targets if leads_away(sent_after_login(app, target))] == []
