"""What was typed at the inventory and is not stored outlives what comes between (U5, U7)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User, UserSession
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, make_seller
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.support.client import ShopClient

PAGE = "/seller/inventory"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
Owner = tuple[User, Store]


@pytest.fixture
def owner(app: Flask) -> Owner:
    return make_seller(store_name="Anggrek", email="sutini@example.com")


@pytest.fixture
def desk(client: ShopClient, owner: Owner) -> ShopClient:
    assert client.sign_in(owner[0].email, PASSWORD).status_code == 303
    return client


@pytest.fixture
def variant(owner: Owner) -> int:
    return variants_of(make_product(owner[1], stock=105))[0].id


def sell(variant: int, units: int = 1) -> None:
    sale = StockChange(variant, -units, MovementReason.SALE, "BLJ-261123-ABCDEF")
    unit_of_work(lambda: change_stock([sale], actor_id=None))


def threshold_of(variant: int) -> int | None:
    db.session.rollback()
    return db.session.scalar(select(Variant.low_stock_threshold).where(Variant.id == variant))


def form_of(text: str, name: str) -> dict[str, str]:
    """The fields of the row's form of that name, as a browser would send them."""
    form = re.search(rf'data-form="{name}".*?</form>', text, re.DOTALL)
    assert form is not None, name
    found = re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', form[0], re.DOTALL)
    return {field: value for field, value in found if field != "csrf_token"}


def signed_in_again(client: ShopClient, answer: TestResponse, owner: Owner) -> str:
    """The page that the login leads to, which the refused answer asked for."""
    login = answer.headers.get("HX-Redirect") or answer.location or ""
    onward = parse_qs(urlsplit(login).query)["next"][0]
    assert onward.startswith(f"{PAGE}/"), onward
    assert client.sign_in(owner[0].email, PASSWORD).status_code == 303
    return client.get(onward).text


def end_all_sessions() -> None:
    unit_of_work(lambda: db.session.query(UserSession).delete())


