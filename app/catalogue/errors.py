"""What can go wrong with goods."""

from __future__ import annotations

from app.errors import NotFound
from app.web.words import lazy as _l


class ProductNotFound(NotFound):
    """Unknown, not on sale, or without anything to buy: buyers are told the same."""

    def __init__(self) -> None:
        super().__init__(_l("This product is not sold here, or no longer."))
