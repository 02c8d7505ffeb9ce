"""Public numbers of orders and checkouts: a day to read, six random characters to tell apart.

They are made in Python, before anything is written, so that the stock's ledger can name the order
a sale belongs to. Some thousand orders a day will now and then draw the same six characters twice:
the unique constraint notices, and the checkout runs again (app.orders.placing).
"""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta

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
# What word processors and sheets make of a hyphen.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212_", "-"))
_PREFIX = re.compile(r"^B[L1I]J-?")
_WHOLE = re.compile(rf"(\d{{6}})-?([{ALPHABET}]{{{RANDOM_LENGTH}}})", re.ASCII)
_BEGINNING = re.compile(rf"{ORDER_PREFIX}-(\d{{2}})(\d{{2}})?(\d{{2}})?", re.ASCII)


def whole_number(typed: str) -> str | None:
    """The order number that somebody means by these characters, as it is kept; None if none.

    Case, the prefix, the second hyphen and the letters that are misread for digits do not matter.
    """
    match = _WHOLE.fullmatch(_body(typed))
    return f"{ORDER_PREFIX}-{match[1]}-{match[2]}" if match else None


def last_part(typed: str) -> str | None:
    """The random characters that somebody means, when they gave only those; else None."""
    random = _body(typed)
    return random if len(random) == RANDOM_LENGTH and set(random) <= set(ALPHABET) else None


def _body(typed: str) -> str:
    text = "".join(typed.split()).upper().translate(_HYPHENS)
    return _PREFIX.sub("", text, count=1).translate(_MISREAD)


def numbers_ending_in(spoken: str) -> list[str]:
    """Every order number with this random part that an index can be asked for; none if it is none.

    A search for the end of a number would read every order. There is one possible number a day, so
    they are simply all asked for.
    """
    random = last_part(spoken)
    if random is None:
        return []
    today = jakarta_today()
    days = (today - timedelta(days=ago) for ago in range(SEARCHED_DAYS))
    return [f"{ORDER_PREFIX}-{day:%y%m%d}-{random}" for day in days]


def days_of_beginning(beginning: str) -> tuple[date, date] | None:
    """The first and the last day on which a number that begins so can have been given.

    Such as all of November 2026 for "BLJ-2611"; None for what names no day or is no beginning.
    """
    match = _BEGINNING.match(beginning)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        first = date(2000 + year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    after = first.replace(day=1, month=first.month % 12 + 1) if month else first
    if not month or first.month == 12:
        after = after.replace(year=first.year + 1)
    return first, after - timedelta(days=1)
