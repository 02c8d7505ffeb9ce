"""Numbers that are none, in quantities and pages."""

from __future__ import annotations

import re

from flask import Flask

from tests.corpora.library import data
from tests.corpora.pages import Findings, committed_writes
from tests.corpora.scenes import FORMS, PAGES
from tests.factories.accounts import make_customer, sign_in_as
from tests.factories.cart import lines, put_in_cart
from tests.factories.catalogue import make_product
from tests.support.client import ShopClient

STOCK = 20
# What a form takes as a number: digits of any script, with space around and a sign before.
NUMBER = re.compile(r"\s*[+-]?\d+\s*")


def numbers() -> list[str]:
    return data("strings/numbers_quantity_money.json")


def test_a_quantity_is_a_whole_number_or_refused(app: Flask) -> None:
    """B22: what was refused changes nothing; what was taken is what was typed, or the stock."""
    findings, user = Findings(), make_customer()
    item = put_in_cart(user, make_product(stock=STOCK), quantity=2)
    browser = sign_in_as(ShopClient(app), user)
    for value in numbers():
        browser.post_form(f"/cart/items/{item}", {"quantity": "2"})
        answer = findings.look(
            repr(value),
            lambda value=value: browser.post_form(f"/cart/items/{item}", {"quantity": value}),
        )
        [(_variant, quantity)] = lines()
        if answer.status_code == 422:
            assert quantity == 2, value
            continue
        assert answer.status_code == 303, (value, answer.status_code)
        assert NUMBER.fullmatch(value), value
        assert quantity == min(int(value), STOCK), (value, quantity)
        assert int(value) >= 1, value
    findings.conclude()


def test_every_number_of_every_other_form_is_read_or_refused(app: Flask) -> None:
    findings = Findings()
    for form in ("add to cart", "checkout", "checkout summary"):
        scene = FORMS[form](app)
        for name in {"variant_id", "quantity", "seen_total", "address_id"} & set(scene.fields):
            for value in numbers():
                scene = FORMS[form](app)
                fields = {**scene.fields, name: value, "csrf_token": scene.token}
                with committed_writes() as writes:
                    answer = findings.look(
                        f"{form}: {name} {value!r}",
                        lambda scene=scene, fields=fields: scene.browser.http.post(
                            scene.url, data=fields
                        ),
                    )
                    if answer.status_code >= 400:
                        assert writes == [], (form, name, value)
    findings.conclude()


def test_every_number_of_every_page_is_read_or_passed_over(app: Flask) -> None:
    findings = Findings()
    for page, build in PAGES.items():
        scene = build(app)
        for name in scene.fields:
            for value in numbers():
                answer = findings.look(
                    f"{page}: {name}={value!r}",
                    lambda scene=scene, name=name, value=value: scene.browser.get(
                        scene.url, query_string={name: value}
                    ),
                )
                assert answer.status_code in (200, 404), (page, name, value)
    findings.conclude()
