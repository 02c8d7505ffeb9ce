"""/seller/orders: incoming orders, own only, moved along where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from app.accounts.models import User
from app.orders.states import Actor
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, make_variant, move, order_now, place
from tests.support.client import ShopClient
from tests.support.invariants import broken_rules, row_counts
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
STATEMENTS_OF_A_STEP = 8


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


def status_url(number: str) -> str:
    return f"/seller/orders/{number}/status"


def test_a_seller_lands_on_the_orders(desk: ShopClient) -> None:
    answer = desk.get("/seller")
    assert (answer.status_code, answer.location) == (303, "/seller/orders")
    assert "No orders yet" in desk.get(answer.location).text


def test_a_seller_sees_own_orders_only_and_never_the_buyers_address_for_mail(
    desk: ShopClient, store: Store
) -> None:
    order = make_order(make_customer(email="sari@example.com"), store)
    foreign = make_order()
    for page in (desk.get("/seller/orders").text, desk.get(f"/seller/orders/{order.number}").text):
        assert order.number in page
        assert "Sari Wulandari" in page
        assert "sari@example.com" not in page
        assert foreign.number not in page


def test_tabs_search_and_order(desk: ShopClient, store: Store) -> None:
    first = make_order(store=store)
    second = make_order(store=store, steps=["PROCESSING"])
    newest, oldest = desk.get("/seller/orders").text, desk.get("/seller/orders?sort=oldest").text
    assert newest.index(second.number) < newest.index(first.number)
    assert oldest.index(first.number) < oldest.index(second.number)
    processing = desk.get("/seller/orders?status=PROCESSING").text
    assert second.number in processing
    assert first.number not in processing
    random_part = first.number.rpartition("-")[2]
    for typed in (first.number.lower(), random_part, random_part.lower()):
        found = desk.get(f"/seller/orders?q={typed}").text
        assert first.number in found
        assert second.number not in found
    assert "No such order" in desk.get("/seller/orders?q=%25").text
    assert "Nothing here" in desk.get("/seller/orders?status=SHIPPED").text


@pytest.mark.parametrize("query", ["q=%00", "sort=%27", "status=-1", "page=1e9", "q=" + "x" * 999])
def test_hostile_parameters_are_no_error(desk: ShopClient, query: str) -> None:
    assert desk.get(f"/seller/orders?{query}").status_code == 200


def test_a_row_is_moved_along_in_place(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store)
    url = status_url(order.number)
    row = desk.post_form(url, {"to": "PROCESSING", "view": "row"}, htmx=True)
    assert row.status_code == 200
    assert row.text.lstrip().startswith(f'<article id="order-{order.number}"')
    assert "Being packed" in row.text
    assert f"{order.number} is being packed." in row.text
    assert 'value="SHIPPED"' in row.text
    shipment = {"to": "SHIPPED", "view": "row", "courier": "Kirim Nusantara"}
    row = desk.post_form(url, shipment | {"tracking_number": "kn 55/6-a"}, htmx=True)
    assert "Kirim Nusantara · KN 55/6-A" in row.text
    row = desk.post_form(url, {"to": "DELIVERED", "view": "row"}, htmx=True)
    assert "Delivered" in row.text
    assert order_now(order.number).status == "DELIVERED"
    assert broken_rules() == []


def test_without_javascript_the_seller_returns_to_where_the_form_stood(
    desk: ShopClient, store: Store
) -> None:
    order = make_order(store=store)
    url = status_url(order.number)
    answer = desk.post_form(f"{url}?status=PENDING", {"to": "PROCESSING", "view": "row"})
    assert (answer.status_code, answer.location) == (303, "/seller/orders?status=PENDING")
    answer = desk.post_form(url, {"to": "SHIPPED", "view": "page"})
    assert (answer.status_code, answer.location) == (303, f"/seller/orders/{order.number}")
    assert "is on its way" in desk.get(answer.location).text
    assert order_now(order.number).tracking_number is not None


@pytest.mark.parametrize(
    ("steps", "offered"),
    [
        ((), {"PROCESSING", "CANCELLED"}),
        (("PROCESSING",), {"SHIPPED", "CANCELLED"}),
        (("PROCESSING", "SHIPPED"), {"DELIVERED"}),
        (("PROCESSING", "SHIPPED", "DELIVERED"), set()),
        (("CANCELLED",), set()),
    ],
)
def test_a_row_and_a_page_offer_exactly_what_the_table_allows(
    desk: ShopClient, store: Store, steps: tuple[str, ...], offered: set[str]
) -> None:
    order = make_order(store=store, steps=steps)
    for url in ("/seller/orders", f"/seller/orders/{order.number}"):
        page = desk.get(url).text
        for to in ("PROCESSING", "SHIPPED", "DELIVERED", "CANCELLED"):
            assert (f'<input type="hidden" name="to" value="{to}">' in page) is (to in offered)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"to": "CANCELLED"}, "Choose why you cancel."),
        ({"to": "CANCELLED", "reason": "NO"}, "Choose why you cancel."),
        ({"to": "CANCELLED", "reason": "OTHER"}, "Say in a few words why."),
        ({"to": "CANCELLED", "reason": "OTHER", "note": "x" * 301}, "Use at most 300 characters."),
        ({"to": "CANCELLED", "reason": "OTHER", "note": "a\x00b"}, "cannot be used"),
        ({"to": ""}, "Choose one of the steps."),
        ({"to": "EATEN"}, "Next step: <span>Choose one of the steps."),
        ({"to": "PENDING"}, "Choose one of the steps."),
        ({}, "Choose one of the steps."),
    ],
)
def test_a_wrong_field_comes_back_in_the_row_and_changes_nothing(
    desk: ShopClient, store: Store, data: dict[str, str], words: str, htmx: bool
) -> None:
    order = make_order(store=store)
    before = row_counts()
    answer = desk.post_form(status_url(order.number), data | {"view": "row"}, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == before


def test_a_wrong_courier_is_said_where_it_was_chosen(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store, steps=["PROCESSING"])
    data = {"to": "SHIPPED", "courier": "Merpati", "view": "row"}
    answer = desk.post_form(status_url(order.number), data, htmx=True)
    assert answer.status_code == 422
    assert "Choose one of the couriers." in answer.text
    assert '<details class="step" open' in answer.text
    assert order_now(order.number).status == "PROCESSING"


@pytest.mark.parametrize("htmx", [False, True])
def test_who_comes_too_late_gets_the_order_as_it_is(
    desk: ShopClient, store: Store, htmx: bool
) -> None:
    """A14."""
    order = make_order(store=store)
    move(order, "CANCELLED", actor=Actor.CUSTOMER)
    before = row_counts()
    data = {"to": "PROCESSING", "view": "row"}
    answer = desk.post_form(status_url(order.number), data, htmx=htmx)
    assert answer.status_code == 409
    said = rf'role="alert">(?:(?!</div>).)*{order.number} was cancelled by the buyer'
    assert re.search(said, answer.text, re.DOTALL)
    assert ("<html" in answer.text) is not htmx
    assert row_counts() == before


def test_other_peoples_orders_are_not_found_and_stay_as_they_are(desk: ShopClient) -> None:
    """B60."""
    order = make_order()
    before = row_counts()
    for number in (order.number, "BLJ-000000-XXXXXX"):
        assert desk.get(f"/seller/orders/{number}").status_code == 404
        for htmx in (False, True):
            answer = desk.post_form(status_url(number), {"to": "PROCESSING"}, htmx=htmx)
            assert answer.status_code == 404
    assert order_now(order.number).status == "PENDING"
    assert row_counts() == before


def test_buyers_and_guests_have_no_business_here(client: ShopClient) -> None:
    order = make_order()
    data = {"to": "PROCESSING"}
    assert client.get("/seller/orders").location == "/login?next=/seller/orders"
    assert client.post_form(status_url(order.number), data).status_code == 303
    sign_in_as(client, make_customer())
    for path in ("/seller", "/seller/orders", f"/seller/orders/{order.number}"):
        assert client.get(path).status_code == 403
    assert client.post_form(status_url(order.number), data).status_code == 403
    assert order_now(order.number).status == "PENDING"


@pytest.mark.parametrize("count", [1, 8])
def test_the_pages_statements_do_not_grow_with_the_rows(
    desk: ShopClient, store: Store, count_statements: Counter, count: int
) -> None:
    buyer = make_customer()
    numbers = [make_order(buyer, store).number for _order in range(count)]
    with count_statements() as statements:
        assert desk.get("/seller/orders").status_code == 200
    assert len(statements) == 4, "\n".join(statements)
    with count_statements() as statements:
        assert desk.get(f"/seller/orders/{numbers[0]}").status_code == 200
    assert len(statements) == 4, "\n".join(statements)


def tab_count(text: str, label: str) -> int:
    """The number beside a tab's word; -1 when the answer has no such tab."""
    found = re.search(rf'{label} <span class="tab-count">(\d+)</span>', text)
    return int(found[1]) if found else -1


