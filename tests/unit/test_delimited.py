"""CSV of other people: one record cannot take the memory of the whole shop."""

from __future__ import annotations

import csv
from io import StringIO

from app.delimited import LONGEST_LINE, records


def test_a_record_that_goes_on_over_many_lines_is_ended() -> None:
    """Each cell and each line is short; only the record has no end."""
    text = StringIO("name,price\n" + 'ab,cd,"\n",' * 900_000)
    found = list(records(text))
    assert found[0] == (1, ["name", "price"])
    assert isinstance(found[-1][1], csv.Error)
    assert len(found) == 2
    assert text.tell() < 4 * LONGEST_LINE


def test_many_records_may_be_longer_together_than_one() -> None:
    text = StringIO("name\n" + ("x" * 500_000).replace("xxxxx", "xxxx,") + "\n" + "y\n" * 5)
    assert [record for _line, record in records(text)][-1] == ["y"]
    long = "a" * 100_000
    many = list(records(StringIO("name\n" + f"{long}\n" * 50)))
    assert len(many) == 51
    assert all(isinstance(record, list) for _line, record in many)
