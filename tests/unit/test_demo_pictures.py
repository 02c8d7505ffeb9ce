"""The drawings of the demo goods: each one shows something, and its files are small and its own."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.demo.goods import MOTIFS
from app.demo.pictures import DRAWINGS
from app.demo.pictures.canvas import SIZE, Canvas
from app.demo.pictures.colours import BACKDROPS, COLOURS
from app.demo.pictures.studio import draw, draw_all
from app.storage import WIDTHS, LocalStorage

LARGEST_FILE = 160_000  # bytes


def test_every_good_has_a_drawing_and_every_colour_a_value() -> None:
    assert {kind for kind, _tint in MOTIFS} == set(DRAWINGS)
    assert {tint for _kind, tint in MOTIFS} <= set(COLOURS)
    assert len(DRAWINGS) >= 24


@pytest.mark.parametrize("kind", sorted(DRAWINGS))
def test_a_drawing_shows_something_in_the_middle_of_the_picture(kind: str) -> None:
    tint = next(tint for drawn, tint in MOTIFS if drawn == kind)
    empty = Canvas.studio(BACKDROPS[0]).image.reduce(16)
    canvas = Canvas.studio(BACKDROPS[0])
    DRAWINGS[kind](canvas, COLOURS[tint])
    drawn = canvas.image.reduce(16)
    assert canvas.image.size == (SIZE, SIZE)
    changed = (
        ImageChops.difference(drawn, empty).convert("L").point(lambda value: value > 14 and 255)
    )
    box = changed.getbbox()
    assert box is not None
    width, height = box[2] - box[0], box[3] - box[1]
    assert max(width, height) > drawn.width * 0.5
    assert changed.histogram()[255] > drawn.width * drawn.height * 0.08
    assert len(drawn.getcolors(maxcolors=drawn.width * drawn.height) or []) > 200


def test_a_picture_drawn_twice_is_the_same_and_another_colour_is_another() -> None:
    first, again, other = (
        draw(("phone_case", tint)) for tint in ("Hijau Mint", "Hijau Mint", "Merah Muda")
    )
    assert first == again
    assert first.key != other.key
    assert re.fullmatch(r"[0-9a-f]{16,64}", first.key)


def test_the_files_are_square_webp_in_every_width_and_small(tmp_path: Path) -> None:
    steps: list[None] = []
    motifs = [("ball", "Putih Tulang"), ("basket_lid", "Rotan"), ("ball", "Putih Tulang")]
    keys = draw_all(motifs, LocalStorage(tmp_path), step=lambda: steps.append(None))
    assert list(keys) == motifs[:2]
    assert len(steps) == 2
    for key in keys.values():
        for width in WIDTHS:
            content = (tmp_path / f"{key}-{width}.webp").read_bytes()
            with Image.open(BytesIO(content)) as image:
                assert (image.format, image.size) == ("WEBP", (width, width))
            assert len(content) < LARGEST_FILE
    assert len(list(tmp_path.iterdir())) == 2 * len(WIDTHS)


def test_what_lies_outside_the_canvas_is_left_out() -> None:
    canvas = Canvas.studio(BACKDROPS[0])
    before = canvas.image.copy()
    beside = [(120.0, 120.0), (130.0, 120.0), (130.0, 130.0)]
    canvas.solid(beside, COLOURS["Hitam"])
    with canvas.inside(beside) as part:
        part.flat(beside, COLOURS["Hitam"])
    assert ImageChops.difference(before, canvas.image).getbbox() is None