def test_the_tabs_count_anew_with_the_row_that_was_moved(
    desk: ShopClient, store: Store, count_statements: Counter
) -> None:
    order, _other = make_order(store=store), make_order(store=store)
    data = {"to": "PROCESSING", "view": "row"}
    url = f"{status_url(order.number)}?status=PENDING&sort=oldest"
    desk.csrf_token()
    answer = desk.post_form(url, data, htmx=True)
    assert '<hx-partial hx-target="#order-tabs"' in answer.text
    assert [tab_count(answer.text, label) for label in ("All", "Waiting", "Being packed")] == [
        2, 1, 1,
    ]  # fmt: skip
    assert 'href="/seller/orders?status=SHIPPED&amp;sort=oldest"' in answer.text
    assert re.search(r'status=PENDING[^>]*aria-current="page"', answer.text)
    late = desk.post_form(url, data, htmx=True)
    assert late.status_code == 409
    assert tab_count(late.text, "Being packed") == 1
    page = desk.post_form(status_url(order.number), {"to": "SHIPPED", "view": "page"}, htmx=True)
    assert "order-tabs" not in page.text


def test_a_refused_row_says_so_in_a_summary_that_takes_the_focus(
    desk: ShopClient, store: Store
) -> None:
    """U33: in the row and on the page."""
    order = make_order(store=store)
    for view in ("row", "page"):
        for htmx in (True, False):
            data = {"to": "CANCELLED", "reason": "OTHER", "view": view}
            answer = desk.post_form(status_url(order.number), data, htmx=htmx)
            assert answer.status_code == 422
            summary = re.search(
                rf'<div class="notice[^>]*id="step-{order.number}-errors"[^>]*>', answer.text
            )
            assert summary is not None
            assert 'role="alert"' in summary[0]
            assert "data-focus" in summary[0]
            assert "autofocus" in summary[0]
            assert f'href="#note-{order.number}"' in answer.text
    assert order_now(order.number).status == "PENDING"


