"""Pots, cups and tools of the kitchen."""

from __future__ import annotations

from functools import partial

from app.demo.pictures.canvas import GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    CHILLI_RED,
    COFFEE,
    INK,
    LEAF,
    PAPER,
    STEEL,
    WHITE,
    WOOD,
    Colour,
    darker,
    is_dark,
    lighter,
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


def mug(c: Canvas, tint: Colour, *, enamel: bool = False) -> None:
    """A mug: stoneware with dripping glaze, or speckled enamel."""
    c.ground(47, 82, 26, 4)
    handle = ribbon(arc(70, 54, 14, 16, start=-80, end=84), 5.4)
    c.solid(handle, darker(tint, 0.1), TOP, down=True)
    c.line(arc(69.6, 53, 15.6, 17.4, start=-76, end=40), lighter(tint, 0.5), 0.5)
    body = barrel(22, 72, 28, 80, bend=4.6, taper=1 if enamel else 4)
    c.solid(body, tint, GLOSS)
    with c.inside(body) as inner:
        if enamel:
            speck: Colour = (52, 80, 140) if sum(tint) > 640 else WHITE
            for x, y in scattered(150, (22, 30, 72, 86)):
                inner.flat(
                    ellipse(x, y, 0.3 + x % 0.7, 0.3 + y % 0.5, steps=10),
                    speck,
                    200,
                )
        else:
            glaze = curve(
                [
                    (18, 24),
                    (76, 24),
                    (76, 50),
                    (70, 56),
                    (64, 48),
                    (56, 58),
                    (49, 50),
                    (41, 60),
                    (34, 50),
                    (27, 57),
                    (18, 50),
                ],
                steps=7,
            )
            inner.solid(glaze, lighter(tint, 0.42) if is_dark(tint) else PAPER, GLOSS)
            for x, y in scattered(60, (24, 56, 72, 84)):
                inner.dot(x, y, 0.22, darker(tint, 0.45), 150)
        inner.soft(curve([(29, 34), (32, 33), (31, 74), (28, 70)]), WHITE, 170, 1.1)
    rim = INK if enamel else lighter(tint, 0.3)
    c.solid(ellipse(47, 28, 25, 4.6), rim if enamel else lighter(tint, 0.45), SIDE)
    c.solid(ellipse(47, 28.4, 23.4, 3.7), darker(PAPER, 0.16), SIDE)
    c.flat(ellipse(47, 29.6, 21.6, 2.5), COFFEE)
    c.flat(ellipse(42, 29.2, 10, 1), lighter(COFFEE, 0.25))


def dripper(c: Canvas, tint: Colour) -> None:
    """A ceramic cone for dripping coffee, on a glass."""
    c.ground(50, 87, 18, 3)
    glass = barrel(35, 65, 62, 86, bend=2.6, taper=2)
    c.solid(glass, (214, 222, 222), ROUND)
    with c.inside(glass) as inner:
        inner.flat(box(30, 72, 70, 92), COFFEE)
        inner.flat(ellipse(50, 72, 14.4, 2), lighter(COFFEE, 0.2))
        inner.soft(box(38, 63, 40, 86), WHITE, 200, 0.7)
    c.solid(ellipse(50, 62, 15, 2.6), (232, 238, 238), SIDE)
    c.solid(barrel(41, 59, 55, 60, bend=1.6), darker(tint, 0.05), GLOSS)
    plate = [*arc(50, 56.4, 24, 3.4, start=180, end=0), *arc(50, 58, 24, 3.4, start=0, end=180)]
    c.solid(plate, tint, GLOSS)
    handle = ribbon(arc(76, 38, 9.4, 10, start=-110, end=100), 4)
    c.solid(handle, darker(tint, 0.08), TOP, down=True)
    cone = [*arc(50, 24, 29, 4.6, start=180, end=0), *arc(50, 55, 11, 2.4, start=0, end=180)]
    c.solid(cone, tint, GLOSS)
    with c.inside(cone) as inner:
        inner.soft([(29, 28), (32, 28), (43, 54), (41, 54)], WHITE, 170, 1)
    c.solid(ellipse(50, 24, 29, 4.8), lighter(tint, 0.3), SIDE)
    c.solid(ellipse(50, 24.6, 26.6, 3.8), darker(tint, 0.3), SIDE)
    for x in range(28, 74, 5):
        c.line([(x, 24.4), (50 + (x - 50) * 0.66, 27.6)], darker(tint, 0.45), 0.4)


