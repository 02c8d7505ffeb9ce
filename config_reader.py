"""Reading the environment: each variable checked as it is read, all that is wrong said at once.

config.py says which variables there are and what they mean; here is only how one is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit


class ConfigurationError(RuntimeError):
    """The environment asks for something that cannot work; the text says what to do about it."""


class Reader:
    """Reads variables one by one and collects what is wrong, so that all of it is said at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def given(self, name: str) -> bool:
        return bool(self.environ.get(name, "").strip())

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def integer(self, name: str, default: int, minimum: int, maximum: int) -> int:
        raw = self.text(name, str(default))
        if raw.isascii() and raw.isdigit() and minimum <= int(raw) <= maximum:
            return int(raw)
        self.problems.append(f"{name}={raw!r} is not a number from {minimum} to {maximum}.")
        return default

    def boolean(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, str(default)).lower()
        if raw in ("1", "true", "yes", "on"):
            return True
        if raw in ("0", "false", "no", "off"):
            return False
        self.problems.append(f"{name}={raw!r} is neither true nor false.")
        return default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        raw = self.text(name, default)
        if raw in allowed:
            return raw
        self.problems.append(f"{name}={raw!r} is none of {', '.join(allowed)}.")
        return default

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> SplitResult | None:
        """The address in parts; None, and a problem noted, when it has no usable form."""
        raw = self.text(name, default)
        try:
            parts = urlsplit(raw)
        except ValueError:
            self.problems.append(f"{name} is not a usable address: check its brackets.")
            return None
        if parts.scheme not in schemes:
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            self.problems.append(f"{name} must start with {starts}.")
            return None
        try:
            usable = parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            # Its text is not repeated: it may be half of a password.
            self.problems.append(
                f"{name}: what follows the host's colon must be a port from 1 to 65535. "
                "Write special characters of a password as %XX, for example / as %2F."
            )
            return None
        return parts
