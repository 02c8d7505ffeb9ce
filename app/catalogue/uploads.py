"""Pictures on their way to a product: staged when they arrive, attached when the product is saved.

A picture that arrives is drawn anew (app.catalogue.pictures), its files are written, and then a
row says that they are there: a row without its files is a broken picture on a page, while files
without a row are only litter, which is thrown away at once when the transaction fails and by
`flask images prune` when the process did not live to do it. Until a product is saved with it a
picture is "staged": it belongs to the store and to no product, and goes after a day.

These functions stand between the views and the database: `read_pictures` and `stage_pictures`
open a unit of work of their own, so that what was uploaded is kept even if the rest of the form
must be mended first; `attach_pictures` works inside the one that saves the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog
from flask import request
from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage, MultiDict

from app.catalogue.errors import RefusedPicture
from app.catalogue.models import Product, ProductImage, Variant
from app.catalogue.pictures import MAXIMUM_BYTES, MEGABYTE, Picture, make_picture, too_large
from app.clock import utcnow
from app.db import db, unit_of_work
from app.errors import Conflict
from app.storage import WIDTHS, StorageUnavailable, file_name, storage
from app.stores.models import Store
from app.web.typed import clean_line
from app.web.words import lazy as _l

MOST_PICTURES = 8
# Bytes of a request that brings as many pictures, and of what else its form may hold.
LARGEST_FORM = MEGABYTE
LARGEST_UPLOAD = MOST_PICTURES * MAXIMUM_BYTES + LARGEST_FORM
# Uploaded and not yet saved with a product; enough for many open forms, too few to fill a disk.
MOST_STAGED = 60
LONGEST_ALT = 200
# The position of a picture that was taken off its product; it may come back until it is pruned.
TAKEN_OFF = -1

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class StoredPicture:
    """A picture whose files are in the storage; width and height in pixels."""

    key: str
    width: int
    height: int


@dataclass(frozen=True)
class PictureRow:
    """A picture in a form: of the product, or staged. `removed`: it goes when the form is saved."""

    id: int
    key: str
    alt: str
    width: int
    height: int
    removed: bool = False


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why."""

    file_name: str
    message: str


