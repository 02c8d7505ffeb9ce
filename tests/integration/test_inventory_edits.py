"""Editing stock where it stands: what is set, what is refused, what a sale in between does."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.inventory.models import MovementReason, StockMovement
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product, stock_of, variants_of
from tests.support.client import ShopClient

PAGE = "/seller/inventory"
Owner = tuple[User, Store]


@pytest.fixture
def owner(app: Flask) -> Owner:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def desk(client: ShopClient, owner: Owner) -> ShopClient:
    return sign_in_as(client, owner[0])


@pytest.fixture
def variant(owner: Owner) -> int:
    """Twenty stone mortars."""
    return variants_of(make_product(owner[1], stock=20))[0].id


def ledger(variant_id: int) -> list[tuple[int, int, str, str, int | None]]:
    """(delta, balance after, reason, cause, actor) of all but the first movement."""
    db.session.rollback()
    rows = db.session.execute(
        select(
            StockMovement.delta,
            StockMovement.balance_after,
            StockMovement.reason,
            StockMovement.cause,
            StockMovement.actor_id,
        )
        .where(StockMovement.variant_id == variant_id)
        .order_by(StockMovement.id)
    )
    return [tuple(row) for row in rows][1:]  # type: ignore[misc]


def sell(variant_id: int, units: int = 1) -> None:
    sale = StockChange(variant_id, -units, MovementReason.SALE, "BLJ-261123-ABCDEF")
    unit_of_work(lambda: change_stock([sale], actor_id=None))


def edit(
    desk: ShopClient, variant: int, stock: str, expected: object = 20, **more: object
) -> TestResponse:
    htmx = bool(more.pop("htmx", False))
    data = {"stock": stock, "expected_stock": str(expected), **more}
    return desk.post_form(f"{PAGE}/{variant}", data, htmx=htmx)


def shown_in_field(text: str, variant: int) -> str:
    field = re.search(rf'id="stock-{variant}".*?>', text, re.DOTALL)
    assert field is not None
    value = re.search(r'value="([^"]*)"', field[0])
    assert value is not None
    return value[1]


class TestTyping:
    """POST /seller/inventory/<variant_id>."""

    def test_a_number_becomes_the_stock_and_is_in_the_ledger(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        answer = edit(desk, variant, "35", htmx=True)
        assert answer.status_code == 200
        assert answer.text.strip().startswith(f'<tbody id="variant-{variant}"')
        assert "Saved" in answer.text
        assert 'hx-target="#inventory-tabs"' in answer.text
        assert "Cobek batu 20 cm: Saved. Stock 35." in answer.text
        assert stock_of(variant) == 35
        assert ledger(variant) == [(15, 35, "EDIT", "", owner[0].id)]
        assert discrepancies() == []

    def test_a_plain_form_comes_back_to_where_it_stood(
        self, desk: ShopClient, variant: int
    ) -> None:
        data = {"stock": "3", "expected_stock": "20"}
        answer = desk.post_form(f"{PAGE}/{variant}?show=all&q=cobek&sort=fewest", data)
        assert answer.status_code == 303
        assert answer.location == "/seller/inventory?q=cobek&sort=fewest"
        page = desk.get(answer.location).text
        assert "Cobek batu 20 cm: the stock is now 3." in page
        assert "Low stock" in page
        assert stock_of(variant) == 3

    @pytest.mark.parametrize(("typed", "stock"), [("+10", 30), ("-3", 17), ("-20", 0), ("+ 1", 21)])
    def test_a_delta_counts_from_what_is_there_whatever_was_seen(
        self, desk: ShopClient, variant: int, typed: str, stock: int
    ) -> None:
        assert edit(desk, variant, typed, expected=99, htmx=True).status_code == 200
        assert stock_of(variant) == stock
        assert ledger(variant)[0][:3] == (stock - 20, stock, "EDIT")

    def test_the_same_form_sent_twice_adds_once(self, desk: ShopClient, variant: int) -> None:
        """A double click without JavaScript, or a retry after an answer that never came."""
        for _time in range(3):
            assert edit(desk, variant, "+10", once="Ab_-9", htmx=True).status_code == 200
        assert stock_of(variant) == 30
        edit(desk, variant, "+5", once="Ab_-9")
        edit(desk, variant, "+10", once="other")
        assert stock_of(variant) == 45

    def test_each_row_of_the_page_names_its_form_anew(self, desk: ShopClient, variant: int) -> None:
        tokens = [re.findall(r'name="once" value="([\w-]+)"', desk.get(PAGE).text) for _ in "ab"]
        assert tokens[0] != tokens[1]
        assert edit(desk, variant, "+1", once=tokens[0][0], htmx=True).status_code == 200
        assert stock_of(variant) == 21

    @pytest.mark.parametrize("typed", ["-21", "-1000000"])
    def test_a_delta_below_zero_is_refused_with_what_is_there(
        self, desk: ShopClient, variant: int, typed: str
    ) -> None:
        answer = edit(desk, variant, typed, htmx=True)
        assert answer.status_code == 422
        assert "Only 20 are there" in answer.text
        assert shown_in_field(answer.text, variant) == typed
        assert stock_of(variant) == 20

    def test_a_delta_above_the_most_is_refused(self, desk: ShopClient, variant: int) -> None:
        assert edit(desk, variant, "+999981", htmx=True).status_code == 422
        assert edit(desk, variant, "+999980", htmx=True).status_code == 200
        assert stock_of(variant) == 1_000_000

    @pytest.mark.parametrize("htmx", [True, False])
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("sepuluh", "Type a whole number"),
            ("1.5", "Type a whole number"),
            ("1e3", "Type a whole number"),
            ("１２", "Type a whole number"),
            ("NaN", "Type a whole number"),
            ("--3", "Type a whole number"),
            ("1.200", "could be read in two ways"),
            ("1000001", "At most 1,000,000."),
            ("9" * 300, "At most 1,000,000."),
            ("", "Type how many there are."),
            ("<b>3</b>", "Type a whole number"),
        ],
    )
    def test_what_is_no_number_is_refused_at_the_field_and_stays_there(
        self, desk: ShopClient, variant: int, typed: str, words: str, htmx: bool
    ) -> None:
        answer = edit(desk, variant, typed, htmx=htmx)
        assert answer.status_code == 422
        assert ("<html" in answer.text) is not htmx
        error = re.search(
            rf'<p class="field-error" id="stock-{variant}-error" >.*?<span>(.*?)</span>',
            answer.text,
            re.DOTALL,
        )
        assert error is not None
        assert words in error[1]
        assert "<b>" not in answer.text
        kept = typed.replace("<", "&lt;").replace(">", "&gt;")[:40]
        assert shown_in_field(answer.text, variant).startswith(kept[:40])
        assert 'aria-invalid="true"' in answer.text
        assert (stock_of(variant), ledger(variant)) == (20, [])

    def test_the_fields_may_be_missing_altogether(self, desk: ShopClient, variant: int) -> None:
        for data in ({}, {"stock": "5", "expected_stock": "x"}, {"stock": "5", "once": "<>"}):
            answer = desk.post_form(f"{PAGE}/{variant}", data, htmx=True)
            assert answer.status_code == 422
        assert desk.post_form(f"{PAGE}/{variant}", {"stock": "5"}, htmx=True).status_code == 409
        assert (stock_of(variant), ledger(variant)) == (20, [])

    def test_what_is_unchanged_writes_nothing(self, desk: ShopClient, variant: int) -> None:
        for typed in ("20", "+0", "-0"):
            answer = edit(desk, variant, typed, htmx=True)
            assert answer.status_code == 200
            assert "Unchanged" in answer.text
        assert ledger(variant) == []

    def test_a_refused_row_stands_on_the_page_even_when_its_tab_has_it_no_more(
        self, desk: ShopClient, variant: int
    ) -> None:
        data = {"stock": "lima", "expected_stock": "20"}
        page = desk.post_form(f"{PAGE}/{variant}?show=out", data).text
        assert shown_in_field(page, variant) == "lima"


class TestASaleInBetween:
    """DESIGN 8: nothing is typed over; the row asks."""

    def test_the_row_comes_back_with_the_present_number_and_two_ways_on(
        self, desk: ShopClient, variant: int
    ) -> None:
        sell(variant, 3)
        answer = edit(desk, variant, "50", htmx=True)
        assert answer.status_code == 409
        assert "There are 17 now, not 20 any more. You typed 50." in answer.text
        for words in ("Make it 50", "Add the difference: +30 makes 47", "Leave it at 17"):
            assert words in answer.text
        assert shown_in_field(answer.text, variant) == "17"
        assert 'role="alert"' in answer.text, "who is some rows further is told by a toast"
        assert stock_of(variant) == 17
        assert len(ledger(variant)) == 1

    def test_without_javascript_it_is_the_page_with_that_row_open(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        make_product(owner[1], name="Wajan besi", stock=20)
        sell(variant, 3)
        answer = edit(desk, variant, "50")
        assert answer.status_code == 409
        assert "<html" in answer.text
        assert "Wajan besi" in answer.text
        forms = re.findall(r'data-form="(number|difference)".*?</form>', answer.text, re.DOTALL)
        assert forms == ["number", "difference"]
        assert f'href="/seller/inventory/{variant}"' in answer.text

    def chosen(self, desk: ShopClient, variant: int, name: str) -> TestResponse:
        """Send the form of this name that the row offers, as it stands there."""
        page = edit(desk, variant, "50").text
        form = re.search(rf'data-form="{name}".*?</form>', page, re.DOTALL)
        assert form is not None
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
        fields.pop("csrf_token")
        return desk.post_form(f"{PAGE}/{variant}", fields)

    def test_make_it_n_sets_the_number_over_what_is_there_now(
        self, desk: ShopClient, variant: int
    ) -> None:
        sell(variant, 3)
        assert self.chosen(desk, variant, "number").status_code == 303
        assert stock_of(variant) == 50
        assert [line[:2] for line in ledger(variant)] == [(-3, 17), (33, 50)]

    def test_make_it_n_asks_again_when_another_sale_came(
        self, desk: ShopClient, variant: int
    ) -> None:
        sell(variant, 3)
        edit(desk, variant, "50")
        sell(variant)
        assert edit(desk, variant, "50", expected=17).status_code == 409
        assert stock_of(variant) == 16

    def test_add_the_difference_keeps_the_sale(self, desk: ShopClient, variant: int) -> None:
        sell(variant, 3)
        assert self.chosen(desk, variant, "difference").status_code == 303
        assert stock_of(variant) == 47
        assert discrepancies() == []

    def test_the_difference_is_not_offered_where_it_would_go_below_zero(
        self, desk: ShopClient, variant: int
    ) -> None:
        sell(variant, 15)
        answer = edit(desk, variant, "10", htmx=True)
        assert "Make it 10" in answer.text
        assert "Add the difference" not in answer.text

    def test_nothing_is_asked_when_it_is_so_already_or_nothing_was_meant(
        self, desk: ShopClient, variant: int
    ) -> None:
        sell(variant, 3)
        assert edit(desk, variant, "17", htmx=True).status_code == 200
        assert edit(desk, variant, "20", htmx=True).status_code == 200
        assert stock_of(variant) == 17


class TestEmptying:
    """POST …/empty and …/undo."""

    def undo(self, desk: ShopClient, variant: int, movement: object, **more: bool) -> TestResponse:
        return desk.post_form(f"{PAGE}/{variant}/undo", {"movement": str(movement)}, **more)

    def emptied(self, desk: ShopClient, variant: int) -> int:
        answer = desk.post_form(f"{PAGE}/{variant}/empty", htmx=True)
        assert answer.status_code == 200
        found = re.search(r'data-undo="(\d+)"', answer.text)
        assert found is not None
        return int(found[1])

    def test_it_sets_zero_and_offers_the_way_back_in_the_row_and_in_a_toast(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        answer = desk.post_form(f"{PAGE}/{variant}/empty", htmx=True)
        assert "Sold out" in answer.text
        assert "20 units were taken out." in answer.text
        assert answer.text.count("data-undo=") == 2
        assert 'hx-target="#toasts"' in answer.text
        assert ledger(variant) == [(-20, 0, "EDIT", "empty", owner[0].id)]

    def test_undo_puts_back_what_was_removed_and_keeps_what_came_since(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        sell(variant, 2)
        movement = self.emptied(desk, variant)
        back = StockChange(variant, 2, MovementReason.CANCELLATION, "BLJ-261123-ABCDEF")
        unit_of_work(lambda: change_stock([back], actor_id=None))
        answer = self.undo(desk, variant, movement, htmx=True)
        assert answer.status_code == 200
        assert "Put back" in answer.text
        assert stock_of(variant) == 20
        assert ledger(variant)[-1] == (18, 20, "EDIT", f"undo:{movement}", owner[0].id)
        assert discrepancies() == []

    def test_it_is_put_back_once(self, desk: ShopClient, variant: int) -> None:
        movement = self.emptied(desk, variant)
        assert self.undo(desk, variant, movement, htmx=True).status_code == 200
        for htmx in (True, False):
            again = self.undo(desk, variant, movement, htmx=htmx)
            assert again.status_code == 409
            assert "This has been put back already." in again.text
        assert stock_of(variant) == 20

    def test_without_javascript_the_page_offers_it_until_it_is_done(
        self, desk: ShopClient, variant: int
    ) -> None:
        answer = desk.post_form(f"{PAGE}/{variant}/empty?sort=fewest")
        assert answer.status_code == 303
        assert re.fullmatch(r"/seller/inventory\?sort=fewest&emptied=\d+", answer.location or "")
        page = desk.get(answer.location).text
        assert "Cobek batu 20 cm: 20 units were taken out." in page
        movement = re.search(r'name="movement" value="(\d+)"', page)
        assert movement is not None
        done = self.undo(desk, variant, movement[1])
        assert done.status_code == 303
        assert "Cobek batu 20 cm: 20 put back." in desk.get(done.location).text
        assert "were taken out" not in desk.get(answer.location).text
        assert stock_of(variant) == 20

    def test_emptying_twice_keeps_the_way_back(self, desk: ShopClient, variant: int) -> None:
        """A double click without JavaScript."""
        assert self.emptied(desk, variant) == self.emptied(desk, variant)
        assert len(ledger(variant)) == 1

    def test_what_was_sold_out_before_has_nothing_to_put_back(
        self, desk: ShopClient, owner: Owner
    ) -> None:
        empty = variants_of(make_product(owner[1], stock=0))[0].id
        answer = desk.post_form(f"{PAGE}/{empty}/empty", htmx=True)
        assert answer.status_code == 200
        assert "data-undo" not in answer.text

    def test_no_other_movement_can_be_undone(
        self, desk: ShopClient, owner: Owner, variant: int
    ) -> None:
        """Neither a sale, nor an edit, nor another variant's emptying, nor what does not exist."""
        other = variants_of(make_product(owner[1], stock=7))[0].id
        foreign = variants_of(make_product(stock=7))[0].id
        others = self.emptied(desk, other)
        sell(variant, 5)
        edit(desk, variant, "9", expected=15)
        db.session.rollback()
        ids = db.session.scalars(select(StockMovement.id).order_by(StockMovement.id)).all()
        for movement in (*ids, others + 1000, 0, -1, "x", "", 2**60):
            assert self.undo(desk, variant, movement, htmx=True).status_code == 404, movement
        assert self.undo(desk, foreign, others, htmx=True).status_code == 404
        assert (stock_of(variant), stock_of(other), stock_of(foreign)) == (9, 0, 7)

    def test_another_stores_emptying_is_not_offered_on_this_page(
        self, app: Flask, desk: ShopClient
    ) -> None:
        stranger, store = make_seller()
        theirs = variants_of(make_product(store, name="Rahasia"))[0].id
        movement = self.emptied(sign_in_as(ShopClient(app), stranger), theirs)
        for emptied in (movement, "x", 0, 2**70):
            page = desk.get(f"{PAGE}?emptied={emptied}")
            assert page.status_code == 200
            assert "Rahasia" not in page.text


