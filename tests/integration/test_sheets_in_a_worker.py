"""Sheets of more than 500 rows: a worker writes them, whatever happens to it or to Redis."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from app.clock import utcnow
from app.db import db, unit_of_work
from app.inventory.models import MovementReason
from app.inventory.queries import discrepancies
from app.inventory.services import StockChange, change_stock
from app.jobs.clock import ENTRIES
from app.jobs.queue import JsonQueue, gate
from app.sheets import jobs, services
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.progress import reporter
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.client import ShopClient
from tests.support.elsewhere import using_redis
from tests.support.redis import private_redis
from tests.support.sheets import apply, paste, preview_of, seen_in, shop_rows

MANY = 501
NEW_ROWS = [
    ("Nama", "Kategori", "Harga", "Stok"),
    *((f"Cobek {n}", "Dapur", 1000 + n, 3) for n in range(MANY)),
]


@pytest.fixture
def store(client: ShopClient) -> Store:
    user, store = make_seller(store_name="Anggrek")
    sign_in_as(client, user)
    make_category("Dapur")
    return store


@pytest.fixture
def url(client: ShopClient, store: Store, tmp_path: Path) -> str:
    """A long sheet that the seller has said yes to."""
    sent = paste(client, NEW_ROWS)
    assert apply(client, sent).status_code == 303
    return sent.headers["Location"]


def the_sheet() -> SheetImport:
    db.session.rollback()
    return db.session.scalars(select(SheetImport).execution_options(populate_existing=True)).one()


def test_past_500_rows_a_worker_is_asked_and_the_page_shows_a_bar(
    app: Flask, client: ShopClient, store: Store, url: str
) -> None:
    assert the_sheet().status == ImportStatus.WAITING
    assert shop_rows(store.id) == []
    waiting = client.get(url)
    assert "<progress" in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    assert "Refresh" in waiting.text
    head = waiting.text.split('id="sheet-import"')[1].split('id="import-progress"')[0]
    assert "In the queue" not in head, "only what asks again and again says how it stands"
    job = JsonQueue(connection=gate(app).redis).jobs[-1]
    assert (job.func_name, job.args) == (services.APPLY_JOB, [the_sheet().id])
    jobs.apply_import(the_sheet().id)
    assert len(shop_rows(store.id)) == MANY
    assert the_sheet().status == ImportStatus.DONE
    done = client.get(url)
    assert "<progress" not in done.text
    assert "every 1s" not in done.text
    assert discrepancies() == []


def test_500_rows_are_written_at_once(client: ShopClient, store: Store) -> None:
    apply(client, paste(client, NEW_ROWS[:MANY]))
    assert the_sheet().status == ImportStatus.DONE
    assert len(shop_rows(store.id)) == MANY - 1


def test_the_bar_says_how_far_it_is_and_ends_by_itself(
    client: ShopClient, store: Store, url: str
) -> None:
    sheet = the_sheet()
    started_at = unit_of_work(lambda: services.claim_import(sheet.id, utcnow()))
    assert started_at is not None
    reporter(sheet.id)(120)
    bar = client.get(f"{url}?progress=1", htmx=True)
    assert 'value="120" max="501"' in bar.text
    assert "120 of 501 rows" in bar.text
    assert "sheet-import" not in bar.text
    unit_of_work(lambda: services.write_import(sheet.id, started_at, lambda _rows: None))
    end = client.get(f"{url}?progress=1", htmx=True)
    assert end.headers["HX-Retarget"] == "#sheet-import"
    assert "every 1s" not in end.text


def test_called_twice_it_is_written_once(store: Store, url: str) -> None:
    for _time in range(2):
        jobs.apply_import(the_sheet().id)
    assert len(shop_rows(store.id)) == MANY
    assert discrepancies() == []


def test_a_sheet_whose_worker_died_is_taken_up_again_after_some_minutes(
    store: Store, url: str
) -> None:
    """A18."""
    sheet = the_sheet()
    unit_of_work(lambda: services.claim_import(sheet.id, utcnow()))
    jobs.sweep()
    assert the_sheet().status == ImportStatus.RUNNING
    assert shop_rows(store.id) == []
    with time_machine.travel(utcnow() + services.GIVEN_UP_AFTER + timedelta(seconds=1)):
        jobs.sweep()
    assert the_sheet().status == ImportStatus.DONE
    assert len(shop_rows(store.id)) == MANY


def test_a_slow_worker_that_was_given_up_writes_nothing_any_more(store: Store, url: str) -> None:
    sheet = the_sheet()
    started_at = unit_of_work(lambda: services.claim_import(sheet.id, utcnow()))
    assert started_at is not None
    later = utcnow() + services.GIVEN_UP_AFTER + timedelta(seconds=1)
    assert unit_of_work(lambda: services.claim_import(sheet.id, later)) == later
    unit_of_work(lambda: services.write_import(sheet.id, started_at, lambda _rows: None))
    assert shop_rows(store.id) == []
    unit_of_work(lambda: services.write_import(sheet.id, later, lambda _rows: None))
    assert len(shop_rows(store.id)) == MANY


def test_a_sheet_that_kills_its_workers_is_given_up(
    client: ShopClient, store: Store, url: str
) -> None:
    sheet, now = the_sheet(), utcnow()
    for attempt in range(services.MOST_ATTEMPTS + 1):
        at = now + attempt * timedelta(minutes=3)
        unit_of_work(lambda at=at: services.claim_import(sheet.id, at))
    assert the_sheet().status == ImportStatus.FAILED
    assert shop_rows(store.id) == []
    assert "could not be written" in client.get(url).text
    with time_machine.travel(now + timedelta(hours=1)):
        jobs.sweep()
    assert shop_rows(store.id) == []


def test_without_redis_it_waits_and_the_clock_picks_it_up(
    app: Flask, client: ShopClient, store: Store, tmp_path: Path
) -> None:
    """A16, A17."""
    with private_redis(tmp_path) as redis, using_redis(app, redis.url):
        redis.stop()
        sent = paste(client, NEW_ROWS)
        assert apply(client, sent).status_code == 303
        page = client.get(sent.headers["Location"])
        assert "begins some minutes later" in page.text
        assert the_sheet().status == ImportStatus.WAITING
        jobs.sweep()
    assert the_sheet().status == ImportStatus.DONE
    assert len(shop_rows(store.id)) == MANY


def test_what_was_sold_while_it_waited_is_not_written_over(
    client: ShopClient, store: Store
) -> None:
    product = make_product(
        store, variants=[{"sku": f"S{n}", "options": {"N": str(n)}} for n in range(MANY)]
    )
    first = variants_of(product)[0].id
    sent = paste(client, [("SKU", "Stok"), *((f"S{n}", 30) for n in range(MANY))])
    apply(client, sent)
    sold = StockChange(first, -1, MovementReason.SALE)
    unit_of_work(lambda: change_stock([sold], actor_id=None))
    before = shop_rows(store.id)
    jobs.apply_import(the_sheet().id)
    assert shop_rows(store.id) == before
    assert the_sheet().status == ImportStatus.PREVIEW
    page = client.get(sent.headers["Location"])
    assert "Your shop changed while this sheet waited" in page.text
    assert "It was 20 when you sent this sheet." in page.text
    url = sent.headers["Location"]
    client.post_form(f"{url}/apply", {"seen": seen_in(page)})
    jobs.apply_import(the_sheet().id)
    assert {row[4] for row in shop_rows(store.id)} == {30}
    assert discrepancies() == []


@contextmanager
def sold_meanwhile(variant_id: int) -> Iterator[None]:
    """Somebody buys after the plan was made and before the stock is written."""
    left = [1]

    def buy(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if left and statement.startswith("UPDATE sheet_imports"):
            left.clear()
            # The same transaction, which is what another one looks like once it has committed.
            connection.exec_driver_sql(
                f"UPDATE variants SET stock = stock - 1 WHERE id = {variant_id}"
            )

    event.listen(db.engine, "before_cursor_execute", buy)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", buy)


@pytest.mark.parametrize("rows", [2, 60])
def test_a_sale_in_the_last_moment_is_noticed_by_the_write_itself(
    client: ShopClient, store: Store, rows: int
) -> None:
    product = make_product(
        store, variants=[{"sku": f"S{n}", "options": {"N": str(n)}} for n in range(rows)]
    )
    sent = paste(client, [("SKU", "Stok"), *((f"S{n}", 30) for n in range(rows))])
    seen = seen_in(preview_of(client, sent))
    with sold_meanwhile(variants_of(product)[1].id):
        answer = client.post_form(f"{sent.headers['Location']}/apply", {"seen": seen})
    assert answer.status_code == 409
    assert {row[4] for row in shop_rows(store.id)} == {20}
    assert discrepancies() == []


WRITES = ("INSERT", "UPDATE", "DELETE")


class Faulty(Exception):
    """Raised in the middle of a write."""


@contextmanager
def fault_at(number: int) -> Iterator[list[str]]:
    """The statement of that number that writes raises instead; yields those that came before."""
    seen: list[str] = []

    def refuse(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(WRITES):
            seen.append(statement)
            if len(seen) == number:
                raise Faulty

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


def test_a_fault_at_any_statement_leaves_nothing_of_the_sheet(
    client: ShopClient, store: Store
) -> None:
    """A4: all or nothing."""
    product = make_product(
        store, name="Lampu", variants=[{"sku": "L", "options": {"Warna": "Merah"}}]
    )
    sent = paste(
        client,
        [
            ("SKU", "Nama", "Kategori", "Harga", "Stok", "Status", "Pilihan 1", "Nilai 1"),
            ("L", "Lampu tidur", "", "500", "9", "arsip", "Warna", "Biru"),
            ("", "Baru", "Dapur", "500", "9", "", "", ""),
        ],
    )
    assert seen_in(preview_of(client, sent))
    before = shop_rows(store.id)
    preview = services.preview(store.id, sent.headers["Location"].rsplit("/", 1)[1])
    seen, token = preview.plan.digest(), preview.sheet.token

    def write() -> None:
        services.confirm_import(store.id, token, seen=seen, actor_id=store.owner_id)

    number = 0
    while True:
        number += 1
        with fault_at(number) as statements:
            try:
                unit_of_work(write)
            except Faulty:
                assert shop_rows(store.id) == before
                assert the_sheet().status == ImportStatus.PREVIEW
                continue
        break
    assert number > 8
    assert len(statements) == number - 1
    assert the_sheet().status == ImportStatus.DONE
    assert ("Lampu tidur", "L", {"Warna": "Biru"}, 500, 9) in shop_rows(store.id)
    assert discrepancies() == []
    assert product.id


def test_old_sheets_go_after_a_week_unless_a_worker_is_to_write_them(
    store: Store, url: str
) -> None:
    def make(status: str, age: timedelta) -> None:
        def work() -> None:
            db.session.add(
                SheetImport(
                    token=f"{status}-{age.days}",
                    store_id=store.id,
                    user_id=store.owner_id,
                    rows=b"",
                    status=status,
                    created_at=utcnow() - age,
                )
            )

        unit_of_work(work)

    for status in ImportStatus:
        make(status, services.KEPT + timedelta(minutes=1))
        make(status, services.KEPT - timedelta(minutes=1))
    unit_of_work(lambda: services.delete_old_imports(utcnow(), limit=2))
    assert len(tokens()) == 9
    unit_of_work(lambda: services.delete_old_imports(utcnow(), limit=500))
    old = {token for token in tokens() if token.endswith("-7")}
    assert old == {"WAITING-7", "RUNNING-7"}
    assert len(tokens()) == 8


def tokens() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(SheetImport.token)))


def test_a_sheet_cannot_be_discarded_while_it_waits(
    client: ShopClient, store: Store, url: str
) -> None:
    client.post_form(f"{url}/discard")
    assert the_sheet().status == ImportStatus.WAITING


def test_the_clock_looks_for_sheets_each_minute() -> None:
    assert ENTRIES["clock-sheet_imports"][::2] == (jobs.SWEEP, "* * * * *")


def test_unknown_numbers_are_no_work(store: Store) -> None:
    jobs.apply_import(987_654_321)
    assert tokens() == set()