def grinder(c: Canvas, tint: Colour) -> None:
    """A hand grinder with its crank."""
    c.ground(50, 87, 19, 3.4)
    c.line(curve([(50, 17), (62, 14), (78, 15)], closed=False), STEEL, 1.6)
    c.solid(barrel(76, 81, 9, 15, bend=1), WOOD, ROUND)
    c.solid(ellipse(78.5, 9, 3, 2.4), lighter(WOOD, 0.1), TOP, down=True)
    c.solid(barrel(47.4, 52.6, 14, 24, bend=0.8), STEEL, GLOSS)
    cup = barrel(34, 66, 58, 85, bend=3.2, taper=1)
    c.solid(cup, (206, 176, 140), GLOSS)
    with c.inside(cup) as inner:
        inner.flat(box(30, 72, 70, 92), COFFEE, 200)
        inner.soft(box(38, 60, 40.6, 84), WHITE, 150, 0.8)
    body = barrel(33, 67, 25, 58, bend=3.2)
    c.solid(body, tint, GLOSS)
    c.solid(barrel(32.6, 67.4, 53, 59, bend=3.2), STEEL, GLOSS)
    c.solid(ellipse(50, 25, 17, 3.4), STEEL, SIDE)
    c.solid(ellipse(50, 24.6, 14, 2.4), lighter(tint, 0.2), SIDE)
    c.flat(ellipse(50, 40, 6, 6), lighter(tint, 0.75))
    c.flat(leaf(50, 44, 8, 5, angle=0), tint)


def mortar(c: Canvas, tint: Colour) -> None:
    """A stone mortar with its pestle."""
    c.ground(50, 80, 40, 5)
    stone = darker(tint, 0.3)
    bowl = curve(
        [
            (10, 52),
            (12, 64),
            (22, 76),
            (36, 81),
            (50, 82),
            (64, 81),
            (78, 76),
            (88, 64),
            (90, 52),
            (50, 48),
        ],
        steps=8,
    )
    c.solid(bowl, stone)
    with c.inside(bowl) as inner:
        for x, y in scattered(300, (10, 50, 90, 84)):
            shade = darker(stone, 0.3) if x % 2 > 1 else lighter(stone, 0.3)
            inner.dot(x, y, 0.2 + y % 0.3, shade, 150)
    c.solid(ellipse(50, 51, 40, 10.4), lighter(stone, 0.16), SIDE)
    c.solid(ellipse(50, 52, 34, 8), darker(stone, 0.25), (0.8, 0.9, 1.05, 1.2), down=True)
    with c.inside(ellipse(50, 52, 34, 8)) as inner:
        inner.soft(ellipse(46, 57, 20, 4), (170, 50, 36), 255, 1.2)
        for number, (x, y) in enumerate(scattered(70, (26, 53, 68, 60))):
            inner.dot(x, y, 0.5, ((206, 60, 44), (238, 186, 84), (120, 36, 30))[number % 3])
    pestle = turned(
        curve(
            [
                (45, 10),
                (55, 10),
                (56.4, 28),
                (58.6, 48),
                (56, 55),
                (50, 57),
                (44, 55),
                (41.4, 48),
                (43.6, 28),
            ],
            steps=6,
        ),
        42,
        around=(50, 52),
    )
    pestle = moved(pestle, 2, -2)
    c.soft(moved(pestle, 2, 4), INK, 100, 1.4)
    c.solid(pestle, lighter(stone, 0.1), TOP, down=True)
    c.soft(ribbon([(80, 20), (62, 40)], 2), WHITE, 70, 1)
    for x, y in ((24, 84), (31, 86)):
        c.flat(curve([(x - 4, y - 2), (x, y - 2.4), (x + 5, y + 2), (x, y + 1)]), (206, 48, 40))
        c.line([(x - 4, y - 2), (x - 6, y - 3.6)], LEAF, 0.7)


def wok(c: Canvas, tint: Colour) -> None:
    """A round-bottomed iron wok with two handles."""
    c.ground(50, 79, 26, 5)
    for x, start in ((10, 110), (90, -70)):
        c.line(arc(x, 45, 7, 6.4, start=start, end=start + 140), darker(tint, 0.2), 2.2)
    bowl = [*arc(50, 44, 41, 36, start=0, end=180)]
    c.solid(bowl, tint, GLOSS)
    with c.inside(bowl) as inner:
        inner.soft(arc(50, 44, 36, 31, start=110, end=160), WHITE, 70, 2.4)
        inner.soft(box(5, 70, 95, 82), INK, 110, 4)
    c.solid(ellipse(50, 44, 41, 10.6), lighter(tint, 0.25), SIDE)
    c.solid(ellipse(50, 44.6, 39, 9.4), darker(tint, 0.1), (0.8, 1.0, 1.3, 1.1))
    with c.inside(ellipse(50, 44.6, 39, 9.4)) as inner:
        inner.soft(ellipse(56, 51, 22, 4.4), lighter(tint, 0.5), 130, 2.6)
        for radius in (30, 22, 14):
            inner.line(ellipse(50, 48, radius, radius * 0.2), lighter(tint, 0.18), 0.2)


