"""What becomes of a picture that somebody sends; and what does not become one."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from app.catalogue.errors import RefusedPicture
from app.catalogue.pictures import MAXIMUM_BYTES, MEGABYTE, Picture, make_picture
from app.storage import WIDTHS, file_name, key_of
from tests.factories.pictures import picture_bytes, png_claiming, striped_bytes, with_chunk

SCRIPT = b"<script>document.title='taken'</script>"


def files_of(content: bytes) -> dict[int, Image.Image]:
    found = {}
    for width, file in make_picture(content).files.items():
        found[width] = Image.open(BytesIO(file))
        found[width].load()
    return found


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedPicture) as refused:
        make_picture(content)
    return str(refused.value.message)


def colours(image: Image.Image) -> dict[str, str]:
    """The colour in each quarter, by name."""
    names = {"red": (254, 0, 0), "blue": (0, 0, 254), "white": (254, 254, 254), "black": (0, 0, 0)}

    def name(x: float, y: float) -> str:
        pixel: Any = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
        return min(
            names, key=lambda one: sum(abs(a - b) for a, b in zip(names[one], pixel, strict=True))
        )

    return {
        "upper left": name(0.2, 0.2),
        "upper right": name(0.8, 0.2),
        "lower left": name(0.2, 0.8),
        "lower right": name(0.8, 0.8),
    }


UPRIGHT = {
    "upper left": "red",
    "upper right": "white",
    "lower left": "blue",
    "lower right": "white",
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_comes_out_as_webp_in_three_widths(kind: str) -> None:
    picture = make_picture(picture_bytes(kind, (2000, 1500)))
    assert (picture.width, picture.height) == (1280, 960)
    sizes = {}
    for width, file in picture.files.items():
        with Image.open(BytesIO(file)) as image:
            assert image.format == "WEBP"
            sizes[width] = image.size
    assert sizes == {320: (320, 240), 640: (640, 480), 1280: (1280, 960)}


def test_a_small_picture_is_never_blown_up_but_all_its_files_exist() -> None:
    sizes = {width: image.size for width, image in files_of(picture_bytes(size=(500, 400))).items()}
    assert sizes == {320: (320, 256), 640: (500, 400), 1280: (500, 400)}


def test_a_very_tall_picture_is_held_to_twice_its_width() -> None:
    picture = make_picture(picture_bytes(size=(400, 9000)))
    assert picture.height == 2560
    assert picture.width == 114


def test_names_come_from_the_content() -> None:
    one, again = make_picture(picture_bytes()), make_picture(picture_bytes())
    other = make_picture(picture_bytes(colour="orange"))
    assert one == again
    assert one.key != other.key
    assert all(key_of(file_name(one.key, width)) == one.key for width in WIDTHS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_stands_upright_however_the_camera_was_held(kind: str, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    with Image.open(BytesIO(striped_bytes("PNG"))) as upright:
        held = upright.transpose(undo[orientation]) if orientation in undo else upright.copy()
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = BytesIO()
    held.save(written, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))
    image = files_of(written.getvalue())[1280]
    assert image.size == (90, 60)
    assert colours(image) == UPRIGHT


def test_a_large_turned_photograph_is_made_small_in_the_right_direction() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = make_picture(picture_bytes(size=(4000, 3000), exif=exif))
    assert (picture.width, picture.height) == (1280, 1707)


def test_where_and_with_what_it_was_taken_does_not_survive() -> None:
    """B38: no EXIF, GPS, colour profile, comment or text."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera rahasia"
    exif.get_ifd(0x8825)[2] = (6.0, 54.0, 12.0)
    content = picture_bytes(exif=exif, comment=b"rahasia", icc_profile=profile("sRGB"))
    assert b"rahasia" in content
    for file in make_picture(content).files.values():
        with Image.open(BytesIO(file)) as image:
            assert dict(image.getexif()) == {}
            assert {"exif", "icc_profile", "xmp", "comment"}.isdisjoint(image.info)
        assert b"rahasia" not in file


@pytest.mark.parametrize(
    "content",
    [
        picture_bytes("JPEG") + SCRIPT,
        picture_bytes("PNG") + SCRIPT,
        picture_bytes("JPEG", comment=SCRIPT),
        with_chunk(picture_bytes("PNG"), b"tEXt", b"Comment\0" + SCRIPT),
        picture_bytes("PNG") + b"PK\3\4" + b"\0" * 26 + b"%PDF-1.7" + SCRIPT,
    ],
    ids=["JPEG + HTML", "PNG + HTML", "in a comment", "in a text chunk", "PNG + ZIP + PDF"],
)
def test_nothing_of_what_hides_in_a_picture_survives(content: bytes) -> None:
    for file in make_picture(content).files.values():
        assert SCRIPT not in file
        assert b"PDF" not in file


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGBA", (255, 0, 0, 0), "white"),
        ("RGBA", (255, 0, 0, 255), "red"),
        ("LA", (0, 0), "white"),
        ("L", 0, "black"),
        ("1", 1, "white"),
        ("I;16", 65535, "white"),
        ("I;16", 300, "black"),
        ("RGB", (255, 0, 0), "red"),
    ],
)
def test_every_kind_of_png_is_flattened_on_white(mode: str, colour: Any, seen: str) -> None:
    image = files_of(picture_bytes("PNG", (40, 40), mode=mode, colour=colour))[640]
    assert image.mode == "RGB"
    assert set(colours(image).values()) == {seen}


