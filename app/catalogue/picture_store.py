"""A picture's files in the storage, and the rows that say that they are there.

The files are written first, and then a row says that they are there: a row without its files is a
broken picture on a page, while files without a row are only litter, which is thrown away at once
when the transaction fails and by `flask images prune` when the process did not live to do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage

from app.catalogue.limits import count_picture
from app.catalogue.models import ProductImage
from app.catalogue.pictures import MAXIMUM_BYTES, Picture, make_picture, too_large
from app.db import db, unit_of_work
from app.storage import WIDTHS, StorageUnavailable, file_name, storage
from app.stores.models import Store

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class StoredPicture:
    """A picture whose files are in the storage; width and height in pixels."""

    key: str
    width: int
    height: int


def store_picture(file: FileStorage, store_id: int) -> StoredPicture:
    """Keep a picture of the store that belongs to no product, such as its logo.

    Raises RefusedPicture. The caller's transaction must make a row refer to the key; if it fails,
    `discard_unused([key])` throws the files away at once.
    """
    picture = drawn(file, store_id)
    with _thrown_away_on_failure() as fresh:
        _save([picture], fresh)
    return StoredPicture(picture.key, picture.width, picture.height)


def discard_unused(keys: Sequence[str]) -> None:
    """Delete the files of those pictures that nothing in the database refers to."""
    used = _used_keys(keys)
    for key in set(keys) - used:
        for width in WIDTHS:
            storage().delete(file_name(key, width))


def drawn(file: FileStorage, store_id: int) -> Picture:
    """The picture in this file, which counts as one of the store's. Raises RefusedPicture."""
    count_picture(store_id)
    content = file.stream.read(MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        file.stream.seek(0, 2)
        raise too_large(file.stream.tell())
    return make_picture(content)


def kept(pictures: Sequence[Picture], work: Callable[[], Result]) -> Result:
    """Write the files, then the rows; no new file stays when the rows cannot be written."""
    with _thrown_away_on_failure() as fresh:
        _save(pictures, fresh)
        result = unit_of_work(work)
    # Somebody else's failed attempt with the same picture may have thrown the files away.
    _save(pictures, [], missing_only=True)
    return result


@contextmanager
def _thrown_away_on_failure() -> Iterator[list[Picture]]:
    """Gives a list for the pictures whose files are new; they go when the block does not end."""
    fresh: list[Picture] = []
    done = False
    try:
        yield fresh
        done = True
    finally:
        if not done:
            _throw_away(fresh)


def _save(pictures: Sequence[Picture], fresh: list[Picture], *, missing_only: bool = False) -> None:
    """Write the files; `fresh` gets the pictures of which any file was not there before."""
    for picture in pictures:
        names = {file_name(picture.key, width): width for width in WIDTHS}
        missing = [name for name in names if not storage().exists(name)]
        if missing:
            fresh.append(picture)
        for name in missing if missing_only else names:
            storage().save(name, picture.files[names[name]])


def _throw_away(pictures: Sequence[Picture]) -> None:
    """Delete the files again, unless somebody else's row has come to refer to them."""
    try:
        discard_unused([picture.key for picture in pictures])
        used = _used_keys([picture.key for picture in pictures])
        if used:
            # That row came between the question and the deletion.
            _save([one for one in pictures if one.key in used], [], missing_only=True)
    except (SQLAlchemyError, StorageUnavailable) as error:
        # The failure that led here is what the caller must hear of; prune finds the files.
        log.warning("pictures_left_behind", reason=type(error).__name__)


def _used_keys(keys: Sequence[str]) -> set[str]:
    used: set[str] = set()
    # These two suffice: what a product or an order shows has a row of its own, or once had, and
    # a file that was there before is never among those thrown away.
    for column in (ProductImage.key, Store.logo_key):
        used.update(
            key for key in db.session.scalars(select(column).where(column.in_(keys))) if key
        )
    return used
