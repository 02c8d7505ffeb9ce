"""Toys of wood and yarn."""

from __future__ import annotations

from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    CREAM,
    DARK_WOOD,
    INK,
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
    flipped,
    mirrored,
    moved,
    ribbon,
    turned,
)

BRIGHT: tuple[Colour, ...] = (
    (206, 48, 40),
    (232, 122, 50),
    (238, 180, 52),
    (92, 160, 86),
    (60, 148, 168),
    (64, 92, 164),
    (136, 88, 160),
)
PLY = (1.14, 1.02, 0.94, 0.82)


def wheel(c: Canvas, x: float, y: float, radius: float, hub: Colour) -> None:
    """A wooden wheel with a coloured hub."""
    c.flat(ellipse(x + 0.8, y + 0.8, radius), darker(DARK_WOOD, 0.4))
    c.solid(ellipse(x, y, radius), DARK_WOOD, PLY)
    c.solid(ellipse(x, y, radius * 0.76), WOOD, PLY)
    c.line(ellipse(x, y, radius * 0.6), darker(WOOD, 0.2), 0.3)
    c.solid(ellipse(x, y, radius * 0.32), hub, PLY)
    c.dot(x - radius * 0.1, y - radius * 0.12, radius * 0.08, WHITE)


def toy_truck(c: Canvas, tint: Colour) -> None:
    """A tipper truck with blocks on its bed and a string to pull."""
    c.ground(48, 82, 40, 4)
    c.line(curve([(86, 70), (93, 74), (96, 84), (88, 89), (78, 90)], closed=False), CREAM, 0.9)
    c.dot(78, 90, 2, tint)
    c.solid(box(10, 64, 86, 72, round=2), WOOD, TOP, down=True)
    for x, y, colour in ((18, 32, 4), (31, 31, 2), (44, 33, 3)):
        cube = box(x, y, x + 12, y + 14, round=1)
        c.solid(cube, BRIGHT[colour], PLY)
        c.line([*cube, cube[0]], lighter(BRIGHT[colour], 0.4), 0.3)
    c.solid(ellipse(36, 32, 6), BRIGHT[0], PLY)
    bed = [(9, 42), (58, 42), (55, 65), (14, 65)]
    c.solid(bed, tint, PLY, down=True)
    with c.inside(bed) as inner:
        for x in (20, 31, 42):
            inner.line([(x, 42), (x + 1, 65)], darker(tint, 0.35), 0.5)
        inner.flat(box(5, 42, 60, 44.6), lighter(tint, 0.3))
    cab = curve(
        [(60, 66), (60, 38), (63, 34), (76, 34), (81, 38), (84, 50), (88, 54), (88, 66)], steps=5
    )
    c.solid(cab, lighter(tint, 0.12), PLY)
    c.solid([(65, 39), (75, 39), (79, 50), (65, 50)], (206, 228, 236), TOP, down=True)
    c.flat([(68, 39), (71, 39), (69, 50), (66, 50)], WHITE, 150)
    c.dot(86, 60, 1.8, (250, 222, 130))
    for x in (24, 46, 76):
        wheel(c, x, 74, 9, tint)


def toy_car(c: Canvas, tint: Colour) -> None:
    """A rounded racing car with its driver."""
    c.ground(50, 79, 41, 4)
    c.solid(ellipse(46, 42, 6.4), (240, 208, 164), ROUND)
    c.solid([*arc(46, 41, 7, 8, start=180, end=360), (53, 43), (39, 43)], BRIGHT[2], PLY)
    c.flat(box(47, 40, 53.4, 43.6, round=1.4), INK)
    body = curve(
        [
            (7, 66),
            (9, 54),
            (16, 47),
            (30, 45),
            (36, 49),
            (54, 50),
            (60, 47),
            (76, 52),
            (90, 60),
            (93, 68),
            (90, 74),
            (10, 74),
        ],
        steps=7,
    )
    c.solid(body, tint, (1.2, 1.06, 0.96, 0.8), down=True)
    with c.inside(body) as inner:
        inner.flat(curve([(0, 63), (50, 60), (100, 66), (100, 69), (50, 64), (0, 67)]), CREAM)
        inner.soft(curve([(14, 51), (28, 47), (30, 49), (18, 54)]), WHITE, 170, 1)
        inner.soft(box(0, 72, 100, 78), INK, 110, 2)
    c.flat(ellipse(46, 50, 10, 2.6), darker(tint, 0.6))
    c.flat(ellipse(66, 60, 6.4), CREAM)
    c.flat(box(65, 56, 67.4, 64.4, round=0.6), darker(tint, 0.3))
    c.solid([(7, 46), (18, 47), (14, 38), (5, 38)], darker(tint, 0.2), PLY)
    for x in (25, 76):
        wheel(c, x, 73, 10.4, BRIGHT[2])


