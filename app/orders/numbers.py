"""Public numbers of orders and checkouts: a day to read, six random characters to tell apart.

They are made in Python, before anything is written, so that the stock's ledger can name the order
a sale belongs to. Some thousand orders a day will now and then draw the same six characters twice:
the unique constraint notices, and the checkout runs again (app.orders.placing).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from app.clock import jakarta_today

ORDER_PREFIX = "BLJ"
GROUP_PREFIX = "BLG"

# Crockford's base 32: without I, L, O and U, which are misread or make words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 6


def new_number(prefix: str) -> str:
    """Such as "BLJ-261123-7K2Q9D", for today in Jakarta."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return f"{prefix}-{jakarta_today():%y%m%d}-{random}"


# Who reads out an order's last part means one of the last two years; as many numbers are tried.
SEARCHED_DAYS = 730
_MISREAD = str.maketrans("OIL", "011")


def numbers_ending_in(spoken: str) -> list[str]:
    """Every order number with this random part that an index can be asked for; none if it is none.

    A search for the end of a number would read every order. There is one possible number a day, so
    they are simply all asked for.
    """
    random = spoken.translate(_MISREAD)
    if len(random) != RANDOM_LENGTH or not set(random) <= set(ALPHABET):
        return []
    today = jakarta_today()
    days = (today - timedelta(days=ago) for ago in range(SEARCHED_DAYS))
    return [f"{ORDER_PREFIX}-{day:%y%m%d}-{random}" for day in days]
