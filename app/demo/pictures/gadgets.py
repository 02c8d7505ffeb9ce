"""Small electronics."""

from __future__ import annotations

from app.demo.pictures import motifs
from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    INK,
    STEEL,
    WHITE,
    Colour,
    contrasting,
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
    mirrored,
    moved,
    ribbon,
    turned,
)

SHELL = (1.16, 1.04, 0.98, 0.84)


def headphones(c: Canvas, tint: Colour) -> None:
    """Over-ear headphones."""
    c.ground(50, 86, 32, 4)
    c.solid(ribbon(arc(50, 48, 30, 33, start=180, end=360), 6.4), tint, GLOSS)
    c.line(arc(50, 48, 31.4, 34.4, start=200, end=330), lighter(tint, 0.5), 0.7)
    c.solid(ribbon(arc(50, 47, 27.6, 30, start=214, end=326), 3.2), darker(tint, 0.35), GLOSS)
    for side in (-1, 1):
        x = 50 + side * 30
        c.solid(box(x - 1.7, 42, x + 1.7, 58, round=1), STEEL, SIDE)
        pad = turned(ellipse(x - side * 4.4, 66, 7.4, 17), side * -5, around=(x, 66))
        c.solid(pad, darker(tint, 0.5), ROUND)
        cup = turned(ellipse(x + side * 3, 66, 9.6, 17.6), side * -5, around=(x, 66))
        c.soft(moved(cup, 0.6, 1), INK, 120, 1)
        c.solid(cup, tint, SHELL if side < 0 else tuple(reversed(SHELL)))
        ring = turned(ellipse(x + side * 4, 66, 6.2, 12.6), side * -5, around=(x, 66))
        c.line([*ring, ring[0]], contrasting(tint, 0.28), 0.4)
        c.soft(turned(ellipse(x + side * 2, 57, 3, 5), side * -5, around=(x, 66)), WHITE, 110, 1.8)
    c.dot(84.4, 76, 0.7, (120, 220, 170))


def earbuds(c: Canvas, tint: Colour) -> None:
    """Earbuds above their open case."""
    c.ground(50, 84, 28, 4)
    lid = mirrored(curve([(28, 52), (26, 40), (32, 32), (50, 30)], closed=False))
    c.solid(lid, darker(tint, 0.08), (1.1, 0.98, 0.86), down=True)
    c.solid(
        mirrored(curve([(31, 51), (30, 42), (35, 36.4), (50, 35)], closed=False)),
        darker(tint, 0.3),
        TOP,
        down=True,
    )
    case = mirrored(curve([(24, 54), (22, 64), (24, 78), (34, 84), (50, 84.6)], closed=False))
    c.solid(case, tint, GLOSS)
    c.solid(ellipse(50, 54, 26, 4.2), darker(tint, 0.14), SIDE)
    c.soft(curve([(30, 60), (34, 58), (33, 78), (29, 74)]), WHITE, 150, 1.2)
    c.dot(50, 71, 0.9, (110, 210, 150))
    for side in (-1, 1):
        x = 50 + side * 11.4
        c.flat(ellipse(x, 54, 6.4, 2.4), darker(tint, 0.5))
        c.solid(box(x - 2.7, 26, x + 2.7, 54, round=2.7), tint, GLOSS)
        head = turned(ellipse(x + side * 1.4, 21, 7.8, 6.8), side * 16, around=(x, 21))
        c.soft(moved(head, 0.4, 1), INK, 70, 0.8)
        c.solid(head, tint, SHELL)
        c.solid(
            turned(ellipse(x - side * 5.6, 21.6, 3, 4), side * 16, around=(x, 21)),
            (88, 88, 94),
            ROUND,
        )
        c.flat(ellipse(x + side * 2.4, 19, 2.6, 1), darker(tint, 0.5))
        c.soft(ellipse(x + side * 3, 18, 2, 1.2), WHITE, 170, 0.8)


def speaker(c: Canvas, tint: Colour) -> None:
    """A cylindrical speaker covered with cloth."""
    c.ground(50, 85, 22, 4)
    body = barrel(29, 71, 22, 82, bend=4)
    c.solid(body, tint)
    with c.inside(body) as inner:
        motifs.dots(inner, darker(tint, 0.28), (28, 16, 72, 88), size=1.5, radius=0.34)
        inner.soft(box(36, 20, 41, 88), WHITE, 70, 2)
        inner.soft(box(64, 20, 73, 88), INK, 90, 2.4)
        for y in (24, 79):
            inner.solid(
                [*arc(50, y, 21, 4, start=180, end=0), *arc(50, y + 3, 21, 4, start=0, end=180)],
                darker(tint, 0.5),
                GLOSS,
            )
    c.flat(box(45, 53, 55, 57, round=1), (232, 228, 220))
    c.line([(47, 55), (53, 55)], darker(tint, 0.4), 0.6)
    c.solid(ellipse(50, 22, 21, 4), (58, 56, 58), SIDE)
    c.solid(ellipse(50, 21.8, 17, 3), (76, 74, 76), SIDE)
    for x, kind in ((41, "-"), (50, "o"), (59, "+")):
        if kind == "o":
            c.line(ellipse(x, 21.8, 2, 0.9), WHITE, 0.4)
        else:
            c.line([(x - 1.6, 21.8), (x + 1.6, 21.8)], WHITE, 0.4)
        if kind == "+":
            c.line([(x, 21), (x, 22.6)], WHITE, 0.4)
    c.solid(
        ribbon(curve([(70, 27), (79, 32), (79, 46), (70.6, 50)], closed=False), 2.2),
        (120, 82, 54),
        SIDE,
    )


