"""What is taken up a mountain or onto a field."""

from __future__ import annotations

from math import cos, pi, sin

from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    CREAM,
    DARK_WOOD,
    INK,
    LEAF,
    STEEL,
    WHITE,
    Colour,
    contrasting,
    darker,
    lighter,
    mix,
)
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

FOLDS = (0.84, 1.02, 1.1, 1.0, 0.9, 0.8)


def tent(c: Canvas, tint: Colour) -> None:
    """A dome tent, its door open, in the evening."""
    c.flat(ellipse(50, 84, 48, 7), mix(LEAF, (226, 228, 206), 0.45))
    for x, y in scattered(70, (6, 79, 94, 89), seed=2):
        c.flat(leaf(x, y, 3, 0.9, angle=(x * 7) % 40 - 20), mix(LEAF, CREAM, 0.2 + (y % 1) * 0.3))
    c.ground(50, 83, 40, 3)
    for x0, y0, x1 in ((14, 60, 5), (86, 60, 95)):
        c.line([(x0, y0), (x1, 84)], (206, 196, 176), 0.4)
        c.flat(box(x1 - 0.5, 81, x1 + 0.5, 86), DARK_WOOD)
    dome = mirrored(
        curve([(50, 25), (38, 28), (25, 42), (15, 64), (10, 83), (50, 84.6)], closed=False)
    )
    c.solid(dome, tint, FOLDS)
    with c.inside(dome) as inner:
        inner.flat(
            curve([(50, 20), (66, 40), (76, 86), (100, 90), (96, 40)], steps=6),
            darker(tint, 0.2),
            200,
        )
        inner.flat(
            curve([(50, 20), (34, 40), (24, 86), (0, 90), (4, 40)], steps=6),
            lighter(tint, 0.14),
            190,
        )
        inner.soft(ellipse(28, 48, 7, 16), WHITE, 60, 5)
    door = mirrored(curve([(50, 38), (42, 50), (35, 70), (32, 84.4), (50, 84.6)], closed=False))
    c.solid(door, (66, 52, 48), (0.8, 1.0, 1.3), down=True)
    with c.inside(door) as inner:
        inner.soft(ellipse(50, 74, 12, 14), (255, 200, 110), 210, 6)
        inner.flat(box(36, 79, 64, 86, round=2), (206, 120, 80))
        inner.flat(ellipse(43, 78.6, 4.4, 2.4), CREAM)
    flap = curve([(50, 38), (57, 48), (64, 66), (68, 84), (60, 82), (57, 66), (53, 52)], steps=6)
    c.solid(flap, lighter(tint, 0.3), SIDE)
    for bend in ([(10, 83), (24, 44), (50, 24.4)], [(90, 83), (76, 44), (50, 24.4)]):
        c.line(curve(bend, closed=False), contrasting(tint, 0.6), 0.7)
    c.solid(
        curve([(40, 27), (50, 21), (60, 27), (56, 34), (50, 32), (44, 34)]),
        contrasting(tint, 0.5),
        FOLDS,
    )


