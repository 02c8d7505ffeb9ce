"""Plants in their pots and what waters them; soap and what else stands in a bathroom."""

from __future__ import annotations

from functools import partial
from math import cos, radians, sin

from app.demo.pictures.canvas import GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    BRASS,
    CREAM,
    INK,
    LEAF,
    PAPER,
    WHITE,
    WOOD,
    Colour,
    darker,
    is_dark,
    lighter,
    mix,
)
from app.demo.pictures.pantry import drop, sprig, writing
from app.demo.pictures.shapes import (
    arc,
    barrel,
    box,
    curve,
    ellipse,
    leaf,
    mirrored,
    moved,
    ribbon,
    scattered,
    turned,
)


def _pot(c: Canvas, x: float, top: float, width: float, height: float, tint: Colour) -> None:
    half = width / 2
    c.ground(x, top + height + 1, half * 0.86, 3)
    c.solid(
        barrel(x - half, x + half, top, top + height, bend=half * 0.14, taper=half * 0.22),
        tint,
        ROUND,
    )
    c.solid(
        barrel(x - half * 1.1, x + half * 1.1, top - 1, top + height * 0.2, bend=half * 0.14),
        lighter(tint, 0.06),
        ROUND,
    )
    c.solid(ellipse(x, top - 1, half * 1.1, half * 0.15), lighter(tint, 0.2), SIDE)
    c.flat(ellipse(x, top - 0.6, half * 0.96, half * 0.11), (74, 54, 42))


def monstera(c: Canvas, tint: Colour) -> None:
    """A monstera with split leaves."""
    _pot(c, 50, 64, 34, 21, tint)
    leaves = (
        (-58, 34, 22, 0.3),
        (56, 34, 22, 0.2),
        (-30, 40, 24, 0.1),
        (32, 41, 25, 0.05),
        (0, 37, 25, 0),
    )
    for angle, reach, size, shade in leaves:
        a = radians(angle)
        x, y = 50 + sin(a) * reach, 66 - cos(a) * reach
        stalk = curve(
            [(50, 64), (50 + sin(a) * reach * 0.4, 60 - reach * 0.3), (x, y)], closed=False
        )
        c.line(stalk, darker(LEAF, 0.2), 0.9)
        _split_leaf(c, x, y, size, angle, darker(LEAF, shade))


def _split_leaf(c: Canvas, x: float, y: float, size: float, angle: float, green: Colour) -> None:
    half = [
        (0.0, 0.12),
        (-0.22, 0.24),
        (-0.44, 0.1),
        (-0.5, -0.2),
        (-0.4, -0.56),
        (-0.18, -0.82),
        (0.0, -0.96),
    ]
    outline = [(x + px * size, y + py * size) for px, py in half]
    outline += [(x - px * size, y + py * size) for px, py in half[-2:0:-1]]
    shape = turned(curve(outline, steps=6), angle * 0.8, around=(x, y))
    c.soft(moved(shape, 0.8, 1.4), (24, 50, 34), 90, 1)
    c.solid(shape, green, (0.86, 1.04, 1.14, 0.92))
    with c.inside(shape) as inner:
        for px, py in ((-0.36, -0.04), (-0.34, -0.32), (-0.26, -0.56)):
            for side in (1, -1):
                a = (x + side * px * size * 0.5, y + py * size + size * 0.04)
                b = (x + side * px * size * 1.7, y + py * size - size * 0.12)
                slit = turned(
                    ribbon([a, b], size * 0.02, end=size * 0.13), angle * 0.8, around=(x, y)
                )
                inner.flat(slit, (232, 236, 226))
        vein = turned([(x, y + size * 0.1), (x, y - size * 0.9)], angle * 0.8, around=(x, y))
        inner.line(vein, lighter(green, 0.4), 0.5)