class TestThreshold:
    """POST …/threshold."""

    def threshold_of(self, variant: int) -> int:
        db.session.rollback()
        return db.session.scalars(
            select(Variant.low_stock_threshold).where(Variant.id == variant)
        ).one()

    @pytest.mark.parametrize(("typed", "state"), [("0", "Enough"), ("21", "Low stock")])
    def test_it_decides_at_once_what_is_low(
        self, desk: ShopClient, variant: int, typed: str, state: str
    ) -> None:
        data = {"low_stock_threshold": typed}
        answer = desk.post_form(f"{PAGE}/{variant}/threshold", data, htmx=True)
        assert answer.status_code == 200
        assert state in answer.text.split("inventory-tabs")[0]
        assert self.threshold_of(variant) == int(typed)
        plain = desk.post_form(f"{PAGE}/{variant}/threshold?show=low", data)
        assert (plain.status_code, plain.location) == (303, "/seller/inventory?show=low")

    @pytest.mark.parametrize(("language", "typed"), [("id", "1.000"), ("en", "1,000")])
    def test_thousands_are_taken_as_in_the_stock(
        self, app: Flask, language: str, typed: str
    ) -> None:
        user, store = make_seller(locale=language)
        variant = variants_of(make_product(store))[0].id
        desk = sign_in_as(ShopClient(app, locale=language), user)
        data = {"low_stock_threshold": typed}
        answer = desk.post_form(f"{PAGE}/{variant}/threshold", data, htmx=True)
        assert answer.status_code == 200
        assert self.threshold_of(variant) == 1_000

    def test_what_is_too_many_is_said_as_people_write_it(
        self, desk: ShopClient, variant: int
    ) -> None:
        data = {"low_stock_threshold": "1000001"}
        answer = desk.post_form(f"{PAGE}/{variant}/threshold", data, htmx=True)
        assert "At most 1,000,000." in answer.text

    @pytest.mark.parametrize("typed", ["-1", "+5", "1000001", "x", "", "1.5", "１"])
    @pytest.mark.parametrize("htmx", [True, False])
    def test_what_makes_no_sense_is_refused_at_its_field(
        self, desk: ShopClient, variant: int, typed: str, htmx: bool
    ) -> None:
        data = {"low_stock_threshold": typed}
        answer = desk.post_form(f"{PAGE}/{variant}/threshold", data, htmx=htmx)
        assert answer.status_code == 422
        assert f'id="threshold-{variant}-error" >' in answer.text
        assert self.threshold_of(variant) == 10


