"""A worker that dies in the middle of a sheet: nothing of it stays, and another writes it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.clock import utcnow
from app.db import db, unit_of_work
from app.inventory.models import StockMovement
from app.inventory.queries import discrepancies
from app.jobs.queue import enqueue
from app.sheets import jobs, services
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.progress import rows_done
from app.sheets.reading import read_text
from app.stores.models import Store
from config import Configuration
from tests.factories.accounts import make_seller
from tests.factories.catalogue import make_category
from tests.support.elsewhere import using_redis
from tests.support.processes import kill_hard, running
from tests.support.redis import PrivateRedis, private_redis
from tests.support.sheets import shop_rows
from tests.support.waiting import until

MANY = 5000
NEW = "Nama\tKategori\tHarga\tStok\n" + "".join(f"Cobek {n}\tDapur\t1000\t3\n" for n in range(MANY))


@pytest.fixture
def redis(app: Flask, tmp_path: Path) -> Iterator[PrivateRedis]:
    with private_redis(tmp_path) as server, using_redis(app, server.url):
        yield server


@pytest.fixture
def there(configuration: Configuration, redis: PrivateRedis) -> Configuration:
    """The configuration of the workers."""
    return replace(configuration, redis_url=redis.url, log_level="ERROR")


@pytest.fixture
def store(app: Flask) -> Store:
    make_category("Dapur")
    return make_seller()[1]


def agreed(store: Store) -> int:
    """A long sheet that its seller has said yes to, so that it is on the queue: its id."""
    store_id, owner_id = store.id, store.owner_id
    sheet = unit_of_work(
        lambda: services.receive_sheet(
            read_text(NEW), store_id=store_id, user_id=owner_id, file_name="", fallback=None
        )
    )
    import_id, token = sheet.id, sheet.token
    seen = services.preview(store_id, token).plan.digest()
    unit_of_work(lambda: services.confirm_import(store_id, token, seen=seen, actor_id=owner_id))
    return import_id


def status() -> str:
    db.session.rollback()
    return db.session.scalars(select(SheetImport.status)).one()


def let_the_claim_run_out() -> None:
    """As if the worker that died had begun long ago."""
    began = utcnow() - services.GIVEN_UP_AFTER - timedelta(seconds=1)
    unit_of_work(lambda: db.session.execute(update(SheetImport).values(started_at=began)))


def test_a_worker_killed_in_the_middle_of_a_sheet_leaves_nothing_and_another_writes_it_once(
    there: Configuration, store: Store
) -> None:
    """A4, A18: kill -9 while thousands of rows stand in the open transaction."""
    import_id, store_id = agreed(store), store.id
    with running("work", there) as worker:
        until(lambda: rows_done(import_id), seconds=120, what="rows are being written")
        kill_hard(worker)
    assert (rows_done(import_id) or 0) < MANY
    assert status() == ImportStatus.RUNNING
    assert shop_rows(store_id) == []
    jobs.sweep()
    assert status() == ImportStatus.RUNNING, "for all that is known it still lives"
    let_the_claim_run_out()
    enqueue(jobs.SWEEP)
    with running("work", there):
        until(lambda: status() == ImportStatus.DONE, seconds=240, what="another has written it")
    rows = shop_rows(store_id)
    assert len(rows) == len({row[0] for row in rows}) == MANY
    assert {row[4] for row in rows} == {3}
    assert len(db.session.scalars(select(StockMovement.id)).all()) == MANY
    assert discrepancies() == []
