"""The couriers a parcel can go with; all of them are simulated."""

from __future__ import annotations

import secrets

# name -> the letters its tracking numbers begin with.
COURIERS = {
    "Antar Kota": "AK",
    "Lintas Pulau": "LP",
    "Kirim Nusantara": "KN",
}


def new_tracking_number(courier: str) -> str:
    """A tracking number as the simulated courier would hand it out."""
    return f"{COURIERS[courier]}{secrets.randbelow(10**10):010d}"
