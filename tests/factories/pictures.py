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


def upload(content: bytes, name: str = "sepatu.jpg") -> FileStorage:
    """A file as a form brings it."""
    return FileStorage(BytesIO(content), filename=name, name="pictures")