def hiking_pack(c: Canvas, tint: Colour) -> None:
    """A tall trekking pack."""
    c.ground(50, 90, 24, 3.6)
    c.solid(box(30, 82, 70, 91, round=4.4), (96, 128, 120), TOP, down=True)
    for x in (38, 62):
        c.flat(box(x - 1.2, 80, x + 1.2, 92), INK)
    for x in (24, 76):
        pouch = box(x - 5.6, 52, x + 5.6, 80, round=4)
        c.solid(pouch, darker(tint, 0.3), FOLDS)
    c.solid(barrel(19.4, 25.6, 38, 62, bend=1), (150, 200, 216), GLOSS)
    c.solid(box(20.4, 34, 24.6, 39, round=1), INK, SIDE)
    c.solid(box(18.4, 58, 29.6, 80, round=3), darker(tint, 0.36), FOLDS)
    body = mirrored(
        curve([(36, 20), (29, 28), (27, 50), (28, 80), (34, 85), (50, 86)], closed=False)
    )
    c.solid(body, tint, FOLDS)
    with c.inside(body) as inner:
        inner.solid(box(38, 40, 62, 82, round=4), darker(tint, 0.14), FOLDS)
        inner.line([(38, 52), (62, 52)], darker(tint, 0.5), 0.5)
        inner.line([(60, 52), (62.4, 55)], (240, 196, 80), 0.9)
        for y in (60, 66, 72, 78):
            inner.line([(40, y), (60, y - 4)], CREAM, 0.3)
            inner.line([(40, y - 4), (60, y)], CREAM, 0.3)
    lid = mirrored(curve([(50, 9), (36, 10), (27, 16), (26, 27), (33, 31), (50, 32)], closed=False))
    c.soft(moved(lid, 0, 2), INK, 130, 1.4)
    c.solid(lid, lighter(tint, 0.08), FOLDS)
    c.line(curve([(31, 22), (50, 24), (69, 22)], closed=False), darker(tint, 0.45), 0.5)
    c.soft(ellipse(42, 15, 10, 3), WHITE, 80, 2)
    for x in (37, 63):
        c.flat(box(x - 1, 28, x + 1, 47), INK)
        c.flat(box(x - 2.2, 37, x + 2.2, 42, round=0.8), (90, 88, 90))
    c.flat(box(44, 26.4, 56, 30, round=0.6), CREAM)
    c.flat([(46, 29.4), (49, 27), (51, 28.6), (52.4, 27.6), (54, 29.4)], tint)
    c.line(arc(50, 10, 4, 4, start=180, end=360), INK, 1.2)


def flask(c: Canvas, tint: Colour) -> None:
    """A steel bottle with a loop on its cap."""
    c.ground(50, 90, 16, 3.4)
    body = mirrored(
        curve(
            [(42, 25), (41, 29), (36.4, 34), (35, 40), (35, 84), (37, 89), (50, 90)],
            closed=False,
            steps=6,
        )
    )
    c.solid(body, tint, GLOSS)
    with c.inside(body) as inner:
        inner.solid(box(30, 84, 70, 95), STEEL, GLOSS)
        inner.soft(box(39, 38, 41.6, 84), WHITE, 150, 0.9)
        ink = contrasting(tint, 0.7)
        inner.flat([(43, 64), (49, 53), (52, 58), (54, 55.4), (58, 64)], ink)
        inner.dot(56, 52, 1.6, ink)
        inner.flat(box(44, 68, 57, 69.4, round=0.6), ink)
    c.solid(barrel(42, 58, 22, 27, bend=1.4), STEEL, GLOSS)
    c.solid(barrel(40.4, 59.6, 14, 22.6, bend=1.6), (52, 50, 52), GLOSS)
    c.solid(ellipse(50, 14, 9.6, 1.8), (80, 78, 80), SIDE)
    c.line(arc(50, 13, 6, 6, start=180, end=360), (52, 50, 52), 2)


def lantern(c: Canvas, tint: Colour) -> None:
    """A camping lantern, lit."""
    c.soft(ellipse(50, 52, 36, 34), (255, 224, 140), 150, 11)
    c.ground(50, 88, 20, 3.4)
    c.line(
        curve([(33, 34), (33, 14), (42, 7), (58, 7), (67, 14), (67, 34)], closed=False),
        (90, 88, 90),
        1.4,
    )
    c.solid(barrel(31, 69, 74, 85, bend=3), tint, GLOSS)
    c.solid(ellipse(50, 74, 19, 3), lighter(tint, 0.25), SIDE)
    glass = barrel(34, 66, 38, 73, bend=2.6)
    c.solid(glass, (255, 234, 176), (0.86, 1.1, 1.3, 1.4, 1.3, 1.1, 0.84))
    with c.inside(glass) as inner:
        inner.soft(box(46, 42, 54, 70), WHITE, 255, 3.4)
        for x in (37, 63):
            inner.soft(box(x - 0.6, 38, x + 0.6, 74), (200, 150, 70), 120, 0.5)
    for x in (34, 50, 66):
        c.line([(x, 37), (x, 75)], darker(tint, 0.35), 0.9 if x != 50 else 0.5)
    top = mirrored(curve([(50, 20), (42, 21), (36, 28), (30, 36), (50, 39)], closed=False))
    c.solid(top, tint, GLOSS)
    c.solid(
        [*arc(50, 36, 20, 3, start=180, end=0), *arc(50, 38, 20, 3, start=0, end=180)],
        darker(tint, 0.15),
        GLOSS,
    )
    c.dot(50, 81.4, 2, (60, 58, 60))
    c.dot(50, 81.4, 0.9, (120, 220, 170))


