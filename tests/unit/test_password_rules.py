"""Which passwords are taken (B44, B45)."""

from __future__ import annotations

import pytest

from app.accounts.passwords import (
    TOO_COMMON,
    TOO_LONG,
    TOO_PERSONAL,
    TOO_SHORT,
    UNUSABLE,
    check_password,
    is_common,
)
from app.errors import InvalidInput


def refusal(password: str, *personal: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, personal=personal)
    assert refused.value.field == "password"
    return refused.value.message


@pytest.mark.parametrize(
    "password",
    [
        "kopi tubruk tiga gelas",
        "langit-biru-77",
        "é" * 36,
        "a" * 71 + "b",
        "🍜mie🍜ayam",
        "nasigoreng pedas",
    ],
)
def test_an_unusual_password_of_8_to_72_bytes_is_taken(password: str) -> None:
    """B44: no rule about kinds of characters."""
    check_password(password)


def test_a_password_of_7_bytes_is_too_short() -> None:
    assert refusal("kb7x!qz") == TOO_SHORT


@pytest.mark.parametrize("password", ["x" * 73, "é" * 37, "🍜" * 19, "x" * 100_000])
def test_a_password_of_more_than_72_bytes_is_too_long_rather_than_cut(password: str) -> None:
    assert refusal(password) == TOO_LONG


@pytest.mark.parametrize("password", ["kopi\0tubruk", "kopi tubruk \ud800"])
def test_what_bcrypt_cannot_read_is_refused(password: str) -> None:
    assert refusal(password) == UNUSABLE


@pytest.mark.parametrize(
    "password",
    [
        "password", "PASSWORD", "Password1", "12345678", "123456789", "qwertyuiop", "iloveyou",
        "11111111", "abcdefgh", "1qaz2wsx", "letmein1", "football", "sunshine", "princess1",
        "sayang123", "Sayang123", "bismillah", "BISMILLAH1", "indonesia", "Indonesia45",
        "rahasia123", "akucintakamu", "persib123", "bandung123", "katasandi", "cintaku1",
        "jakarta2024", "passwordku", "sayangsayang",
    ],
)  # fmt: skip
def test_a_common_password_is_refused_whatever_its_case(password: str) -> None:
    """B45."""
    assert refusal(password) in (TOO_COMMON, TOO_SHORT)
    assert is_common(password)


@pytest.mark.parametrize(
    ("password", "personal"),
    [
        ("sari.wulandari", "sari.wulandari@example.com"),
        ("Sari.Wulandari@example.com", "sari.wulandari@example.com"),
        ("sari wulandari", "Sari Wulandari"),
        ("SARIWULANDARI", "Sari Wulandari"),
        ("toko-kopi-gayo", "Toko Kopi Gayo"),
        ("belanjain", ""),
    ],
)
def test_ones_own_name_address_or_store_is_no_password(password: str, personal: str) -> None:
    assert refusal(password, personal) == TOO_PERSONAL
