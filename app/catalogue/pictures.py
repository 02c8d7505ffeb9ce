"""What becomes of a picture that somebody sends: checked, turned upright, made small, made ours.

Nothing of the file that came is kept. It is decoded as what its first bytes say it is, whatever
its name says; what was hidden in it or hung behind it, where and with what it was taken, does not
survive being drawn anew. How many pixels it may have is checked from its header, because a file of
a few kilobytes can ask for gigabytes of memory, and of how many parts it is made before that
(app.catalogue.picture_files), because they can ask for hours. One picture is decoded at a time in
each process, so that the worst that is accepted is the worst that can happen (figures in the
tests); who waits for another picture for too long is asked to try again.
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import format_decimal
from PIL import Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin

from app.catalogue.errors import PicturesBusy, RefusedPicture
from app.catalogue.picture_files import plain_jpeg, plain_png
from app.storage import WIDTHS
from app.web.words import lazy as _l

MEGABYTE = 1024 * 1024
MAXIMUM_BYTES = 5 * MEGABYTE
MAXIMUM_PIXELS = 25_000_000
MAXIMUM_SIDE = 10_000
# Smaller is no picture of anything, but a dot that somebody counts readers with.
MINIMUM_SIDE = 16
# What a picture may take in memory while it is decoded; a photograph comes with far less, because
# a JPEG is decoded at a fraction of its size unless it comes in several passes.
MAXIMUM_MEMORY = 52 * MEGABYTE
# A picture narrower than this many times its width would be a stripe on every page.
TALLEST = 2
QUALITY = 80
# So many rows are made narrow at once: the whole need not be in memory twice.
STRIPE = 32
MAXIMUM_PROFILE_BYTES = 4 * MEGABYTE

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
# How much of a file shows what it is.
_HEAD = 512
# What Pillow raises for a file that is not what it says (its own plugins name no common class).
DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_one_at_a_time = threading.Lock()
# How long a picture waits for those before it: a moment each, unless somebody means ill.
LONGEST_WAIT_SECONDS = 5.0


@dataclass(frozen=True)
class Picture:
    """A picture as the shop keeps it: WebP files by width, named by what is in them.

    `width` and `height` are those of the largest file, in pixels.
    """

    key: str
    width: int
    height: int
    files: dict[int, bytes]


def make_picture(content: bytes) -> Picture:
    """The picture in `content`, drawn anew in each of WIDTHS, never larger than it was.

    Raises RefusedPicture with the rule that it breaks, PicturesBusy when others take too long.
    """
    if len(content) > MAXIMUM_BYTES:
        raise too_large(len(content))
    kind = _kind(content)
    plain = plain_jpeg if kind is JpegImagePlugin.JpegImageFile else plain_png
    with _turn(), _quiet():
        try:
            return _make(kind, plain(content))
        except DAMAGED as error:
            raise RefusedPicture(
                _l("This picture is damaged or incomplete. Save it once more and try again.")
            ) from error


def too_large(size: int) -> RefusedPicture:
    """The refusal of a file of so many bytes."""
    return RefusedPicture(
        _l(
            "This file has %(size)s MB; a picture may have at most %(limit)s MB.",
            size=_tenths(math.ceil(size / MEGABYTE * 10)),
            limit=MAXIMUM_BYTES // MEGABYTE,
        )
    )


def _tenths(value: int) -> str:
    """51 → "5.1", or "5,1" in Indonesian."""
    return format_decimal(value / 10, format="0.0")


@contextmanager
def _turn() -> Iterator[None]:
    """One picture at a time in this process."""
    if not _one_at_a_time.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise PicturesBusy
    try:
        yield
    finally:
        _one_at_a_time.release()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Pillow's remarks on odd metadata, which is thrown away anyway."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _kind(content: bytes) -> type[ImageFile.ImageFile]:
    """The reader for what the first bytes say it is."""
    if content.startswith(_JPEG):
        return JpegImagePlugin.JpegImageFile
    if content.startswith(_PNG):
        return PngImagePlugin.PngImageFile
    if not content:
        raise RefusedPicture(_l("This file is empty."))
    name = _other_kind(content[:_HEAD])
    if name:
        raise RefusedPicture(
            _l("This is %(kind)s, whatever its name says. Send a JPG or PNG.", kind=name)
        )
    raise RefusedPicture(_l("This is neither a JPG nor a PNG, whatever its name says."))


def _other_kind(head: bytes) -> str:
    """What people mistake for a JPG or PNG, as far as the first bytes tell; or ''."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        return "AVIF" if head[8:12] in (b"avif", b"avis") else "HEIC"
    if b"<svg" in text:
        return "SVG"
    kinds = {b"gif8": "GIF", b"%pdf": "PDF", b"bm": "BMP", b"ii*\0": "TIFF", b"mm\0*": "TIFF"}
    kinds |= {b"<!doctype html": "HTML", b"<html": "HTML", b"pk\3\4": "ZIP"}
    return next((name for start, name in kinds.items() if text.startswith(start)), "")


def _make(kind: type[ImageFile.ImageFile], content: bytes) -> Picture:
    with kind(io.BytesIO(content)) as image:
        _check(image)
        held = _held_by_passes(image, content)
        # A JPEG tells its orientation first, so that it can be decoded small; a PNG at any place.
        turn = _orientation(image) if kind is JpegImagePlugin.JpegImageFile else 1
        pixels = image.width * image.height
        image.draft(None, _fitting(image.size, turned=turn >= 5))
        _check_memory(image, pixels, held)
        image.load()
        profile = image.info.get("icc_profile")
        turn = turn if turn > 1 else _orientation(image)
        narrow = _made_narrow(image, target := _fitting(image.size, turned=turn >= 5))
    small = _in_srgb(narrow.resize(target, Image.Resampling.LANCZOS), profile)
    narrow.close()
    if turn in _TURNS:
        small = small.transpose(_TURNS[turn])
    return _encoded(small)