def yoga_mat(c: Canvas, tint: Colour) -> None:
    """A mat, half rolled, with its strap."""
    c.ground(46, 80, 40, 4)
    sheet = [(30, 60), (92, 60), (98, 82), (22, 82)]
    c.solid(sheet, tint, TOP, down=True)
    with c.inside(sheet) as inner:
        for x in range(20, 100, 2):
            inner.line([(x, 58), (x + (x - 56) * 0.16, 84)], darker(tint, 0.2), 0.16, alpha=120)
        inner.line([(62, 60), (66, 82)], contrasting(tint, 0.35), 0.4)
    c.flat([(22, 82), (98, 82), (98, 83), (22, 83)], darker(tint, 0.35))
    roll = [*arc(27, 60, 17, 17, start=90, end=270), *arc(27, 60, 17, 17, start=270, end=450)]
    c.soft(moved(roll, 2, 4), INK, 120, 1.6)
    back = box(12, 34, 78, 66, round=16)
    c.solid(turned(back, 0), darker(tint, 0.08), (1.15, 1.04, 0.9, 0.66), down=True)
    with c.inside(back) as inner:
        for x in (40, 62):
            inner.solid(
                box(x - 2.4, 30, x + 2.4, 70), contrasting(tint, 0.5), (1.1, 1.0, 0.8), down=True
            )
        inner.soft(box(14, 37, 78, 40), WHITE, 90, 1.6)
    c.line(
        curve([(40, 35), (44, 22), (58, 22), (62, 35)], closed=False), contrasting(tint, 0.5), 1.8
    )
    face = ellipse(24, 50, 13, 16)
    c.solid(face, darker(tint, 0.2), SIDE)
    spiral = [
        (24 + cos(step / 9) * (12.4 - step * 0.085), 50 + sin(step / 9) * (15.4 - step * 0.105))
        for step in range(140)
    ]
    c.line(spiral, lighter(tint, 0.35), 0.6)


def dumbbells(c: Canvas, tint: Colour) -> None:
    """A pair of hexagonal dumbbells."""
    for x, y, angle in ((50, 38, -14), (50, 70, 6)):
        around = (x, y)
        c.ground(x + 2, y + 14, 36, 3.4)
        bar = turned(box(x - 22, y - 3.4, x + 22, y + 3.4), angle, around=around)
        c.solid(bar, STEEL, (1.25, 1.0, 0.68), down=True)
        for step in range(-16, 17, 2):
            c.line(
                turned([(x + step, y - 3), (x + step + 1.4, y + 3)], angle, around=around),
                darker(STEEL, 0.3),
                0.3,
            )
        for side in (-1, 1):
            for shift, half, shade in ((30, 13.4, 0.0), (37, 11, 0.12)):
                cx = x + side * shift
                hexagon = [
                    (cx - 5.4, y - half),
                    (cx + 5.4, y - half),
                    (cx + 7, y),
                    (cx + 5.4, y + half),
                    (cx - 5.4, y + half),
                    (cx - 7, y),
                ]
                placed = turned(hexagon, angle, around=around)
                c.solid(placed, darker(tint, shade), (1.5, 1.16, 0.96, 0.74), down=True)
                ridge = turned([(cx - 7, y), (cx + 7, y)], angle, around=around)
                c.line(ridge, lighter(tint, 0.25), 0.4)
            ring = turned(
                box(x + side * 22 - 1.4, y - 5, x + side * 22 + 1.4, y + 5, round=1),
                angle,
                around=around,
            )
            c.solid(ring, STEEL, (1.2, 1.0, 0.7), down=True)