def phone_case(c: Canvas, tint: Colour) -> None:
    """Two phone cases, one showing its back, one its soft lining."""
    back = turned(box(42, 12, 78, 84, round=7), 9)
    c.soft(moved(back, 2.2, 3), INK, 120, 2)
    c.solid(back, darker(tint, 0.22), SIDE)
    lining = turned(box(44.6, 14.6, 75.4, 81.4, round=5.4), 9)
    c.solid(lining, lighter(tint, 0.35), (0.88, 1.0, 1.06))
    c.flat(turned(box(61, 17, 73, 33, round=4), 9), (216, 214, 210))
    c.soft(turned(box(46, 18, 50, 78), 9), INK, 60, 1.6)
    front = turned(box(24, 16, 61, 89, round=7.4), -7)
    c.soft(moved(front, 2.6, 3.2), INK, 140, 2.2)
    c.solid(front, tint, (1.14, 1.04, 0.98, 0.9))
    rim = turned(box(25.2, 17.2, 59.8, 87.8, round=6.4), -7)
    c.line([*rim, rim[0]], lighter(tint, 0.4), 0.35)
    camera = turned(box(27.4, 19.6, 42, 38.6, round=4.6), -7)
    c.solid(camera, darker(tint, 0.55), TOP, down=True)
    for x, y in ((32.4, 25), (32.4, 33), (38, 29)):
        lens = turned(ellipse(x, y, 2.8), -7)
        c.flat(lens, (30, 32, 38))
        c.flat(turned(ellipse(x, y, 1.6), -7), (60, 74, 104))
        c.flat(turned(ellipse(x - 0.6, y - 0.6, 0.5), -7), WHITE)
    c.soft(turned(box(54, 24, 56, 80), -7), WHITE, 110, 1.3)
    c.flat(turned(ellipse(43, 64, 3.6), -7), contrasting(tint, 0.3))
    c.flat(turned(ellipse(43, 64, 2.2), -7), tint)


def powerbank(c: Canvas, tint: Colour) -> None:
    """A flat power bank with its short cable."""
    c.line(
        curve([(64, 16), (80, 14), (87, 28), (80, 44), (70, 40)], closed=False),
        contrasting(tint, 0.5),
        2,
    )
    c.solid(turned(box(66, 36, 75, 42, round=1.4), 36, around=(70, 39)), STEEL, TOP, down=True)
    body = turned(box(26, 14, 66, 86, round=6), -6)
    c.soft(moved(body, 3, 3.6), INK, 140, 2.4)
    c.solid(moved(body, 1.1, 1.3), darker(tint, 0.4), EVEN)
    c.solid(body, tint, SHELL)
    rim = turned(box(27.6, 15.6, 64.4, 84.4, round=4.8), -6)
    c.line([*rim, rim[0]], lighter(tint, 0.5), 0.3)
    c.soft(turned(box(32, 20, 36, 80), -6), WHITE, 130, 2)
    for number in range(4):
        c.flat(
            turned(ellipse(37 + number * 5, 76, 1), -6),
            (96, 200, 150) if number < 3 else darker(tint, 0.25),
        )
    ink = contrasting(tint, 0.4)
    bolt = [(48, 38), (40, 52), (46, 52), (43, 63), (53, 48), (47, 48), (50, 38)]
    c.flat(turned(bolt, -6), ink)
    c.flat(turned(box(40, 12.6, 52, 15.2, round=1), -6), INK)


