"""What can go wrong with an account."""

from __future__ import annotations

from app.errors import InvalidInput
from app.web.words import lazy as _l

ADDRESS_TAKEN = _l("There is an account with this address already.")


class AddressTaken(InvalidInput):
    """The e-mail address has an account; pages must not say so (B47)."""

    def __init__(self) -> None:
        super().__init__(ADDRESS_TAKEN, field="email")
