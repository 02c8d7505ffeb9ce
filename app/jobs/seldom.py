"""Saying less and less often what goes on being so, such as that Redis is away."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0


class Seldom:
    """Says when it is time to say it again: at once, after 5 seconds, 10, 20, then each minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.start_over()

    def due(self) -> bool:
        """Whether to say it now; the next time is then further away."""
        now = self._now()
        if now < self._next:
            return False
        self._next = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        return True

    def start_over(self) -> None:
        """It has been otherwise meanwhile: the next time is news."""
        self._next = float("-inf")
        self._pause = FIRST_PAUSE_SECONDS
