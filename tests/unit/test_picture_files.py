"""Files that are made of far too many parts, and those that only look like them."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable

import pytest

from app.catalogue import pictures
from app.catalogue.errors import PicturesBusy, RefusedPicture
from app.catalogue.pictures import MAXIMUM_BYTES, make_picture
from tests.factories.pictures import (
    jpeg_in_passes,
    picture_bytes,
    striped_bytes,
    with_chunk,
    with_chunks,
    with_segment,
)

SECONDS = 2
TAKEN, REFUSED = (640, 480), None
SWOLLEN = b"a\0\0" + zlib.compress(b"\0" * 900_000, 9)


def drawn(content: bytes) -> tuple[int, int] | None:
    """The size of what came of it, within the time that it may take."""
    assert len(content) <= MAXIMUM_BYTES
    started = time.process_time()
    try:
        picture = make_picture(content)
        result = (picture.width, picture.height)
    except RefusedPicture:
        result = None
    assert time.process_time() - started < SECONDS
    return result


@pytest.mark.parametrize("passes", [60, 1_000, 140_000])
def test_a_jpg_that_is_drawn_over_and_over_is_refused(passes: int) -> None:
    """B38: 140,000 passes are half an hour's work."""
    assert drawn(jpeg_in_passes(passes)) is REFUSED


def test_the_most_passes_that_are_taken_take_a_moment() -> None:
    assert drawn(jpeg_in_passes(40)) == (1280, 1280)


@pytest.mark.parametrize("options", [{}, {"optimize": True}, {"subsampling": 0, "quality": 95}])
def test_a_photo_in_passes_is_taken(options: dict[str, object]) -> None:
    assert drawn(picture_bytes(progressive=True, **options)) == TAKEN


@pytest.mark.parametrize(
    ("build", "result"),
    [
        (lambda: with_segment(picture_bytes(), 0xE5, count=1_300_000), REFUSED),
        (lambda: with_segment(picture_bytes(), 0xFE, count=1_300_000), REFUSED),
        (lambda: with_segment(picture_bytes(), 0xDB, b"\0" + b"\1" * 64, count=75_000), REFUSED),
        (lambda: with_segment(picture_bytes(), 0xFE, b"word", count=100), TAKEN),
        (lambda: with_segment(picture_bytes(), 0xED, b"\xff\xda" * 9_000, count=99), TAKEN),
        (lambda: picture_bytes() + b"\xff\xda" * 2_000_000, TAKEN),
        (lambda: picture_bytes()[:-2] + b"\xff" * 5_000_000 + b"\xff\xd9", TAKEN),
        (lambda: picture_bytes()[:2] + b"\xff" * 5_000_000 + picture_bytes()[2:], TAKEN),
        (lambda: with_chunks(picture_bytes("PNG"), b"iCCP", SWOLLEN, 5_700), TAKEN),
        (lambda: with_chunks(picture_bytes("PNG"), b"tEXt", b"a\0b", 300_000), REFUSED),
        (lambda: with_chunks(picture_bytes("PNG"), b"IDAT", b"", 400_000), REFUSED),
        (lambda: with_chunks(picture_bytes("PNG"), b"zTXt", SWOLLEN, 5_700), TAKEN),
    ],
    ids=[
        *("empty segments", "empty remarks", "tables"),
        *("some remarks", "passes inside of a segment", "passes behind the end"),
        *("FF before the end", "FF before the head"),
        *("profiles", "texts", "no pixels", "swollen texts"),
    ],
)
def test_what_hangs_around_a_picture_costs_nothing(
    build: Callable[[], bytes], result: tuple[int, int] | None
) -> None:
    """B38: what no picture needs is dropped, or refused when there is too much of it."""
    assert drawn(build()) == result


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hangs_around_a_picture_changes_nothing_of_it(kind: str) -> None:
    plain = striped_bytes(kind)
    odd = (
        with_segment(plain, 0xFE, b"words", count=9) + b"behind"
        if kind == "JPEG"
        else with_chunk(plain, b"tEXt", b"Comment\0words") + b"behind"
    )
    assert make_picture(odd).key == make_picture(plain).key


def test_who_waits_too_long_for_another_picture_is_asked_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "LONGEST_WAIT_SECONDS", 0.05)
    answers: list[object] = []

    def send() -> None:
        try:
            answers.append(make_picture(picture_bytes()).width)
        except PicturesBusy as error:
            answers.append(error.status)

    with pictures._one_at_a_time:
        other = threading.Thread(target=send)
        other.start()
        other.join()
    send()
    assert answers == [503, 640]