def blocks(c: Canvas, tint: Colour) -> None:
    """A castle of building blocks."""
    c.ground(50, 86, 40, 4)

    def brick(x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        depth = 3.4
        c.flat(
            [(x1, y0), (x1 + depth, y0 - depth), (x1 + depth, y1 - depth), (x1, y1)],
            darker(colour, 0.32),
        )
        c.flat(
            [(x0, y0), (x0 + depth, y0 - depth), (x1 + depth, y0 - depth), (x1, y0)],
            lighter(colour, 0.35),
        )
        c.solid([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, PLY)

    brick(12, 66, 30, 85, BRIGHT[4])
    brick(70, 66, 88, 85, BRIGHT[0])
    brick(31, 72, 69, 85, WOOD)
    c.flat([*arc(50, 85, 10, 10, start=180, end=360)], darker(WOOD, 0.6))
    brick(14, 48, 28, 66, tint)
    brick(72, 48, 86, 66, BRIGHT[3])
    brick(30, 60, 70, 72, BRIGHT[5])
    brick(38, 44, 62, 60, BRIGHT[1])
    for x, colour in ((14, BRIGHT[0]), (72, tint)):
        roof = [(x - 2, 48), (x + 16, 48), (x + 7, 34)]
        c.flat([(x + 16, 48), (x + 19, 45), (x + 10, 31.4), (x + 7, 34)], darker(colour, 0.3))
        c.solid(roof, colour, PLY)
    c.flat([(63, 44), (66.4, 40.6), (53.4, 21.6), (50, 25)], darker(BRIGHT[6], 0.3))
    c.solid([(37, 44), (63, 44), (50, 25)], BRIGHT[6], PLY)
    c.solid(barrel(47, 53, 46, 55, bend=1), CREAM, ROUND)
    c.line([(51, 24), (51, 13)], DARK_WOOD, 0.7)
    c.flat([(51, 13), (60, 16), (51, 19)], BRIGHT[0])
    c.solid(ellipse(92, 82, 4.6), BRIGHT[2], PLY)


def rings(c: Canvas, tint: Colour) -> None:
    """A tower of rings on a peg."""
    c.ground(50, 87, 33, 4)
    c.solid(barrel(20, 80, 80, 85, bend=4), WOOD, GLOSS)
    c.solid(ellipse(50, 80, 30, 4.4), lighter(WOOD, 0.2), SIDE)
    for number, colour in enumerate((*BRIGHT[5::-1],)):
        y, half = 76 - number * 8.6, 27 - number * 2.7
        ring = box(50 - half, y - 5, 50 + half, y + 4.6, round=4.8)
        c.soft(moved(ring, 0, 1), INK, 90, 0.7)
        c.solid(ring, colour, GLOSS)
        with c.inside(ring) as inner:
            inner.soft(box(50 - half, y - 5.4, 50 + half, y - 3.4), WHITE, 110, 0.8)
            inner.soft(box(50 - half, y + 3, 50 + half, y + 6), INK, 110, 0.9)
    c.solid(barrel(47.6, 52.4, 22, 29, bend=0.8), WOOD, ROUND)
    c.solid(ellipse(50, 19.4, 7.4), tint, PLY)
    c.soft(ellipse(47.6, 16.6, 2, 1.6), WHITE, 210, 0.7)


def tops(c: Canvas, tint: Colour) -> None:
    """Two turned spinning tops with their string."""
    c.line(
        curve([(14, 84), (26, 90), (44, 86), (58, 91), (80, 86), (90, 78)], closed=False),
        (224, 204, 166),
        1,
    )
    for x, y, size, angle, colour in ((34, 50, 1.0, -12, tint), (68, 60, 0.78, 14, BRIGHT[4])):
        c.ground(x + angle * 0.3, y + 33 * size, 14 * size, 2.6)

        def at(
            points: list[tuple[float, float]],
            *,
            x: float = x,
            y: float = y,
            size: float = size,
            angle: float = angle,
        ) -> list[tuple[float, float]]:
            placed = [(x + (px - 50) * size, y + (py - 50) * size) for px, py in points]
            return turned(placed, angle, around=(x, y))

        body = mirrored(
            curve(
                [(46.6, 34), (36, 38), (25, 47), (24, 53), (34, 64), (44, 74), (48, 82), (50, 84)],
                closed=False,
            )
        )
        c.solid(at(barrel(46.8, 53.2, 17, 36, bend=1)), DARK_WOOD, ROUND)
        c.solid(at(ellipse(50, 17, 4.4, 2.6)), lighter(DARK_WOOD, 0.15), SIDE)
        c.solid(at(body), WOOD, ROUND)
        with c.inside(at(body)) as inner:
            for top, foot, shade in (
                (40, 45, colour),
                (47.4, 50, CREAM),
                (53, 57, colour),
                (64, 66, darker(colour, 0.2)),
            ):
                band = [
                    *arc(50, top, 30, 4, start=180, end=0),
                    *arc(50, foot, 30, 4, start=0, end=180),
                ]
                inner.solid(at(band), shade, ROUND)
            inner.soft(at(ellipse(39, 46, 4, 8)), WHITE, 120, 1.8)
        tip = at([(48.6, 80), (51.4, 80), (50, 88)])
        c.flat(tip, (120, 120, 126))


def bear(c: Canvas, tint: Colour) -> None:
    """A knitted bear sitting."""
    c.ground(50, 88, 30, 4)
    fur = lighter(tint, 0.12) if is_dark(tint) else tint
    snout = lighter(fur, 0.5)
    parts = (
        ribbon(curve([(35, 56), (24, 64), (22, 74)], closed=False), 12, end=11),
        ellipse(22, 74, 6.4),
    )
    for part in parts:
        c.solid(part, darker(fur, 0.1), ROUND)
        c.solid(flipped(part), darker(fur, 0.1), ROUND)
    torso = ellipse(50, 68, 19, 20)
    c.solid(torso, fur, ROUND)
    c.solid(ellipse(50, 70, 11.6, 13), snout, SIDE)
    for x in (33, 67):
        c.soft(ellipse(x, 83, 10, 8), INK, 90, 1.2)
        c.solid(ellipse(x, 81, 10.4, 9.6), fur, ROUND)
        c.solid(ellipse(x, 81.6, 6, 5.6), snout, SIDE)
        for toe in (-3, 0, 3):
            c.dot(x + toe, 78.2 - (toe == 0) * 0.8, 0.9, darker(fur, 0.45))
    for x in (33, 67):
        c.solid(ellipse(x, 21, 8.4), fur, ROUND)
        c.solid(ellipse(x, 22, 4.8), snout, SIDE)
    head = ellipse(50, 36, 23, 20.4)
    c.soft(moved(head, 0, 2.2), INK, 100, 1.4)
    c.solid(head, fur, ROUND)
    with c.inside(head) as inner:
        inner.soft(ellipse(42, 25, 9, 5), WHITE, 60, 3)
    for outline in (head, torso):
        with c.inside(outline) as inner:
            for row in range(0, 100, 2):
                for column in range(26, 76, 3):
                    x = column + (row % 4) * 0.75
                    inner.line(
                        [(x, row), (x + 0.8, row + 0.9), (x + 1.6, row)],
                        darker(fur, 0.3),
                        0.16,
                        alpha=80,
                    )
    c.solid(ellipse(50, 43, 10.4, 8.2), snout, SIDE)
    c.flat(curve([(46.4, 39), (50, 38), (53.6, 39), (50, 42.6)], steps=6), COFFEE_NOSE)
    c.line([(50, 42), (50, 45.4)], COFFEE_NOSE, 0.6)
    c.line(
        curve([(46, 45), (48, 47), (50, 45.6), (52, 47), (54, 45)], closed=False), COFFEE_NOSE, 0.6
    )
    for x in (41, 59):
        c.dot(x, 33.6, 2, INK)
        c.dot(x - 0.6, 33, 0.6, WHITE)
        c.soft(ellipse(x + (x - 50) * 0.6, 41, 3.4, 2.2), (236, 130, 120), 120, 1.2)
    for wing in ([(50, 56), (40, 51.4), (40, 61)], [(50, 56), (60, 51.4), (60, 61)]):
        c.solid(curve(wing, steps=6), BRIGHT[0] if fur != BRIGHT[0] else BRIGHT[4], SIDE)
    c.solid(ellipse(50, 56, 2.4, 2.8), darker(BRIGHT[0], 0.2), EVEN)


COFFEE_NOSE: Colour = (70, 44, 36)

DRAWINGS = {
    "toy_truck": toy_truck,
    "toy_car": toy_car,
    "blocks": blocks,
    "rings": rings,
    "tops": tops,
    "bear": bear,
}
