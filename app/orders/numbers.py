"""Public numbers of orders and checkouts: a day to read, six random characters to tell apart.

They are made in Python, before anything is written, so that the stock's ledger can name the order
a sale belongs to. Some thousand orders a day will now and then draw the same six characters twice:
the unique constraint notices, and the checkout runs again (app.orders.placing).
"""

from __future__ import annotations

import secrets

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
