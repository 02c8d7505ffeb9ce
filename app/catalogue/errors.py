"""What can go wrong with goods."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from app.errors import Conflict, InvalidInput, NotFound
from app.web.words import lazy as _l


class ProductNotFound(NotFound):
    """Unknown, not on sale, or without anything to buy: buyers are told the same."""

    def __init__(self) -> None:
        super().__init__(_l("This product is not sold here, or no longer."))


class RefusedPicture(InvalidInput):
    """A file that is no picture we take; the message says which rule it breaks."""

    def __init__(self, message: Any) -> None:
        super().__init__(message, field="pictures")


class PicturesBusy(RefusedPicture):
    """The file may be right, but cannot be looked at now; `seconds` until it can."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, message: Any = None, *, seconds: int = 10) -> None:
        super().__init__(
            message or _l("Other pictures are being made ready. Send this one again in a moment.")
        )
        self.seconds = seconds


class PicturesTooFast(PicturesBusy):
    """More pictures came than one seller may send at once; `seconds` until it may."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, seconds: int) -> None:
        super().__init__(
            _l("Too many pictures at once. Send this one again in about a minute.")
            if seconds <= 90
            else _l(
                "Too many pictures at once. Send this one again in about %(minutes)s minutes.",
                minutes=round(seconds / 60),
            ),
            seconds=seconds,
        )


class ProductChanged(Conflict):
    """The product was saved since the page was opened; `current` is its revision now."""

    current: int

    def __init__(self, revision: int) -> None:
        super().__init__(_l("This product was saved in the meantime."), current=revision)


class SkusTaken(InvalidInput):
    """Other variants of the store have these SKUs already."""

    def __init__(self, skus: Iterable[str]) -> None:
        super().__init__(_l("Another variant of your store has this SKU already."), field="sku")
        # Whatever their case: "sama" on a label is "SAMA" to who packs.
        self.skus = frozenset(sku.casefold() for sku in skus)
