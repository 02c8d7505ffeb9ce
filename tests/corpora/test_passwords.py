"""The published list of common passwords: every one that is long enough is refused (B45)."""

from __future__ import annotations

from flask import Flask

from app.accounts.passwords import LONGEST_BYTES, SHORTEST_BYTES, is_common
from tests.corpora.library import every, lines


def test_every_common_password_is_refused(app: Flask) -> None:
    listed = every(lines("passwords/common-passwords-20k.txt"))
    long_enough = [
        password for password in listed if SHORTEST_BYTES <= len(password.encode()) <= LONGEST_BYTES
    ]
    taken = [password for password in long_enough if not is_common(password)]
    assert taken == [], f"{len(taken)} of {len(long_enough)} are taken"
