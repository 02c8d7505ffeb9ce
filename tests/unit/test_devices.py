"""What a browser is called in the list of sessions."""

from __future__ import annotations

import pytest

from app.accounts.devices import device_name

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"Mozilla/5.0 (Android 13) {CHROME} Mobile Safari/537.36", "Chrome · Android"),
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROME} Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/127.0", "Firefox · Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, name: str) -> None:
    assert device_name(agent) == name
