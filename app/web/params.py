"""Query parameters from anybody: a value that makes no sense gives the default or a clamp."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from flask import request

from app.web.typed import composed

_NUMBER = re.compile(r"\s*([+-]?)0*(\d{1,18})\s*", re.ASCII)
_HUGE = re.compile(r"\s*([+-]?)\d+\s*", re.ASCII)


def clean_text(raw: str, maximum: int) -> str:
    """NFC text without control characters, runs of white space as one, at most `maximum` long."""
    normal = composed(raw)
    visible = "".join(
        " " if character.isspace() else character
        for character in normal
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Cn")
    )
    return " ".join(visible.split())[:maximum]


def text(name: str, *, maximum: int = 100) -> str:
    """The parameter as clean text, or an empty string."""
    return clean_text(request.args.get(name, ""), maximum)


def integer(
    name: str, *, default: int | None = None, minimum: int = 0, maximum: int = 2**53
) -> int | None:
    """The parameter as a whole number within its bounds; what is no number gives the default."""
    raw = request.args.get(name, "")
    match = _NUMBER.fullmatch(raw)
    if match:
        value = int(match[1] + match[2])
    elif huge := _HUGE.fullmatch(raw):
        value = minimum if huge[1] == "-" else maximum
    else:
        return default
    return max(minimum, min(maximum, value))


def page_number(*, maximum: int = 10_000) -> int:
    """The page asked for, from 1."""
    return integer("page", default=1, minimum=1, maximum=maximum) or 1


def choice(name: str, allowed: Collection[str], *, default: str) -> str:
    """The parameter when it is one of `allowed`, else the default."""
    raw = request.args.get(name, "")
    return raw if raw in allowed else default


def flag(name: str) -> bool:
    """True for 1, true, on and yes."""
    return request.args.get(name, "").lower() in ("1", "true", "on", "yes")