def _check(image: ImageFile.ImageFile) -> None:
    """Refuse by the header what moves, and what is too large or too small for any picture."""
    width, height = image.size
    size = f"{width} × {height}"
    if width < 1 or height < 1:
        raise ValueError("no pixels")
    if getattr(image, "is_animated", False):
        raise RefusedPicture(_l("This picture moves. Send one that stands still."))
    if max(width, height) > MAXIMUM_SIDE:
        raise RefusedPicture(
            _l(
                "This picture has %(size)s pixels; a side may have at most %(limit)s.",
                size=size,
                limit=MAXIMUM_SIDE,
            )
        )
    if max(width, height) < MINIMUM_SIDE:
        raise RefusedPicture(
            _l(
                "This picture has %(size)s pixels; it needs at least %(limit)s on a side.",
                size=size,
                limit=MINIMUM_SIDE,
            )
        )
    if width * height > MAXIMUM_PIXELS:
        raise _too_many_pixels(width * height, MAXIMUM_PIXELS)


def _too_many_pixels(pixels: int, limit: int) -> RefusedPicture:
    return RefusedPicture(
        _l(
            "This picture has %(count)s megapixels; one of its kind may have at most %(limit)s. "
            "Make it smaller and send it again.",
            count=_tenths(math.ceil(pixels / 100_000)),
            limit=_tenths(limit // 100_000),
        )
    )


def _held_by_passes(image: ImageFile.ImageFile, content: bytes) -> int:
    """Bytes that libjpeg holds of a picture that comes in several passes: 2 a coefficient."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or not image.layer:
        return 0
    # Its header was read up to and with that of the first pass, which names all of the colours
    # if there is one pass only.
    count = image.layers
    length = 6 + 2 * count
    end = image.fp.tell() if image.fp else 0
    one_pass = content[end - length : end].startswith(struct.pack(">HB", length, count))
    if one_pass and "progressive" not in image.info:
        return 0
    across = [layer[1] for layer in image.layer]
    down = [layer[2] for layer in image.layer]
    samples = sum(x * y for x, y in zip(across, down, strict=True)) / (max(across) * max(down))
    return int(2 * samples * image.width * image.height)


def _check_memory(image: ImageFile.ImageFile, pixels: int, held: int) -> None:
    """Refuse by the header what could only be decoded with too much memory."""
    each = {"1": 1, "L": 1, "P": 1, "I;16": 2}.get(image.mode, 4)
    needed = held + image.width * image.height * each
    if needed > MAXIMUM_MEMORY:
        raise _too_many_pixels(pixels, int(pixels * MAXIMUM_MEMORY / needed))


def _orientation(image: ImageFile.ImageFile) -> int:
    """How the camera was held, 1 to 8; 1 where it says nothing that can be read."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except DAMAGED:
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _fitting(size: tuple[int, int], *, turned: bool) -> tuple[int, int]:
    """The size in which it is kept: at most the largest width and TALLEST times that high."""
    box = (max(WIDTHS), max(WIDTHS) * TALLEST)
    across, down = box[::-1] if turned else box
    scale = min(1.0, across / size[0], down / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _made_narrow(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """As wide as `target` and as high as it was, on white; the image is closed."""
    width, height = image.size
    mode = "CMYK" if image.mode == "CMYK" else "RGB"
    narrow = Image.new(mode, (target[0], height))
    for top in range(0, height, STRIPE):
        rows = min(STRIPE, height - top)
        stripe = _on_white(image.crop((0, top, width, top + rows)))
        narrow.paste(stripe.resize((target[0], rows), Image.Resampling.LANCZOS), (0, top))
    image.close()
    return narrow


def _on_white(stripe: Image.Image) -> Image.Image:
    """RGB, or CMYK as it is; what can be seen through is white."""
    if stripe.mode == "CMYK":
        return stripe
    if stripe.mode.startswith("I"):
        # 16 bits of grey; Pillow would cut off what is above 8 instead of scaling it.
        return stripe.convert("I").point(lambda level: level / 256).convert("L").convert("RGB")
    if stripe.mode in ("RGBA", "LA", "PA") or "transparency" in stripe.info:
        see_through = stripe.convert("RGBA")
        white = Image.new("RGB", stripe.size, "white")
        white.paste(see_through, mask=see_through.getchannel("A"))
        return white
    return stripe.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours of screens; a profile that cannot be used is as good as none."""
    if isinstance(profile, bytes) and 0 < len(profile) <= MAXIMUM_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if getattr(source.profile, "xcolor_space", "").strip() == image.mode:
                target = ImageCms.createProfile("sRGB")
                changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
                image = changed or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    clean = Image.new("RGB", image.size)
    clean.paste(image.convert("RGB"))
    return clean


def _encoded(image: Image.Image) -> Picture:
    files: dict[int, bytes] = {}
    digest = hashlib.sha256()
    for width in WIDTHS:
        size = (width, max(1, round(image.height * width / image.width)))
        small = image if width >= image.width else image.resize(size, Image.Resampling.LANCZOS)
        written = io.BytesIO()
        small.save(written, "WEBP", quality=QUALITY, method=4)
        files[width] = written.getvalue()
        digest.update(files[width])
    return Picture(digest.hexdigest()[:40], image.width, image.height, files)
