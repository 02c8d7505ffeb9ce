"""A `next` parameter may only lead to a page of this site (B35)."""

from __future__ import annotations

import pytest

from app.web.urls import safe_next


@pytest.mark.parametrize(
    "inside", ["/", "/cart", "/products?page=2&sort=newest", "/orders/BLJ-1#x", "/products?q=a%0Ab"]
)
def test_a_path_of_this_site_is_kept(inside: str) -> None:
    assert safe_next(inside, "/default") == inside


@pytest.mark.parametrize(
    "outside",
    [
        None,
        "",
        "cart",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\u2028/evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "/cart%00",
        " //evil.example",
        "/" + "a" * 3000,
    ],
)
def test_anything_else_gives_the_default(outside: str | None) -> None:
    assert safe_next(outside, "/default") == "/default"
