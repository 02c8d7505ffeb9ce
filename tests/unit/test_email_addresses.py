"""The one form in which an address is stored and compared (B50)."""

from __future__ import annotations

import pytest

from app.accounts.email_addresses import comparable, normalise
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("sari@example.com", "sari@example.com"),
        ("  Sari@Example.COM ", "sari@example.com"),
        ("SARI+toko@example.co.id", "sari+toko@example.co.id"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("sari@xn--fiqs8s.example.com", "sari@中国.example.com"),
        ("Ä@example.com", "ä@example.com"),
    ],
)
def test_an_address_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "", "sari", "@example.com", "sari@", "sari@@example.com", "sari@example", "a b@example.com",
        "sari@example.com\r\nBcc: x@example.com", "sari@example.com\0", "sari@-example.com",
        ".sari@example.com", "sari@localhost", "Sari <sari@example.com>", "sari@[127.0.0.1]",
        "x" * 65 + "@example.com", "sari@" + "x" * 250 + ".com", "<script>@example.com",
        "😀@", "\ud800@example.com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        normalise(typed)
    assert refused.value.field == "email"
    assert len(comparable(typed)) <= 254