def ball(c: Canvas, tint: Colour) -> None:
    """A football of hexagons and pentagons on grass."""
    c.flat(ellipse(50, 84, 44, 6), mix(LEAF, CREAM, 0.4))
    for x, y in scattered(80, (10, 80, 90, 88), seed=6):
        c.flat(leaf(x, y, 3.4, 1, angle=(x * 5) % 36 - 18), mix(LEAF, CREAM, 0.15 + (y % 1) * 0.3))
    c.ground(50, 83, 24, 3)
    sphere = ellipse(50, 50, 33)
    c.solid(sphere, tint, (0.86, 1.02, 1.1, 1.06, 0.96, 0.78))
    with c.inside(sphere) as inner:
        inner.flat(ellipse(49, 46, 9.4, 9.4, steps=5), (44, 44, 50))
        for step in range(5):
            turn = 2 * pi * step / 5
            x0, y0 = 49 + 9.4 * cos(turn), 46 + 9.4 * sin(turn)
            x1, y1 = 49 + 20 * cos(turn), 46 + 20 * sin(turn)
            inner.line([(x0, y0), (x1, y1)], (120, 116, 110), 0.6)
            outer = 2 * pi * (step + 0.5) / 5
            ox, oy = 49 + 30 * cos(outer), 46 + 30 * sin(outer)
            x2, y2 = 49 + 20 * cos(turn + 2 * pi / 5), 46 + 20 * sin(turn + 2 * pi / 5)
            inner.line(
                [(x1, y1), (49 + 24 * cos(outer), 46 + 24 * sin(outer)), (x2, y2)],
                (120, 116, 110),
                0.6,
            )
            patch = turned(ellipse(ox, oy, 7.4, 7.4, steps=5), step * 72 + 36, around=(ox, oy))
            inner.flat(patch, (44, 44, 50))
            inner.line([(x1, y1), (49 + 40 * cos(turn), 46 + 40 * sin(turn))], (120, 116, 110), 0.6)
        inner.soft(ellipse(38, 34, 10, 8), WHITE, 150, 4)
        inner.soft(ribbon(arc(50, 50, 33, 33, start=-30, end=130), 12), INK, 120, 4)


def hammock(c: Canvas, tint: Colour) -> None:
    """A hammock between two trees."""
    for x in (10, 90):
        c.solid(box(x - 5.4, 0, x + 5.4, 88, round=1), (128, 96, 70), ROUND)
        for y in range(4, 86, 7):
            c.line(
                curve([(x - 4, y), (x - 1, y + 2), (x + 3, y - 1)], closed=False), (92, 66, 48), 0.5
            )
        c.flat(box(x - 5.8, 28, x + 5.8, 32), INK)
        c.flat(ellipse(x, 88, 11, 2.6), mix(LEAF, CREAM, 0.35))
    c.soft(ellipse(50, 84, 30, 2.4), (70, 52, 48), 100, 2.2)
    for x0, x1 in ((14, 22), (86, 78)):
        c.line([(x0, 30), (x1, 38)], (90, 88, 90), 0.8)
    back = curve(
        [(22, 38), (34, 52), (50, 57), (66, 52), (78, 38), (66, 60), (50, 66), (34, 60)], steps=8
    )
    c.solid(back, darker(tint, 0.35), EVEN)
    belly = curve(
        [
            (22, 38),
            (30, 52),
            (42, 60),
            (58, 60),
            (70, 52),
            (78, 38),
            (73, 62),
            (60, 74),
            (40, 74),
            (27, 62),
        ],
        steps=8,
    )
    c.solid(belly, tint, (1.2, 1.08, 0.98, 0.82), down=True)
    with c.inside(belly) as inner:
        for bend in (6, 13, 20):
            line = curve(
                [
                    (22, 38),
                    (34, 54 + bend * 0.5),
                    (50, 58 + bend * 0.7),
                    (66, 54 + bend * 0.5),
                    (78, 38),
                ],
                closed=False,
            )
            inner.soft(ribbon(line, 1.6), darker(tint, 0.5), 90, 0.9)
        stripe = curve([(22, 38), (32, 62), (50, 71), (68, 62), (78, 38)], closed=False)
        inner.line(stripe, contrasting(tint, 0.6), 1.4)
    c.solid(curve([(42, 56), (50, 50), (60, 53), (60, 60), (50, 62)], steps=6), CREAM, SIDE)
    for x, y, angle in ((8, 14, 60), (16, 6, 110), (88, 10, -70), (82, 3, -110), (94, 20, -40)):
        for spread in (-26, 0, 26):
            c.flat(leaf(x, y, 14, 5, angle=angle + spread), darker(LEAF, 0.1 + spread / 200))


DRAWINGS = {
    "tent": tent,
    "hiking_pack": hiking_pack,
    "flask": flask,
    "lantern": lantern,
    "yoga_mat": yoga_mat,
    "dumbbells": dumbbells,
    "ball": ball,
    "hammock": hammock,
}
