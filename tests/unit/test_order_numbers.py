"""Public order numbers (DESIGN 3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.orders.numbers import (
    SEARCHED_DAYS,
    days_of_beginning,
    last_part,
    new_number,
    numbers_ending_in,
    whole_number,
)


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


@pytest.mark.parametrize(
    "typed",
    [
        *("BLJ-261123-702Q9D", "blj-261123-7o2q9d", " BLJ 261123 702Q9D ", "261123-702Q9D"),
        *("BLJ26LL23702Q9D", "B1J-261123-702Q9D", "BLJ\u2013261123\u2011702Q9D"),
    ],
)
def test_a_whole_number_is_known_however_it_is_typed(typed: str) -> None:
    assert whole_number(typed) == "BLJ-261123-702Q9D"
    assert last_part(typed) is None


@pytest.mark.parametrize("typed", ["", "BLJ", "702Q9D", "BLJ-2611-702Q9D", "BLJ-261123-702Q9", "é"])
def test_what_is_no_whole_number_is_none(typed: str) -> None:
    assert whole_number(typed) is None


@pytest.mark.parametrize(
    ("beginning", "days"),
    [
        ("BLJ-26", (date(2026, 1, 1), date(2026, 12, 31))),
        ("BLJ-2602", (date(2026, 2, 1), date(2026, 2, 28))),
        ("BLJ-2612", (date(2026, 12, 1), date(2026, 12, 31))),
        ("BLJ-26021", (date(2026, 2, 1), date(2026, 2, 28))),
        ("BLJ-261123-7K", (date(2026, 11, 23), date(2026, 11, 23))),
        ("BLJ-261323", None),
        ("BLJ-260230", None),
        ("BLJ-2", None),
        ("BLJ-", None),
        ("WAJAN", None),
    ],
)
def test_the_beginning_of_a_number_names_days(
    beginning: str, days: tuple[date, date] | None
) -> None:
    assert days_of_beginning(beginning) == days
