"""A sheet of 5,000 rows, written by a process of its own: seconds, megabytes, time it locks rows.

Two scenes on each database: 5,000 new products, and a new price and stock for each of them. A
process reads the XLSX file, plans it as the preview does, and writes it as a worker does; its time
and its largest memory (ru_maxrss) are its own. "Locked" is from the first row that a buyer may
want to the commit: so long a checkout of such a row waits, and MariaDB gives up after ten seconds.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from app import create_app
from app.db import db, unit_of_work
from app.sheets import jobs, services
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.reading import read_file
from bench.shop import Shop, databases, print_table, shop_on
from tests.factories.accounts import make_seller
from tests.factories.catalogue import make_category
from tests.support.processes import ROOT, environ_of
from tests.support.sheets import xlsx_file

RUNS = 1
ROWS = 5000
MOST_SECONDS = 60.0
MOST_MEGABYTES = 300
MOST_LOCKED_SECONDS = 10.0
HEADINGS = (
    *("scene", "database", "rows", "seconds to the preview", "seconds to write", "locked"),
    *("megabytes", "right"),
)


def run(runs: int) -> bool:
    """Print the table; True if every run is within the bounds."""
    rows, right = [], True
    for database, server in databases().items():
        for _run in range(runs):
            with shop_on(server) as shop:
                for scene, taken in measured(shop, ROWS).items():
                    rows.append((scene, database, ROWS, *taken.values()))
                    right = right and bool(taken["right"])
    print_table(HEADINGS, rows)
    return right


def measured(shop: Shop, count: int) -> dict[str, dict[str, Any]]:
    """What each scene took, in a process of its own."""
    owner, store = make_seller()
    make_category("Dapur")
    options = [(f"Cobek batu {n // 5}", "Ukuran", f"{n % 5 + 10} cm") for n in range(count)]
    new = [
        (f"SKU-{n}", name, "Dapur", "Batu asli dari Muntilan. " * 8, axis, value, 90_000 + n, 20)
        for n, (name, axis, value) in enumerate(options)
    ]
    changed = [(f"SKU-{n}", 95_000 + n, 30 + n % 7) for n in range(count)]
    headings = ("SKU", "Nama produk", "Kategori", "Deskripsi", "Pilihan 1", "Nilai 1", "Harga")
    scenes = {
        "new products": [(*headings, "Stok"), *new],
        "price and stock": [("SKU", "Harga", "Stok"), *changed],
    }
    db.session.remove()
    found: dict[str, dict[str, Any]] = {}
    for scene, lines in scenes.items():
        path = shop.folder / f"{scene}.xlsx"
        path.write_bytes(xlsx_file(lines))
        asked = [str(path), str(store.id), str(owner.id)]
        said = subprocess.run(
            [sys.executable, "-m", "bench.sheets", *asked],
            cwd=ROOT,
            env=environ_of(shop.configuration),
            stdout=subprocess.PIPE,
            check=True,
        )
        found[scene] = json.loads(said.stdout)
    return found


def import_file(path: Path, store_id: int, user_id: int) -> dict[str, Any]:
    """Read, plan and write this file in this process."""
    app = create_app()
    with app.app_context():
        began = time.monotonic()
        reading = read_file(path.read_bytes())
        sheet = unit_of_work(
            partial(
                services.receive_sheet,
                reading,
                store_id=store_id,
                user_id=user_id,
                file_name=path.name,
                fallback=None,
            )
        )
        previewed = time.monotonic()
        seen = services.preview(store_id, sheet.token).plan.digest()
        unit_of_work(
            partial(services.confirm_import, store_id, sheet.token, seen=seen, actor_id=user_id)
        )
        locked = _watch_locks()
        jobs.apply_import(sheet.id)
        written = time.monotonic()
        status = db.session.scalar(select(SheetImport.status).where(SheetImport.id == sheet.id))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    right = (
        status == ImportStatus.DONE
        and written - began < MOST_SECONDS
        and megabytes < MOST_MEGABYTES
        and locked[1] - locked[0] < MOST_LOCKED_SECONDS
    )
    return {
        "preview": round(previewed - began, 1),
        "write": round(written - previewed, 1),
        "locked": round(locked[1] - locked[0], 1),
        "megabytes": round(megabytes),
        "right": right,
    }


def _watch_locks() -> list[float]:
    """When the first row that buyers want was touched, and when the last commit was."""
    times = [0.0, 0.0]

    def touched(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not times[0] and statement.startswith(("UPDATE products", "UPDATE variants")):
            times[0] = time.monotonic()

    def committed(_connection: Any) -> None:
        times[1] = time.monotonic()

    event.listen(db.engine, "before_cursor_execute", touched)
    event.listen(db.engine, "commit", committed)
    return times


if __name__ == "__main__":
    print(json.dumps(import_file(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
