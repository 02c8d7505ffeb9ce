"""The checkout in a browser: what changed is said, and what was typed stays."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.accounts.models import User
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from tests.factories.accounts import PASSWORD, make_customer
from tests.factories.orders import fill_cart, make_variant


@pytest.fixture
def buyer(app: Flask) -> User:
    return make_customer()


def change(variant: Variant, **values: int) -> None:
    statement = update(Variant).where(Variant.id == variant.id).values(**values)
    unit_of_work(lambda: db.session.execute(statement))


@pytest.mark.parametrize("scripted", [True, False], ids=["javascript", "no-javascript"])
def test_a_new_price_is_said_and_a_shortage_mended_without_losing_a_word(
    browser: Browser, base_url: str, app: Flask, buyer: User, *, scripted: bool
) -> None:
    """A11, U28."""
    sambal = make_variant(name="Sambal", price=50_000, stock=9)
    fill_cart(buyer, (sambal, 5))
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=scripted, base_url=base_url
    )
    context.set_default_timeout(20_000)
    cookie = {"name": app.config["LOCALE_COOKIE_NAME"], "value": "en", "url": base_url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto("/login?next=/checkout")
    page.locator("#email").fill(buyer.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.locator("#note").fill("Titip di pos satpam")
    page.locator("#city").fill("Bandung")
    page.locator("#province").select_option("Jawa Barat")
    if scripted:
        expect(page.locator("#place-order")).to_contain_text("Pay Rp\u00a0265.000")

    change(sambal, price=60_000)
    page.get_by_label(re.compile("QRIS")).check()
    if not scripted:
        page.get_by_role("button", name="Update shipping").click()
    notice = page.locator("#checkout-problems .notice")
    expect(notice).to_contain_text("the price was Rp\u00a050.000 and is now Rp\u00a060.000")

    change(sambal, stock=3)
    page.locator("#place-order").click()
    page.get_by_role("button", name="Take 3").click()
    expect(page).to_have_url(re.compile(r"/checkout\?kept="))
    expect(page.locator("#note")).to_have_value("Titip di pos satpam")
    expect(page.locator("#city")).to_have_value("Bandung")
    expect(page.get_by_label(re.compile("QRIS"))).to_be_checked()
    expect(page.locator("#checkout-summary")).to_contain_text("Rp\u00a0180.000")
    expect(page.locator("#checkout-problems .notice")).to_have_count(0)
    context.close()
