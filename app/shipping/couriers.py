"""The couriers a parcel can go with; all of them are simulated."""

from __future__ import annotations

import re
import secrets

SHORTEST_TRACKING = 6
LONGEST_TRACKING = 40
# Between a letter or digit at each end also what couriers print to make numbers readable.
_TRACKING = re.compile(r"[A-Z0-9][A-Z0-9./ -]*[A-Z0-9]", re.ASCII)

# name -> the letters its tracking numbers begin with.
COURIERS = {
    "Antar Kota": "AK",
    "Lintas Pulau": "LP",
    "Kirim Nusantara": "KN",
}


def new_tracking_number(courier: str) -> str:
    """A tracking number as the simulated courier would hand it out."""
    return f"{COURIERS[courier]}{secrets.randbelow(10**10):010d}"


def as_tracking_number(typed: str) -> str | None:
    """A tracking number as it is kept, in capitals with single spaces; None for what is none."""
    number = " ".join(typed.split())
    if not (number.isascii() and SHORTEST_TRACKING <= len(number) <= LONGEST_TRACKING):
        return None
    number = number.upper()
    return number if _TRACKING.fullmatch(number) else None
