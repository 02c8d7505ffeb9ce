"""A variant's ledger, as its seller reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from app.accounts.models import User
from app.db import unit_of_work
from app.inventory.models import MovementReason
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.factories.orders import move, place
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
Owner = tuple[User, Store]


@pytest.fixture
def owner(app: Flask) -> Owner:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def desk(client: ShopClient, owner: Owner) -> ShopClient:
    return sign_in_as(client, owner[0])


def lines(text: str) -> list[list[str]]:
    """The cells of each movement, without tags."""
    body = text.split("ledger-table", 1)[1].split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row.split("</td>")[:-1]]
        for row in body.split("</tr>")[:-1]
    ]


def test_every_change_tells_when_why_how_many_what_is_left_and_who(
    desk: ShopClient, owner: Owner
) -> None:
    made = make_product(owner[1], name="Baju koko", variants=[{"options": {"Ukuran": "L"}}])
    variant = variants_of(made)[0]
    order = place(make_customer(), (variant, 2))[0]
    move(order, "CANCELLED")
    url = f"/seller/inventory/{variant.id}"
    desk.post_form(url, {"stock": "+5", "once": "abc"})
    desk.post_form(f"{url}/empty")
    page = desk.get(f"{url}/movements").text
    assert "Baju koko (L)" in page
    found = [line[1:] for line in lines(page)]
    number = order.number
    assert found == [
        ["Emptied", "−25", "0", "You"],
        ["Added by hand", "+5", "25", "You"],
        [f"Order cancelled {number}", "+2", "20", "System"],
        [f"Sold {number}", "−2", "18", "Buyer"],
        ["First stock", "+20", "20", "System"],
    ]
    assert page.count(f'href="/seller/orders/{number}"') == 2
    assert re.search(r"5 movements:\s+\+27 in, −27 out\.", page)
    assert "Stock now: 0" in page
    assert desk.get(f"/seller/orders/{number}").status_code == 200
    assert "WIB" in lines(page)[0][0]


def test_an_undone_emptying_and_an_import_are_told_as_that(desk: ShopClient, owner: Owner) -> None:
    variant = variants_of(make_product(owner[1]))[0].id
    url = f"/seller/inventory/{variant}"
    answer = desk.post_form(f"{url}/empty", htmx=True)
    movement = re.search(r'data-undo="(\d+)"', answer.text)
    assert movement is not None
    desk.post_form(f"{url}/undo", {"movement": movement[1]})
    brought = StockChange(variant, 3, MovementReason.IMPORT, "<i>stok.csv</i>")
    unit_of_work(lambda: change_stock([brought], actor_id=owner[0].id))
    page = desk.get(f"{url}/movements").text
    assert [line[1] for line in lines(page)][:3] == [
        "From a sheet &lt;i&gt;stok.csv&lt;/i&gt;",
        "Emptying taken back",
        "Emptied",
    ]


def test_a_cause_that_only_looks_like_an_order_leads_nowhere(
    desk: ShopClient, owner: Owner
) -> None:
    variant = variants_of(make_product(owner[1]))[0].id
    for cause in ("../account", "javascript:alert(1)"):
        sale = StockChange(variant, -1, MovementReason.SALE, cause)
        unit_of_work(lambda sale=sale: change_stock([sale], actor_id=None))
    page = desk.get(f"/seller/inventory/{variant}/movements").text
    assert 'href="/seller/orders/..' not in page
    assert 'href="javascript' not in page


def test_it_opens_below_its_row_and_is_a_page_of_its_own(desk: ShopClient, owner: Owner) -> None:
    variant = variants_of(make_product(owner[1]))[0].id
    url = f"/seller/inventory/{variant}/movements"
    part = desk.get(url, htmx=True).text
    assert part.strip().startswith("<tr><td")
    assert "data-close-ledger" in part
    page = desk.get(url).text
    assert "<html" in page
    assert "data-close-ledger" not in page
    assert url in desk.get("/seller/inventory").text


def test_a_long_ledger_has_pages_and_costs_the_same(
    desk: ShopClient, owner: Owner, count_statements: Counter
) -> None:
    variant = variants_of(make_product(owner[1], stock=100))[0].id
    url = f"/seller/inventory/{variant}/movements"
    with count_statements() as few:
        desk.get(url)

    def sell() -> None:
        sale = StockChange(variant, -1, MovementReason.SALE, "BLJ-261123-ABCDEF")
        change_stock([sale], actor_id=None)

    for _sale in range(59):
        unit_of_work(sell)
    with count_statements() as many:
        first = desk.get(url).text
    assert len(many) == len(few) == 4
    assert [line[3] for line in lines(first)] == [str(left) for left in range(41, 66)]
    last = desk.get(f"{url}?page=3").text
    assert [line[3] for line in lines(last)] == [str(left) for left in range(91, 101)]
    assert lines(desk.get(f"{url}?page=99").text) == lines(last)
    assert "3 of 3" in last
    assert stock_of(variant) == 41


def test_an_archived_variant_keeps_its_ledger(desk: ShopClient, owner: Owner) -> None:
    gone = {"is_active": False, "is_archived": True}
    variant = variants_of(make_product(owner[1], variants=[gone]))[0].id
    assert desk.get(f"/seller/inventory/{variant}/movements").status_code == 200
