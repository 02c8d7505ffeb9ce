"""What goes on for long is said at once and then less and less often."""

from __future__ import annotations

from app.jobs.seldom import Seldom


def test_what_goes_on_is_said_less_and_less_often_and_what_is_new_at_once() -> None:
    seconds = 0.0
    seldom = Seldom(now=lambda: seconds)
    said: list[float] = []
    while seconds < 240:
        if seldom.due():
            said.append(seconds)
        seconds += 1
    assert said == [0, 5, 15, 35, 75, 135, 195]
    seldom.start_over()
    assert seldom.due()
    assert not seldom.due()