FORMS = {
    "": {"stock": "5", "expected_stock": "20"},
    "/empty": {},
    "/undo": {"movement": "1"},
    "/threshold": {"low_stock_threshold": "3"},
}


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("action", FORMS)
def test_nobody_else_reaches_a_sellers_stock(
    app: Flask, client: ShopClient, owner: Owner, variant: int, action: str, htmx: bool
) -> None:
    """B60: a buyer 403, another seller 404, nobody the login; and nothing changed."""
    url, form = f"{PAGE}/{variant}{action}", FORMS[action]
    nobody = client.post_form(url, form, htmx=htmx)
    assert nobody.status_code == (401 if htmx else 303)
    assert "/login" in (nobody.headers.get("HX-Redirect") or nobody.location or "")
    buyer = sign_in_as(ShopClient(app), make_customer())
    assert buyer.post_form(url, form, htmx=htmx).status_code == 403
    stranger = sign_in_as(ShopClient(app), make_seller()[0])
    for data in (form, {}, {"stock": "x", "low_stock_threshold": "x"}):
        answer = stranger.post_form(url, data, htmx=htmx)
        assert answer.status_code == 404
        assert "Cobek" not in answer.text
    for page in ("", "/movements"):
        assert stranger.get(f"{PAGE}/{variant}{page}", htmx=htmx).status_code == 404
        assert buyer.get(f"{PAGE}/{variant}{page}", htmx=htmx).status_code == 403
    assert stranger.get(f"{PAGE}/changes?shown={variant}:1", htmx=True).status_code == 204
    kept = db.session.execute(
        select(Variant.stock, Variant.low_stock_threshold).where(Variant.id == variant)
    ).one()
    assert (tuple(kept), ledger(variant)) == ((20, 10), [])


def test_an_archived_variant_cannot_be_edited(desk: ShopClient, owner: Owner) -> None:
    gone = {"is_active": False, "is_archived": True, "stock": 20}
    variant = variants_of(make_product(owner[1], variants=[gone]))[0].id
    for action, form in FORMS.items():
        answer = desk.post_form(f"{PAGE}/{variant}{action}", form, htmx=True)
        assert answer.status_code == 404
    assert (stock_of(variant), ledger(variant)) == (20, [])
