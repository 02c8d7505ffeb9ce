"""Where a browser may be sent: only within this site (B35); and which ids a path may hold."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from werkzeug.routing import IntegerConverter


def safe_next(raw: str | None, default: str) -> str:
    """`raw` when it is a plain path of this site, else `default`.

    Browsers read backslashes as slashes and drop tabs and line ends inside a URL, so anything but
    one slash followed by something that is neither is refused before it is parsed.
    """
    target = raw or ""
    if not target.startswith("/") or target[1:2] in ("/", "\\"):
        return default
    if "\\" in target or _has_hidden(target):
        return default
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    # A proxy may decode the path; in the query a line end is what somebody has typed.
    if parts.scheme or parts.netloc or len(target) > 2000 or _has_hidden(unquote(parts.path)):
        return default
    return target


def _has_hidden(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in text)


class RowId(IntegerConverter):
    """A row's number in a path; what no table could hold is no address of ours: 404, not 500."""

    regex = r"\d{1,18}"
