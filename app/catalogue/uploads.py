"""Pictures on their way to a product: staged when they arrive, attached when the product is saved.

A picture that arrives is drawn anew (app.catalogue.pictures) and its files are kept
(app.catalogue.picture_store). Until a product is saved with it a picture is "staged": it belongs to
the store and to no product, and goes after a day.

These functions stand between the views and the database: `read_pictures` and `stage_pictures`
open a unit of work of their own, so that what was uploaded is kept even if the rest of the form
must be mended first; `attach_pictures` works inside the one that saves the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Response, request
from sqlalchemy import Select, func, or_, select, update
from werkzeug.datastructures import FileStorage, MultiDict

from app.catalogue.errors import PicturesBusy, RefusedPicture
from app.catalogue.models import Product, ProductImage, Variant
from app.catalogue.picture_store import discard_unused, drawn, kept
from app.catalogue.pictures import MAXIMUM_BYTES, MEGABYTE, Picture
from app.clock import utcnow
from app.db import db
from app.errors import Conflict
from app.storage import StorageUnavailable
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
_NO_ROOM = _l("Too many pictures wait for their product. Save it first.")


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
    """A file that was not taken, and why; `seconds` until it may be sent again as it is, or 0."""

    file_name: str
    message: str
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    seconds: int = 0


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


def told_to_wait(answer: Response, refusals: Sequence[Refusal]) -> Response:
    """The answer, which says how long to wait when a file may be sent again as it is."""
    for refusal in refusals:
        if refusal.seconds:
            answer.status_code = refusal.status
            answer.headers["Retry-After"] = str(refusal.seconds)
            break
    return answer


# --- staging ---


def stage_pictures(
    store_id: int, files: Sequence[FileStorage]
) -> tuple[list[PictureRow], list[Refusal]]:
    """Take each file that is a picture; answer those, and the others with what is wrong."""
    room = MOST_STAGED - _staged_count(store_id)
    taken: list[tuple[str, Picture]] = []
    refusals: list[Refusal] = []
    busy: PicturesBusy | None = None
    for file in files:
        name = file.filename or ""
        try:
            if busy:
                raise busy  # once is enough to wait for
            if len(taken) >= room:
                raise RefusedPicture(_NO_ROOM)
            taken.append((name, drawn(file, store_id)))
        except PicturesBusy as error:
            busy = error
            refusals.append(Refusal(name, str(error.message), error.status, error.seconds))
        except RefusedPicture as error:
            refusals.append(Refusal(name, str(error.message)))
    if not taken:
        return [], refusals
    pictures = [picture for _name, picture in taken]
    rows = kept(pictures, lambda: _add_rows(store_id, pictures))
    # Others of this store were staged while these were drawn.
    left_over = taken[len(rows) :]
    discard_unused([picture.key for _name, picture in left_over])
    return rows, [*refusals, *(Refusal(name, str(_NO_ROOM)) for name, _picture in left_over)]


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
    """A row for each, as far as there is room. One upload of a store is counted after the other."""
    db.session.execute(select(Store.id).where(Store.id == store_id).with_for_update())
    room = max(0, MOST_STAGED - _staged_count(store_id))
    rows = [
        ProductImage(store_id=store_id, key=one.key, width=one.width, height=one.height)
        for one in pictures[:room]
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
