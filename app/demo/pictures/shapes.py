"""Outlines as lists of points, on a square of 100 by 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, pi, radians, sin
from random import Random

Point = tuple[float, float]
Points = list[Point]


def ellipse(x: float, y: float, rx: float, ry: float | None = None, *, steps: int = 60) -> Points:
    """Around (x, y); a circle without `ry`."""
    ry = rx if ry is None else ry
    turns = (2 * pi * step / steps for step in range(steps))
    return [(x + rx * cos(turn), y + ry * sin(turn)) for turn in turns]


def arc(
    x: float, y: float, rx: float, ry: float, *, start: float, end: float, steps: int = 30
) -> Points:
    """Part of an ellipse, in degrees, clockwise from the right as the screen shows it."""
    angles = (radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [(x + rx * cos(angle), y + ry * sin(angle)) for angle in angles]


def box(x0: float, y0: float, x1: float, y1: float, *, round: float = 0) -> Points:
    """A rectangle with round corners."""
    r = min(round, (x1 - x0) / 2, (y1 - y0) / 2)
    if r <= 0:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    return [
        *arc(x0 + r, y0 + r, r, r, start=180, end=270, steps=10),
        *arc(x1 - r, y0 + r, r, r, start=270, end=360, steps=10),
        *arc(x1 - r, y1 - r, r, r, start=0, end=90, steps=10),
        *arc(x0 + r, y1 - r, r, r, start=90, end=180, steps=10),
    ]


def barrel(
    x0: float, x1: float, y0: float, y1: float, *, bend: float = 4, taper: float = 0
) -> Points:
    """A standing cylinder without its top: bent below, `taper` narrower at the foot."""
    middle, half = (x0 + x1) / 2, (x1 - x0) / 2
    top = arc(middle, y0, half, bend, start=180, end=0)
    foot = arc(middle, y1, half - taper, bend, start=0, end=180)
    return [*top, *foot]


def curve(points: Sequence[Point], *, closed: bool = True, steps: int = 9) -> Points:
    """A smooth line through all points (Catmull-Rom)."""
    count = len(points)
    out: Points = []
    for index in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        else:
            a, b, c, d = (
                points[min(max(index + offset, 0), count - 1)] for offset in (-1, 0, 1, 2)
            )
        out.extend(_between(a, b, c, d, step / steps) for step in range(steps))
    if not closed:
        out.append(points[-1])
    return out


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * b[axis]
            + (c[axis] - a[axis]) * t
            + (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t
            + (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t**3
        )
        for axis in (0, 1)
    )
    return (x, y)


def mirrored(left: Iterable[Point], *, axis: float = 50) -> Points:
    """A left half, from top to bottom, closed by its mirror image."""
    half = list(left)
    return half + [(2 * axis - x, y) for x, y in reversed(half)]


def flipped(points: Iterable[Point], *, axis: float = 50) -> Points:
    """The mirror image."""
    return [(2 * axis - x, y) for x, y in points]


def moved(points: Iterable[Point], dx: float, dy: float) -> Points:
    """Shifted."""
    return [(x + dx, y + dy) for x, y in points]


def turned(points: Iterable[Point], angle: float, *, around: Point = (50, 50)) -> Points:
    """Turned clockwise by `angle` degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    ax, ay = around
    return [(ax + (x - ax) * c - (y - ay) * s, ay + (x - ax) * s + (y - ay) * c) for x, y in points]


def ribbon(points: Sequence[Point], width: float, *, end: float | None = None) -> Points:
    """A band of `width` along a line, ending `end` wide."""
    end = width if end is None else end
    left: Points = []
    right: Points = []
    last = len(points) - 1
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, last)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = hypot(dx, dy) or 1
        half = (width + (end - width) * index / last) / 2
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    return left + right[::-1]


def leaf(
    x: float, y: float, length: float, width: float, *, angle: float, steps: int = 3
) -> Points:
    """A pointed leaf from its foot (x, y); at angle 0 it points up."""
    half = [(0.0, 0.0), (0.36, -0.3), (0.5, -0.55), (0.3, -0.82), (0.0, -1.0)]
    outline = [(x + px * width, y + py * length) for px, py in half]
    outline += [(x - px * width, y + py * length) for px, py in half[-2:0:-1]]
    return turned(curve(outline, steps=steps), angle, around=(x, y))


def scattered(count: int, area: tuple[float, float, float, float], *, seed: int = 7) -> Points:
    """Points strewn over (left, top, right, bottom), always the same ones."""
    chance = Random(seed)
    x0, y0, x1, y1 = area
    return [(chance.uniform(x0, x1), chance.uniform(y0, y1)) for _ in range(count)]