def cable(c: Canvas, tint: Colour) -> None:
    """A braided cable, coiled."""
    loops = (24, 20.4, 16.8)
    for radius in loops:
        c.soft(ribbon(ellipse(48, 55, radius, radius * 0.94), 3), INK, 90, 1.2)
    ends = (
        curve([(25, 47), (16, 36), (18, 22), (26, 17)], closed=False),
        curve([(71, 62), (82, 66), (86, 54), (82, 40)], closed=False),
    )
    for line in (*ends, *(ellipse(48, 53, r, r * 0.94, steps=90) for r in loops)):
        c.line([*line], darker(tint, 0.3), 3.1)
        c.line([*line], tint, 2.3)
        for index in range(0, len(line) - 1, 2):
            c.line([line[index], line[index + 1]], lighter(tint, 0.4), 0.8)
    c.solid(box(64, 46, 77, 53, round=1.6), (60, 56, 58), TOP, down=True)
    c.line([(65, 49.4), (76, 49.4)], lighter(tint, 0.4), 0.5)
    for x, y, angle in ((30, 13.6, 62), (82, 34, 0)):
        plug = turned(box(x - 3, y - 6, x + 3, y + 6, round=1.4), angle, around=(x, y))
        c.soft(moved(plug, 0.8, 1.2), INK, 90, 0.8)
        c.solid(
            turned(box(x - 2, y - 11, x + 2, y - 5, round=1.6), angle, around=(x, y)), STEEL, GLOSS
        )
        c.solid(plug, (70, 70, 74), GLOSS)


def keyboard(c: Canvas, tint: Colour) -> None:
    """A compact mechanical keyboard from above, turned a little."""
    angle = -8
    case = turned(box(6, 30, 94, 70, round=3), angle)
    c.soft(moved(case, 2, 4), INK, 150, 2.4)
    c.solid(moved(case, 0.4, 2), darker(tint, 0.45), EVEN)
    c.solid(case, darker(tint, 0.1), SHELL)
    rows = (
        [1] * 14 + [1],
        [1] * 13 + [2],
        [1.5, *[1] * 11, 1.5, 1],
        [1.75, *[1] * 10, 2.25, 1],
        [2.25, *[1] * 9, 1.75, 1, 1],
        [1.25, 1.25, 1.25, 6.25, 1, 1, 1, 1, 1],
    )
    accent = (220, 120, 72)
    for number, row in enumerate(rows):
        y, x = 32.6 + number * 6, 9.0
        unit = 82 / sum(row)
        for column, width in enumerate(row):
            special = (number, column) in ((0, 0), (2, len(row) - 2), (3, len(row) - 2))
            edge = width > 1 or column == len(row) - 1
            cap = accent if special else darker(tint, 0.24) if edge else lighter(tint, 0.16)
            key = box(x + 0.3, y, x + width * unit - 0.4, y + 5.2, round=0.8)
            c.flat(turned(key, angle), darker(cap, 0.42))
            face = box(x + 0.8, y + 0.2, x + width * unit - 0.9, y + 4.1, round=0.7)
            c.solid(turned(face, angle), cap, (1.1, 1.0, 0.95), down=True)
            if not edge and number < 5:
                mark = turned([(x + 2, y + 1.6), (x + 3.2, y + 1.6)], angle)
                c.line(mark, contrasting(cap, 0.55), 0.5)
            x += width * unit
    c.solid(ribbon(curve([(40, 29), (38, 20), (46, 12), (48, 0)], closed=False), 1.5), INK, EVEN)


def mouse(c: Canvas, tint: Colour) -> None:
    """A wireless mouse from above."""
    angle = 14
    body = turned(
        mirrored(
            curve(
                [(50, 14), (37, 17), (29, 32), (27, 54), (31, 74), (41, 84), (50, 86)], closed=False
            )
        ),
        angle,
    )
    c.soft(moved(body, 3, 4), INK, 150, 2.6)
    c.solid(body, tint, GLOSS)
    with c.inside(body) as inner:
        inner.soft(turned(ellipse(42, 30, 7, 12), angle), WHITE, 100, 3.4)
        inner.soft(turned(box(25, 60, 75, 90), angle), INK, 80, 6)
        seam = turned(
            curve([(27, 46), (40, 50), (50, 51), (60, 50), (73, 46)], closed=False), angle
        )
        inner.line(seam, darker(tint, 0.5), 0.5)
        inner.line(turned([(50, 12), (50, 51)], angle), darker(tint, 0.5), 0.5)
        for x in (24, 76):
            grip = turned(ellipse(x, 62, 6, 17), angle)
            inner.flat(grip, darker(tint, 0.45))
    wheel = turned(box(47, 24, 53, 39, round=3), angle)
    c.flat(turned(box(46, 23, 54, 40, round=3.6), angle), darker(tint, 0.65))
    c.solid(wheel, (90, 90, 94), ROUND)
    for y in range(26, 39, 2):
        c.line(turned([(47.4, y), (52.6, y)], angle), INK, 0.4)
    c.dot(*turned([(50, 45)], angle)[0], 0.8, (120, 220, 170))
    c.flat(
        turned(ellipse(50, 72, 3), angle),
        lighter(tint, 0.4) if is_dark(tint) else darker(tint, 0.2),
    )


DRAWINGS = {
    "headphones": headphones,
    "earbuds": earbuds,
    "speaker": speaker,
    "phone_case": phone_case,
    "powerbank": powerbank,
    "cable": cable,
    "keyboard": keyboard,
    "mouse": mouse,
}
