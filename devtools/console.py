"""What the commands say, and how they end when they cannot go on."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_COLOURS = {"green": "32", "red": "31", "yellow": "33", "blue": "34", "cyan": "36", "bold": "1"}


class DevError(Exception):
    """The command cannot go on; the text says why and what to do. No traceback is shown."""


def say(text: str = "") -> None:
    print(text, flush=True)


def step(text: str) -> None:
    """One line about what happens now, before something that takes a while."""
    say(paint("→ ", "cyan") + text)


def paint(text: str, colour: str) -> str:
    """The text in a colour, on a terminal that wants colours."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def without_password(url: str) -> str:
    """An address as it may be shown on a screen."""
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", url)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
