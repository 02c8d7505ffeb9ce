"""Patterns on cloth and paper; each fills what it is given from edge to edge."""

from __future__ import annotations

from random import Random

from app.demo.pictures.canvas import Canvas
from app.demo.pictures.colours import Colour, contrasting, darker, lighter
from app.demo.pictures.shapes import curve, ellipse, leaf

Area = tuple[float, float, float, float]  # left, top, right, bottom


def parang(c: Canvas, tint: Colour, area: Area, *, size: float = 9) -> None:
    """Slanting rows of knives, as on batik parang."""
    x0, y0, x1, y1 = area
    light = contrasting(tint, 0.72)
    height = y1 - y0
    x = x0 - height
    row = 0
    while x < x1 + size:
        slant = [(x, y1), (x + height, y0)]
        c.line(slant, light, size * 0.07)
        c.line([(x + size * 0.18, y1), (x + height + size * 0.18, y0)], light, size * 0.04)
        steps = int(height / (size * 0.62)) + 1
        for step in range(steps):
            sx, sy = x + step * size * 0.62 + size * 0.45, y1 - step * size * 0.62
            blade = curve(
                [
                    (sx, sy),
                    (sx + size * 0.34, sy - size * 0.1),
                    (sx + size * 0.5, sy + size * 0.26),
                    (sx + size * 0.22, sy + size * 0.3),
                ],
                steps=5,
            )
            c.flat(blade, light, 235)
            c.dot(sx + size * 0.12, sy + size * 0.14, size * 0.06, darker(tint, 0.3))
        x += size * 1.25
        row += 1


def kawung(c: Canvas, tint: Colour, area: Area, *, size: float = 8) -> None:
    """Four almonds around a point, as on batik kawung."""
    x0, y0, x1, y1 = area
    light = lighter(tint, 0.55)
    y = y0
    while y < y1 + size:
        x = x0
        while x < x1 + size:
            for angle in (45, 135, 225, 315):
                petal = leaf(x, y, size * 0.66, size * 0.5, angle=angle)
                c.flat(petal, light, 240)
                c.flat(leaf(x, y, size * 0.42, size * 0.14, angle=angle), darker(tint, 0.2))
            c.dot(x + size / 2, y, size * 0.07, light)
            c.dot(x, y + size / 2, size * 0.07, light)
            x += size
        y += size


def blossoms(c: Canvas, tint: Colour, area: Area, *, size: float = 6, seed: int = 4) -> None:
    """Hibiscus flowers and leaves, scattered."""
    x0, y0, x1, y1 = area
    chance = Random(seed)
    petal, heart = lighter(tint, 0.72), (240, 190, 80)
    y = y0
    row = 0
    while y < y1 + size:
        x = x0 + (row % 2) * size * 0.9
        while x < x1 + size:
            fx, fy = x + chance.uniform(-1, 1), y + chance.uniform(-1, 1)
            turn = chance.uniform(0, 72)
            for side in (40, 160, 280):
                green = contrasting(tint, 0.35)
                c.flat(leaf(fx, fy, size * 0.8, size * 0.34, angle=side + turn), green, 220)
            for number in range(5):
                outline = leaf(fx, fy, size * 0.5, size * 0.42, angle=turn + number * 72)
                c.flat(outline, petal, 245)
            c.dot(fx, fy, size * 0.1, heart)
            x += size * 1.8
        y += size * 1.2
        row += 1


def stripes(
    c: Canvas, colours: tuple[Colour, ...], area: Area, *, width: float = 2, flat: bool = False
) -> None:
    """Bands from top to bottom, or lying `flat`."""
    x0, y0, x1, y1 = area
    at = y0 if flat else x0
    number = 0
    while at < (y1 if flat else x1):
        band = (
            [(x0, at), (x1, at), (x1, at + width), (x0, at + width)]
            if flat
            else [(at, y0), (at + width, y0), (at + width, y1), (at, y1)]
        )
        c.flat(band, colours[number % len(colours)])
        at += width
        number += 1


def lurik(c: Canvas, tint: Colour, area: Area) -> None:
    """Fine stripes in groups, as on Javanese lurik."""
    x0, y0, x1, y1 = area
    pale, deep = contrasting(tint, 0.6), darker(tint, 0.35)
    x = x0
    while x < x1:
        for offset, width, colour in ((0, 0.5, pale), (1.1, 0.25, pale), (3, 0.9, deep)):
            at = x + offset
            c.flat([(at, y0), (at + width, y0), (at + width, y1), (at, y1)], colour, 220)
        x += 5.2


def plaid(c: Canvas, tint: Colour, area: Area) -> None:
    """Crossing bands, as on a sarung."""
    x0, y0, x1, y1 = area
    pale, gold = lighter(tint, 0.6), (222, 178, 92)
    for step in range(0, 110, 9):
        for offset, width, colour, alpha in (
            (0, 3.2, darker(tint, 0.35), 120),
            (4.6, 0.5, pale, 210),
            (5.8, 0.35, gold, 220),
        ):
            x, y = x0 + step + offset, y0 + step + offset
            if x < x1:
                c.flat([(x, y0), (x + width, y0), (x + width, y1), (x, y1)], colour, alpha)
            if y < y1:
                c.flat([(x0, y), (x1, y), (x1, y + width), (x0, y + width)], colour, alpha)


def dots(c: Canvas, colour: Colour, area: Area, *, size: float = 4.5, radius: float = 0.7) -> None:
    """Staggered dots."""
    x0, y0, x1, y1 = area
    y, row = y0, 0
    while y < y1 + size:
        x = x0 + (row % 2) * size / 2
        while x < x1 + size:
            c.dot(x, y, radius, colour)
            x += size
        y += size * 0.8
        row += 1


def diamonds(c: Canvas, colours: tuple[Colour, Colour], area: Area, *, size: float = 9) -> None:
    """Woven diamonds within diamonds, as on tenun."""
    x0, y0, x1, y1 = area
    y, row = y0, 0
    while y < y1 + size:
        x = x0 + (row % 2) * size / 2
        while x < x1 + size:
            for share, colour in ((0.46, colours[0]), (0.28, colours[1]), (0.12, colours[0])):
                c.flat(ellipse(x, y, size * share, size * share, steps=4), colour)
            x += size
        y += size / 2
        row += 1


def weave(c: Canvas, tint: Colour, area: Area, *, size: float = 3) -> None:
    """Over and under, as rattan is woven."""
    x0, y0, x1, y1 = area
    row = 0
    y = y0
    while y < y1:
        x = x0 - (row % 2) * size
        while x < x1 + size:
            c.flat(ellipse(x, y, size * 0.98, size * 0.42, steps=18), darker(tint, 0.34))
            c.flat(ellipse(x, y - size * 0.06, size * 0.9, size * 0.32, steps=18), tint)
            c.flat(
                ellipse(x - size * 0.1, y - size * 0.14, size * 0.6, size * 0.12, steps=14),
                lighter(tint, 0.4),
                190,
            )
            x += size * 2
        y += size * 0.62
        row += 1
