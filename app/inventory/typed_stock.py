"""What a seller types into a stock field: a number, or so many more or fewer.

"30" is what the stock shall be; "+10" and "-3" are added to whatever it is by then. People write
thousands with a separator ("1.200"), which the other language reads as a decimal mark: it is taken
only where it cannot mean anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app.errors import InvalidInput
from app.web.filters import current_language, number

MOST_UNITS = 1_000_000
LONGEST_TYPED = 40
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2})((?:([., \u00a0\u202f])[0-9]{3})(?:\3[0-9]{3})*)", re.ASCII
)
_MINUS = "-\u2212\u2013"


@dataclass(frozen=True)
class TypedStock:
    """Units: the stock itself, or with `is_delta` how many more (negative: fewer)."""

    units: int
    is_delta: bool = False


def parse_typed_stock(raw: str) -> TypedStock:
    """What was typed. Raises InvalidInput on the field `stock`, with words that say what to do."""
    text = raw.strip()
    if not text:
        raise _refused(_("Type how many there are."))
    sign = text[0] if text[0] in "+" + _MINUS else ""
    words = _("Type a whole number such as 30, or +10 or -3.")
    units = _whole(text[len(sign) :].strip(), words=words)
    if units > MOST_UNITS:
        raise _refused(_("At most %(most)s.", most=number(MOST_UNITS)))
    if sign:
        return TypedStock(-units if sign in _MINUS else units, is_delta=True)
    return TypedStock(units)


def parse_units(raw: str) -> int:
    """A number of units as typed, without a sign. Raises InvalidInput."""
    text = raw.strip()
    if not text:
        raise _refused(_("Please fill this in."))
    units = _whole(text, words=_("Type a whole number such as 10."))
    if units > MOST_UNITS:
        raise _refused(_("At most %(most)s.", most=number(MOST_UNITS)))
    return units


def _whole(text: str, *, words: str) -> int:
    if _DIGITS.fullmatch(text):
        # int() refuses thousands of digits, and no seller has so many units anyway.
        return int(text) if len(text) <= LONGEST_TYPED else MOST_UNITS + 1
    grouped = _GROUPED.fullmatch(text)
    if grouped is None:
        raise _refused(words)
    plain = "".join(_DIGITS.findall(text))
    if _is_ambiguous(separator=grouped[3], groups=len(grouped[2]) // 4):
        example = f"{plain[:-3]}{grouped[3]}{plain[-3:]}"
        raise _refused(
            _("“%(typed)s” could be read in two ways. Type %(plain)s.", typed=example, plain=plain)
        )
    return int(plain)


def _is_ambiguous(*, separator: str, groups: int) -> bool:
    """The mark that begins decimals in this language, once: several can only part thousands."""
    decimal = "." if current_language() == "en" else ","
    return separator == decimal and groups == 1


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, field="stock")
