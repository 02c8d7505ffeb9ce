"""Buyers who press "pay" at the same moment: nothing oversold, nobody lost to a deadlock (A1, A7).

64 buyers in threads against 20 units, and 16 buyers with carts A,B and B,A; ten runs of each, on
SQLite and on MariaDB. A run is right if exactly what was there is sold, every other buyer is told
so, no error of the database reaches anybody, and the invariants hold. "Collisions" are deadlocks
and the like that a unit of work met and answered by running again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask

from bench.shop import databases, print_table, shop_on
from tests.support.database import empty_all_tables
from tests.support.races import Outcome, counted_collisions, crossed_carts, many_buyers_of_few_units

RUNS = 10
HEADINGS = (
    *("scene", "database", "runs", "right", "orders a run", "refused clearly", "collisions"),
    *("errors that reached a buyer", "invariants broken", "seconds a run"),
)
SCENES: dict[str, tuple[Callable[[Flask], Outcome], int, dict[str, int]]] = {
    "64 buyers, 20 units": (many_buyers_of_few_units, 20, {"LinesShort": 44}),
    "16 crossed carts": (crossed_carts, 32, {}),
}


def run(runs: int) -> bool:
    """Print the table; True if every run was right."""
    rows, right = [], True
    for database, server in databases().items():
        with shop_on(server) as shop:
            for scene in SCENES:
                row, all_right = _repeat(shop.app, scene, runs)
                rows.append((scene, database, *row))
                right = right and all_right
    print_table(HEADINGS, rows)
    return right


def _repeat(app: Flask, scene: str, runs: int) -> tuple[tuple[object, ...], bool]:
    play, orders, refusals = SCENES[scene]
    outcomes, began = [], time.monotonic()
    with counted_collisions() as collisions:
        for _run in range(runs):
            empty_all_tables()
            outcomes.append(play(app))
    seconds = (time.monotonic() - began) / runs
    right = [
        one.rows["orders"] == orders
        and one.refusals == refusals
        and not any(one.stock_left)
        and not one.broken
        for one in outcomes
    ]
    sold = sorted({one.rows["orders"] for one in outcomes})
    errors = sum(answer.startswith("database") for one in outcomes for answer in one.answers)
    refused = sum(one.refusals.total() for one in outcomes) - errors
    broken = sum(len(one.broken) for one in outcomes)
    counts = " or ".join(map(str, sold))
    row = (runs, sum(right), counts, refused, collisions.total(), errors, broken)
    return (*row, f"{seconds:.1f}"), all(right)