def test_what_another_reason_needs_is_not_called_optional(desk: ShopClient, store: Store) -> None:
    order = make_order(store=store)
    page = desk.get("/seller/orders").text
    label = re.search(rf'<label[^>]*for="note-{order.number}">(.*?)</label>', page, re.DOTALL)
    assert label is not None
    assert "optional" not in label[1]


def test_a_row_tells_what_the_buyer_asked_for(desk: ShopClient, store: Store) -> None:
    place(make_customer(), (make_variant(store), 1), note="Leave it with the guard.")
    silent = make_order(store=store)
    page = desk.get("/seller/orders").text
    assert "Leave it with the guard." in page
    assert page.count("The buyer says:") == 1
    assert silent.number in page


@pytest.mark.parametrize("view", ["row", "page"])
def test_without_javascript_a_page_asks_before_an_order_is_completed(
    desk: ShopClient, store: Store, view: str
) -> None:
    order = make_order(store=store, steps=["PROCESSING", "SHIPPED"])
    stood = "/seller/orders?status=SHIPPED" if view == "row" else f"/seller/orders/{order.number}"
    form = re.search(rf'<form[^>]*action="{status_url(order.number)}[^>]*>', desk.get(stood).text)
    assert form is not None
    assert 'method="get"' in form[0]
    assert "data-confirm" in form[0]
    question = desk.get(f"{status_url(order.number)}?status=SHIPPED&view={view}&to=DELIVERED")
    assert question.status_code == 200
    assert "Has the parcel reached the buyer?" in question.text
    assert f'<a class="btn btn-outline" href="{stood}">Go back</a>' in question.text
    assert order_now(order.number).status == "SHIPPED"
    yes = re.search(r'method="post" action="(/seller/orders/[^"]*)"', question.text)
    assert yes is not None
    answer = desk.post_form(yes[1], {"to": "DELIVERED", "view": view})
    assert (answer.status_code, answer.location) == (303, stood)
    assert order_now(order.number).status == "DELIVERED"
    late = desk.get(f"{status_url(order.number)}?view=page&to=DELIVERED")
    assert (late.status_code, late.location) == (303, f"/seller/orders/{order.number}")


def test_a_strangers_question_is_not_asked(desk: ShopClient) -> None:
    """B60."""
    order = make_order(steps=["PROCESSING", "SHIPPED"])
    assert desk.get(f"{status_url(order.number)}?to=DELIVERED").status_code == 404


def test_a_tracking_number_that_is_none_is_refused_at_its_field(
    desk: ShopClient, store: Store
) -> None:
    order = make_order(store=store, steps=["PROCESSING"])
    data = {"to": "SHIPPED", "courier": "Antar Kota", "tracking_number": "1", "view": "row"}
    answer = desk.post_form(status_url(order.number), data, htmx=True)
    assert answer.status_code == 422
    error = re.search(
        rf'id="tracking_number-{order.number}-error".*?<span>(.*?)</span>', answer.text, re.DOTALL
    )
    assert error is not None
    assert error[1].startswith("Use 6 to 40 letters and digits")
    assert order_now(order.number).status == "PROCESSING"


def test_a_row_that_is_moved_costs_one_statement_for_the_counts(
    desk: ShopClient, store: Store, count_statements: Counter
) -> None:
    order = make_order(store=store)
    token = desk.csrf_token()
    headers = {"HX-Request": "true", "X-CSRFToken": token}
    data = {"to": "PROCESSING", "view": "row"}
    with count_statements() as statements:
        desk.post(status_url(order.number), data, headers=headers)
    counting = [statement for statement in statements if "UNION ALL" in statement]
    assert len(counting) == 1
    assert len(statements) == STATEMENTS_OF_A_STEP + 1, "\n".join(statements)
