"""Which passwords are taken (B44, B45)."""

from __future__ import annotations

import tomllib

import pytest

from app.accounts.listed_passwords import DIGEST_BYTES, DIGESTS_FILE
from app.accounts.passwords import (
    LONGEST_BYTES,
    SHORTEST_BYTES,
    TOO_COMMON,
    TOO_LONG,
    TOO_PERSONAL,
    TOO_SHORT,
    UNUSABLE,
    check_password,
    is_common,
)
from app.errors import InvalidInput
from devtools import passwords as devtools_passwords


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
    "password",
    [
        "1q2w3e4r5t6y7u8i9o0p", "RockAndRoll", "spider-man", "Coca-Cola", "3.1415926", "пароль",
        "123456789101112", "GossipGirl", "hotmail.com",
    ],
)  # fmt: skip
def test_a_password_of_the_published_list_is_refused_whatever_pattern_it_has(password: str) -> None:
    """B45: these look unusual; only the list knows them."""
    assert refusal(password) == TOO_COMMON


@pytest.mark.parametrize(
    "password", ["payung melati kertas", "lampugarasimangga", "correct horse battery"]
)
def test_three_words_that_do_not_belong_together_are_taken(password: str) -> None:
    check_password(password)


def test_the_digests_are_sorted_whole_and_as_many_as_is_said_beside_them() -> None:
    data = DIGESTS_FILE.read_bytes()
    provenance = tomllib.loads(DIGESTS_FILE.with_suffix(".toml").read_text())
    digests = [data[at : at + DIGEST_BYTES] for at in range(0, len(data), DIGEST_BYTES)]
    assert len(data) % DIGEST_BYTES == 0
    assert digests == sorted(set(digests))
    assert len(digests) == provenance["count"] > 8000
    assert provenance["django"] == devtools_passwords.DJANGO
    licence = DIGESTS_FILE.with_name("common_passwords-LICENSE.txt").read_text()
    assert "Redistribution and use in source and binary forms" in licence


def test_the_digests_are_written_by_the_rules_that_they_are_read_by() -> None:
    assert devtools_passwords.DIGEST_BYTES == DIGEST_BYTES
    bounds = (devtools_passwords.SHORTEST_BYTES, devtools_passwords.LONGEST_BYTES)
    assert bounds == (SHORTEST_BYTES, LONGEST_BYTES)
    assert devtools_passwords.DIGESTS == DIGESTS_FILE
    listed = ["RockAndRoll ", "rockandroll", "short", "x" * 73, "Спасибо"]
    digests = devtools_passwords.digests_of(listed)
    assert len(digests) == 2
    assert set(digests) == set(devtools_passwords.digests_of(["rockandroll", "спасибо"]))


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
