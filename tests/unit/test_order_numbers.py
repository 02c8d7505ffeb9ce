"""Public order numbers (DESIGN 3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine

from app.orders.numbers import SEARCHED_DAYS, new_number, numbers_ending_in


@time_machine.travel(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), tick=False)
def test_a_number_carries_the_day_in_jakarta_and_six_unmistakable_characters() -> None:
    assert re.fullmatch(r"BLJ-261123-[0-9A-HJKMNP-TV-Z]{6}", new_number("BLJ"))


def test_numbers_are_random() -> None:
    assert len({new_number("BLG") for _ in range(200)}) == 200


@pytest.mark.parametrize("misread", ["7O2Q9D", "702Q9D"])
def test_a_spoken_end_stands_for_one_number_a_day(misread: str) -> None:
    with time_machine.travel("2026-11-23T12:00:00+07:00", tick=False):
        found = numbers_ending_in(misread)
    assert found[0] == "BLJ-261123-702Q9D"
    assert found[-1] == "BLJ-241124-702Q9D"
    assert len(found) == len(set(found)) == SEARCHED_DAYS


@pytest.mark.parametrize("typed", ["", "7K2Q9", "7K2Q9DX", "BLJ-26", "7K2Q9U", "%_____"])
def test_what_is_no_end_of_a_number_stands_for_none(typed: str) -> None:
    assert numbers_ending_in(typed) == []
