"""How the frame behaves in a browser: waiting, failing, asking, focus."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

PAGE = "/dev/styleguide"


@pytest.fixture(autouse=True)
def reading_english(app: Flask, page: Page, base_url: str) -> None:
    """The tests read the pages in English."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])


def hold_posts(page: Page) -> list[Route]:
    """Keep every POST until the test lets it go."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    page.route("**/dev/styleguide", hold)
    return held


def test_the_form_is_busy_at_once_and_goes_once(page: Page) -> None:
    """U1, U2: a second click on what is under way sends nothing."""
    page.goto(PAGE)
    held = hold_posts(page)
    form = page.locator("#sample-form")
    button = form.get_by_role("button", name="Send the order")
    button.click()
    expect(form).to_have_attribute("aria-busy", "true", timeout=100)
    expect(page.locator("#progress")).to_be_visible(timeout=1000)
    button.click()
    button.press("Enter")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#form-errors, #sample-form-errors")).to_be_focused()
    expect(page.locator("#progress")).to_be_hidden()
    assert len(held) == 1


def test_a_mended_field_is_quiet_again(page: Page) -> None:
    """U33: the error goes as soon as the value is right."""
    page.goto(PAGE)
    page.get_by_role("button", name="Send the order").click()
    error = page.locator("#name-error")
    expect(error).to_have_text("Please fill this in.")
    page.get_by_label("Recipient's name").fill("Siti")
    expect(error).to_be_hidden()


def test_a_broken_answer_leaves_the_page_and_offers_another_try(page: Page) -> None:
    """U4, U7: no error page inside a fragment; what was typed stays."""
    page.goto(PAGE)
    page.get_by_label("Recipient's name").fill("Siti")
    held = hold_posts(page)
    page.get_by_role("button", name="Send the order").click()
    expect(page.locator("#sample-form")).to_have_attribute("aria-busy", "true")
    held[0].fulfill(status=502, content_type="text/html", body="<!doctype html><h1>proxy</h1>")
    alert = page.locator("#toasts").get_by_role("alert")
    expect(alert).to_contain_text("That did not work")
    expect(page.get_by_label("Recipient's name")).to_have_value("Siti")
    expect(page.get_by_role("heading", name="proxy")).to_have_count(0)
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator("#sample-form")).to_have_attribute("aria-busy", "true")
    assert len(held) == 2
    held[1].continue_()
    expect(page.locator("#email-error")).to_be_visible()


def test_without_a_connection_the_page_says_so(page: Page) -> None:
    """U4: offline shows words and a way to try again."""
    page.goto(PAGE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the order").click()
    expect(page.locator("#toasts").get_by_role("alert")).to_contain_text("No connection")
    page.context.set_offline(False)


def test_what_cannot_be_undone_is_asked_first(page: Page) -> None:
    """U13: the question's button says what it does; no answer does nothing."""
    page.goto(f"{PAGE}")
    page.get_by_role("button", name="Cancel this sample").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Cancel this sample? It is gone then.")
    question.get_by_role("button", name="Go back").click()
    expect(question).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/dev/styleguide$"))
    page.get_by_role("button", name="Cancel this sample").click()
    question.get_by_role("button", name="Cancel this sample").click()
    expect(page).to_have_url(re.compile(r"sample=gone"))


def test_the_menu_opens_without_and_closes_with_a_script(page: Page) -> None:
    """U36: Escape and a click elsewhere close it, and focus goes back to its button."""
    page.goto(PAGE)
    dialog_button = page.get_by_role("button", name="Open a dialog")
    dialog_button.click()
    expect(page.get_by_role("dialog", name="How shipping is counted")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog_button).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("url", [PAGE, "/dev/styleguide/seller"])
def test_nothing_is_wider_than_the_screen(page: Page, url: str, width: int) -> None:
    """U39: no horizontal scroll from 320 px on."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_policy_is_kept(page: Page) -> None:
    """B26: nothing on the page needs what the policy forbids."""
    words: list[str] = []
    page.on("console", lambda message: words.append(message.text))
    page.on("pageerror", lambda error: words.append(str(error)))
    page.goto(PAGE)
    page.get_by_role("button", name="Send the order").click()
    expect(page.locator("#email-error")).to_be_visible()
    assert not [word for word in words if "Content Security" in word or "Error:" in word]
