"""E-mail addresses in the one form in which they are stored and compared (B50)."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.errors import InvalidInput
from app.web.words import lazy as _l

LONGEST_ADDRESS = 254
# Letters and marks may become fewer when they are composed; what is longer is not looked at.
LONGEST_TYPED = 4 * LONGEST_ADDRESS
NOT_AN_ADDRESS = _l("This does not look like an e-mail address, such as sari@example.com.")


def normalise(raw: str) -> str:
    """The address as stored: trimmed, NFC, international domain in letters, lower case.

    Raises InvalidInput on `email` for what is no address. Whether its domain exists is not asked:
    a request must not wait for somebody's name server.
    """
    if len(raw) > LONGEST_TYPED:
        raise InvalidInput(NOT_AN_ADDRESS, field="email")
    try:
        address = validate_email(raw.strip(), check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise InvalidInput(NOT_AN_ADDRESS, field="email") from error
    lowered = unicodedata.normalize("NFC", address.lower())
    if len(lowered) > LONGEST_ADDRESS:
        raise InvalidInput(NOT_AN_ADDRESS, field="email")
    return lowered


def comparable(raw: str) -> str:
    """The form to look up; what is no address stays itself and is simply not found."""
    try:
        return normalise(raw)
    except InvalidInput:
        return raw.strip().lower()[:LONGEST_ADDRESS]
