"""Folded cloth, scarves and veils, cushions and mats."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.demo.pictures import motifs
from app.demo.pictures.canvas import SIDE, TOP, Canvas
from app.demo.pictures.colours import CREAM, PAPER, Colour, contrasting, darker, lighter
from app.demo.pictures.motifs import Area
from app.demo.pictures.shapes import arc, box, curve, ellipse, flipped, mirrored, ribbon

Print = Callable[[Canvas, Colour, Area], None]


def _dotted(c: Canvas, tint: Colour, area: Area) -> None:
    motifs.dots(c, contrasting(tint, 0.5), area, size=5.4, radius=0.7)


def folded(c: Canvas, tint: Colour, *, pattern: Print, band: bool = True) -> None:
    """A stack of one cloth, folded, seen from the front and a little from above."""
    c.ground(50, 80, 36, 4)
    top = [(24, 34), (78, 34), (87, 50), (13, 50)]
    for number in range(4):
        y = 74.4 - number * 8.1
        left, right = 13 + number * 0.3, 87 - number * 0.3
        layer = box(left, y - 1, right, y + 7.6, round=3.8)
        c.solid(layer, darker(tint, 0.05 + 0.04 * (3 - number)), (1.14, 1.04, 0.9, 0.62), down=True)
        with c.inside(layer) as inner:
            pattern(inner, darker(tint, 0.06), (left, y - 2, right, y + 9))
            inner.soft(box(left, y + 5.2, right, y + 8.4), (20, 12, 20), 130, 0.9)
            inner.soft(box(left, y - 1.4, right, y + 0.6), (255, 250, 240), 70, 0.6)
        c.line([(left + 4, y + 3.4), (right - 3, y + 3.4)], darker(tint, 0.45), 0.18)
    c.solid(top, tint, TOP, down=True)
    with c.inside(top) as inner:
        pattern(inner, tint, (12, 32, 88, 52))
        inner.soft(ellipse(36, 38, 22, 6), (255, 252, 240), 60, 3)
    if band:
        strap = [(44, 34), (56, 34), (58, 50), (58, 82), (42, 82), (42, 50)]
        c.solid(strap, CREAM, SIDE)
        c.flat([(42, 50), (58, 50), (58, 50.4), (42, 50.4)], darker(CREAM, 0.25))
        c.flat(ellipse(50, 65, 5.4), contrasting(tint, 0.1))
        c.line(ellipse(50, 65, 4.4), CREAM, 0.3)
        for turn in (-0.9, 0.9):
            c.flat(ellipse(50 + turn * 1.6, 65, 1.2, 2.6), CREAM)


def scarf(c: Canvas, tint: Colour) -> None:
    """A shawl hung over a wooden rod."""
    rod = box(8, 19, 92, 22.4, round=1.7)
    back = [(33, 20), (67, 20), (69, 66), (36, 68)]
    c.soft([(x + 2, y + 3) for x, y in back], (70, 52, 48), 110, 2.4)
    c.solid(back, darker(tint, 0.3), SIDE)
    front = curve(
        [(27, 19), (46, 18.4), (64, 19), (65, 50), (62, 82), (44, 84), (29, 82), (28, 50)], steps=7
    )
    c.soft([(x + 1.6, y + 2) for x, y in front], (60, 44, 44), 120, 1.8)
    c.solid(rod, (176, 128, 84), TOP, down=True)
    c.solid(front, tint, (0.8, 1.06, 0.92, 1.1, 0.94, 1.06, 0.8))
    with c.inside(front) as inner:
        motifs.blossoms(inner, tint, (26, 24, 66, 66), size=6)
        border = lighter(tint, 0.75)
        inner.flat(box(24, 68, 70, 70), border)
        inner.flat(box(24, 72, 70, 78), darker(tint, 0.3))
        motifs.diamonds(inner, (border, tint), (26, 75, 68, 75.5), size=5)
        for x in (35, 46, 57):
            inner.soft(ribbon([(x, 20), (x + 1, 84)], 2.4), darker(tint, 0.6), 80, 1.3)
            inner.soft(ribbon([(x + 4, 20), (x + 4.4, 84)], 1.8), lighter(tint, 0.6), 60, 1.2)
    for step in range(17):
        x = 30 + step * 2
        c.line([(x, 82.4), (x + 0.4, 89.6)], lighter(tint, 0.35), 0.5)
        c.dot(x, 84.4, 0.6, lighter(tint, 0.5))


def hijab(c: Canvas, tint: Colour) -> None:
    """A veil, draped on a plain bust."""
    c.ground(50, 88, 26)
    c.solid(mirrored([(44, 78), (43, 88), (50, 88)]), (206, 176, 144))
    cape = curve(
        [
            (50, 10),
            (35, 13),
            (27, 28),
            (27, 44),
            (21, 60),
            (17, 76),
            (32, 82),
            (50, 84),
            (68, 82),
            (83, 76),
            (79, 60),
            (73, 44),
            (73, 28),
            (65, 13),
        ],
        steps=7,
    )
    c.soft([(x + 1.6, y + 2) for x, y in cape], (60, 44, 44), 110, 2)
    c.solid(cape, tint, (0.78, 0.96, 1.08, 1.1, 1.02, 0.94, 0.8))
    with c.inside(cape) as inner:
        for points in (
            [(31, 44), (44, 60), (66, 68)],
            [(70, 44), (58, 62), (32, 76)],
            [(28, 52), (34, 66), (48, 80)],
            [(72, 54), (68, 68), (60, 82)],
        ):
            inner.soft(ribbon(curve(points, closed=False), 2.6, end=1), darker(tint, 0.5), 90, 1.2)
            lit = [(x + 1, y - 3) for x, y in points]
            inner.soft(ribbon(curve(lit, closed=False), 2.2, end=1), lighter(tint, 0.6), 90, 1.1)
        inner.soft(ellipse(38, 20, 6, 9), (255, 252, 246), 80, 3)
    face = curve(
        [(50, 19), (41, 22), (38.4, 33), (42, 44), (50, 49), (58, 44), (61.6, 33), (59, 22)]
    )
    c.soft(face, darker(tint, 0.6), 140, 0.8)
    c.solid(face, (224, 196, 166), (0.9, 1.02, 1.06, 1.0, 0.88))
    under = [
        *arc(50, 31, 11.6, 12, start=180, end=360),
        *arc(50, 32.4, 10.6, 9.4, start=0, end=-180),
    ]
    c.flat(under, darker(tint, 0.3))
    c.solid(curve([(60, 46), (63, 45), (64, 48), (61, 49)]), (204, 162, 84))


def gamis(c: Canvas, tint: Colour) -> None:
    """A long loose dress on a hanger."""
    c.line(curve([(50, 13), (50, 8), (53, 6), (54.4, 8.6)], closed=False), (150, 150, 156), 0.7)
    c.line([(31, 20), (50, 13), (69, 20)], (176, 128, 84), 1.4)
    body = mirrored(
        curve(
            [(44, 15), (35, 18.6), (35, 36), (31, 60), (25, 91), (38, 93), (50, 93.4)], closed=False
        )
    )
    sleeve = curve([(36, 18), (29, 23), (23, 44), (19, 62), (26, 65), (31, 62), (35, 40)], steps=7)
    for part in (body, sleeve, flipped(sleeve)):
        c.soft([(x + 1.6, y + 2) for x, y in part], (60, 44, 44), 110, 2)
    for part in (sleeve, flipped(sleeve)):
        c.solid(part, darker(tint, 0.07), (0.85, 1.05, 0.95))
        with c.inside(part) as inner:
            inner.flat(box(15, 60, 85, 62), lighter(tint, 0.5))
    c.solid(body, tint, (0.82, 1.04, 0.92, 1.08, 0.94, 1.05, 0.82))
    with c.inside(body) as inner:
        for top, foot in ((42, 36), (47, 46), (54, 56), (58, 66)):
            inner.soft(ribbon([(top, 40), (foot, 94)], 1, end=3), darker(tint, 0.5), 80, 1.2)
        inner.flat(box(20, 86, 80, 87), lighter(tint, 0.5))
        inner.flat(box(20, 88.4, 80, 89), lighter(tint, 0.5))
    c.flat(box(48.6, 19, 51.4, 52, round=0.6), lighter(tint, 0.2))
    for y in range(23, 51, 6):
        c.dot(50, y, 0.8, PAPER)
    c.flat(ellipse(50, 16.4, 6.4, 2.8), darker(tint, 0.5))
    c.line(arc(50, 16.4, 6.6, 3.4, start=0, end=180), lighter(tint, 0.4), 0.9)


def cushion(c: Canvas, tint: Colour) -> None:
    """A square cushion of woven cloth."""
    c.ground(50, 82, 34, 4)
    outline = curve(
        [
            (15, 20),
            (32, 22.6),
            (50, 23),
            (68, 22.6),
            (85, 20),
            (82.6, 36),
            (82, 52),
            (83, 68),
            (86, 83),
            (68, 81.4),
            (50, 81),
            (32, 81.4),
            (14, 83),
            (17, 68),
            (18, 52),
            (17.4, 36),
        ],
        steps=6,
    )
    c.solid(outline, tint, (0.8, 0.98, 1.06, 1.06, 0.96, 0.78))
    with c.inside(outline) as inner:
        light = lighter(tint, 0.7)
        for y in (30, 74):
            inner.flat(box(10, y - 1.4, 90, y - 0.7), light)
            inner.flat(box(10, y + 0.7, 90, y + 1.4), light)
            motifs.diamonds(inner, (CREAM, darker(tint, 0.3)), (14, y, 88, y + 0.5), size=4)
        motifs.diamonds(inner, (light, darker(tint, 0.35)), (18, 44, 84, 60), size=16)
        inner.soft(ellipse(38, 40, 20, 16), (255, 250, 240), 70, 7)
        inner.soft(box(12, 74, 90, 88), (30, 16, 24), 110, 5)
        inner.soft(box(80, 20, 90, 88), (30, 16, 24), 90, 4)
    for x, y in ((15, 20), (85, 20), (86, 83), (14, 83)):
        c.dot(x, y, 1.8, lighter(tint, 0.5))
        for step in (-2, 0, 2):
            out = 4 if y > 50 else -4
            c.line([(x, y), (x + step, y + out)], lighter(tint, 0.4), 0.5)


def mat(c: Canvas, tint: Colour) -> None:
    """A woven mat, half unrolled."""
    c.ground(52, 82, 40, 4)
    sheet = [(26, 36), (94, 44), (90, 84), (12, 74)]
    c.solid(sheet, (226, 204, 152), SIDE)
    with c.inside(sheet) as inner:
        for step in range(26):
            share = step / 25
            a = (26 + 68 * share, 36 + 8 * share)
            b = (12 + 78 * share, 74 + 10 * share)
            colour = tint if step % 6 in (1, 2) else darker(tint, 0.2) if step % 6 == 4 else None
            if colour:
                inner.line([a, b], colour, 2.3)
        for step in range(34):
            share = step / 33
            a = (26 - 14 * share, 36 + 38 * share)
            b = (94 - 4 * share, 44 + 40 * share)
            inner.line([a, b], (150, 118, 72), 0.22, alpha=150)
        inner.soft(ribbon([(26, 38), (12, 76)], 9), (60, 40, 20), 130, 2.4)
    roll = ribbon([(24, 33), (10, 73)], 15)
    c.solid(roll, (220, 196, 142), (0.7, 1.0, 1.12, 0.96, 0.66))
    with c.inside(roll) as inner:
        for step in range(12):
            share = step / 11
            x, y = 24 - 14 * share, 33 + 40 * share
            inner.line(
                [(x - 9, y - 3), (x + 9, y + 3)],
                tint if step % 3 else darker(tint, 0.3),
                1.1,
                alpha=230,
            )
        inner.soft(ribbon([(21, 32), (7, 72)], 2.2), (255, 250, 230), 110, 1.2)
    c.solid(ellipse(10, 73.6, 7.6, 5.4), (206, 180, 126), TOP, down=True)
    for radius in (5.8, 4.2, 2.6, 1.2):
        c.line(ellipse(10, 73.6, radius, radius * 0.7), (140, 108, 64), 0.35)


DRAWINGS = {
    "folded_cloth": partial(folded, pattern=motifs.kawung),
    "folded_stripes": partial(folded, pattern=motifs.lurik),
    "folded_plaid": partial(folded, pattern=motifs.plaid),
    "folded_dots": partial(folded, pattern=_dotted),
    "scarf": scarf,
    "hijab": hijab,
    "gamis": gamis,
    "cushion": cushion,
    "mat": mat,
}
