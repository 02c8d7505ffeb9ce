"""A sheet against other sheets, buyers and the ledger, all at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from app.db import ConstraintViolation, unit_of_work
from app.errors import Conflict, InvalidInput
from app.inventory.errors import OutOfStock
from app.inventory.models import MovementReason
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.sheets import jobs, services
from app.sheets.reading import read_text
from app.stores.models import Store
from tests.factories.accounts import make_seller
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.races import race
from tests.support.sheets import shop_rows

NEW = "Nama\tKategori\tHarga\tStok\n" + "".join(f"Cobek {n}\tDapur\t1000\t3\n" for n in range(40))


@pytest.fixture
def store(app: Flask) -> Store:
    make_category("Dapur")
    return make_seller()[1]


def sent(store: Store, text: str) -> tuple[str, str]:
    """A sheet that was looked at: its name, and what was seen."""
    sheet = unit_of_work(
        lambda: services.receive_sheet(
            read_text(text),
            store_id=store.id,
            user_id=store.owner_id,
            file_name="",
            fallback=None,
        )
    )
    return sheet.token, services.preview(store.id, sheet.token).plan.digest()


def confirming(store: Store, token: str, seen: str) -> Callable[[], str]:
    """Say yes to a sheet, as the page does."""
    store_id, owner_id = store.id, store.owner_id

    def work() -> str:
        confirm = partial(services.confirm_import, store_id, token, seen=seen, actor_id=owner_id)
        try:
            unit_of_work(confirm)
        except (Conflict, ConstraintViolation, InvalidInput):
            return "look again"
        return "written"

    return work


def test_the_same_new_products_from_two_tabs_are_made_once(app: Flask, store: Store) -> None:
    sheets = [sent(store, NEW) for _tab in range(4)]
    answers = race(app, [confirming(store, *sheet) for sheet in sheets])
    assert Counter(answers) == {"written": 1, "look again": 3}
    assert len(shop_rows(store.id)) == 40
    assert {row[4] for row in shop_rows(store.id)} == {3}
    assert discrepancies() == []


def test_one_sheet_clicked_many_times_is_written_once(app: Flask, store: Store) -> None:
    sheet = sent(store, NEW)
    race(app, [confirming(store, *sheet)] * 6)
    assert len(shop_rows(store.id)) == 40
    assert {row[4] for row in shop_rows(store.id)} == {3}
    assert discrepancies() == []


def test_two_workers_write_a_sheet_once(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_AT_ONCE", 10)
    token, seen = sent(store, NEW)
    assert confirming(store, token, seen)() == "written"
    import_id = services.preview(store.id, token).sheet.id
    race(app, [lambda: jobs.apply_import(import_id) or "done"] * 4)
    assert len(shop_rows(store.id)) == 40
    assert discrepancies() == []


@pytest.mark.parametrize("variants", [10, 80])
def test_twenty_buyers_while_a_sheet_is_written_lose_no_sale(
    app: Flask, store: Store, variants: int
) -> None:
    """Either the sheet came first and they bought from its numbers, or it asks to look again."""
    product = make_product(
        store,
        variants=[{"sku": f"S{n}", "options": {"N": str(n)}, "stock": 20} for n in range(variants)],
    )
    ids = [variant.id for variant in variants_of(product)]
    text = "SKU\tHarga\tStok\n" + "".join(f"S{n}\t5000\t50\n" for n in range(variants))
    sheet = sent(store, text)

    def buy(number: int) -> str:
        lines = [StockChange(ids[(number + k) % 10], -1, MovementReason.SALE) for k in range(3)]
        try:
            unit_of_work(lambda: change_stock(lines, actor_id=None))
        except OutOfStock:
            return "sold out"
        return "bought"

    buyers = [partial(buy, number) for number in range(20)]
    answers = race(app, [*buyers[:10], confirming(store, *sheet), *buyers[10:]])
    counted = Counter(answers)
    assert counted["bought"] == 20
    started_with = 50 if counted["written"] else 20
    assert sum(row[4] for row in shop_rows(store.id)) == started_with * variants - 60
    assert discrepancies() == []
