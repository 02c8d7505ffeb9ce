"""The pictures of the product's form in a browser: dropped, put in order, removed, described."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, Route, expect

from app.accounts.models import User
from app.catalogue.models import ProductImage
from app.db import db
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.pictures import picture_bytes

UPLOAD = re.compile(r"/seller/pictures$")
# Gives the files to the page as the system does when they are let go above it.
DROP = """([files, target]) => {
  const transfer = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const place = document.querySelector(target);
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const init = { dataTransfer: transfer, bubbles: true, cancelable: true };
    place.dispatchEvent(new DragEvent(kind, init));
  }
}"""


@pytest.fixture(params=[360, 1280])
def width(request: pytest.FixtureRequest) -> int:
    """A phone's, and a desk's."""
    return int(request.param)


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def editor(app: Flask, page: Page, base_url: str, seller: tuple[User, Store], width: int) -> Page:
    """The form of a new product."""
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/login?next=/seller/products/new")
    page.get_by_label("E-mail").fill(seller[0].email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page.locator("[data-pictures][data-ready]")).to_be_visible()
    return page


def file(name: str, colour: str = "teal", size: tuple[int, int] = (400, 300)) -> dict[str, Any]:
    return {
        "name": name,
        "mimeType": "image/jpeg",
        "buffer": picture_bytes(size=size, colour=colour),
    }


def choose(editor: Page, files: Sequence[dict[str, Any]]) -> None:
    editor.locator("#pictures-input").set_input_files(list(files))


def drop(editor: Page, files: Sequence[dict[str, Any]], target: str) -> None:
    sent = [
        {"name": one["name"], "type": one["mimeType"], "base64": as_base64(one["buffer"])}
        for one in files
    ]
    editor.evaluate(DROP, [sent, target])


def as_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def items(editor: Page) -> Locator:
    return editor.locator("[data-picture]")


def order(editor: Page) -> list[str]:
    return [item.get_attribute("data-picture") or "" for item in items(editor).all()]


def three(editor: Page) -> list[str]:
    choose(editor, [file("a.jpg", "teal"), file("b.jpg", "orange"), file("c.jpg", "navy")])
    expect(items(editor)).to_have_count(3)
    return order(editor)


def no_sideways_scroll(editor: Page) -> bool:
    return editor.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_files_are_dropped_and_show_how_far_they_are(editor: Page) -> None:
    held: list[Route] = []
    editor.route(UPLOAD, lambda route: held.append(route))
    drop(editor, [file("depan.jpg"), file("belakang.jpg", "orange")], "[data-drop]")
    rows = editor.locator(".picture-upload")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("depan.jpg")
    expect(rows.first.get_by_role("progressbar")).to_be_visible()
    expect(rows.first.locator("[data-percent]")).to_have_text(re.compile(r"\d+ %"))
    assert no_sideways_scroll(editor)
    # One after the other: the second is asked for when the first has arrived.
    assert len(held) == 1
    with editor.expect_request(UPLOAD):
        held[0].continue_()
    expect(items(editor)).to_have_count(1)
    held[1].continue_()
    expect(items(editor)).to_have_count(2)
    expect(rows).to_have_count(0)
    expect(editor.get_by_role("status").filter(has_text="belakang.jpg was added")).to_be_visible()


def test_a_file_dropped_beside_the_field_does_not_take_the_page_away(editor: Page) -> None:
    drop(editor, [file("depan.jpg")], "main")
    expect(editor.locator("[data-pictures]")).to_be_visible()
    expect(items(editor)).to_have_count(0)


def test_what_is_no_picture_is_said_at_once_and_nothing_is_sent(editor: Page) -> None:
    sent: list[str] = []
    editor.on("request", lambda request: sent.append(request.url))
    large = {**file("besar.jpg"), "buffer": picture_bytes() + b"\0" * (6 * 1024 * 1024)}
    choose(editor, [{**file("surat.jpg"), "buffer": b"hello there"}, large])
    errors = editor.locator(".picture-upload").get_by_role("alert")
    expect(errors.first).to_have_text("This is neither a JPG nor a PNG, whatever its name says.")
    expect(errors.last).to_have_text("This file has 6.1 MB; a picture may have at most 5 MB.")
    assert not any(UPLOAD.search(url) for url in sent)
    editor.get_by_role("button", name="Leave this file out").first.click()
    expect(editor.locator(".picture-upload")).to_have_count(1)


def test_the_server_has_the_last_word_and_its_words_are_shown(editor: Page) -> None:
    damaged = {**file("rusak.jpg"), "buffer": picture_bytes()[:600]}
    choose(editor, [damaged])
    row = editor.locator(".picture-upload")
    expect(row.get_by_role("alert")).to_contain_text("This picture is damaged or incomplete.")
    expect(row.get_by_role("button", name="Try again")).to_be_hidden()


def test_an_upload_that_failed_is_tried_again(editor: Page) -> None:
    editor.route(UPLOAD, lambda route: route.abort())
    choose(editor, [file("depan.jpg")])
    row = editor.locator(".picture-upload")
    expect(row.get_by_role("alert")).to_have_text("It could not be uploaded. Try again.")
    editor.unroute(UPLOAD)
    row.get_by_role("button", name="Try again").click()
    expect(items(editor)).to_have_count(1)
    expect(row).to_have_count(0)


def test_the_ninth_picture_is_refused(editor: Page) -> None:
    colours = ("teal", "orange", "navy", "olive", "maroon", "purple", "silver", "gold", "red")
    choose(editor, [file(f"{colour}.jpg", colour, (40, 40)) for colour in colours])
    expect(items(editor)).to_have_count(8)
    row = editor.locator(".picture-upload")
    expect(row).to_contain_text("red.jpg")
    expect(row.get_by_role("alert")).to_have_text("A product has at most 8 pictures.")


def test_the_order_is_changed_by_keys_and_the_focus_stays(editor: Page) -> None:
    """U40: every drag has a button, and a key."""
    first, second, third = three(editor)
    handle = editor.locator(f"#picture-{third} [data-handle]")
    handle.focus()
    editor.keyboard.press("ArrowUp")
    assert order(editor) == [first, third, second]
    expect(handle).to_be_focused()
    editor.keyboard.press("ArrowUp")
    assert order(editor) == [third, first, second]
    editor.keyboard.press("ArrowUp")
    assert order(editor) == [third, first, second]
    status = editor.locator("[data-picture-status]")
    expect(status).to_have_text("Now picture 1 of 3")
    expect(editor.locator(f"#picture-{third} .picture-item-main")).to_be_visible()
    expect(editor.locator(f"#picture-{first} .picture-item-main")).to_be_hidden()
    editor.keyboard.press("ArrowDown")
    assert order(editor) == [first, third, second]
    places = [one.input_value() for one in editor.locator("[data-position]").all()]
    assert places == ["1", "2", "3"]


def test_the_order_is_changed_by_buttons(editor: Page) -> None:
    first, second, third = three(editor)
    button = editor.locator(f"#picture-{first}").get_by_role("button", name="Move back")
    button.focus()
    editor.keyboard.press("Enter")
    assert order(editor) == [second, first, third]
    expect(button).to_be_focused()


def test_the_order_is_changed_by_dragging(editor: Page) -> None:
    first, second, third = three(editor)
    handle = editor.locator(f"#picture-{third} [data-handle]")
    target = editor.locator(f"#picture-{second} img")
    target.evaluate("image => image.scrollIntoView({block: 'center'})")
    start, end = handle.bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None
    editor.mouse.move(start["x"] + 10, start["y"] + 10)
    editor.mouse.down()
    editor.mouse.move(end["x"] + 20, end["y"] + 20, steps=12)
    expect(editor.locator(f"#picture-{third}[data-dragged]")).to_be_visible()
    editor.mouse.up()
    expect(editor.locator("[data-dragged]")).to_have_count(0)
    assert order(editor) == [first, third, second]


def test_removing_can_be_undone_until_it_is_saved(editor: Page) -> None:
    first, second, _third = three(editor)
    box = editor.locator(f"#picture-{first}").get_by_label("Remove")
    box.check()
    expect(editor.locator(f"#picture-{first}")).to_contain_text("Goes when you save")
    expect(editor.locator(f"#picture-{second} .picture-item-main")).to_be_visible()
    box.uncheck()
    expect(editor.locator(f"#picture-{first} .picture-item-main")).to_be_visible()


def test_the_form_waits_for_what_is_on_its_way_and_then_goes(editor: Page) -> None:
    held: list[Route] = []
    editor.route(UPLOAD, lambda route: held.append(route))
    posts: list[str] = []
    editor.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    editor.get_by_label("Name").first.fill("Teko besi")
    choose(editor, [file("depan.jpg")])
    expect(editor.locator(".picture-upload")).to_be_visible()
    editor.get_by_role("button", name="Save as draft").click()
    status = editor.locator("[data-picture-status]")
    expect(status).to_have_text("Saving as soon as the pictures have arrived…")
    assert not any(url.endswith("/products/new") for url in posts)
    with editor.expect_request(lambda one: one.url.endswith("/products/new")) as saving:
        held[0].continue_()
    assert 'name="picture"' in (saving.value.post_data_buffer or b"").decode("latin-1")
    assert db.session.query(ProductImage).count() == 1


def test_what_was_typed_and_uploaded_is_there_when_the_form_comes_back(
    editor: Page,
) -> None:
    first, second, third = three(editor)
    editor.locator(f"#alt-{second}").fill("Tampak depan")
    editor.locator(f"#picture-{third} [data-handle]").focus()
    editor.keyboard.press("ArrowUp")
    editor.locator(f"#picture-{first}").get_by_label("Remove").check()
    # Without a name it cannot be saved.
    editor.get_by_role("button", name="Save as draft").click()
    expect(editor.locator("#product-form [role=alert]").first).to_be_visible()
    assert order(editor) == [first, third, second]
    expect(editor.locator(f"#alt-{second}")).to_have_value("Tampak depan")
    expect(editor.locator(f"#picture-{first}").get_by_label("Remove")).to_be_checked()
    expect(editor.locator("[data-pictures][data-ready]")).to_be_visible()