def sansevieria(c: Canvas, tint: Colour) -> None:
    """A snake plant with yellow edges."""
    for x, angle, length in ((40, -16, 44), (61, 18, 42), (45, -7, 54), (56, 8, 50), (50, 1, 60)):
        blade = leaf(x, 68, length, 11, angle=angle)
        c.soft(moved(blade, 0.8, 0.8), (24, 50, 34), 80, 0.9)
        c.solid(blade, (212, 196, 96), SIDE)
        core = leaf(x, 68, length * 0.96, 7.4, angle=angle)
        c.solid(core, (58, 116, 76), (0.9, 1.08, 0.94))
        with c.inside(core) as inner:
            for step in range(14):
                y = 66 - step * 4.4
                stripe = curve(
                    [(x - 6, y), (x - 2, y - 1.6), (x + 2, y), (x + 6, y - 1.6)], closed=False
                )
                inner.line(turned(stripe, angle, around=(x, 68)), (150, 184, 138), 0.6)
    _pot(c, 50, 66, 34, 20, tint)


def cacti(c: Canvas, tint: Colour) -> None:
    """Three small cacti."""
    for x, kind in ((22, "round"), (78, "tall"), (50, "arms")):
        top = 68 if kind != "arms" else 66
        green = {"round": (86, 146, 96), "tall": (110, 160, 120), "arms": (66, 128, 84)}[kind]
        if kind == "round":
            c.solid(ellipse(x, 59, 10.4, 11), green, ROUND)
            for step in (-8, -5, -1.8, 1.8, 5, 8):
                c.line(
                    curve(
                        [(x + step * 0.3, 48.6), (x + step, 59), (x + step * 0.5, 70)], closed=False
                    ),
                    darker(green, 0.26),
                    0.5,
                )
            for turn in range(6):
                c.flat(leaf(x, 49.6, 4.6, 2.6, angle=-75 + turn * 30), (236, 120, 142))
        elif kind == "tall":
            c.solid(box(x - 6, 34, x + 6, 70, round=6), green, ROUND)
            for px, py in scattered(46, (x - 5, 38, x + 5, 66)):
                c.line([(px - 0.7, py), (px + 0.7, py - 0.6)], PAPER, 0.22)
        else:
            for points in ([(50, 56), (38, 55), (37, 44)], [(50, 50), (62, 49), (63, 36)]):
                c.solid(ribbon(curve(points, closed=False), 6.4), darker(green, 0.08), ROUND)
                c.solid(ellipse(*points[-1], 3.2), darker(green, 0.02), ROUND)
            c.solid(box(44, 22, 56, 68, round=6), green, ROUND)
            for px in (46.6, 50, 53.4):
                c.line([(px, 26), (px, 66)], darker(green, 0.25), 0.4)
            for turn in range(5):
                c.flat(leaf(50, 23, 4.4, 2.6, angle=-60 + turn * 30), (246, 190, 70))
        _pot(
            c,
            x,
            top,
            21 if kind != "arms" else 23,
            15,
            tint if kind != "tall" else darker(tint, 0.1),
        )


def watering_can(c: Canvas, tint: Colour) -> None:
    """A long-necked watering can."""
    c.ground(56, 84, 28, 4)
    c.line(arc(66, 50, 22, 22, start=-70, end=82), darker(tint, 0.2), 2.6)
    c.line(arc(65.4, 49.4, 22.6, 22.6, start=-64, end=20), lighter(tint, 0.4), 0.5)
    spout = ribbon([(40, 72), (22, 50), (12, 26)], 6.6, end=3)
    c.solid(spout, darker(tint, 0.08), (0.8, 1.12, 0.9))
    rose = turned(barrel(4, 16, 21, 26, bend=1.8, taper=3), -24, around=(11, 24))
    c.solid(rose, BRASS, GLOSS)
    body = barrel(33, 74, 46, 82, bend=3.6, taper=-2)
    c.solid(body, tint, GLOSS)
    with c.inside(body) as inner:
        for y in (53, 76):
            inner.line(arc(53.5, y, 22, 3.6, start=0, end=180), darker(tint, 0.3), 0.6)
        inner.soft(box(39, 49, 42, 82), WHITE, 130, 1)
        sprig(inner, 54, 64, 8, lighter(tint, 0.6))
    c.solid(ellipse(53.5, 46, 20.5, 3.6), lighter(tint, 0.2), SIDE)
    c.flat([*arc(53.5, 46, 18.6, 2.8, start=0, end=180), (35, 46)], darker(tint, 0.45))
    for x, y in ((6, 38), (3, 46), (9, 48)):
        drop(c, x, y, 1.6, (120, 176, 206))


