"""From a drawing and a colour to the files that the shop serves.

The key is the SHA-256 of the largest file, so a picture drawn again is the same picture, and a
drawing that changed is a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from os import cpu_count

from PIL import Image

from app.demo.pictures import DRAWINGS
from app.demo.pictures.canvas import SIZE, Canvas
from app.demo.pictures.colours import BACKDROPS, COLOURS
from app.storage import WIDTHS, Storage, file_name

KEY_LENGTH = 32
QUALITY = 78
# Of 6. The largest takes most of the time and is fetched least.
EFFORTS = {320: 2, 640: 2, 1280: 1}

Motif = tuple[str, str]  # a drawing and a colour


@dataclass(frozen=True)
class Picture:
    """A finished picture: its key and its WebP files by width."""

    key: str
    files: dict[int, bytes]


def draw(motif: Motif) -> Picture:
    """Draw and compress one picture."""
    kind, tint = motif
    canvas = Canvas.studio(BACKDROPS[sum(map(ord, kind)) % len(BACKDROPS)])
    DRAWINGS[kind](canvas, COLOURS[tint])
    files = {width: _compressed(canvas.image, width) for width in WIDTHS}
    return Picture(sha256(files[max(WIDTHS)]).hexdigest()[:KEY_LENGTH], files)


def _compressed(image: Image.Image, width: int) -> bytes:
    smaller = image if width == SIZE else image.reduce(SIZE // width)
    out = BytesIO()
    smaller.save(out, "WEBP", quality=QUALITY, method=EFFORTS[width])
    return out.getvalue()


def draw_all(
    motifs: Iterable[Motif], storage: Storage, *, step: Callable[[], None]
) -> dict[Motif, str]:
    """Draw these into the storage, on every core; `step` is called for each. Keys by motif."""
    wanted = list(dict.fromkeys(motifs))
    keys: dict[Motif, str] = {}
    with ThreadPoolExecutor(max_workers=min(4, cpu_count() or 1)) as pool:
        for motif, picture in zip(wanted, pool.map(draw, wanted), strict=True):
            for width, content in picture.files.items():
                storage.save(file_name(picture.key, width), content)
            keys[motif] = picture.key
            step()
    return keys
