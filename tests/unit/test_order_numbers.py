"""Public order numbers (DESIGN 3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import time_machine

from app.orders.numbers import new_number


@time_machine.travel(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), tick=False)
def test_a_number_carries_the_day_in_jakarta_and_six_unmistakable_characters() -> None:
    assert re.fullmatch(r"BLJ-261123-[0-9A-HJKMNP-TV-Z]{6}", new_number("BLJ"))


def test_numbers_are_random() -> None:
    assert len({new_number("BLG") for _ in range(200)}) == 200
