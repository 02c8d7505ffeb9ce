"""Bags, wallets, belts and shoes."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from app.demo.pictures import motifs
from app.demo.pictures.canvas import EVEN, GLOSS, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    BRASS,
    CREAM,
    INK,
    LEATHER,
    STEEL,
    WHITE,
    Colour,
    darker,
    is_dark,
    lighter,
)
from app.demo.pictures.shapes import (
    Points,
    arc,
    box,
    curve,
    ellipse,
    mirrored,
    moved,
    ribbon,
    turned,
)

HIDE = (0.84, 1.0, 1.08, 1.02, 0.94, 0.8)


def stitches(c: Canvas, points: Points, colour: Colour, *, every: int = 2) -> None:
    """A dashed line along the points."""
    for index in range(0, len(points) - 1, every):
        c.line([points[index], points[index + 1]], colour, 0.32)


def _fine(points: Points) -> Points:
    """The same outline in short steps."""
    out: Points = []
    for (x0, y0), (x1, y1) in pairwise(points):
        steps = max(int((abs(x1 - x0) + abs(y1 - y0)) / 1.1), 1)
        out += [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(steps)]
    return out


def tote(c: Canvas, tint: Colour, *, batik: bool = False) -> None:
    """A tote bag standing up."""
    c.ground(50, 87, 30, 4)
    c.line(
        curve([(36, 36), (36, 18), (42, 10), (58, 10), (64, 18), (64, 36)], closed=False),
        darker(tint, 0.35),
        3,
    )
    body = mirrored(
        curve([(22, 34), (21, 50), (19.4, 70), (20, 85), (34, 88), (50, 88.4)], closed=False)
    )
    c.solid(body, tint, HIDE)
    with c.inside(body) as inner:
        if batik:
            motifs.parang(inner, tint, (16, 34, 84, 92), size=11)
        else:
            inner.flat(
                box(37, 52, 63, 70, round=1), lighter(tint, 0.3) if is_dark(tint) else LEATHER
            )
            inner.line([(41, 59), (59, 59)], CREAM, 0.9)
            inner.line([(44, 63), (56, 63)], CREAM, 0.6)
        for points in ([(30, 38), (28, 60), (30, 88)], [(68, 36), (72, 58), (69, 86)]):
            inner.soft(ribbon(curve(points, closed=False), 2.6), darker(tint, 0.6), 90, 1.6)
            lit = moved(points, 4, 0)
            inner.soft(ribbon(curve(lit, closed=False), 2.4), lighter(tint, 0.6), 70, 1.6)
        inner.flat(box(10, 34, 90, 38.4), darker(tint, 0.14), 200)
        inner.line([(10, 38.4), (90, 38.4)], darker(tint, 0.4), 0.3)
    c.line(
        curve(
            [(36, 50), (35.4, 36), (36, 24), (42, 17), (58, 17), (64, 24), (64.6, 36), (64, 50)],
            closed=False,
        ),
        lighter(tint, 0.1) if not batik else LEATHER,
        3.2,
    )
    for x in (36, 64):
        c.line([(x - 1, 42), (x + 1, 48)], CREAM, 0.3)
        c.line([(x + 1, 42), (x - 1, 48)], CREAM, 0.3)


def backpack(c: Canvas, tint: Colour) -> None:
    """A canvas backpack with leather straps."""
    c.ground(50, 88, 28, 4)
    c.line(arc(50, 16, 6, 7, start=180, end=360), LEATHER, 2)
    for x, side in ((25, -1), (75, 1)):
        c.line(
            curve([(50 + side * 16, 24), (x + side * 4, 44), (x + side * 2, 78)], closed=False),
            darker(LEATHER, 0.25),
            3.4,
        )
    body = mirrored(
        curve([(40, 14), (29, 18), (25, 32), (24, 60), (25, 82), (34, 88), (50, 89)], closed=False)
    )
    c.solid(body, tint, HIDE)
    with c.inside(body) as inner:
        inner.solid(box(10, 80, 90, 92), LEATHER, HIDE)
        inner.soft(box(24, 30, 30, 80), WHITE, 40, 3)
        inner.line([(20, 80), (80, 80)], darker(LEATHER, 0.4), 0.4)
    flap = mirrored(
        curve([(40, 13), (28, 17), (24.4, 32), (25, 46), (30, 50), (50, 52)], closed=False)
    )
    c.soft(moved(flap, 0, 1.6), INK, 120, 1.2)
    c.solid(flap, lighter(tint, 0.06), HIDE)
    stitches(
        c,
        _fine(curve([(27, 44), (31, 48), (50, 50), (69, 48), (73, 44)], closed=False)),
        lighter(tint, 0.5),
    )
    pocket = box(32, 57, 68, 79, round=3)
    c.soft(moved(pocket, 0, 1.2), INK, 110, 1)
    c.solid(pocket, lighter(tint, 0.03), HIDE)
    c.solid(box(32, 57, 68, 64, round=2), darker(tint, 0.1), TOP, down=True)
    for x in (38, 62):
        c.soft(box(x - 2, 26, x + 2, 67), INK, 80, 0.7)
        c.solid(box(x - 2, 24, x + 2, 66, round=1), LEATHER, SIDE)
        c.flat(box(x - 3, 53, x + 3, 58.4, round=0.8), BRASS)
        c.flat(box(x - 1.6, 54.4, x + 1.6, 57), darker(LEATHER, 0.3))


def satchel(c: Canvas, tint: Colour) -> None:
    """A small leather shoulder bag."""
    c.ground(50, 84, 33, 4)
    strap = curve([(18, 44), (22, 20), (40, 7), (60, 7), (78, 20), (82, 44)], closed=False)
    c.solid(ribbon(strap, 2.6), darker(tint, 0.12), SIDE)
    body = box(16, 40, 84, 85, round=6)
    c.solid(body, darker(tint, 0.18), HIDE)
    flap = mirrored(
        curve(
            [(50, 37), (22, 37.4), (15.4, 41), (15, 56), (19, 66), (32, 71), (50, 72)], closed=False
        )
    )
    c.soft(moved(flap, 0, 1.8), INK, 140, 1.3)
    c.solid(flap, tint, HIDE)
    c.soft(ellipse(38, 46, 20, 5), WHITE, 70, 3)
    edge = _fine(
        curve(
            [
                (18, 44),
                (18, 56),
                (21, 64),
                (33, 68.6),
                (50, 69.6),
                (67, 68.6),
                (79, 64),
                (82, 56),
                (82, 44),
            ],
            closed=False,
        )
    )
    stitches(c, edge, lighter(tint, 0.5))
    c.solid(box(45, 62, 55, 79, round=1.6), darker(tint, 0.1), SIDE)
    c.solid(box(44, 66, 56, 75, round=1.4), BRASS, GLOSS)
    c.flat(box(46.4, 68, 53.6, 73, round=0.8), darker(tint, 0.25))
    c.dot(50, 70.5, 1, lighter(BRASS, 0.4))
    for x in (18, 82):
        c.line(ellipse(x, 43, 2.6), BRASS, 0.9)


def wallet(c: Canvas, tint: Colour) -> None:
    """An open billfold and a closed one."""
    back = turned(box(18, 22, 84, 54, round=3), -6)
    c.soft(moved(back, 2, 3), INK, 110, 1.8)
    c.solid(back, darker(tint, 0.2), HIDE)
    for number, colour in enumerate(((106, 168, 128), (120, 140, 190), (216, 130, 110))):
        note = turned(box(22 + number * 2, 14 + number * 3, 80, 40, round=0.6), -6)
        c.solid(note, colour, EVEN)
        c.line(
            [*turned(box(25 + number * 2, 16.4 + number * 3, 77, 40), -6)],
            lighter(colour, 0.5),
            0.3,
        )
    inner_side = turned(box(18, 27, 84, 54, round=3), -6)
    c.solid(inner_side, darker(tint, 0.06), HIDE)
    for y in (32, 37.6, 43.2):
        c.line(turned([(22, y), (50, y)], -6), darker(tint, 0.45), 0.4)
        c.line(turned([(54, y), (80, y)], -6), darker(tint, 0.45), 0.4)
    front = turned(box(20, 46, 78, 87, round=4), 5)
    c.soft(moved(front, 2, 3), INK, 150, 2)
    c.solid(front, tint, (1.12, 1.04, 0.96, 0.84))
    c.soft(turned(ellipse(38, 54, 16, 6), 5), WHITE, 70, 4)
    outline = box(22.4, 48.4, 75.6, 84.6, round=3)
    stitches(c, _fine(turned([*outline, outline[0]], 5)), lighter(tint, 0.5))
    c.soft(turned(box(62, 76, 72, 80, round=1), 5), darker(tint, 0.6), 200, 0.4)
    c.line(turned([(64, 78), (70, 78)], 5), lighter(tint, 0.3), 0.7)


def belt(c: Canvas, tint: Colour) -> None:
    """A rolled belt with its buckle in front."""
    c.ground(46, 76, 34, 6)
    coil = [*arc(46, 46, 32, 13.4, start=180, end=360), *arc(46, 64, 32, 13.4, start=0, end=180)]
    c.solid(coil, tint, GLOSS)
    for shift in (2.6, 15.6):
        edge = arc(46, 46 + shift, 32, 13.4, start=172, end=8, steps=70)
        stitches(c, edge, lighter(tint, 0.55))
    for number, ring in enumerate(range(32, 12, -2)):
        shade = lighter(tint, 0.2) if number % 2 == 0 else darker(tint, 0.6)
        c.solid(ellipse(46, 46, ring, ring * 0.42), shade, SIDE)
    c.solid(ellipse(46, 46, 13, 5.4), darker(tint, 0.72), SIDE)
    tail = curve([(64, 58), (74, 54), (84, 52), (92, 55), (92, 66), (84, 70), (74, 74), (66, 76)])
    c.solid(tail, tint, HIDE)
    frame = turned(box(56, 53, 74, 78, round=2.4), -14, around=(65, 66))
    c.soft(moved(frame, 1, 1.6), INK, 120, 1)
    c.line([*frame, frame[0]], darker(BRASS, 0.2), 2.6)
    c.line([*frame, frame[0]], lighter(BRASS, 0.25), 1.3)
    c.line(turned([(58, 66), (76, 66)], -14, around=(65, 66)), BRASS, 1.5)
    for x in (82, 87):
        c.dot(x, 61, 0.9, darker(tint, 0.7))


def sandals(c: Canvas, tint: Colour) -> None:
    """A pair of leather sandals from above."""
    for x, angle, mirror in ((31, -7, 1), (69, 7, -1)):
        sole = curve(
            [
                (x - 13 * mirror, 24),
                (x, 11),
                (x + 13 * mirror, 22),
                (x + 12 * mirror, 40),
                (x + 9 * mirror, 58),
                (x + 11 * mirror, 78),
                (x, 89),
                (x - 11 * mirror, 79),
                (x - 10.4 * mirror, 58),
                (x - 14 * mirror, 40),
            ],
            steps=7,
        )
        sole = turned(sole, angle, around=(x, 50))
        c.soft(moved(sole, 2.4, 3), INK, 130, 2)
        c.flat(moved(sole, 0.8, 1.6), darker(tint, 0.62))
        c.solid(sole, lighter((206, 164, 116), 0.06), SIDE)
        with c.inside(sole) as inner:
            inner.soft(ellipse(x, 26, 9, 9), darker(LEATHER, 0.3), 70, 3)
            inner.soft(ellipse(x, 76, 7, 8), darker(LEATHER, 0.3), 70, 3)
        stitches(
            c, [(x + (px - x) * 0.9, 50 + (py - 50) * 0.94) for px, py in [*sole, sole[0]]], CREAM
        )
        for band in (
            [(x - 15, 30), (x, 27), (x + 14, 42)],
            [(x + 15, 28), (x, 28), (x - 14, 44)],
            [(x - 11.6, 64), (x, 58), (x + 11.6, 64)],
        ):
            strap = ribbon(turned(curve(band, closed=False), angle, around=(x, 50)), 8)
            c.soft(moved(strap, 0.8, 1.8), INK, 110, 1)
            c.solid(strap, tint, HIDE)
            line = turned(curve(band, closed=False), angle, around=(x, 50))
            for shift in (-3, 3):
                stitches(c, moved(line, 0, shift), lighter(tint, 0.5))
        c.flat(
            turned(box(x + 7.6 * mirror - 2, 59, x + 7.6 * mirror + 2, 65), angle, around=(x, 50)),
            BRASS,
        )


def sneaker(c: Canvas, tint: Colour) -> None:
    """A low canvas sneaker from the side."""
    c.ground(50, 76, 42, 4)
    upper = curve(
        [
            (12, 66),
            (10, 50),
            (13, 38),
            (20, 34),
            (28, 40),
            (38, 40),
            (46, 34),
            (52, 33),
            (62, 46),
            (76, 54),
            (88, 58),
            (92, 67),
            (50, 70),
        ],
        steps=7,
    )
    c.solid(upper, tint, (1.08, 1.0, 1.04, 0.96, 0.86), down=True)
    with c.inside(upper) as inner:
        inner.flat(curve([(8, 36), (20, 32), (24, 46), (22, 70), (8, 70)]), darker(tint, 0.16))
        inner.soft(curve([(30, 56), (60, 62), (90, 66), (60, 68)]), darker(tint, 0.6), 80, 2)
        inner.soft(ellipse(72, 56, 12, 3), WHITE, 120, 2)
        inner.line(curve([(46, 34), (42, 52), (52, 68)], closed=False), darker(tint, 0.35), 0.4)
        stitches(
            inner,
            _fine(curve([(44.6, 34), (40.6, 52), (50, 68)], closed=False)),
            darker(tint, 0.35),
        )
    cap = curve([(76, 54), (88, 57), (93, 67), (80, 70), (72, 67), (72, 59)], steps=6)
    c.solid(cap, (246, 242, 234), SIDE)
    c.line(curve([(76, 54), (71.6, 60), (72, 67)], closed=False), (200, 194, 184), 0.4)
    c.solid(
        curve([(16, 36), (22, 33), (30, 40), (40, 40), (47, 34), (45, 44), (30, 47), (18, 42)]),
        darker(tint, 0.55),
        EVEN,
    )
    tongue = curve([(44, 36), (47, 27), (54, 28), (58, 40), (54, 46)], steps=6)
    c.solid(tongue, lighter(tint, 0.14), SIDE)
    for number in range(5):
        x, y = 48 + number * 4.6, 37.4 + number * 4.1
        c.line([(x, y), (x + 6.4, y - 1.6)], WHITE, 1.4)
        c.line([(x, y + 0.9), (x + 6.4, y - 0.7)], (190, 186, 180), 0.25)
        c.dot(x, y + 0.2, 0.75, STEEL)
    for loop in (
        [(56, 34), (62, 28), (66, 32), (58, 36)],
        [(54, 34), (50, 24), (46, 27), (53, 35)],
    ):
        c.line(curve(loop), WHITE, 0.9)
    sole = curve(
        [
            (9, 64),
            (20, 66.6),
            (50, 69),
            (76, 68.6),
            (93, 65),
            (94.6, 71),
            (90, 76),
            (60, 77),
            (30, 77),
            (12, 76),
            (8, 71),
        ],
        steps=6,
    )
    c.solid(sole, (248, 245, 238), (1.06, 1.0, 0.94, 0.86), down=True)
    c.line(
        curve([(9.4, 70), (30, 72), (60, 72.6), (94, 70)], closed=False),
        (186, 60, 52) if not is_dark(tint) else (60, 90, 140),
        0.7,
    )
    for x in range(14, 90, 3):
        c.line([(x, 75.2), (x, 76.8)], (196, 190, 180), 0.5)


DRAWINGS = {
    "tote": tote,
    "tote_batik": partial(tote, batik=True),
    "backpack": backpack,
    "satchel": satchel,
    "wallet": wallet,
    "belt": belt,
    "sandals": sandals,
    "sneaker": sneaker,
}
