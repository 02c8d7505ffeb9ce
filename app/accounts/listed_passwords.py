"""Passwords of a published list of common ones, kept as digests (docs/adr/0007).

`make common-passwords` writes the file; common_passwords.toml beside it says where it comes from.
It holds sorted SHA-256 digests cut to 6 bytes, so a password that is not on the list is taken for
one with a chance of 8,359 in 2^48, or one in thirty thousand million. It is read when the
application starts, which therefore does not start without it, and searched as it lies: 50 KB, where
a set of the same digests takes a megabyte.
"""

from __future__ import annotations

from bisect import bisect_left
from hashlib import sha256
from pathlib import Path

DIGEST_BYTES = 6
DIGESTS_FILE = Path(__file__).with_name("common_passwords.digests")

_DIGESTS = DIGESTS_FILE.read_bytes()
_PLACES = range(len(_DIGESTS) // DIGEST_BYTES)


def is_listed(lowered: str) -> bool:
    """True for a password on the list; `lowered` is in lower case, as the list is."""
    wanted = sha256(lowered.encode()).digest()[:DIGEST_BYTES]
    place = bisect_left(_PLACES, wanted, key=_digest_at)
    return place in _PLACES and _digest_at(place) == wanted


def _digest_at(place: int) -> bytes:
    return _DIGESTS[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]
