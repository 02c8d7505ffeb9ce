"""Which variant is shown for which wishes."""

from __future__ import annotations

import pytest

from app.catalogue.choice import Choice, choose, exactly
from app.catalogue.queries import VariantView
from app.catalogue.summaries import average_rating


def variant(number: int, stock: int = 5, **options: str) -> VariantView:
    return VariantView(number, f"SKU-{number}", options, 1_000 * number, stock, None)


SHIRT = (
    variant(1, Warna="Merah", Ukuran="S", stock=0),
    variant(2, Warna="Merah", Ukuran="M"),
    variant(3, Warna="Biru", Ukuran="M", stock=0),
    variant(4, Warna="Biru", Ukuran="XL"),
)


def notes(choice: Choice) -> dict[str, str]:
    return {value.text: value.note for axis in choice.axes for value in axis.values}


def chosen(choice: Choice) -> list[str]:
    return [value.text for axis in choice.axes for value in axis.values if value.is_chosen]


def test_without_a_wish_the_first_in_stock_is_chosen() -> None:
    choice = choose(SHIRT, wanted={})
    assert choice.variant.id == 2
    assert choice.is_exact
    assert [axis.label for axis in choice.axes] == ["Warna", "Ukuran"]
    assert chosen(choice) == ["Merah", "M"]
    assert choice.words == "Merah, M"


def test_when_all_is_sold_out_the_first_is_shown() -> None:
    assert choose((variant(1, stock=0), variant(2, stock=0)), wanted={}).variant.id == 1


def test_a_variant_in_the_address_is_shown_also_when_sold_out() -> None:
    assert choose(SHIRT, wanted={}, variant_id=3).variant.id == 3
    assert choose(SHIRT, wanted={}, variant_id=99).variant.id == 2


def test_each_value_says_what_it_would_lead_to() -> None:
    choice = choose(SHIRT, wanted={}, variant_id=2)
    assert notes(choice) == {
        "Merah": "",
        "Biru": "sold_out_here",
        "S": "sold_out",
        "M": "",
        "XL": "missing",
    }


def test_a_note_about_a_combination_names_the_rest_of_it() -> None:
    choice = choose(SHIRT, wanted={}, variant_id=2)
    assert [axis.beside for axis in choice.axes] == ["M", "Merah"]


def test_what_is_bought_has_every_option_that_was_chosen() -> None:
    wanted = {"option-0": "Biru", "option-1": "XL"}
    found = exactly(SHIRT, wanted=wanted, variant_id=1)
    assert found is SHIRT[3]


@pytest.mark.parametrize(
    "wanted",
    [
        {"option-0": "Merah", "option-1": "XL"},
        {"option-0": "Ungu", "option-1": "M"},
        {"option-0": "Merah", "option-2": "M"},
        {"option-": "Merah"},
    ],
)
def test_what_nobody_makes_is_not_bought_as_something_else(wanted: dict[str, str]) -> None:
    assert exactly(SHIRT, wanted=wanted, variant_id=1) is None


def test_what_no_option_tells_apart_is_told_by_the_one_shown() -> None:
    some = (variant(1, Warna="Merah"), variant(2, Warna="Merah"))
    for shown in (1, 2):
        found = exactly(some, wanted={"option-0": "Merah"}, variant_id=shown)
        assert found is some[shown - 1]


def test_a_wish_that_cannot_be_met_can_be_kept() -> None:
    wanted = {"option-0": "Merah", "option-1": "XL"}
    choice = choose(SHIRT, wanted=wanted, variant_id=1, keep=True)
    assert chosen(choice) == ["Merah", "XL"]
    assert not choice.is_exact
    assert notes(choice)["M"] == ""
    assert notes(choice)["XL"] == "missing"


def test_an_existing_combination_is_exact() -> None:
    choice = choose(SHIRT, wanted={"option-0": "Biru", "option-1": "M"}, variant_id=2)
    assert choice.variant.id == 3
    assert choice.is_exact


def test_the_wish_made_just_now_counts_more_than_the_one_before() -> None:
    """Red M is shown; XL is chosen, which only blue has: blue XL, and it is said."""
    choice = choose(SHIRT, wanted={"option-0": "Merah", "option-1": "XL"}, variant_id=2)
    assert choice.variant.id == 4
    assert not choice.is_exact
    back = choose(SHIRT, wanted={"option-0": "Merah", "option-1": "XL"}, variant_id=4)
    assert back.variant.options["Warna"] == "Merah"


@pytest.mark.parametrize("wanted", [{"option-0": "Ungu"}, {"option-9": "Merah"}, {"option-": ""}])
def test_a_wish_for_what_nobody_offers_is_no_wish(wanted: dict[str, str]) -> None:
    choice = choose(SHIRT, wanted=wanted)
    assert choice.variant.id == 2
    assert choice.is_exact


def test_variants_need_not_have_the_same_axes() -> None:
    some = (variant(1, Isi="250 g"), variant(2, Isi="1 kg", Giling="Halus"))
    choice = choose(some, wanted={"option-1": "Halus"}, variant_id=1)
    assert choice.variant.id == 2
    assert choose((variant(7),), wanted={}).axes == ()


@pytest.mark.parametrize(
    ("tenths", "count", "average"),
    [(0, 0, None), (50, 1, 5.0), (85, 2, 4.3), (130, 3, 4.3), (139, 3, 4.6), (10, 1, 1.0)],
)
def test_an_average_has_one_decimal_and_rounds_half_upwards(
    tenths: int, count: int, average: float | None
) -> None:
    assert average_rating(tenths, count) == average