def test_the_transparent_colour_of_a_palette_is_white() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(1, (0, 0, 20, 40))
    written = BytesIO()
    image.save(written, "PNG", transparency=0)
    assert set(colours(files_of(written.getvalue())[640]).values()) == {"red", "white"}


def test_a_picture_for_printing_is_shown_in_the_colours_of_screens() -> None:
    red = picture_bytes(mode="CMYK", colour=(0, 255, 255, 0), size=(64, 64))
    assert set(colours(files_of(red)[640]).values()) == {"red"}


def profile(kind: str) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(kind)).tobytes()


def test_another_colour_space_is_turned_into_that_of_screens() -> None:
    """The same numbers mean other colours there: in this one red and blue have changed places."""
    srgb = profile("sRGB")
    swapped = srgb.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")
    content = picture_bytes("PNG", (64, 64), colour="red", icc_profile=swapped)
    assert set(colours(files_of(content)[640]).values()) == {"blue"}


@pytest.mark.parametrize("unusable", [profile("XYZ"), profile("LAB"), b"nothing", b"\0" * 200])
def test_a_profile_that_cannot_be_used_is_as_good_as_none(unusable: bytes) -> None:
    content = picture_bytes(colour="red", size=(64, 64), icc_profile=unusable)
    assert set(colours(files_of(content)[640]).values()) == {"red"}


def test_a_png_that_calls_itself_jpg_is_a_picture() -> None:
    """The name is not asked at all: make_picture() is not even told it."""
    assert isinstance(make_picture(picture_bytes("PNG")), Picture)


def test_of_several_pictures_of_a_phone_the_first_is_taken() -> None:
    written = BytesIO()
    with Image.open(BytesIO(striped_bytes("PNG"))) as first:
        first.save(written, "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60))])
    assert colours(files_of(written.getvalue())[1280]) == UPRIGHT


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture_bytes("GIF", (20, 20)), "GIF"),
        (picture_bytes("WEBP", (20, 20)), "WebP"),
        (picture_bytes("BMP", (20, 20)), "BMP"),
        (picture_bytes("TIFF", (20, 20)), "TIFF"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg/>", "SVG"),
        (b"\n<!DOCTYPE html><script>x()</script>", "HTML"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"PK\3\4" + b"\0" * 40, "ZIP"),
    ],
)
def test_what_is_no_jpg_or_png_is_called_by_its_name(content: bytes, kind: str) -> None:
    assert refusal(content) == f"This is {kind}, whatever its name says. Send a JPG or PNG."


@pytest.mark.parametrize("content", [b"hello", b"\x89PN", b"\xff", b"\0" * 500])
def test_what_is_nothing_known_is_neither(content: bytes) -> None:
    assert refusal(content) == "This is neither a JPG nor a PNG, whatever its name says."


def test_an_empty_file_is_called_empty() -> None:
    assert refusal(b"") == "This file is empty."


def test_a_file_above_5_mb_is_refused_with_its_size() -> None:
    content = picture_bytes() + b"\0" * MAXIMUM_BYTES
    said = "This file has 5.1 MB; a picture may have at most 5 MB."
    assert refusal(content) == said
    exactly = picture_bytes()
    assert make_picture(exactly + b"\0" * (5 * MEGABYTE - len(exactly))).width == 640


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (picture_bytes(size=(15, 15)), "has 15 × 15 pixels; it needs at least 16 on a side"),
        (png_claiming(10_001, 20), "has 10001 × 20 pixels; a side may have at most 10000"),
        (png_claiming(2**31 - 1, 2**31 - 1), "a side may have at most 10000"),
        (png_claiming(5001, 5000, colour_type=0), "has 25.1 megapixels; one of its kind may have"),
        (png_claiming(4000, 4000), "has 16.0 megapixels; one of its kind may have at most 13.6"),
        (
            picture_bytes(size=(3600, 3600), progressive=True, subsampling=0),
            "one of its kind may have at most",
        ),
    ],
)
def test_dimensions_are_judged_before_anything_is_decoded(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_what_moves_is_refused() -> None:
    written = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    assert refusal(written.getvalue()) == "This picture moves. Send one that stands still."


def damaged() -> dict[str, bytes]:
    jpeg, png = striped_bytes("JPEG", (600, 400)), striped_bytes("PNG", (600, 400))
    return {
        "only the first bytes of a JPEG": jpeg[:3],
        "only the first bytes of a PNG": png[:8],
        "half a JPEG": jpeg[: len(jpeg) // 2],
        "half a PNG": png[: len(png) // 2],
        "a JPEG without its end": jpeg[:-40],
        "HTML behind the magic of a JPEG": b"\xff\xd8\xff\xe0<html>" + SCRIPT,
        "a PNG without pixels": png_claiming(0, 0),
        "a PNG with too few": png_claiming(1000, 1000),
        "a header too short": with_chunk(png[:8] + b"\0" * 25, b"IHDR", b"\0"),
        "noise behind the magic": b"\xff\xd8\xff" + bytes(range(256)) * 40,
    }


@pytest.mark.parametrize("name", list(damaged()))
def test_a_damaged_picture_is_called_damaged(name: str) -> None:
    assert refusal(damaged()[name]).startswith("This picture is damaged or incomplete.")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_with_any_byte_broken_is_a_picture_or_refused(kind: str) -> None:
    """No broken byte gets another error out of Pillow, or a warning out of us."""
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = striped_bytes(kind, (48, 32), exif=exif)
    for place in range(len(whole)):
        broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        with suppress(RefusedPicture):
            make_picture(broken)
