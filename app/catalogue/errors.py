"""What can go wrong with goods."""

from __future__ import annotations

from typing import Any

from app.errors import InvalidInput, NotFound
from app.web.words import lazy as _l


class ProductNotFound(NotFound):
    """Unknown, not on sale, or without anything to buy: buyers are told the same."""

    def __init__(self) -> None:
        super().__init__(_l("This product is not sold here, or no longer."))


class RefusedPicture(InvalidInput):
    """A file that is no picture we take; the message says which rule it breaks."""

    def __init__(self, message: Any) -> None:
        super().__init__(message, field="pictures")
