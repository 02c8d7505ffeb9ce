"""The structure of a JPG or PNG, read before anything of it is decoded.

A file of 5 MB can be made of a hundred thousand passes over one picture, or of as many texts about
it, and decoding would go through them all. What a picture needs is left of the file; what is hung
around it is dropped, and what has more parts than any picture is refused.
"""

from __future__ import annotations

import re

# Encoders make about ten passes; each goes over every pixel again.
MOST_PASSES = 40
# Of a JPG, its profile of colours alone may be 80; of a PNG, its pixels come in some hundreds.
MOST_SEGMENTS = 1_000
MOST_CHUNKS = 20_000

# In coded data FF is followed by 00, or by D0 to D7 at a restart; what else follows is a marker.
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_START_OF_PASS = 0xDA
_END = 0xD9
# Markers below it, and the one that begins a file, stand alone: no length follows.
_FIRST_WITH_LENGTH, _BEGIN = 0xC0, 0xD8
_ABOUT = {*range(0xE0, 0xF0), 0xFE}
_APP1 = 0xE1
_NAMED = {0xE0: b"JFIF\0", _APP1: b"Exif\0\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}

_PNG_START = 8
# Those that say how the pixels are to be read and shown, or that the picture moves.
_CHUNKS = {b"PLTE", b"IDAT", b"IHDR", b"IEND", b"tRNS", b"iCCP", b"eXIf", b"acTL", b"fcTL"}
_SINGLE = _CHUNKS - {b"IDAT"}


def plain_jpeg(content: bytes) -> bytes:
    """The JPG up to its end, its head without what no decoding needs.

    Raises ValueError when it has no passes, or more of them or more parts than any picture.
    """
    head: list[bytes] = [content[:2]]
    place, passes, first_pass = 2, 0, 0
    has_exif = False
    for _part in range(MOST_SEGMENTS):
        found = _MARKER.search(content, place)
        if found is None:
            break
        marker, start = found[1][0], found.end()
        if marker == _END:
            content = content[:start] if len(content) > start else content
            break
        if marker < _FIRST_WITH_LENGTH or marker == _BEGIN:
            place = start
            continue
        place = start + int.from_bytes(content[start : start + 2])
        if marker == _START_OF_PASS:
            first_pass = first_pass or start - 2
            passes += 1
        elif not first_pass and _is_needed(marker, content[start + 2 : start + 14]):
            if marker == _APP1 and has_exif:
                continue
            has_exif = has_exif or marker == _APP1
            head.append(content[start - 2 : place])
        if passes > MOST_PASSES:
            raise ValueError("too many passes")
    else:
        raise ValueError("too many segments")
    if not first_pass:
        raise ValueError("no pixels")
    if sum(map(len, head)) == first_pass:
        return content  # nothing to drop: not twice in memory
    return b"".join(head) + content[first_pass:]


def _is_needed(marker: int, opening: bytes) -> bool:
    if marker not in _ABOUT:
        return True
    name = _NAMED.get(marker)
    return name is not None and opening.startswith(name)


def plain_png(content: bytes) -> bytes:
    """The PNG up to its end, without the chunks that no decoding needs, and those that repeat.

    Raises ValueError when it has more chunks than any picture.
    """
    kept: list[bytes] = [content[:_PNG_START]]
    seen: set[bytes] = set()
    place = _PNG_START
    for _chunk in range(MOST_CHUNKS):
        kind = content[place + 4 : place + 8]
        if len(kind) < 4:
            break
        end = place + 12 + int.from_bytes(content[place : place + 4])
        if kind in _CHUNKS and not (kind in _SINGLE and kind in seen):
            kept.append(content[place:end])
        seen.add(kind)
        place = end
        if kind == b"IEND":
            break
    else:
        raise ValueError("too many chunks")
    return b"".join(kept)
