"""A job for tests: it remembers what it was called with."""

from __future__ import annotations

remembered: list[str] = []


def remember(value: str) -> None:
    """Remember `value` only."""
    remembered[:] = [value]
