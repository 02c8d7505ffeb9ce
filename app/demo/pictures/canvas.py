"""Something to draw goods on: a studio backdrop, shaded solids, soft shadows and highlights.

Coordinates run from 0 to 100. Everything is drawn at the largest size that is served; the smaller
ones are averages of its pixels, which smooths the edges that Pillow draws hard. The largest is
shown on screens whose pixels are too small to see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from app.demo.pictures.colours import Colour, darker, lighter, toned
from app.demo.pictures.shapes import Point, ellipse

SIZE = 1280
UNIT = SIZE / 100
SOFT = 6  # soft things are drawn this much smaller

# How light falls over a solid, from one side to the other.
ROUND = (0.66, 0.86, 1.04, 1.14, 1.06, 0.94, 0.78, 0.62)
SIDE = (1.1, 1.02, 0.94, 0.84)
TOP = (1.12, 1.02, 0.94, 0.84)
GLOSS = (0.6, 0.8, 1.0, 1.5, 1.12, 0.98, 0.84, 0.72, 0.6)
EVEN = (1.0, 1.0)

Outline = Sequence[Point]


class Canvas:
    """A picture, or the part of one that `inside` lends; offsets are in pixels."""

    def __init__(self, image: Image.Image, *, left: int = 0, top: int = 0) -> None:
        self.image = image
        self.left = left
        self.top = top
        self.pen = ImageDraw.Draw(image, "RGBA")

    @classmethod
    def studio(cls, wall: Colour) -> Canvas:
        """An empty stage in front of a light wall."""
        return cls(_backdrop(wall).copy())

    def pixels(self, points: Outline) -> list[tuple[float, float]]:
        """Where these points lie on the image."""
        return [(x * UNIT - self.left, y * UNIT - self.top) for x, y in points]

    def flat(self, points: Outline, colour: Colour, alpha: int = 255) -> None:
        """An area of one colour."""
        self.pen.polygon(self.pixels(points), fill=(*colour, alpha))

    def line(self, points: Outline, colour: Colour, width: float, *, alpha: int = 255) -> None:
        """A line of `width` units."""
        self.pen.line(
            self.pixels(points),
            fill=(*colour, alpha),
            width=max(1, round(width * UNIT)),
            joint="curve" if alpha == 255 else None,
        )

    def dot(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        """A small disc."""
        px, py, r = x * UNIT - self.left, y * UNIT - self.top, radius * UNIT
        self.pen.ellipse((px - r, py - r, px + r, py + r), fill=(*colour, alpha))

    def solid(
        self,
        points: Outline,
        colour: Colour,
        light: Sequence[float] = ROUND,
        *,
        down: bool = False,
    ) -> None:
        """An area shaded from left to right, or from the top `down`."""
        found = self._box(points)
        if found is None:
            return
        x0, y0, x1, y1 = found
        width, height = x1 - x0, y1 - y0
        strip = Image.new("RGB", (1, len(light)) if down else (len(light), 1))
        strip.putdata([toned(colour, tone) for tone in light])
        shade = strip.resize((1, height) if down else (width, 1), Image.Resampling.BICUBIC)
        shade = shade.resize((width, height), Image.Resampling.NEAREST)
        self.image.paste(shade, (x0, y0), self._mask(points, found))

    def soft(self, points: Outline, colour: Colour, alpha: int, blur: float) -> None:
        """An area with a blurred edge, `blur` units wide: a shadow or a highlight."""
        margin = blur * 2.5
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        around = (
            (min(xs) - margin, min(ys) - margin),
            (max(xs) + margin, max(ys) + margin),
        )
        (x0, y0), (x1, y1) = self.pixels(around)
        x0, y0 = int(x0), int(y0)
        width, height = max(int((x1 - x0) / SOFT), 2), max(int((y1 - y0) / SOFT), 2)
        small = Image.new("L", (width, height))
        ImageDraw.Draw(small).polygon(
            [((x - x0) / SOFT, (y - y0) / SOFT) for x, y in self.pixels(points)], fill=alpha
        )
        small = small.filter(ImageFilter.GaussianBlur(blur * UNIT / SOFT))
        mask = small.resize((width * SOFT, height * SOFT), Image.Resampling.BILINEAR)
        self.image.paste(colour, (x0, y0, x0 + mask.width, y0 + mask.height), mask)

    def ground(self, x: float, y: float, rx: float, ry: float = 3) -> None:
        """The shadow of something that stands at (x, y)."""
        shade = (70, 52, 48)
        self.soft(ellipse(x + 3, y + 1, rx * 1.18, ry * 1.5), shade, 90, 3.2)
        self.soft(ellipse(x, y, rx, ry * 0.7), shade, 150, 1.1)

    @contextmanager
    def inside(self, points: Outline) -> Iterator[Canvas]:
        """A canvas of which only what lies inside the outline will show."""
        found = self._box(points)
        if found is None:
            yield Canvas(Image.new("RGB", (1, 1)))
            return
        part = Canvas(self.image.crop(found), left=self.left + found[0], top=self.top + found[1])
        yield part
        self.image.paste(part.image, found[:2], self._mask(points, found))

    def _box(self, points: Outline) -> tuple[int, int, int, int] | None:
        pixels = self.pixels(points)
        xs, ys = [x for x, _y in pixels], [y for _x, y in pixels]
        x0, y0 = max(int(min(xs)), 0), max(int(min(ys)), 0)
        x1 = min(int(max(xs)) + 1, self.image.width)
        y1 = min(int(max(ys)) + 1, self.image.height)
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def _mask(self, points: Outline, found: tuple[int, int, int, int]) -> Image.Image:
        x0, y0, x1, y1 = found
        mask = Image.new("L", (x1 - x0, y1 - y0))
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in self.pixels(points)], fill=255)
        return mask


@lru_cache(maxsize=8)
def _backdrop(wall: Colour) -> Image.Image:
    """A wall that runs smoothly into the floor, lit from the upper left."""
    strip = Image.new("RGB", (1, 12))
    strip.putdata(
        [
            *(lighter(darker(wall, 0.05), share) for share in (0.1, 0.25, 0.38, 0.46, 0.5)),
            *(lighter(wall, share) for share in (0.46, 0.36, 0.24)),
            *(darker(wall, share) for share in (0.0, 0.03, 0.05, 0.08)),
        ]
    )
    small = strip.resize((240, 240), Image.Resampling.BICUBIC)
    light = Image.new("L", (240, 240))
    ImageDraw.Draw(light).ellipse((10, -40, 190, 150), fill=120)
    light = light.filter(ImageFilter.GaussianBlur(46))
    small.paste((255, 255, 255), (0, 0, 240, 240), light)
    return small.resize((SIZE, SIZE), Image.Resampling.BICUBIC)
