"""The numbers under a list: real links, and a gap only where it hides more than one page."""

from __future__ import annotations

import re

import pytest
from flask import Flask


def shown(app: Flask, page: int, pages: int) -> list[str]:
    """The numbers and gaps of the pager, in order."""
    with app.test_request_context():
        module = app.jinja_env.get_template("components/paging.html").make_module()
        text = str(module.pagination(page, pages, lambda number: f"/list?page={number}"))  # type: ignore[attr-defined]
    assert all(
        int(address) == int(number)
        for address, number in re.findall(
            r'pager-number"\s+href="/list\?page=(\d+)".*?>(\d+)<', text, re.S
        )
    )
    return re.findall(r"(?<=>)(?:\d+|…)(?=</a>|</li>)", text)


@pytest.mark.parametrize(
    ("page", "pages", "numbers"),
    [
        (1, 4, "1 2 3 4"),
        (4, 4, "1 2 3 4"),
        (4, 7, "1 2 3 4 5 6 7"),
        (1, 5, "1 2 … 5"),
        (5, 9, "1 … 4 5 6 … 9"),
        (2, 2, "1 2"),
    ],
)
def test_a_gap_never_hides_a_single_page(app: Flask, page: int, pages: int, numbers: str) -> None:
    assert " ".join(shown(app, page, pages)) == numbers