def pan(c: Canvas, tint: Colour) -> None:
    """A coated frying pan seen from above, with an egg in it."""
    handle = ribbon([(64, 64), (90, 90)], 7, end=5.4)
    disc = ellipse(43, 44, 34)
    c.soft(moved(disc, 2.4, 3.4), (60, 44, 44), 150, 2.4)
    c.soft(moved(handle, 2, 3), (60, 44, 44), 130, 1.6)
    c.solid(handle, (196, 150, 100), (0.8, 1.08, 1.0, 0.76))
    c.dot(87.4, 87.4, 1.3, darker(WOOD, 0.5))
    c.solid(turned(box(62, 40, 72, 48), 45, around=(43, 44)), STEEL, SIDE)
    c.solid(disc, tint, (1.2, 1.08, 0.94, 0.8))
    c.solid(ellipse(43, 44, 31), (66, 66, 70), (0.7, 0.86, 1.0, 1.2))
    c.solid(ellipse(43, 44, 27), (58, 58, 62), (1.15, 1.0, 0.9, 0.9))
    with c.inside(ellipse(43, 44, 27)) as inner:
        for x, y in scattered(130, (16, 17, 71, 72)):
            inner.dot(x, y, 0.22, (150, 150, 156), 170)
    egg = curve([(29, 42), (34, 32), (46, 30), (56, 36), (57, 46), (50, 56), (38, 57), (32, 51)])
    c.soft(moved(egg, 0.6, 1), INK, 150, 0.8)
    c.solid(egg, (252, 250, 244), SIDE)
    c.solid(ellipse(43.6, 43, 7.4), (244, 178, 44), SIDE)
    c.soft(ellipse(41, 40.4, 2, 1.4), WHITE, 220, 0.6)


def bowls(c: Canvas, tint: Colour) -> None:
    """A stack of bowls with a rooster painted on."""
    c.ground(50, 84, 22, 4)
    c.solid(barrel(38, 62, 78, 84, bend=1.6, taper=1), darker(tint, 0.08), GLOSS)
    for number in range(4):
        y = 24 + number * 9
        bowl = mirrored(
            curve([(18, y), (21, y + 14), (30, y + 24), (38, y + 28), (50, y + 28.6)], closed=False)
        )
        outline = [*arc(50, y, 32, 5, start=180, end=0), *bowl]
        c.solid(bowl, tint, GLOSS)
        c.solid(ellipse(50, y, 32, 5), lighter(tint, 0.3), SIDE)
        c.solid(ellipse(50, y + 0.6, 30.4, 4.2), darker(tint, 0.14), (0.8, 0.95, 1.05, 1.1))
        with c.inside(outline) as inner:
            inner.line(arc(50, y + 1.8, 31.6, 5, start=0, end=180), CHILLI_RED, 0.6)
            inner.soft(arc(50, y + 8.6, 31, 5, start=0, end=180), INK, 60, 0.8)
    _rooster(c, 50, 66)
    for x in (29, 71):
        for turn in range(5):
            c.flat(leaf(x, 64, 3.4, 2, angle=turn * 72), CHILLI_RED)
        c.dot(x, 64, 0.8, (238, 186, 84))


def _rooster(c: Canvas, x: float, y: float) -> None:
    c.flat(
        curve(
            [
                (x - 7, y - 4),
                (x - 3, y - 1),
                (x + 2, y - 2),
                (x + 4, y - 7),
                (x + 7, y - 7),
                (x + 7, y),
                (x + 2, y + 5),
                (x - 3, y + 5),
            ]
        ),
        (226, 128, 40),
    )
    c.flat(curve([(x - 5, y), (x - 10, y - 8), (x - 12, y - 4), (x - 10, y + 2)]), (40, 60, 70))
    c.flat(curve([(x - 5, y - 1), (x - 8, y - 10), (x - 12, y - 9), (x - 8, y - 2)]), (38, 110, 80))
    c.flat(
        curve(
            [
                (x + 3.4, y - 7),
                (x + 4, y - 10),
                (x + 5.6, y - 8.4),
                (x + 7, y - 9.6),
                (x + 7, y - 6.4),
            ]
        ),
        CHILLI_RED,
    )
    c.flat([(x + 7.4, y - 6), (x + 10, y - 5), (x + 7.4, y - 4)], (238, 186, 84))
    c.dot(x + 6, y - 5.6, 0.4, INK)
    for leg in (-0.6, 2):
        c.line([(x + leg, y + 5), (x + leg, y + 8.4)], (226, 150, 40), 0.5)


DRAWINGS = {
    "mug": mug,
    "enamel_mug": partial(mug, enamel=True),
    "dripper": dripper,
    "grinder": grinder,
    "mortar": mortar,
    "wok": wok,
    "pan": pan,
    "bowls": bowls,
}
