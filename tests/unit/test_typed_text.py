"""What is kept of what people type into a line or a block of text."""

from __future__ import annotations

import pytest

from app.web.typed import HIGHEST_PILE, LONGEST_CLEANED, clean_block, clean_line, composed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Pawon \t Jogja ", "Pawon Jogja"),
        ("Pawon\u200b Jogja\ufeff", "Pawon Jogja"),
        ("Toko\u202egoJ nowaP\u2066", "TokogoJ nowaP"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("Keluarga \U0001f468\u200d\U0001f469\u200d\U0001f467", None),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
    ],
)
def test_a_line_keeps_what_can_be_seen(typed: str, kept: str | None) -> None:
    """None: kept as it is, because emoji and scripts are spelt with joiners."""
    assert clean_line(typed) == (typed if kept is None else kept)


@pytest.mark.parametrize("typed", ["\u200d", "\u0301\u200c ", "\u202e\u200b", "  "])
def test_what_leaves_no_ink_is_empty(typed: str) -> None:
    assert clean_line(typed) == ""
    assert clean_block(typed) == ""


def test_a_control_character_is_left_for_the_field_to_refuse() -> None:
    assert clean_line("a\x00b") == "a\x00b"


def test_a_block_keeps_its_lines() -> None:
    assert clean_block(" satu\r\ndua\rtiga\u200b\n") == "satu\ndua\ntiga"


@pytest.mark.parametrize(
    "pile",
    ["\u0301" * 40_000 + "\u0327" * 40_000, "\u0f73" * 80_000, "\u0344\u0f81\u0315" * 30_000],
)
def test_a_pile_of_marks_is_cut_before_it_is_put_in_order(pile: str) -> None:
    """60,000 marks in the wrong order took a worker half a minute."""
    tidy = composed(f"a{pile}b")
    assert tidy.endswith("b")
    assert len(tidy) <= HIGHEST_PILE + 2


def test_more_than_any_field_takes_is_not_touched() -> None:
    long = "e\u0301" * LONGEST_CLEANED
    assert composed(long) is long
