"""Passwords: which are taken, how they are kept, how one is checked.

bcrypt reads 72 bytes, so more is refused rather than cut (B44); there is no rule about the kinds of
characters. The commonest are refused (B45): those of a published list
(`app.accounts.listed_passwords`), those that Indonesians choose (`app.accounts.common_passwords`),
those that zxcvbn, whose ranked lists and patterns come from leaked passwords, expects to be found
within a million guesses, and one's own name or address. See docs/adr/0007-common-passwords.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import bcrypt
from flask import current_app
from zxcvbn import zxcvbn

from app.accounts.common_passwords import INDONESIAN
from app.accounts.listed_passwords import is_listed
from app.errors import InvalidInput
from app.web.words import lazy as _l

SHORTEST_BYTES = 8
LONGEST_BYTES = 72
EASY_GUESSES = 1_000_000
# Judging what is longer takes zxcvbn long, and nobody guesses it.
LONGEST_JUDGED = 24

TOO_SHORT = _l("Use at least 8 characters.")
TOO_LONG = _l("That is too long: 72 letters at most, fewer with accents or emoji.")
UNUSABLE = _l("This contains characters that cannot be used.")
TOO_COMMON = _l("Many people use this password, so it is guessed quickly. Choose another one.")
TOO_PERSONAL = _l("Do not use your name, your store's name or your address as the password.")


def check_password(password: str, *, personal: Iterable[str] = (), field: str = "password") -> None:
    """Raise InvalidInput on `field` unless the password may be used.

    `personal` are words that it must not consist of: names and the e-mail address.
    """
    if problem := _problem(password, personal):
        raise InvalidInput(problem, field=field)


def _problem(password: str, personal: Iterable[str]) -> str | None:
    encoded = _encoded(password)
    if encoded is None or b"\0" in encoded:
        return UNUSABLE
    if len(encoded) < SHORTEST_BYTES:
        return TOO_SHORT
    if len(encoded) > LONGEST_BYTES:
        return TOO_LONG
    if _folded(password) in _personal_words(personal):
        return TOO_PERSONAL
    return TOO_COMMON if is_common(password) else None


def is_common(password: str) -> bool:
    """True for one of the commonest, whatever its case."""
    lowered = password.lower()
    if lowered in INDONESIAN or is_listed(lowered):
        return True
    return len(password) <= LONGEST_JUDGED and zxcvbn(lowered)["guesses"] < EASY_GUESSES


def _personal_words(personal: Iterable[str]) -> set[str]:
    words = {"belanjain", "belanjain.com"}
    for text in personal:
        words |= {_folded(text), _folded(text.partition("@")[0])}
    return words


def _folded(text: str) -> str:
    """Letters and digits alone, so that "Toko-Sari" and "toko sari" are one word."""
    return "".join(character for character in text.casefold() if character.isalnum()) or text


def _encoded(password: str) -> bytes | None:
    try:
        return password.encode()
    except UnicodeEncodeError:
        return None


def hash_password(password: str) -> str:
    """The bcrypt hash of a password that `check_password` has let pass.

    Takes a quarter of a second on purpose: call it before the unit of work, not within.
    """
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(_rounds())).decode()


def verify_password(password: str, password_hash: str | None) -> bool:
    """True if the password fits; without a hash, as slow as with one (B47)."""
    encoded = _encoded(password)
    usable = encoded is not None and len(encoded) <= LONGEST_BYTES and b"\0" not in encoded
    fits = bcrypt.checkpw(
        encoded if usable and encoded is not None else b"unusable",
        (password_hash or _dummy_hash(_rounds())).encode(),
    )
    return fits and usable and password_hash is not None


def _rounds() -> int:
    return int(current_app.config["BELANJAIN"].bcrypt_rounds)


@lru_cache
def _dummy_hash(rounds: int) -> str:
    return bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(rounds)).decode()