@dataclass(frozen=True)
class PictureInput:
    """What a form says about pictures: in the order wanted, with those to remove among them.

    With refusals the form is to be shown again: `rows` and `refusals` are what `picture_field`
    takes.
    """

    rows: tuple[PictureRow, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def wanted(self) -> tuple[PictureRow, ...]:
        """The pictures that the product is to have, the first one first."""
        return tuple(row for row in self.rows if not row.removed)

    @property
    def is_valid(self) -> bool:
        """True when everything that was sent was taken."""
        return not self.refusals


# --- writing the files ---


def store_picture(file: FileStorage) -> StoredPicture:
    """Keep a picture that belongs to no product, such as a store's logo.

    Raises RefusedPicture. The caller's transaction must make a row refer to the key; if it fails,
    `discard_unused([key])` throws the files away at once.
    """
    picture = _drawn(file)
    with _thrown_away_on_failure() as fresh:
        _save([picture], fresh)
    return StoredPicture(picture.key, picture.width, picture.height)


def stage_pictures(
    store_id: int, files: Sequence[FileStorage]
) -> tuple[list[PictureRow], list[Refusal]]:
    """Take each file that is a picture; answer those, and the others with what is wrong."""
    room = MOST_STAGED - _staged_count(store_id)
    pictures: list[Picture] = []
    refusals: list[Refusal] = []
    for file in files:
        try:
            if len(pictures) >= room:
                raise RefusedPicture(_l("Too many pictures wait for their product. Save it first."))
            pictures.append(_drawn(file))
        except RefusedPicture as error:
            refusals.append(Refusal(file.filename or "", str(error.message)))
    if not pictures:
        return [], refusals
    return _kept(pictures, lambda: _add_rows(store_id, pictures)), refusals


def discard_unused(keys: Sequence[str]) -> None:
    """Delete the files of those pictures that nothing in the database refers to."""
    used = _used_keys(keys)
    for key in set(keys) - used:
        for width in WIDTHS:
            storage().delete(file_name(key, width))


def _drawn(file: FileStorage) -> Picture:
    content = file.stream.read(MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        file.stream.seek(0, 2)
        raise too_large(file.stream.tell())
    return make_picture(content)


def _kept(pictures: Sequence[Picture], work: Callable[[], Result]) -> Result:
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


# --- rows ---


def _staged_count(store_id: int) -> int:
    found = db.session.scalar(
        select(func.count(ProductImage.id)).where(
            ProductImage.store_id == store_id,
            ProductImage.product_id.is_(None),
            ProductImage.position != TAKEN_OFF,
        )
    )
    return found or 0


def _add_rows(store_id: int, pictures: Sequence[Picture]) -> list[PictureRow]:
    rows = [
        ProductImage(store_id=store_id, key=one.key, width=one.width, height=one.height)
        for one in pictures
    ]
    for row in rows:
        db.session.add(row)
        db.session.flush()  # one by one, so that the ids are in the files' order
    return [_row(row) for row in rows]


def _row(image: ProductImage) -> PictureRow:
    return PictureRow(image.id, image.key, image.alt or "", image.width, image.height)


def product_pictures(product_id: int) -> tuple[PictureRow, ...]:
    """The product's pictures in their order."""
    found = db.session.scalars(
        select(ProductImage)
        .where(ProductImage.product_id == product_id)
        .order_by(ProductImage.position, ProductImage.id)
        .limit(MOST_PICTURES)
    )
    return tuple(_row(image) for image in found)


# --- the form ---


def read_pictures(store_id: int, product_id: int | None) -> PictureInput:
    """What the request's form says about pictures; files in it are staged, outside any transaction.

    An id that is neither staged in this store nor of this product is refused like a picture that
    waited too long: whose it is, is nobody's business.
    """
    rows, refusals = _named_pictures(store_id, product_id, request.form)
    files = [file for file in request.files.getlist("pictures") if file.filename]
    room = MOST_PICTURES - sum(not row.removed for row in rows)
    too_many = str(_l("A product has at most %(limit)s pictures.", limit=MOST_PICTURES))
    refusals += [Refusal("", too_many)] if room < 0 else []
    refusals += [Refusal(file.filename or "", too_many) for file in files[max(0, room) :]]
    if room > 0 and files:
        try:
            staged, refused = stage_pictures(store_id, files[:room])
        except StorageUnavailable as error:
            # Said in the form, so that what was typed into it stays.
            staged = []
            refused = [Refusal(one.filename or "", str(error.message)) for one in files[:room]]
        rows += staged
        refusals += refused
    return PictureInput(tuple(rows), tuple(refusals))


def kept_pictures(
    store_id: int, product_id: int | None, fields: MultiDict[str, str]
) -> PictureInput:
    """What a form that is shown again says about pictures; there are no files in it any more."""
    rows, refusals = _named_pictures(store_id, product_id, fields)
    return PictureInput(tuple(rows), tuple(refusals))


def _named_pictures(
    store_id: int, product_id: int | None, fields: MultiDict[str, str]
) -> tuple[list[PictureRow], list[Refusal]]:
    sent = [value for value in fields.getlist("picture") if _is_id(value)]
    numbers = list(dict.fromkeys(int(value) for value in sent))[: 4 * MOST_PICTURES]
    found = {
        row.id: _row(row) for row in db.session.scalars(_usable(store_id, product_id, numbers))
    }
    rows = [_as_typed(found[number], fields) for number in numbers if number in found]
    refusals = [
        Refusal("", str(_l("A picture waited too long for its product. Upload it again.")))
        for number in numbers
        if number not in found
    ]
    return _ordered(rows, fields), refusals


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 18


def _usable(store_id: int, product_id: int | None, numbers: Sequence[int]) -> Select[ProductImage]:
    free = ProductImage.product_id.is_(None)
    if product_id is not None:
        free = or_(free, ProductImage.product_id == product_id)
    statement = select(ProductImage).where(
        ProductImage.id.in_(numbers), ProductImage.store_id == store_id, free
    )
    return statement.order_by(ProductImage.id)


def _as_typed(row: PictureRow, fields: MultiDict[str, str]) -> PictureRow:
    alt = clean_line(fields.get(f"alt-{row.id}", row.alt)) or ""
    return replace(row, alt=alt[:LONGEST_ALT], removed=f"remove-{row.id}" in fields)


def _ordered(rows: list[PictureRow], fields: MultiDict[str, str]) -> list[PictureRow]:
    """By the numbers typed; one that was moved stands before, or after, one that was not."""

    def place(entry: tuple[int, PictureRow]) -> tuple[float, int]:
        index, row = entry
        raw = fields.get(f"position-{row.id}", "").strip()
        here = index + 1
        wanted = int(raw) if _is_id(raw) else here
        nudge = (wanted > here) - (wanted < here)
        return wanted + nudge / 2, index

    return [row for _index, row in sorted(enumerate(rows), key=place)]


def attach_pictures(product: Product, pictures: PictureInput) -> None:
    """Make these the product's pictures, in this order; inside the unit of work that saves it.

    The product must have its id. What it had and no longer wants is taken off; the files stay,
    because orders show them. Raises Conflict when a picture has gone in the meantime.
    """
    wanted = pictures.wanted[:MOST_PICTURES]
    usable = _usable(product.store_id, product.id, [row.id for row in wanted])
    # Held, so that no other form and no pruning takes one of them before this one is saved.
    found = {image.id: image for image in db.session.scalars(usable.with_for_update())}
    if len(found) < len(wanted):
        raise Conflict(_l("A picture waited too long for its product. Upload it again."))
    _take_off_others(product.id, [row.id for row in wanted])
    for position, row in enumerate(wanted):
        image = found[row.id]
        image.product_id = product.id
        image.position = position
        image.alt = row.alt
    product.image_key = wanted[0].key if wanted else None
    db.session.flush()  # the variants may be given these pictures next


def _take_off_others(product_id: int, keeping: Sequence[int]) -> None:
    """Rows go back to staged and are pruned after a day: pages and open carts still show them."""
    gone = select(ProductImage.id).where(
        ProductImage.product_id == product_id, ProductImage.id.not_in(keeping)
    )
    numbers = list(db.session.scalars(gone.order_by(ProductImage.id)))
    if not numbers:
        return
    db.session.execute(
        update(Variant).where(Variant.image_id.in_(numbers)).values(image_id=None),
        execution_options={"synchronize_session": "fetch"},
    )
    db.session.execute(
        update(ProductImage)
        .where(ProductImage.id.in_(numbers))
        .values(product_id=None, position=TAKEN_OFF, created_at=utcnow()),
        execution_options={"synchronize_session": "fetch"},
    )
