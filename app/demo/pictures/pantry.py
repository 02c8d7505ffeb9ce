"""Food and drink in its packing: bags, jars, bottles, tins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.demo.pictures import motifs
from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, TOP, Canvas
from app.demo.pictures.colours import (
    BRASS,
    CHILLI_RED,
    COFFEE,
    CREAM,
    INK,
    LEAF,
    PAPER,
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
    scattered,
    turned,
)

Emblem = Callable[[Canvas, float, float, float, Colour], None]


def writing(c: Canvas, x: float, y: float, width: float, colour: Colour) -> None:
    """Lines that read as a label's small print from afar."""
    for number, share in enumerate((1.0, 0.74, 0.5)):
        half = width * share / 2
        top = y + number * 2.4
        c.flat(box(x - half, top, x + half, top + (1.5 if number == 0 else 0.8), round=0.4), colour)


def bean(c: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """A coffee bean."""
    c.flat(turned(ellipse(x, y, size * 0.6, size), 28, around=(x, y)), colour)
    seam = curve(
        [
            (x - size * 0.1, y - size),
            (x + size * 0.16, y - size * 0.2),
            (x - size * 0.16, y + size * 0.2),
            (x + size * 0.1, y + size),
        ],
        closed=False,
    )
    c.line(turned(seam, 28, around=(x, y)), contrasting(colour, 0.7), size * 0.16)


def chilli(c: Canvas, x: float, y: float, size: float, colour: Colour = CHILLI_RED) -> None:
    """A chilli with its stalk."""
    pod = curve(
        [
            (x - size * 0.7, y - size * 0.5),
            (x - size * 0.2, y - size * 0.56),
            (x + size * 0.5, y),
            (x + size * 0.9, y + size * 0.7),
            (x + size * 0.2, y + size * 0.4),
            (x - size * 0.5, y - size * 0.04),
        ],
        steps=6,
    )
    c.flat(pod, colour)
    c.line([(x - size * 0.6, y - size * 0.46), (x - size, y - size * 0.8)], LEAF, size * 0.16)


def sprig(c: Canvas, x: float, y: float, size: float, colour: Colour = LEAF) -> None:
    """Three leaves on a stalk."""
    for angle, length in ((-48, 0.9), (0, 1.2), (48, 0.9)):
        c.flat(leaf(x, y + size * 0.5, size * length, size * 0.7, angle=angle), colour)


def bag(c: Canvas, tint: Colour, *, emblem: Emblem, tall: bool = False) -> None:
    """A standing bag with folded sides, for coffee."""
    top, half = (12, 21) if tall else (20, 23)
    c.ground(50, 84, half + 6, 3.6)
    kraft = darker((196, 156, 110), 0.1) if not tall else (70, 56, 48)
    outline = mirrored(
        [
            (50 - half + 2, top),
            (50 - half + 1, top + 10),
            (50 - half - 1.6, 40),
            (50 - half - 2, 80),
            (50 - half + 1, 84.6),
            (50, 85.4),
        ]
    )
    c.solid(outline, kraft, (0.62, 0.86, 1.04, 1.1, 1.04, 0.98, 0.84, 0.64))
    with c.inside(outline) as inner:
        inner.soft([(50 - half + 4, top), (50 - half, 84), (50 - half - 4, 84)], INK, 80, 1.2)
        inner.soft([(50 + half - 4, top), (50 + half, 84), (50 + half + 4, 84)], INK, 80, 1.2)
        inner.soft(box(38, top + 6, 41, 82), WHITE, 70, 1.6)
        inner.soft(curve([(34, 36), (44, 34), (62, 38), (50, 37)]), INK, 60, 1)
    fold = box(50 - half + 1.4, top - 5, 50 + half - 1.4, top + 5, round=0.6)
    c.solid(fold, darker(kraft, 0.1), ROUND)
    c.flat(box(50 - half + 1.4, top + 3.6, 50 + half - 1.4, top + 5), darker(kraft, 0.4), 150)
    for x in (50 - half + 0.6, 50 + half - 3.4):
        c.solid(box(x, top - 1.6, x + 2.8, top + 6.4, round=0.5), (222, 220, 214), TOP, down=True)
    c.dot(50, top + 12, 1.5, darker(kraft, 0.3))
    c.dot(50, top + 12, 0.6, darker(kraft, 0.6))
    label = box(50 - half + 5, 42, 50 + half - 5, 77, round=1.4)
    c.solid(label, PAPER, (0.94, 1.0, 1.0, 0.96, 0.88))
    with c.inside(label) as inner:
        inner.flat(box(20, 42, 80, 59), tint)
        emblem(inner, 50, 51, 5.4, contrasting(tint, 0.85))
        writing(inner, 50, 62.6, half * 1.1, INK)
        for x in range(36, 66, 5):
            inner.dot(x, 73.4, 0.9, tint if x < 52 else lighter(tint, 0.6))


def pouch(c: Canvas, tint: Colour, *, emblem: Emblem, window: Colour) -> None:
    """A soft pouch with a window to what is inside."""
    c.ground(50, 84, 27, 4)
    outline = mirrored(
        curve([(28, 15), (29, 28), (26, 48), (24, 68), (25, 81), (36, 86), (50, 87)], closed=False)
    )
    c.solid(outline, tint, (0.7, 0.94, 1.12, 1.02, 0.96, 1.06, 0.86, 0.66))
    with c.inside(outline) as inner:
        inner.flat(box(10, 10, 90, 20), darker(tint, 0.16))
        for y in (16.6, 18.4):
            inner.line([(10, y), (90, y)], lighter(tint, 0.4), 0.25)
        hole = ellipse(50, 70, 16, 11)
        inner.solid(hole, darker(window, 0.3), TOP, down=True)
        with inner.inside(hole) as goods:
            for row in range(5):
                for column in range(9):
                    x, y = 33 + column * 4.4 + (row % 2) * 2.2, 61 + row * 4.4
                    goods.flat(
                        turned(ellipse(x, y, 3.2, 2.2), row * 40 + column * 70, around=(x, y)),
                        mix(window, WHITE, 0.1 * ((row + column) % 3)),
                    )
                    goods.flat(
                        turned(
                            ellipse(x, y + 0.7, 2.6, 0.9), row * 40 + column * 70, around=(x, y)
                        ),
                        darker(window, 0.3),
                        110,
                    )
        inner.line([*hole, hole[0]], lighter(tint, 0.6), 0.5)
        inner.flat(ellipse(50, 40, 14.6), CREAM)
        inner.line(ellipse(50, 40, 13.2), tint, 0.4)
        emblem(inner, 50, 35.6, 5, darker(tint, 0.15))
        writing(inner, 50, 43.4, 17, INK)
        inner.soft(curve([(31, 22), (34, 40), (31, 66), (29, 80), (29, 44)]), WHITE, 120, 1.3)
        inner.soft(curve([(70, 24), (67, 44), (71, 70), (73, 60)]), INK, 70, 1.6)
    c.dot(50, 17.4, 1.6, darker(tint, 0.6))


def jar(
    c: Canvas,
    tint: Colour,
    *,
    top: float = 24,
    emblem: Emblem = chilli,
    lid: Colour = (60, 58, 58),
    bits: bool = True,
) -> None:
    """A glass jar with a lid, filled with something of the tint."""
    c.ground(50, 84, 26, 4)
    outline = mirrored(
        curve(
            [
                (34, top + 6),
                (30, top + 9),
                (26.4, top + 14),
                (26, 60),
                (26, 78),
                (29, 84),
                (38, 86),
                (50, 86.4),
            ],
            closed=False,
            steps=6,
        )
    )
    c.solid(outline, tint, GLOSS)
    with c.inside(outline) as inner:
        if bits:
            for number, (x, y) in enumerate(scattered(110, (26, top + 12, 74, 86))):
                shade = (lighter(tint, 0.35), darker(tint, 0.35), (232, 176, 74))[number % 3]
                inner.flat(
                    turned(ellipse(x, y, 1.3, 0.6, steps=10), number * 50, around=(x, y)),
                    shade,
                    170,
                )
        inner.flat(box(20, top, 80, top + 12), (236, 232, 222), 150)
        inner.flat(ellipse(50, top + 12, 24, 2.4), lighter(tint, 0.2), 200)
        inner.soft(box(30, top + 14, 33, 80), WHITE, 190, 0.9)
        inner.soft(box(68, top + 14, 69.4, 80), WHITE, 90, 0.7)
    label_top = min(top + 24, 49)
    label = [*arc(50, label_top, 24, 2, start=180, end=0), *arc(50, 77, 24, 2, start=0, end=180)]
    c.solid(label, CREAM, (0.78, 0.96, 1.02, 1.0, 0.94, 0.76))
    with c.inside(label) as inner:
        inner.flat(box(20, label_top, 80, label_top + 2.4), darker(tint, 0.1))
        middle = (label_top + 76) / 2
        inner.flat(ellipse(50, middle - 4, 7.4), lighter(tint, 0.7))
        emblem(inner, 50, middle - 4, 5, tint)
        writing(inner, 50, middle + 5.6, 22, INK)
    cover = barrel(32, 68, top - 4, top + 5, bend=2)
    c.solid(cover, lid, GLOSS)
    for x in range(33, 68, 2):
        c.line([(x, top - 2), (x, top + 6)], darker(lid, 0.4), 0.2)
    c.solid(ellipse(50, top - 4, 18, 2.6), lighter(lid, 0.12), TOP, down=True)


def drop(c: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    """A drop of honey."""
    c.flat(
        curve(
            [
                (x, y - size),
                (x + size * 0.66, y + size * 0.2),
                (x, y + size),
                (x - size * 0.66, y + size * 0.2),
            ],
            steps=8,
        ),
        colour,
    )


def cookie(c: Canvas, x: float, y: float, size: float, _colour: Colour) -> None:
    """A round cookie with a clove."""
    c.flat(ellipse(x, y, size), (232, 176, 74))
    c.flat(ellipse(x - size * 0.2, y - size * 0.2, size * 0.6), (246, 206, 120))
    c.dot(x, y, size * 0.16, COFFEE)


def cookie_jar(c: Canvas, tint: Colour) -> None:
    """A clear jar full of round cookies."""
    c.ground(50, 84, 30, 4)
    outline = box(21, 26, 79, 86, round=6)
    c.solid(outline, (236, 226, 204), (0.86, 1.0, 1.06, 1.0, 0.84))
    with c.inside(outline) as inner:
        for row in range(8):
            for column in range(8):
                x, y = 22 + column * 8.4 + (row % 2) * 4.2, 84 - row * 6.6
                inner.flat(ellipse(x, y, 4.6), darker(tint, 0.36))
                inner.flat(ellipse(x, y - 0.4, 4.3), tint)
                inner.flat(ellipse(x - 1, y - 1.4, 2.4), lighter(tint, 0.5))
                inner.dot(x, y - 0.6, 0.6, COFFEE)
        inner.soft(box(24, 28, 28, 84), WHITE, 200, 1.2)
        inner.soft(box(72, 28, 74, 84), WHITE, 110, 1)
        inner.soft(box(21, 80, 79, 88), INK, 60, 2)
    label = ellipse(50, 60, 15)
    c.flat(label, CREAM)
    c.line(ellipse(50, 60, 13.6), CHILLI_RED, 0.4)
    cookie(c, 50, 55, 4.2, tint)
    writing(c, 50, 62.4, 17, INK)
    lid = box(18.6, 15, 81.4, 27, round=3)
    c.solid(lid, CHILLI_RED, GLOSS)
    c.flat(box(18.6, 23.6, 81.4, 24.2), darker(CHILLI_RED, 0.4))
    c.soft(box(24, 16.4, 76, 17.8), WHITE, 110, 0.8)


def sauce_bottle(c: Canvas, tint: Colour) -> None:
    """A tall bottle of dark sauce."""
    c.ground(50, 87, 17, 3.4)
    glass = mix(tint, (70, 30, 16), 0.6)
    outline = mirrored(
        curve(
            [(45.6, 14), (45.4, 26), (43, 33), (36, 41), (34, 48), (34, 82), (37, 88), (50, 89)],
            closed=False,
            steps=7,
        )
    )
    c.solid(outline, glass, GLOSS)
    with c.inside(outline) as inner:
        inner.soft(curve([(38, 46), (40, 44), (39, 84), (37, 84)]), WHITE, 170, 0.8)
        inner.soft(box(46.6, 16, 47.6, 34), WHITE, 170, 0.5)
    c.solid(barrel(44.6, 55.4, 9, 16, bend=1), CHILLI_RED, GLOSS)
    c.solid(ellipse(50, 9, 5.4, 1), lighter(CHILLI_RED, 0.2))
    label = [*arc(50, 52, 16, 1.6, start=180, end=0), *arc(50, 78, 16, 1.6, start=0, end=180)]
    c.solid(label, (240, 200, 96), (0.7, 0.96, 1.04, 1.0, 0.9, 0.66))
    with c.inside(label) as inner:
        inner.flat(box(30, 52, 70, 56), CHILLI_RED)
        inner.flat(box(30, 76, 70, 81), CHILLI_RED)
        inner.flat(ellipse(50, 63, 5.6), (60, 34, 24))
        sprig(inner, 50, 64, 4, (240, 200, 96))
        writing(inner, 50, 70.4, 19, INK)


def tin(c: Canvas, tint: Colour) -> None:
    """A round tin with a pattern."""
    c.ground(50, 84, 27, 4)
    body = barrel(26, 74, 32, 82, bend=4)
    c.solid(body, tint, GLOSS)
    with c.inside(body) as inner:
        gold = lighter(BRASS, 0.25)
        for y in (34, 78):
            inner.flat(box(20, y + 2, 80, y + 2.8), gold)
            motifs.diamonds(inner, (gold, tint), (26, y + 5.4, 76, y + 5.5), size=3.6)
        inner.flat(ellipse(50, 59, 15, 14), CREAM)
        inner.line(ellipse(50, 59, 13.4, 12.4), gold, 0.5)
        sprig(inner, 50, 55, 6, tint)
        writing(inner, 50, 62.4, 17, INK)
        inner.soft(box(31, 34, 34, 84), WHITE, 110, 1.1)
    lid = barrel(25, 75, 22, 32, bend=4)
    c.solid(lid, darker(tint, 0.12), GLOSS)
    c.solid(ellipse(50, 22, 25, 4), lighter(tint, 0.16), TOP, down=True)
    c.line(ellipse(50, 22, 21, 3), lighter(BRASS, 0.2), 0.4)


def tea_box(c: Canvas, tint: Colour) -> None:
    """A carton of tea with a cup drawn on it."""
    c.ground(52, 82, 34, 4)
    front = [(20, 34), (66, 36), (66, 84), (20, 82)]
    side = [(66, 36), (82, 32), (82, 77), (66, 84)]
    lid = [(20, 34), (36, 29.4), (82, 32), (66, 36)]
    c.solid(side, darker(tint, 0.32), TOP, down=True)
    c.solid(lid, lighter(tint, 0.4), EVEN)
    c.solid(front, tint, (1.1, 1.04, 0.98, 0.92))
    with c.inside(front) as inner:
        inner.flat(ellipse(43, 62, 26), lighter(tint, 0.5))
        inner.flat(mirrored([(33, 60), (34, 70), (38, 74.4), (43, 75)], axis=43), WHITE)
        inner.flat(ellipse(43, 60, 10, 2.6), (196, 128, 60))
        inner.line(arc(54.4, 65, 4, 4, start=-80, end=80), WHITE, 1.4)
        for x in (39, 43, 47):
            inner.line(
                curve([(x, 57), (x + 1.4, 54), (x - 1, 51), (x + 0.6, 48)], closed=False),
                WHITE,
                0.5,
            )
        writing(inner, 43, 39, 30, darker(tint, 0.6))
        for x, y in ((25, 50), (60, 50), (58, 79), (27, 78)):
            for turn in range(5):
                inner.flat(leaf(x, y, 3, 1.8, angle=turn * 72), PAPER)
            inner.dot(x, y, 0.6, (232, 176, 74))
    with c.inside(side) as inner:
        inner.flat([(66, 52), (82, 48), (82, 62), (66, 66)], lighter(tint, 0.4))


DRAWINGS = {
    "coffee_bag": partial(bag, emblem=bean),
    "coffee_bag_tall": partial(bag, emblem=bean, tall=True),
    "pouch": partial(pouch, emblem=sprig, window=(176, 116, 66)),
    "snack_pouch": partial(pouch, emblem=sprig, window=(232, 184, 104)),
    "jar": jar,
    "jar_low": partial(jar, top=36, emblem=sprig, lid=(176, 128, 84)),
    "honey_jar": partial(jar, top=26, emblem=drop, lid=BRASS, bits=False),
    "cookie_jar": cookie_jar,
    "sauce_bottle": sauce_bottle,
    "tin": tin,
    "tea_box": tea_box,
}
