"""A cell that a spreadsheet program would run as a formula, made harmless, and back again (B14).

What begins with = + - @ or a tab is a formula to many programs, to some of them also after quotes,
room or a separator that they take for the end of a cell. Such a text leaves with an apostrophe
before it, and an import takes exactly this apostrophe off, so that a round trip changes nothing.
"""

from __future__ import annotations

import re

MARK = "'"
_STARTERS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_DANGEROUS = re.compile(rf"[\s\"'`;,|]*[{_STARTERS}]")


def guarded(text: str) -> str:
    """The text as it may leave: nothing that runs."""
    return MARK + text if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    return text[1:] if text.startswith(MARK) and _DANGEROUS.match(text[1:]) else text
