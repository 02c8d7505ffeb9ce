"""A seller ships by the dozen and prints what goes along: in a browser, and on its paper."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from app.accounts.models import User
from app.orders.models import Order
from app.payments.models import PaymentMethod
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_customer, make_seller
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import (
    make_order,
    make_variant,
    move,
    order_now,
    place,
    rewrite,
)

A4 = (595.3, 841.9)
A6 = (297.6, 419.5)
LONG_LINE = "Jalan Raya Pangeran Diponegoro Gang Mawar Melati Nomor 123 Blok C Lantai 4, " * 4


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def wide(app: Flask, page: Page, base_url: str, seller: tuple[User, Store]) -> Page:
    """A seller's desk, signed in and reading English."""
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(app, page, base_url, seller[0])
    return page


def sign_in(app: Flask, page: Page, base_url: str, user: User) -> None:
    name = app.config["LOCALE_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": "en", "url": base_url}])
    page.goto(f"{base_url}/login")
    page.get_by_label("E-mail").fill(user.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Orders")


def printed(page: Page) -> PdfReader:
    """The page on the paper that it asks for."""
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def sizes(paper: PdfReader) -> list[tuple[float, float]]:
    """Width and height of every page in points."""
    return [(float(sheet.mediabox.width), float(sheet.mediabox.height)) for sheet in paper.pages]


def words_of(paper: PdfReader, number: int) -> str:
    return " ".join(paper.pages[number].extract_text().split())


def long_order(store: Store) -> Order:
    """An order whose every column is as full as it can be."""
    order = make_order(store=store, method=PaymentMethod.COD, steps=["PROCESSING"])
    move(
        order, "SHIPPED", courier="Kirim Nusantara", tracking_number=f"KN-{order.number}-{'7' * 18}"
    )
    return rewrite(
        order,
        recipient=("Raden Ajeng Siti Nurhaliza Kusumawardhani Wiryodiningrat " * 2)[:100].strip(),
        line=LONG_LINE[:300].strip(),
        district=("Kecamatan Tanjung Karang Pusat Selatan " * 3)[:100].strip(),
        city=("Kabupaten Kepulauan Pangkajene " * 4)[:100].strip(),
        note=("Mohon dibungkus rapi, jangan dibanting, titip satpam gerbang utara. " * 8)[:500],
    )


def test_thirty_orders_are_shipped_in_one_go_and_their_labels_printed(
    wide: Page, base_url: str, store: Store
) -> None:
    buyer = make_customer()
    numbers = [make_order(buyer, store, steps=["PROCESSING"]).number for _order in range(30)]
    wide.goto(f"{base_url}/seller/orders?status=PROCESSING")
    bar = wide.locator("#bulk")
    expect(bar).to_be_hidden()
    wide.get_by_label("On a page").select_option("50")
    wide.get_by_role("button", name="Show").click()
    expect(wide.locator(".seller-order")).to_have_count(30)
    wide.get_by_label("Choose all on this page").check()
    expect(bar).to_contain_text("30 orders chosen")
    wide.get_by_label(f"Choose {numbers[0]}").uncheck()
    expect(bar).to_contain_text("29 orders chosen")
    wide.get_by_label(f"Choose {numbers[0]}").check()
    bar.get_by_label("Courier").select_option("Lintas Pulau")
    bar.get_by_role("button", name="Ship").click()
    summary = wide.locator("#bulk-summary")
    expect(summary).to_contain_text("30 orders are on their way.")
    expect(summary).to_be_focused()
    expect(wide.locator(".seller-order .tag", has_text="Shipped")).to_have_count(30)
    expect(wide.locator("#order-tabs").get_by_role("link", name="Shipped")).to_contain_text("30")
    expect(bar).to_be_hidden()
    sent = [order_now(number) for number in numbers]
    assert {(order.status, order.courier) for order in sent} == {("SHIPPED", "Lintas Pulau")}
    summary.get_by_role("link", name="Print the labels").click()
    expect(wide.locator(".label")).to_have_count(30)
    paper = printed(wide)
    assert len(paper.pages) == 30
    assert all(size == pytest.approx(A6, abs=1) for size in sizes(paper))
    for place_on_roll, number in enumerate(reversed(numbers)):
        label = words_of(paper, place_on_roll)
        tracking = order_now(number).tracking_number
        assert tracking is not None
        for words in (number, tracking, "Lintas Pulau", "Sari Wulandari", "40132", "Anggrek"):
            assert words in label, (words, label)
        assert "Print" not in label


def test_without_javascript_the_ticks_and_the_bar_work_as_a_plain_form(
    app: Flask, browser: Browser, base_url: str, seller: tuple[User, Store]
) -> None:
    """U17."""
    user, store = seller
    orders = [make_order(store=store) for _order in range(3)]
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    sign_in(app, page, base_url, user)
    expect(page.get_by_label("Choose all on this page")).to_be_hidden()
    for order in orders[:2]:
        page.get_by_label(f"Choose {order.number}").check()
    page.locator("#bulk-process").click()
    expect(page.locator("#bulk-summary")).to_contain_text("2 orders are being packed.")
    page.get_by_role("link", name="Back to the orders").click()
    expect(page.locator(".seller-order .tag", has_text="Being packed")).to_have_count(2)
    page.goto("/seller/orders/tracking")
    page.locator("textarea").fill(f"{orders[0].number}\tAK0012345678\nBLJ-000000-XXXXXX AK1")
    page.get_by_role("button", name="Ship these orders").click()
    expect(page.locator("#tracking-answer")).to_contain_text("1 order is on its way.")
    expect(page.locator("textarea")).to_have_value("BLJ-000000-XXXXXX AK1")
    page.goto(f"/seller/orders/print?what=slips&number={orders[1].number}")
    expect(page.locator(".slip")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    context.close()


def test_the_bar_offers_what_the_chosen_orders_can_take(
    wide: Page, base_url: str, store: Store
) -> None:
    waiting = make_order(store=store)
    packed = make_order(store=store, steps=["PROCESSING"])
    wide.goto(f"{base_url}/seller/orders")
    begin, ship = wide.locator("#bulk-process"), wide.locator("#bulk-ship")
    wide.get_by_label(f"Choose {waiting.number}").check()
    expect(begin).to_be_visible()
    expect(ship).to_be_hidden()
    expect(wide.locator("#bulk")).to_contain_text("1 order chosen")
    wide.get_by_label(f"Choose {packed.number}").check()
    expect(ship).to_be_visible()
    begin.click()
    expect(wide.locator("#bulk-summary")).to_contain_text("1 order stayed as it is:")
    expect(wide.locator("#bulk-summary")).to_contain_text("The order is being packed by now.")


def test_the_bar_follows_the_orders_and_its_buttons_say_for_how_many(
    wide: Page, base_url: str, store: Store
) -> None:
    """Begun in the tab of those that wait, they are shipped without leaving it."""
    buyer = make_customer()
    for _order in range(3):
        make_order(buyer, store)
    wide.goto(f"{base_url}/seller/orders?status=PENDING")
    begin, ship = wide.locator("#bulk-process"), wide.locator("#bulk-ship")
    wide.get_by_label("Choose all on this page").check()
    expect(begin).to_have_text("Begin packing (3)")
    expect(ship).to_be_hidden()
    begin.click()
    expect(wide.locator(".seller-order .tag", has_text="Being packed")).to_have_count(3)
    wide.get_by_label("Choose all on this page").check()
    expect(ship).to_have_text("Ship (3)")
    expect(begin).to_be_hidden()
    expect(begin).to_be_disabled()
    ship.click()
    expect(wide.locator("#bulk-summary")).to_contain_text("3 orders are on their way.")


def test_enter_in_a_tick_box_moves_nothing(wide: Page, base_url: str, store: Store) -> None:
    order = make_order(store=store)
    wide.goto(f"{base_url}/seller/orders")
    box = wide.get_by_label(f"Choose {order.number}")
    box.check()
    box.press("Enter")
    box.press("Space")
    expect(box).not_to_be_checked()
    assert order_now(order.number).status == "PENDING"


def test_ticks_are_there_again_after_going_back(wide: Page, base_url: str, store: Store) -> None:
    buyer = make_customer()
    numbers = [make_order(buyer, store).number for _order in range(3)]
    wide.goto(f"{base_url}/seller/orders?status=PENDING")
    for number in numbers[:2]:
        wide.get_by_label(f"Choose {number}").check()
    for back in (lambda: wide.get_by_role("link", name="Back").click(), wide.go_back):
        wide.locator("#bulk-labels").click()
        expect(wide.locator(".label")).to_have_count(2)
        back()
        expect(wide.locator("#bulk")).to_contain_text("2 orders chosen")
        expect(wide.get_by_label(f"Choose {numbers[0]}")).to_be_checked()
        expect(wide.get_by_label(f"Choose {numbers[2]}")).not_to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_buyers_long_unbroken_words_do_not_widen_an_orders_page(
    app: Flask, page: Page, base_url: str, seller: tuple[User, Store], width: int
) -> None:
    """U37."""
    user, store = seller
    buyer = make_customer()
    order = rewrite(
        make_order(buyer, store),
        **dict.fromkeys(("recipient", "district", "city"), "M" * 100),
        line="M" * 300,
        note="M" * 500,
    )
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(app, page, base_url, user)
    page.goto(f"{base_url}/seller/orders/{order.number}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.clear_cookies()
    page.goto(f"{base_url}/login")
    page.locator("#email").fill(buyer.email)
    page.locator("#password").fill(PASSWORD)
    page.locator("#login-form").get_by_role("button").click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(f"{base_url}/orders/{order.number}")
    expect(page.locator("address")).to_contain_text("M" * 300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_moves_on_an_orders_page_when_the_form_to_ship_opens(
    wide: Page, base_url: str, store: Store
) -> None:
    order = make_order(store=store, steps=["PROCESSING"])
    wide.goto(f"{base_url}/seller/orders/{order.number}")
    cancel = wide.locator(f"#cancel-{order.number}")
    before = cancel.bounding_box()
    wide.locator(f"#ship-{order.number}").click()
    expect(wide.get_by_label("Tracking number")).to_be_visible()
    assert cancel.bounding_box() == before


@pytest.mark.parametrize("width", [360, 1280])
def test_the_bar_stays_on_the_screen_and_nothing_is_wider_than_it(
    app: Flask, page: Page, base_url: str, seller: tuple[User, Store], width: int
) -> None:
    """U37, U39."""
    user, store = seller
    for steps in ((), ("PROCESSING",), ("PROCESSING", "SHIPPED")) * 2:
        make_order(store=store, steps=steps)
    page.set_viewport_size({"width": width, "height": 740})
    sign_in(app, page, base_url, user)
    page.set_viewport_size({"width": width, "height": 640 if width < 1000 else 740})
    page.get_by_label("Choose all on this page").check()
    bar = page.locator("#bulk")
    expect(bar).to_be_in_viewport(ratio=1)
    box, nav = bar.bounding_box(), page.locator(".seller-nav").bounding_box()
    assert box is not None
    assert nav is not None
    assert width > 1000 or box["y"] + box["height"] <= nav["y"]
    if width < 1000:
        assert box["height"] <= 120
        bar.locator("summary").click()
    else:
        expect(bar.locator("summary")).to_be_hidden()
    buttons = bar.get_by_role("button").all()
    assert len(buttons) >= 5
    for button in buttons:
        size = button.bounding_box()
        assert size is not None
        assert size["height"] >= (44 if width < 1000 else 32)
        assert size["x"] + size["width"] <= box["x"] + box["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_names_and_addresses_fit_on_one_label_and_nothing_is_cut_off(
    wide: Page, base_url: str, store: Store
) -> None:
    order = long_order(store)
    shouted = rewrite(
        long_order(store),
        **dict.fromkeys(("recipient", "district", "city", "province"), "W" * 100),
        line="W" * 300,
        note="W" * 500,
    )
    chosen = f"number={order.number}&number={shouted.number}"
    wide.goto(f"{base_url}/seller/orders/print?what=labels&{chosen}")
    paper = printed(wide)
    assert len(paper.pages) == 2
    assert all(size == pytest.approx(A6, abs=1) for size in sizes(paper))
    together = words_of(paper, 0).replace(" ", "")
    for words in (
        *(order.recipient, order.line, order.district, order.city, order.note),
        *(order.tracking_number or "", "collectRp", "Anggrek"),
    ):
        assert words.replace(" ", "") in together, words
    letters = words_of(paper, 1).replace("Weight", "").replace(shouted.number, "")
    assert letters.count("W") == 1200
    wide.emulate_media(media="print")
    for label in wide.locator(".label").all():
        assert label.evaluate("it => it.scrollWidth <= it.clientWidth")
        assert label.evaluate("it => it.scrollHeight <= it.clientHeight")


def test_every_order_begins_its_slip_on_a_page_of_its_own(
    wide: Page, base_url: str, store: Store
) -> None:
    buyer = make_customer()
    short = make_order(buyer, store)
    variants = [make_variant(store, name=f"Barang nomor {number:02d}") for number in range(24)]
    long = place(buyer, *((variant, 1) for variant in variants))[0]
    chosen = f"number={long.number}&number={short.number}"
    wide.goto(f"{base_url}/seller/orders/print?what=slips&{chosen}")
    paper = printed(wide)
    assert all(size == pytest.approx(A6, abs=1) for size in sizes(paper))
    pages = [words_of(paper, number) for number in range(len(paper.pages))]
    assert len(pages) >= 3
    assert short.number in pages[-1]
    assert all(short.number not in text for text in pages[:-1])
    assert all("Quantity" in text for text in pages)
    everything = " ".join(pages)
    assert all(f"Barang nomor {number:02d}" in everything for number in range(24))


def test_an_ordinary_invoice_is_one_page_of_a4_and_a_long_one_goes_on(
    wide: Page, base_url: str, store: Store
) -> None:
    buyer = make_customer()
    variants = [make_variant(store, name=f"Barang nomor {number:02d}") for number in range(40)]
    for lines, pages in ((1, 1), (25, 1), (40, 2)):
        order = place(buyer, *((variant, 1) for variant in variants[:lines]))[0]
        wide.goto(f"{base_url}/seller/orders/{order.number}/invoice")
        paper = printed(wide)
        assert len(paper.pages) == pages, lines
        assert all(size == pytest.approx(A4, abs=1) for size in sizes(paper))
        texts = [words_of(paper, number) for number in range(pages)]
        assert order.number in texts[0]
        assert all("Unit price" in text for text in texts)
        assert f"Barang nomor {lines - 1:02d}" in texts[-1]
        assert "Total Rp" in texts[-1]
        assert "Prints on A4" not in texts[0]


def test_a_dark_theme_does_not_reach_the_paper(wide: Page, base_url: str, store: Store) -> None:
    order = make_order(store=store)
    wide.emulate_media(media="print", color_scheme="dark")
    for path in (f"print?what=labels&number={order.number}", f"{order.number}/invoice"):
        wide.goto(f"{base_url}/seller/orders/{path}")
        expect(wide.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(wide.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
        expect(wide.get_by_role("button", name="Print")).to_be_hidden()


def test_the_button_opens_the_browsers_print(wide: Page, base_url: str, store: Store) -> None:
    order = make_order(store=store)
    wide.add_init_script("window.print = () => document.body.setAttribute('data-printed', 'yes')")
    wide.goto(f"{base_url}/seller/orders/print?what=labels&number={order.number}")
    wide.get_by_role("button", name="Print").click()
    expect(wide.locator("body")).to_have_attribute("data-printed", "yes")


def test_refused_lines_stay_in_the_box_and_the_answer_takes_the_focus(
    wide: Page, base_url: str, store: Store
) -> None:
    order = make_order(store=store, steps=["PROCESSING"])
    wide.goto(f"{base_url}/seller/orders")
    wide.get_by_role("link", name="Paste tracking numbers").click()
    wide.locator("textarea").fill(f"BLJ-000000-XXXXXX\tAK0000000001\n{order.number}\tAK0012345678")
    wide.get_by_role("button", name="Ship these orders").click()
    answer = wide.locator("#tracking-answer")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("1 order is on its way.")
    expect(answer).to_contain_text("Line 1 BLJ-000000-XXXXXX AK0000000001 There is no such order.")
    expect(wide.locator("textarea")).to_have_value("BLJ-000000-XXXXXX\tAK0000000001")


def test_many_products_of_one_order_stand_on_one_slip(
    wide: Page, base_url: str, store: Store
) -> None:
    product = make_product(
        store, name="Kaos", variants=[{"options": {"Ukuran": size}} for size in ("M", "L")]
    )
    order = place(make_customer(), *((variant, 2) for variant in variants_of(product)))[0]
    wide.goto(f"{base_url}/seller/orders/print?what=slips&number={order.number}")
    paper = printed(wide)
    assert len(paper.pages) == 1
    assert "Ukuran: M" in words_of(paper, 0)
    assert "4 units in all" in words_of(paper, 0)