class TestASessionThatEnded:
    """The page comes back after the login with what was typed, which nobody has sent."""

    @pytest.mark.parametrize("htmx", [True, False])
    def test_the_typed_stock_stands_in_its_row_unsaved(
        self, desk: ShopClient, owner: Owner, variant: int, htmx: bool
    ) -> None:
        end_all_sessions()
        typed = {"stock": "777", "expected_stock": "105"}
        refused = desk.post_form(f"{PAGE}/{variant}", typed, htmx=htmx, headers=FROM_HERE)
        page = signed_in_again(desk, refused, owner)
        assert form_of(page, "stock")["stock"] == "777"
        assert form_of(page, "stock")["expected_stock"] == "105"
        assert "Not saved yet. Save it once more." in page
        assert stock_of(variant) == 105

    def test_after_a_sale_in_between_the_row_asks(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        end_all_sessions()
        typed = {"stock": "110", "expected_stock": "105"}
        refused = desk.post_form(f"{PAGE}/{variant}", typed, htmx=True, headers=FROM_HERE)
        sell(variant)
        page = signed_in_again(desk, refused, owner)
        assert "There are 104 now, not 105 any more. You typed 110." in page
        assert stock_of(variant) == 104

    @pytest.mark.parametrize("typed", ["+5", "sepuluh"])
    def test_a_delta_and_what_is_no_number_stay_too(
        self, desk: ShopClient, owner: Owner, variant: int, typed: str
    ) -> None:
        end_all_sessions()
        refused = desk.post_form(f"{PAGE}/{variant}", {"stock": typed}, headers=FROM_HERE)
        page = signed_in_again(desk, refused, owner)
        assert form_of(page, "stock")["stock"] == typed
        assert 'aria-invalid="true"' in page
        assert stock_of(variant) == 105

    def test_the_typed_threshold_stands_in_its_row_unsaved(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        end_all_sessions()
        typed = {"low_stock_threshold": "33"}
        url = f"{PAGE}/{variant}/threshold"
        page = signed_in_again(desk, desk.post_form(url, typed, headers=FROM_HERE), owner)
        assert form_of(page, "threshold")["low_stock_threshold"] == "33"
        assert threshold_of(variant) == 10


class TestTheThresholdBesideAStockThatIsNotStored:
    """Its answer replaces the whole row."""

    def save_threshold(
        self, desk: ShopClient, variant: int, row: str, *, htmx: bool, to: str = "7"
    ) -> str:
        form = form_of(row, "threshold") | {"low_stock_threshold": to}
        answer = desk.post_form(
            f"{PAGE}/{variant}/threshold", form, htmx=htmx, follow_redirects=not htmx
        )
        assert answer.status_code == 200
        return answer.text

    @pytest.mark.parametrize("htmx", [True, False])
    def test_the_question_stays(self, desk: ShopClient, variant: int, htmx: bool) -> None:
        sell(variant, 2)
        typed = {"stock": "110", "expected_stock": "105"}
        asked = desk.post_form(f"{PAGE}/{variant}", typed, htmx=htmx).text
        row = self.save_threshold(desk, variant, asked, htmx=htmx)
        assert "There are 103 now, not 105 any more. You typed 110." in row
        assert "Add the difference: +5 makes 108" in row
        assert threshold_of(variant) == 7
        assert stock_of(variant) == 103

    @pytest.mark.parametrize("htmx", [True, False])
    def test_the_refused_text_stays_with_its_reason(
        self, desk: ShopClient, variant: int, htmx: bool
    ) -> None:
        refused = desk.post_form(f"{PAGE}/{variant}", {"stock": "sepuluh"}, htmx=htmx).text
        row = self.save_threshold(desk, variant, refused, htmx=htmx)
        assert form_of(row, "stock")["stock"] == "sepuluh"
        assert "Type a whole number such as 30" in row
        assert threshold_of(variant) == 7

    @pytest.mark.parametrize("forged", ["x", "-1", "9" * 18, ""])
    def test_forged_numbers_make_no_fault(
        self, desk: ShopClient, variant: int, forged: str
    ) -> None:
        data = {"low_stock_threshold": "7", "stock": "110"}
        data |= {"expected_stock": forged, "seen": forged}
        answer = desk.post_form(f"{PAGE}/{variant}/threshold", data, htmx=True)
        assert answer.status_code == 200
        assert "There are 105 now. You typed 110." in answer.text
        assert stock_of(variant) == 105


def test_the_difference_counts_from_the_number_seen_first(desk: ShopClient, variant: int) -> None:
    """A second sale while the question is open must not make +6 of +5."""
    sell(variant)
    typed = {"stock": "110", "expected_stock": "105"}
    asked = desk.post_form(f"{PAGE}/{variant}", typed, htmx=True).text
    sell(variant)
    again = desk.post_form(f"{PAGE}/{variant}", form_of(asked, "number"), htmx=True)
    assert again.status_code == 409
    assert "Add the difference: +5 makes 108" in again.text
    done = desk.post_form(f"{PAGE}/{variant}", form_of(again.text, "difference"), htmx=True)
    assert done.status_code == 200
    assert stock_of(variant) == 108
    assert discrepancies() == []


@pytest.mark.parametrize("seen", ["x", "-1", "99999999999"])
def test_a_forged_number_seen_is_refused(desk: ShopClient, variant: int, seen: str) -> None:
    data = {"stock": "110", "expected_stock": "105", "seen": seen}
    assert desk.post_form(f"{PAGE}/{variant}", data, htmx=True).status_code == 422
    assert stock_of(variant) == 105


class TestTheWayBackFromAnEmptying:
    """The row offers it until it is taken or something else moves."""

    def offers(self, text: str) -> list[str]:
        return re.findall(r'data-undo="(\d+)"', text)

    def test_an_edit_of_the_threshold_and_a_reload_leave_it(
        self, desk: ShopClient, variant: int
    ) -> None:
        movement = self.offers(desk.post_form(f"{PAGE}/{variant}/empty", htmx=True).text)[0]
        typed = {"low_stock_threshold": "3"}
        row = desk.post_form(f"{PAGE}/{variant}/threshold", typed, htmx=True).text
        assert self.offers(row) == [movement]
        assert self.offers(desk.get(PAGE).text) == [movement]
        undo = desk.post_form(f"{PAGE}/{variant}/undo", {"movement": movement}, htmx=True)
        assert self.offers(undo.text) == []
        assert self.offers(desk.get(PAGE).text) == []
        assert stock_of(variant) == 105

    def test_a_later_movement_ends_it(self, desk: ShopClient, variant: int) -> None:
        desk.post_form(f"{PAGE}/{variant}/empty")
        for change in (3, -3):
            brought = StockChange(variant, change, MovementReason.IMPORT, "stok.csv")
            unit_of_work(lambda brought=brought: change_stock([brought], actor_id=None))
            assert self.offers(desk.get(PAGE).text) == []
        assert stock_of(variant) == 0


def test_a_delta_sent_again_after_many_other_movements_counts_once(
    desk: ShopClient, variant: int
) -> None:
    form = {"stock": "+10", "once": "Ab_-9"}
    desk.post_form(f"{PAGE}/{variant}", form)
    for _sale in range(30):
        sell(variant)
    again = desk.post_form(f"{PAGE}/{variant}", form, htmx=True)
    assert "Unchanged" in again.text
    assert stock_of(variant) == 85
