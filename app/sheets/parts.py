"""The XML inside a workbook, read as it streams by and never held.

Ten megabytes of zip can stand for gigabytes. So a part is unpacked some kilobytes at a time, expat
reports what it meets, and all parts of one workbook together have a budget of bytes and of elements
with their attributes. What a zip or an element says about its own size is not asked.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

AT_ONCE = 1 << 16
MOST_BYTES = 40_000_000  # 5,000 rows with descriptions take a quarter
# 10,000 rows of 60 cells with a value each are 1.2 million elements and twice as many attributes.
MOST_ELEMENTS = 4_000_000
MOST_IN_A_SMALL_PART = 400_000  # of all parts but the sheet and its texts
MOST_ATTRIBUTES = 100  # of one element
MOST_NAMES = 3000  # expat keeps each different one
DEEPEST = 40
LONGEST_TOKEN = 4 * AT_ONCE  # expat holds a tag or a comment whole

Starts = Callable[[str, dict[str, str]], None]
Ends = Callable[[str], None]
Texts = Callable[[str], None]


class Swollen(Exception):
    """The workbook unpacks to more than any honest one."""


class Malformed(Exception):
    """It is no XML that we take: an unknown packing, or declarations of its own."""


class Parts:
    """The parts of one workbook, and what may still be read of them."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.bytes_left = MOST_BYTES
        self.elements_left = MOST_ELEMENTS

    def read(
        self,
        name: str,
        *,
        start: Starts,
        end: Ends | None = None,
        text: Texts | None = None,
        is_done: Callable[[], bool] = lambda: False,
        most: int = MOST_ELEMENTS,
    ) -> None:
        """Report a part's elements by their names without prefix, until `is_done` or its end.

        `most` counts its elements with their attributes.

        Raises Swollen, Malformed, ExpatError and what the zip raises.
        """
        entry = self.archive.getinfo(name)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Malformed
        if entry.file_size > self.bytes_left:
            raise Swollen
        spared = max(0, self.elements_left - most)
        self.elements_left -= spared
        parser = self._parser(start, end, text)
        fed = 0
        with self.archive.open(entry) as part:
            while not is_done():
                some = part.read(AT_ONCE)
                self.bytes_left -= len(some)
                if self.bytes_left < 0:
                    raise Swollen
                parser.Parse(some, not some)
                if not some:
                    break
                fed += len(some)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN or len(parser.intern) > MOST_NAMES:
                    raise Swollen
        self.elements_left += spared

    def _parser(self, start: Starts, end: Ends | None, text: Texts | None) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = AT_ONCE
        local: dict[str, str] = {}
        depth = 0

        def starts(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements_left -= 1 + len(attributes)
            if self.elements_left < 0 or depth > DEEPEST or len(attributes) > MOST_ATTRIBUTES:
                raise Swollen
            start(local.get(name) or local.setdefault(name, name.rpartition(":")[2]), attributes)

        def ends(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(local[name])

        parser.StartElementHandler = starts
        parser.EndElementHandler = ends
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_declarations
        return parser


def _refuse_declarations(*_said: object) -> None:
    """No entity is ever declared, inside or out; no spreadsheet program writes any."""
    raise Malformed
