"""What a storage can do, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from app.errors import DomainError
from app.web.words import lazy as _l


@dataclass(frozen=True)
class StoredFile:
    """A file as the storage lists it; `changed_at` in UTC."""

    name: str
    changed_at: datetime


class StorageUnavailable(DomainError):
    """The storage does not answer, is full or refuses us; whoever asked may ask again."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(_l("Pictures cannot be reached right now. Try again in a moment."))


class Storage(Protocol):
    """Keeps files by name. Every method raises StorageUnavailable when it cannot be reached."""

    def save(self, name: str, content: bytes) -> None:
        """Write the file whole or not at all, also where it is already."""
        ...

    def delete(self, name: str) -> None:
        """Remove the file if it is there."""
        ...

    def exists(self, name: str) -> bool:
        """True when the file is there."""
        ...

    def read(self, name: str) -> bytes | None:
        """The file's content, or None when it is not there."""
        ...

    def changed_at(self, name: str) -> datetime | None:
        """When the file was last written, or None when it is not there."""
        ...

    def files(self) -> Iterator[StoredFile]:
        """Every file, in no order, without holding the list of them in memory."""
        ...
