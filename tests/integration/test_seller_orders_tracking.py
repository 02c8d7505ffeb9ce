"""/seller/orders/tracking: lines pasted from a courier's sheet, each refused one explained."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from app.accounts.models import User
from app.orders.models import Order
from app.orders.states import Actor
from app.shipping.couriers import COURIERS
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, move, order_now, rewrite
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules, row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
TRACKING = "/seller/orders/tracking"


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


@pytest.fixture
def orders(store: Store) -> list[Order]:
    """Five orders that are being packed."""
    buyer = make_customer()
    return [make_order(buyer, store, steps=["PROCESSING"]) for _order in range(5)]


def box(text: str) -> str:
    """What stands in the box afterwards."""
    found = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", text, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def refusals(text: str) -> dict[int, str]:
    """Line number -> why."""
    pattern = r"<strong>Line (\d+)</strong> <code>.*?</code> <span>(.*?)</span>"
    return {int(place): html.unescape(said) for place, said in re.findall(pattern, text)}


def test_tabs_commas_and_spaces_part_what_belongs_together(
    desk: ShopClient, orders: list[Order]
) -> None:
    numbers = [order.number for order in orders]
    lines = [
        f"{numbers[0]}\tAK0012345678",
        f"{numbers[1]}, LP-55/77.8 , Lintas Pulau",
        f"{numbers[2]}   KN 55 66 77  kirim nusantara",
        "",
        f"{numbers[3]};KN8899001122;",
        f"  {numbers[4]}\tAK7654321000\tAntar Kota\t\t",
    ]
    answer = desk.post_form(TRACKING, {"lines": "\r\n".join(lines)})
    assert answer.status_code == 200
    assert "5 orders are on their way." in answer.text
    assert box(answer.text) == ""
    now = [order_now(number) for number in numbers]
    assert {order.status for order in now} == {"SHIPPED"}
    assert [order.tracking_number for order in now] == [
        "AK0012345678", "LP-55/77.8", "KN 55 66 77", "KN8899001122", "AK7654321000",
    ]  # fmt: skip
    assert [now[place].courier for place in (1, 2, 4)] == [
        "Lintas Pulau", "Kirim Nusantara", "Antar Kota",
    ]  # fmt: skip
    assert now[0].courier == orders[0].courier
    assert broken_rules() == []


def test_an_orders_number_may_be_typed_as_people_type_it(desk: ShopClient, store: Store) -> None:
    """Case, look-alikes, the prefix, the hyphens, and only the last part."""
    order = make_order(store=store, steps=["PROCESSING"])
    rewrite(order, number="BLJ-261101-0K1Q9D")
    for position, typed in enumerate(
        ["blj-261101-0k1q9d", "BLJ-26LIOL-OKIQ9D", "261101-0K1Q9D", "2611010k1q9d", "okiq9d"]
    ):
        answer = desk.post_form(TRACKING, {"lines": f"{typed} AK000000000{position}"})
        wanted = "1 order is on its way." if position == 0 else "The order has been shipped by now."
        assert wanted in answer.text, typed
    assert order_now("BLJ-261101-0K1Q9D").tracking_number == "AK0000000000"


def test_each_refused_line_says_why_and_stays_in_the_box_and_the_good_ones_are_shipped(
    desk: ShopClient, store: Store, orders: list[Order]
) -> None:
    waiting, gone = make_order(store=store), make_order(store=store, steps=["PROCESSING"])
    move(gone, "CANCELLED", actor=Actor.SELLER)
    foreign = make_order(steps=["PROCESSING"])
    good, last, twin_one, twin_two, silent = (order.number for order in orders)
    lines = [
        f"{good}\tAK0012345678",
        "BLJ-000000-XXXXXX\tAK0000000001",
        f"{foreign.number}\tAK0000000002",
        f"{waiting.number}\tAK0000000003",
        f"{gone.number}\tAK0000000004",
        silent,
        f"{twin_one}\tAK7777777777",
        f"{twin_two}\tak7777777777",
        f"{silent}\tAK0000000008",
        f"{silent}\t{'9' * 41}",
        f"{silent}\tAK0000000005\tMerpati",
        f"{good}\tAK0000000006",
        f"{last} LP0000000007",
        "what is this",
    ]
    before = row_counts()
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines)})
    assert answer.status_code == 422
    assert "1 order is on its way." in answer.text
    unknown = "There is no such order."
    couriers = "Antar Kota, Lintas Pulau, Kirim Nusantara"
    assert refusals(answer.text) == {
        1: "The same order stands on line 12, too.",
        2: unknown,
        3: unknown,
        4: "This order is still waiting: begin packing it first.",
        5: "The order has been cancelled by now.",
        6: "There is no tracking number on this line.",
        7: "The same tracking number stands on line 8, too.",
        8: "The same tracking number stands on line 7, too.",
        9: "The same order stands on line 10, too.",
        10: "The same order stands on line 9, too.",
        11: f"After the tracking number only a courier may follow: {couriers}.",
        12: "The same order stands on line 1, too.",
        14: unknown,
    }
    left = [line for place, line in enumerate(lines, 1) if place != 13]
    assert box(answer.text).splitlines() == left
    assert [order_now(number).status for number in (good, last, silent, twin_one)] == [
        "PROCESSING", "SHIPPED", "PROCESSING", "PROCESSING",
    ]  # fmt: skip
    assert order_now(foreign.number).status == "PROCESSING"
    assert order_now(waiting.number).status == "PENDING"
    assert row_counts()["outbox_messages"] == before["outbox_messages"] + 1
    assert broken_rules() == []


def test_an_odd_tracking_number_says_what_one_is(desk: ShopClient, orders: list[Order]) -> None:
    lines = [f"{orders[0].number}\tAK<script>", f"{orders[1].number}\t{'9' * 41}"]
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines)})
    odd = "Use 6 to 40 letters and digits; hyphen, dot, slash and space may stand between them."
    assert refusals(answer.text) == {1: odd, 2: odd}


def test_an_order_with_two_numbers_is_not_shipped_at_all_and_one_pasted_twice_is_shipped_once(
    desk: ShopClient, orders: list[Order]
) -> None:
    """Shipping cannot be undone: of two numbers nobody knows which is right."""
    torn, twice = orders[0].number, orders[1].number
    lines = [
        *(f"{torn} AK0000000001", f"{torn} AK0000000002"),
        *(f"{twice} AK0000000003", f"{twice.lower()}\tak0000000003"),
    ]
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines)})
    assert "1 order is on its way." in answer.text
    assert refusals(answer.text) == {
        1: "The same order stands on line 2, too.",
        2: "The same order stands on line 1, too.",
    }
    assert box(answer.text).splitlines() == lines[:2]
    assert [order_now(number).status for number in (torn, twice)] == ["PROCESSING", "SHIPPED"]
    assert order_now(twice).tracking_number == "AK0000000003"


def test_a_number_that_another_order_carries_is_refused_and_names_it(
    desk: ShopClient, store: Store, orders: list[Order]
) -> None:
    first, second, third = orders[:3]
    courier = orders[0].courier
    other = next(name for name in COURIERS if name != courier)
    assert desk.post_form(TRACKING, {"lines": f"{first.number} AK7777777777"}).status_code == 200
    foreign = make_order(steps=["PROCESSING"])
    move(foreign, "SHIPPED", courier=courier or "", tracking_number="AK8888888888")
    before = row_counts()
    again = desk.post_form(TRACKING, {"lines": f"{second.number}\tak7777777777\t{courier}"})
    words = f"Your order {first.number} has this tracking number already."
    assert refusals(again.text) == {1: words}
    form = {"to": "SHIPPED", "courier": courier, "tracking_number": "AK7777777777"}
    single = desk.post_form(f"/seller/orders/{second.number}/status", form)
    assert single.status_code == 422
    assert words in single.text
    assert order_now(second.number).status == "PROCESSING"
    assert row_counts() == before
    lines = f"{second.number} AK7777777777 {other}\n{third.number} AK8888888888 {courier}"
    fine = desk.post_form(TRACKING, {"lines": lines})
    assert "2 orders are on their way." in fine.text


def test_a_sheets_quotes_and_its_first_line_are_understood(
    desk: ShopClient, orders: list[Order]
) -> None:
    numbers = [order.number for order in orders[:3]]
    lines = [
        '"Nomor pesanan","Nomor resi","Kurir"',
        f'"{numbers[0]}","AK0000000001","Lintas Pulau"',
        f'"{numbers[1]}";"AK 0000/000002"',
        f'{numbers[2]}\t"LP0000000003"',
    ]
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines)})
    assert answer.status_code == 200
    assert "3 orders are on their way." in answer.text
    assert [order_now(number).tracking_number for number in numbers] == [
        "AK0000000001", "AK 0000/000002", "LP0000000003",
    ]  # fmt: skip
    assert order_now(numbers[0]).courier == "Lintas Pulau"


def test_only_the_first_line_can_name_the_columns(desk: ShopClient, orders: list[Order]) -> None:
    lines = [f"{orders[0].number} AK0000000001", "order\ttracking"]
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines)})
    assert refusals(answer.text) == {2: "There is no such order."}


def test_a_refused_line_leads_to_its_order(desk: ShopClient, store: Store) -> None:
    """A waiting one is taken into packing there."""
    waiting = make_order(store=store)
    answer = desk.post_form(TRACKING, {"lines": f"{waiting.number} AK0000000001"})
    assert f'href="/seller/orders/{waiting.number}"' in answer.text
    assert order_now(waiting.number).status == "PENDING"


def test_an_end_that_two_orders_share_names_neither(desk: ShopClient, store: Store) -> None:
    for number in ("BLJ-261101-7K2Q9D", "BLJ-261102-7K2Q9D"):
        rewrite(make_order(store=store, steps=["PROCESSING"]), number=number)
    answer = desk.post_form(TRACKING, {"lines": "7K2Q9D AK0012345678"})
    assert "Several of your orders end like this" in refusals(answer.text)[1]
    assert order_now("BLJ-261101-7K2Q9D").status == "PROCESSING"


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", "Paste at least one line."),
        (" \r\n\t\r\n", "Paste at least one line."),
        ("BLJ-000000-XXXXXX AK0012345678\n" * 201, "Paste at most 200 lines at once."),
        ("x" * 50_000, "Line 1 is too long: an order number, a tracking number"),
        ("A\nBLJ-000000-XXXXXX\x00 AK001", "Line 2 contains characters that cannot be used."),
    ],
)
def test_what_is_no_paste_comes_back_as_it_was(
    desk: ShopClient, orders: list[Order], lines: str, words: str, htmx: bool
) -> None:
    before = row_counts()
    answer = desk.post_form(TRACKING, {"lines": lines}, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    assert ("<html" in answer.text) is not htmx
    assert box(answer.text).replace("\ufffd", "\x00") == lines.rstrip()
    assert row_counts() == before


def test_two_hundred_lines_are_taken(desk: ShopClient, orders: list[Order]) -> None:
    lines = [f"BLJ-000000-{number:06d} AK{number:010d}" for number in range(199)]
    lines.append(f"{orders[0].number} AK9999999999")
    answer = desk.post_form(TRACKING, {"lines": "\n".join(lines) + "\n"})
    assert "1 order is on its way." in answer.text
    assert len(refusals(answer.text)) == 199


def test_sending_the_same_lines_again_ships_nothing_twice(
    desk: ShopClient, orders: list[Order]
) -> None:
    data = {"lines": f"{orders[0].number} AK0012345678"}
    assert desk.post_form(TRACKING, data).status_code == 200
    before = row_counts()
    again = desk.post_form(TRACKING, data)
    assert again.status_code == 422
    assert refusals(again.text) == {1: "The order has been shipped by now."}
    assert row_counts() == before


def test_the_answer_to_htmx_is_a_fragment_that_takes_the_focus(
    desk: ShopClient, orders: list[Order]
) -> None:
    data = {"lines": f"{orders[0].number} AK0012345678"}
    answer = desk.post_form(TRACKING, data, htmx=True)
    assert "<html" not in answer.text
    assert re.search(r'id="tracking-answer" tabindex="-1" data-focus', answer.text)
    assert "what=labels" in answer.text


def test_buyers_and_guests_ship_nothing(client: ShopClient, orders: list[Order]) -> None:
    data = {"lines": f"{orders[0].number} AK0012345678"}
    before = row_counts()
    assert client.get(TRACKING).location.startswith("/login")
    assert client.post_form(TRACKING, data).location.startswith("/login")
    sign_in_as(client, make_customer())
    assert client.get(TRACKING).status_code == 403
    assert client.post_form(TRACKING, data).status_code == 403
    assert order_now(orders[0].number).status == "PROCESSING"
    assert row_counts() == before


def test_lines_are_looked_up_together(
    desk: ShopClient, orders: list[Order], count_statements: Counter
) -> None:
    """Not one by one: a line more that is refused costs nothing."""
    token = desk.csrf_token()
    counted = []
    for many in (2, 40):
        lines = "\n".join(
            f"{'BLJ-000000-' if place % 2 else ''}{place:06d} AK{place:010d}"
            for place in range(many)
        )
        with count_statements() as statements:
            desk.post(TRACKING, {"lines": lines, "csrf_token": token})
        counted.append(len(statements))
    assert counted == [3, 3]
