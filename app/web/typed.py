"""What people type, as it is kept: composed, without what nobody sees, trimmed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# What is longer is left alone: no field takes it, and its length says so.
LONGEST_CLEANED = 100_000
# Unicode's stream-safe text has no more marks on one letter (UAX 15, section 13), and putting a
# pile of them in order takes time that grows with its square: 60,000 stopped a worker.
HIGHEST_PILE = 30

# Nobody sees them, pasted text is full of them, and they let one store's name look like another's
# or run backwards. The joiners (U+200C, U+200D) stay: scripts and emoji are spelt with them.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u061c\u180e\u200b\u200e\u200f\ufeff"))
_UNSEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2060, 0x2070)))


def composed(text: str) -> str:
    """NFC, with at most HIGHEST_PILE marks on one letter; too long a text comes back as it is."""
    if text.isascii() or len(text) > LONGEST_CLEANED:
        return text
    return unicodedata.normalize("NFC", "".join(_without_piles(text)))


def _without_piles(text: str) -> Iterator[str]:
    height = 0
    for character in text:
        # Taken apart first: U+0F73 is no mark by itself, but two of them once it is.
        for part in unicodedata.normalize("NFD", character):
            height = height + 1 if unicodedata.combining(part) else 0
            if height <= HIGHEST_PILE:
                yield part


def clean_line(value: str | None) -> str | None:
    """One line of text: NFC, without unseen characters, trimmed, white space folded."""
    return None if value is None else " ".join(_seen(value).split())


def clean_block(value: str | None) -> str | None:
    """Several lines of text: NFC, without unseen characters, trimmed, line ends as \\n."""
    if value is None:
        return None
    return _seen(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _seen(value: str) -> str:
    """What of it can be seen: nothing at all, when only joiners, marks and spaces are left."""
    normal = composed(value).translate(_UNSEEN)
    return "" if all(_leaves_no_ink(character) for character in normal) else normal


def _leaves_no_ink(character: str) -> bool:
    category = unicodedata.category(character)
    return character.isspace() or category == "Cf" or category.startswith("M")
