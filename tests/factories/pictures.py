"""Pictures as people send them, and files that only say that they are some."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage


def picture_bytes(
    kind: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    *,
    mode: str = "RGB",
    colour: Any = "teal",
    **options: Any,
) -> bytes:
    """A plain picture, encoded; `options` go to Pillow's save()."""
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind, **options)
    return written.getvalue()


def striped_bytes(kind: str, size: tuple[int, int] = (90, 60), **options: Any) -> bytes:
    """A picture whose corners can be told apart: red at the upper left, blue below, the rest white.

    Large fields, so that no compression blurs them.
    """
    image = Image.new("RGB", size, "white")
    width, height = size
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("blue", (0, height // 2, width // 2, height))
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def png_claiming(width: int, height: int, *, depth: int = 8, colour_type: int = 6) -> bytes:
    """A PNG of a few bytes whose header asks for room for so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def with_chunk(png: bytes, kind: bytes, content: bytes) -> bytes:
    """The PNG with one more chunk behind its header."""
    return png[:33] + _chunk(kind, content) + png[33:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def with_chunks(png: bytes, kind: bytes, content: bytes, count: int) -> bytes:
    """The PNG with as many more of these chunks behind its header."""
    return png[:33] + _chunk(kind, content) * count + png[33:]


def with_segment(jpeg: bytes, marker: int, content: bytes = b"", *, count: int = 1) -> bytes:
    """The JPG with as many more of these segments behind its first two bytes."""
    return jpeg[:2] + _segment(marker, content) * count + jpeg[2:]


def jpeg_in_passes(passes: int, side: int = 4096) -> bytes:
    """A grey JPG that goes over all of its pixels so many times, in 35 bytes each after the first.

    The first passes draw it; each of the others refines every block by nothing.
    """
    blocks = (side // 8) ** 2
    longest_run = -(-blocks // 32_767)
    nothing = _bits(("0" + "1" * 14) * longest_run)

    def begun(first: int, last: int, bits: int) -> bytes:
        return _segment(0xDA, bytes([1, 1, 0, first, last, bits]))

    head = (
        b"\xff\xd8"
        + _segment(0xDB, b"\0" + b"\x10" * 64)
        + _segment(0xC2, struct.pack(">BHHB", 8, side, side, 1) + b"\x01\x11\0")
        + _segment(0xC4, b"\0" + b"\x01" + b"\0" * 15 + b"\0")
        + _segment(0xC4, b"\x10" + b"\x01" + b"\0" * 15 + b"\xe0")
    )
    drawing = begun(0, 0, 0) + _bits("0" * blocks) + begun(1, 63, 0x01) + nothing
    refining = begun(1, 63, 0x10) + nothing
    return head + drawing + refining * (passes - 2) + b"\xff\xd9"


def _bits(text: str) -> bytes:
    padded = text + "1" * (-len(text) % 8)
    whole = bytes(int(padded[place : place + 8], 2) for place in range(0, len(padded), 8))
    return whole.replace(b"\xff", b"\xff\0")


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def upload(content: bytes, name: str = "sepatu.jpg") -> FileStorage:
    """A file as a form brings it."""
    return FileStorage(BytesIO(content), filename=name, name="pictures")
