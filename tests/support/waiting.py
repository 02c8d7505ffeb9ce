"""Waiting for another process or thread, with an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_pause = threading.Event()


def until(reached: Callable[[], object], *, seconds: float = 20.0, what: str = "") -> None:
    """Return as soon as `reached()` is true; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"still not after {seconds} s: {what or reached}"
        _pause.wait(0.03)
