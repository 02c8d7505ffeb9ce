"""How the files of a picture are called, and where a browser finds them."""

from __future__ import annotations

import re

WIDTHS = (320, 640, 1280)
_NAME = re.compile(r"([a-z0-9]{8,64})-(?:320|640|1280)\.webp")


def file_name(key: str, width: int) -> str:
    """The name of a picture's file in one of WIDTHS."""
    return f"{key}-{width}.webp"


def key_of(name: str) -> str | None:
    """The key of the picture that a file belongs to; None for a file that is none of ours."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def media_url(key: str, width: int) -> str:
    """The address of a picture in one of WIDTHS."""
    return f"/media/{file_name(key, width)}"
