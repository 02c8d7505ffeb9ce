"""What drawing a picture anew costs in memory, in a process of its own that has little of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.pictures import (
    jpeg_in_passes,
    picture_bytes,
    png_claiming,
    with_chunk,
    with_chunks,
    with_segment,
)
from tests.support.processes import ROOT

LIMIT = 200 * 1024  # KB, with all of the shop loaded

# Prints what came of it, and the most memory that the process ever had, in KB.
PROGRAM = """
import sys
from pathlib import Path
from app.catalogue.errors import RefusedPicture
from app.catalogue.pictures import make_picture
content = Path(sys.argv[1]).read_bytes()
try:
    print(make_picture(content).width)
except RefusedPicture:
    print("refused")
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


def drawn(content: bytes, folder: Path) -> tuple[str, int]:
    file = folder / "picture"
    file.write_bytes(content)
    command = [sys.executable, "-c", PROGRAM, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result, memory = done.stdout.split()
    return result, int(memory)


@pytest.mark.parametrize(
    ("build", "result"),
    [
        (lambda: picture_bytes("PNG", (3690, 3690), mode="RGBA", colour=(9, 9, 9, 99)), "1280"),
        (lambda: picture_bytes("PNG", (2550, 5110), mode="RGBA", colour=(9, 9, 9, 99)), "1277"),
        (lambda: picture_bytes("PNG", (1360, 10_000), mode="RGBA", colour=(9, 9, 9, 99)), "348"),
        (lambda: picture_bytes("PNG", (5000, 5000), mode="I;16", colour=3000), "1280"),
        (lambda: picture_bytes("PNG", (5000, 5000), mode="P", colour=1, transparency=1), "1280"),
        (lambda: picture_bytes(size=(5000, 5000), subsampling=0), "1280"),
        (lambda: picture_bytes(size=(2559, 5119), subsampling=0), "1280"),
        (lambda: picture_bytes(size=(2600, 2600), subsampling=0, progressive=True), "1280"),
        (lambda: picture_bytes(size=(3600, 3600), progressive=True), "1280"),
    ],
    ids=[
        *("RGBA", "RGBA, twice its size", "RGBA, tall", "16 bits", "palette"),
        *("JPEG", "JPEG that is not reduced", "JPEG in passes", "JPEG in passes, common"),
    ],
)
def test_the_largest_pictures_that_are_taken_stay_below_200_mb(
    build: Callable[[], bytes], result: str, tmp_path: Path
) -> None:
    """B38."""
    came, memory = drawn(build(), tmp_path)
    assert came == result
    assert memory < LIMIT


@pytest.fixture(scope="module")
def memory_of_the_shop(tmp_path_factory: pytest.TempPathFactory) -> int:
    """KB, when there is nothing to draw."""
    return drawn(b"", tmp_path_factory.mktemp("nothing"))[1]


def swelling() -> bytes:
    """A JPEG in passes that would need room for 25 million pixels three times over."""
    return picture_bytes(size=(5000, 5000), subsampling=0, progressive=True)


@pytest.mark.parametrize(
    "build",
    [
        lambda: png_claiming(65_500, 65_500),
        lambda: png_claiming(9_999, 2_500),
        lambda: picture_bytes("PNG", (12_000, 12_000), mode="1", colour=1),
        swelling,
        lambda: with_chunk(picture_bytes("PNG"), b"acTL", b"\xff" * 8),
    ],
    ids=["65,500 on a side", "25 megapixels of RGBA", "12,000 on a side", "in passes", "frames"],
)
def test_a_bomb_is_refused_before_it_takes_memory(
    build: Callable[[], bytes], tmp_path: Path, memory_of_the_shop: int
) -> None:
    """B38: what it costs is the shop itself."""
    came, memory = drawn(build(), tmp_path)
    assert came in ("refused", "640")
    assert memory < memory_of_the_shop + 8 * 1024


@pytest.mark.parametrize(
    "build",
    [
        lambda: jpeg_in_passes(140_000),
        lambda: with_segment(picture_bytes(), 0xE5, count=1_300_000),
        lambda: with_chunks(picture_bytes("PNG"), b"tEXt", b"a\0b", 300_000),
    ],
    ids=["passes", "segments", "texts"],
)
def test_a_file_of_too_many_parts_takes_little_more_than_its_own_size(
    build: Callable[[], bytes], tmp_path: Path, memory_of_the_shop: int
) -> None:
    """B38."""
    came, memory = drawn(build(), tmp_path)
    assert came == "refused"
    assert memory < memory_of_the_shop + 24 * 1024