def soap(c: Canvas, tint: Colour) -> None:
    """Two bars of soap on a wooden dish, with foam."""
    c.ground(50, 80, 40, 4)
    c.solid(box(12, 72, 88, 80, round=3), WOOD, TOP, down=True)
    for x in range(18, 86, 9):
        c.flat(box(x, 72, x + 1.6, 80), darker(WOOD, 0.35))
    lower = box(20, 52, 76, 73, round=5)
    c.solid(lower, darker(tint, 0.1), (1.12, 1.02, 0.9, 0.74), down=True)
    top = [(24, 36), (78, 40), (86, 48), (80, 56), (28, 54), (18, 46)]
    upper = curve(top, steps=7)
    side = [*moved(upper[len(upper) // 4 :], 0, 0)]
    c.soft(moved(upper, 1, 9), INK, 120, 1.6)
    c.solid(moved(upper, 0, 8), darker(tint, 0.22), ROUND)
    for shift in range(8, 0, -1):
        c.flat(moved(upper, 0, shift), mix(darker(tint, 0.22), darker(tint, 0.1), 1 - shift / 8))
    c.solid(upper, lighter(tint, 0.12), (1.16, 1.06, 1.0, 0.94))
    if side:
        with c.inside(upper) as inner:
            deep = darker(tint, 0.22) if not is_dark(tint) else lighter(tint, 0.35)
            for offset in range(-20, 80, 9):
                swirl = curve(
                    [(offset + 6, 34), (offset + 16, 42), (offset + 10, 48), (offset + 22, 58)],
                    closed=False,
                )
                inner.line(swirl, deep, 0.7, alpha=90)
            sprig(inner, 51, 45, 5, deep)
            inner.soft(curve([(26, 40), (44, 38), (60, 40), (40, 42)]), WHITE, 150, 1.2)
    for number, (x, y) in enumerate(scattered(26, (60, 60, 90, 73), seed=3)):
        r = 1.2 + number % 4 * 0.8
        c.dot(x, y, r, (250, 252, 252), 205)
        c.line(ellipse(x, y, r), (196, 214, 220), 0.16)
        c.dot(x - r * 0.3, y - r * 0.3, r * 0.26, WHITE)
    for angle in (-64, -38, -14):
        c.flat(leaf(16, 76, 20, 6, angle=angle), mix(LEAF, WHITE, 0.18))


def flask(c: Canvas, tint: Colour, *, kind: str) -> None:
    """A bottle for the bathroom: with a pump, a dropper or a plain cap."""
    slim = kind == "dropper"
    half, top = (14.0, 46.0) if slim else (19.0, 38.0)
    c.ground(50, 87, half + 5, 3.6)
    glass: Colour = (128, 74, 36) if kind != "bottle" else tint
    outline = mirrored(
        curve(
            [
                (50 - half * 0.34, top - 7),
                (50 - half * 0.4, top - 2),
                (50 - half * 0.86, top + 3),
                (50 - half, top + 10),
                (50 - half, 80),
                (50 - half + 1.6, 87),
                (50, 88),
            ],
            closed=False,
            steps=6,
        )
    )
    c.solid(outline, glass, GLOSS)
    with c.inside(outline) as inner:
        inner.soft(box(50 - half + 3, top + 8, 50 - half + 5, 84), WHITE, 180, 0.8)
        inner.soft(box(50 + half - 4, top + 8, 50 + half - 3, 84), WHITE, 90, 0.6)
    label = [
        *arc(50, top + 13, half, 1.6, start=180, end=0),
        *arc(50, 80, half, 1.6, start=0, end=180),
    ]
    c.solid(label, PAPER if kind != "bottle" else CREAM, (0.78, 0.98, 1.02, 1.0, 0.92, 0.74))
    with c.inside(label) as inner:
        inner.flat(box(20, 74, 80, 84), tint)
        sprig(inner, 50, top + 21, half * 0.36, darker(tint, 0.15))
        writing(inner, 50, top + 29, half * 1.1, INK)
    if kind == "pump":
        c.solid(barrel(43, 57, 27, 33, bend=1.4), (48, 48, 50), GLOSS)
        c.solid(box(48.6, 18, 51.4, 27), (70, 70, 72), SIDE)
        nozzle = curve(
            [(42, 14), (55, 14), (57, 18), (44, 18.6), (32, 18.6), (30, 22), (28, 21), (29, 16)],
            steps=5,
        )
        c.solid(nozzle, (48, 48, 50), TOP, down=True)
    elif kind == "dropper":
        c.solid(barrel(43.4, 56.6, 32, 40, bend=1.4), (206, 172, 104), GLOSS)
        c.solid(box(46, 17, 54, 33, round=4), (56, 50, 48), GLOSS)
        drop(c, 74, 70, 4, (226, 165, 44))
        c.soft(ellipse(72.8, 69, 0.8, 1.4), WHITE, 220, 0.4)
    else:
        c.solid(box(40, 19, 60, 33, round=2), (240, 236, 226), GLOSS)
        for x in range(42, 60, 2):
            c.line([(x, 21), (x, 33)], (206, 200, 188), 0.22)


def cream_jar(c: Canvas, tint: Colour) -> None:
    """A low jar of cream with its lid leaning on it."""
    c.ground(48, 80, 32, 4)
    c.ground(80, 82, 12, 3)
    body = barrel(16, 72, 50, 78, bend=5, taper=2)
    c.solid(body, PAPER, GLOSS)
    with c.inside(body) as inner:
        band = [*arc(44, 58, 29, 5, start=180, end=0), *arc(44, 72, 29, 5, start=0, end=180)]
        inner.solid(band, tint, ROUND)
        writing(inner, 44, 66.4, 22, contrast_ink(tint))
    c.solid(ellipse(44, 50, 28, 5.6), darker(PAPER, 0.08), SIDE)
    cream = ellipse(44, 50, 25.4, 4.7)
    c.solid(cream, lighter(tint, 0.62), SIDE)
    peak = curve(
        [(26, 50), (34, 46), (40, 47), (44, 40), (50, 38), (49, 44), (56, 46), (62, 50), (44, 53)],
        steps=7,
    )
    c.solid(peak, lighter(tint, 0.7), (1.1, 1.02, 0.9))
    c.soft(curve([(38, 48), (44, 43), (48, 40), (45, 46)]), WHITE, 190, 0.8)
    lid = turned(ellipse(80, 62, 8.4, 20), 10, around=(80, 62))
    c.solid(moved(lid, -3, 0), darker(BRASS, 0.25), TOP, down=True)
    c.solid(lid, BRASS, (1.2, 1.06, 0.96, 0.86))
    c.line([*turned(ellipse(80, 62, 6.8, 17), 10, around=(80, 62))], lighter(BRASS, 0.4), 0.3)
    sprig(c, 80, 60, 5, darker(BRASS, 0.35))


def contrast_ink(tint: Colour) -> Colour:
    """Ink that can be read on the tint."""
    return PAPER if is_dark(tint) else INK


DRAWINGS = {
    "monstera": monstera,
    "sansevieria": sansevieria,
    "cacti": cacti,
    "watering_can": watering_can,
    "soap": soap,
    "pump_bottle": partial(flask, kind="pump"),
    "dropper": partial(flask, kind="dropper"),
    "bottle": partial(flask, kind="bottle"),
    "cream_jar": cream_jar,
}
