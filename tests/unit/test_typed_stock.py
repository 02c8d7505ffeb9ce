"""What a seller types into a stock field, understood or refused with words (B9)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from app.errors import InvalidInput
from app.inventory.typed_stock import MOST_UNITS, TypedStock, parse_typed_stock


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0", 0),
        ("007", 7),
        ("1000000", MOST_UNITS),
        ("1.000.000", MOST_UNITS),
        ("1,000,000", MOST_UNITS),
        ("1 200", 1200),
        ("12\u00a0500", 12500),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_number_is_the_stock(application: Flask, language: str, typed: str, units: int) -> None:
    with application.test_request_context(), force_locale(language):
        assert parse_typed_stock(typed) == TypedStock(units)


@pytest.mark.parametrize(
    ("typed", "units"),
    [("+10", 10), ("-3", -3), ("\u22123", -3), ("+ 10", 10), ("+0", 0), ("-0", 0), ("+007", 7)],
)
def test_a_sign_makes_it_a_change(application: Flask, typed: str, units: int) -> None:
    with application.test_request_context():
        assert parse_typed_stock(typed) == TypedStock(units, is_delta=True)


@pytest.mark.parametrize(("language", "typed"), [("id", "1.200"), ("en", "1,200")])
def test_the_languages_own_thousands_are_understood(
    application: Flask, language: str, typed: str
) -> None:
    with application.test_request_context(), force_locale(language):
        assert parse_typed_stock(typed) == TypedStock(1200)


@pytest.mark.parametrize(("language", "typed"), [("id", "1,200"), ("en", "1.200")])
def test_what_could_be_a_fraction_is_asked_about(
    application: Flask, language: str, typed: str
) -> None:
    with application.test_request_context(), force_locale(language):
        with pytest.raises(InvalidInput) as refusal:
            parse_typed_stock(typed)
        assert typed in str(refusal.value.message)
        assert "1200" in str(refusal.value.message)
        assert refusal.value.field == "stock"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "   ", "sepuluh", "1.5", "1e3", "0x10", "NaN", "inf", "１２", "١٢", "½", "1_000"),
        *("--3", "+-3", "3-", "+", "-", "1.20", "0.500", "1.2000", "1.000,000", "1..000", "3 buah"),
        *("1\u00002", "²", "1'000", "=1+1", "true", "-\n3 4", "1\n200"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_anything_else_is_refused_on_the_field(
    application: Flask, language: str, typed: str
) -> None:
    with application.test_request_context(), force_locale(language):
        with pytest.raises(InvalidInput) as refusal:
            parse_typed_stock(typed)
        assert refusal.value.field == "stock"
        assert str(refusal.value.message)


@pytest.mark.parametrize("typed", ["1000001", "+1000001", "-1000001", "1.000.001", "9" * 5000])
def test_more_than_any_shelf_holds_is_refused(application: Flask, typed: str) -> None:
    with application.test_request_context(), pytest.raises(InvalidInput) as refusal:
        parse_typed_stock(typed)
    assert "1.000.000" in str(refusal.value.message) or "1,000,000" in str(refusal.value.message)
