"""Pictures in a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from app.storage.kinds import StorageUnavailable, StoredFile

# A file that is being written; one that is left over was written by a process that died.
UNFINISHED = ".saving-"

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
log = structlog.get_logger(__name__)


def _reached(
    method: Callable[Concatenate[LocalStorage, Arguments], Result],
) -> Callable[Concatenate[LocalStorage, Arguments], Result]:
    @wraps(method)
    def reached(self: LocalStorage, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return method(self, *args, **kwargs)
        except OSError as error:
            log.error("storage_unavailable", kind="folder", error=str(error))
            raise StorageUnavailable from error

    return reached


class LocalStorage:
    """Files in one folder, which is made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @_reached
    def save(self, name: str, content: bytes) -> None:
        """Write it beside its place and move it there, so that nobody ever reads half of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                # Before the row is committed that says that it is there.
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / name)
        finally:
            Path(temporary).unlink(missing_ok=True)

    @_reached
    def delete(self, name: str) -> None:
        """Remove the file if it is there."""
        (self.folder / name).unlink(missing_ok=True)

    @_reached
    def exists(self, name: str) -> bool:
        """True when the file is there."""
        return (self.folder / name).is_file()

    @_reached
    def read(self, name: str) -> bytes | None:
        """The file's content, or None when it is not there."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    @_reached
    def changed_at(self, name: str) -> datetime | None:
        """When the file was last written, or None when it is not there."""
        try:
            return _moment((self.folder / name).stat().st_mtime)
        except FileNotFoundError:
            return None

    def files(self) -> Iterator[StoredFile]:
        """Every file; what goes while one looks is left out."""
        try:
            entries = os.scandir(self.folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StorageUnavailable from error
        with entries:
            for entry in entries:
                changed_at = self.changed_at(entry.name)
                if changed_at is not None and entry.is_file(follow_symlinks=False):
                    yield StoredFile(entry.name, changed_at)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
