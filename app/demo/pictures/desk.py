"""Books, notebooks and what one writes with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.demo.pictures.canvas import EVEN, GLOSS, SIDE, Canvas
from app.demo.pictures.colours import (
    BRASS,
    CREAM,
    INK,
    PAPER,
    STEEL,
    WHITE,
    Colour,
    contrasting,
    darker,
    lighter,
    mix,
)
from app.demo.pictures.pantry import writing
from app.demo.pictures.shapes import (
    Points,
    arc,
    box,
    curve,
    ellipse,
    leaf,
    moved,
    ribbon,
    scattered,
    turned,
)

Cover = Callable[[Canvas, Colour], None]
FRONT: Points = [(28, 14), (76, 17), (76, 86), (28, 89)]


def book(c: Canvas, tint: Colour, *, cover: Cover) -> None:
    """A standing book, seen a little from the left, with its cover's picture."""
    c.ground(51, 87, 28, 3.4)
    c.solid([(76, 17), (80, 18), (80, 85), (76, 86)], darker(PAPER, 0.16), SIDE)
    for y in range(20, 85, 2):
        c.line([(76.4, y), (79.6, y)], darker(PAPER, 0.3), 0.16)
    spine = [(22, 16.4), (28, 14), (28, 89), (22, 86.4)]
    c.solid(spine, darker(tint, 0.3), (0.8, 1.1, 0.9))
    c.flat([(23.6, 30), (26.6, 29.4), (26.6, 58), (23.6, 57.4)], lighter(tint, 0.6), 200)
    c.solid(FRONT, tint, (1.02, 1.06, 1.0, 0.94))
    with c.inside(FRONT) as inner:
        cover(inner, tint)
        inner.soft(box(28, 10, 29.4, 92), INK, 120, 0.8)
        inner.soft(box(30.6, 10, 31.6, 92), WHITE, 80, 0.6)
        inner.soft([(30, 10), (58, 10), (36, 92), (30, 92)], WHITE, 26, 4)
    c.line(FRONT[:2], lighter(tint, 0.5), 0.25)


def _title(c: Canvas, y: float, colour: Colour) -> None:
    c.flat(box(36, y, 70, y + 3, round=0.4), colour)
    c.flat(box(41, y + 4.6, 65, y + 7.2, round=0.4), colour)
    c.flat(box(45, y + 10, 61, y + 11, round=0.4), colour, 200)


def _waves(c: Canvas, tint: Colour) -> None:
    c.flat(box(20, 10, 80, 60), (244, 214, 168))
    c.flat(ellipse(60, 48, 9), (232, 112, 70))
    for number in range(6):
        y = 50 + number * 7
        line = curve(
            [(20, y), (32, y - 3), (44, y + 1), (56, y - 3), (68, y + 1), (82, y - 2)], closed=False
        )
        c.flat([*line, (82, 95), (20, 95)], mix(lighter(tint, 0.4), darker(tint, 0.35), number / 5))
    boat = [(40, 55), (52, 55), (50, 58.4), (42, 58.4)]
    c.flat(boat, (110, 62, 40))
    c.flat([(46, 41), (46, 54), (53, 54)], WHITE)
    c.flat([(45.4, 44), (45.4, 54), (40, 54)], CREAM)
    _title(c, 21, darker(tint, 0.35))


def _moon(c: Canvas, tint: Colour) -> None:
    c.flat(ellipse(56, 40, 13), (246, 226, 160))
    c.flat(ellipse(61, 37, 11), tint)
    for x, y in scattered(26, (30, 16, 76, 60), seed=5):
        c.dot(x, y, 0.35, CREAM)
    for x, y in scattered(44, (30, 50, 76, 88), seed=9):
        c.line([(x, y), (x - 0.9, y + 4)], lighter(tint, 0.5), 0.3)
    umbrella = [*arc(46, 78, 8, 8, start=180, end=360)]
    c.flat(umbrella, (206, 70, 60))
    c.line([(46, 71), (46, 84), (44.6, 85)], CREAM, 0.5)
    _title(c, 58, CREAM)


def _bowl(c: Canvas, tint: Colour) -> None:
    c.flat(box(20, 40, 80, 95), lighter(tint, 0.82))
    c.flat(ellipse(53, 66, 17), WHITE)
    c.flat(ellipse(53, 66, 14), lighter(tint, 0.5))
    c.flat(ellipse(53, 66, 13.2), (238, 196, 110))
    for x, y in scattered(34, (44, 58, 62, 74), seed=8):
        c.flat(turned(ellipse(x, y, 2.2, 0.8), x * 40, around=(x, y)), (250, 226, 160))
    c.flat(ellipse(57, 63, 4.4, 4), WHITE)
    c.dot(57, 63, 2.1, (240, 158, 42))
    for angle in (-130, -160, -100):
        c.flat(leaf(47, 70, 8, 4, angle=angle + 190), (86, 146, 78))
    for x, y in ((46, 61), (60, 71)):
        c.dot(x, y, 1.6, (206, 60, 44))
    c.line([(35, 52), (35, 82)], darker(tint, 0.4), 0.8)
    c.flat(ellipse(35, 52, 1.8, 3), darker(tint, 0.4))
    _title(c, 22, CREAM)


def _train(c: Canvas, tint: Colour) -> None:
    c.flat(box(20, 10, 80, 62), (150, 206, 222))
    c.flat(ellipse(64, 28, 6), (255, 246, 200))
    for x, y, r in ((38, 42, 16), (66, 46, 18)):
        c.flat(ellipse(x, y + 22, r + 6, r), (116, 174, 100))
    c.flat(box(20, 70, 80, 95), (196, 150, 96))
    for x in range(24, 82, 6):
        c.flat(box(x, 76, x + 3, 79), (120, 84, 56))
    c.flat(box(20, 75, 80, 76.2), (90, 84, 84))
    c.flat(box(34, 56, 52, 72, round=2), (206, 60, 52))
    c.flat(box(36, 59, 42, 65, round=0.6), (236, 244, 246))
    c.flat(box(44.4, 59, 50, 65, round=0.6), (236, 244, 246))
    c.flat(box(54, 61, 70, 72, round=2), (44, 110, 160))
    c.flat(box(64, 54, 67.4, 61), (44, 44, 48))
    for x, y, r in ((67, 50, 2.4), (63, 45, 3.2), (56, 41, 4)):
        c.dot(x, y, r, WHITE, 230)
    for x in (38, 48, 58, 66):
        c.dot(x, 73.4, 2.6, (52, 48, 52))
        c.dot(x, 73.4, 1, (230, 190, 90))
    c.flat(ellipse(39, 60.6, 2.6, 2.8), (170, 112, 66))
    for ear in (37.4, 40.4):
        c.flat(leaf(ear, 59, 3.4, 1.5, angle=(ear - 39) * 8), (170, 112, 66))
    c.flat(box(32, 18, 74, 31, round=3), tint)
    c.flat(box(37, 20.6, 69, 23.8, round=0.6), darker(tint, 0.6))
    c.flat(box(42, 25.6, 64, 28.2, round=0.6), darker(tint, 0.6))


def notebook(c: Canvas, tint: Colour) -> None:
    """A cloth-bound notebook with an elastic band and a pen."""
    body = turned(box(22, 14, 74, 88, round=2.4), -6)
    c.soft(moved(body, 3, 3.6), INK, 150, 2.4)
    c.solid(moved(body, 1.6, 1.6), darker(PAPER, 0.1), EVEN)
    for shift in (0.5, 0.9, 1.3):
        outline = moved(body, shift, shift)
        c.line([*outline, outline[0]], darker(PAPER, 0.3), 0.16)
    c.solid(body, tint, (0.86, 1.04, 1.06, 1.0, 0.94))
    with c.inside(body) as inner:
        for step in range(0, 110):
            inner.line([(10, step), (90, step)], darker(tint, 0.3), 0.14, alpha=70)
            inner.line([(step, 5), (step, 95)], lighter(tint, 0.3), 0.14, alpha=60)
        inner.soft(turned(box(29, 8, 30.4, 92), -6), INK, 120, 0.6)
    label = turned(box(36, 28, 64, 44, round=0.6), -6)
    c.solid(label, PAPER, SIDE)
    for y in (33, 37, 41):
        c.line(turned([(39, y), (61, y)], -6), (170, 164, 154), 0.3)
    c.solid(turned(box(67, 13.4, 69, 88.6), -6), contrasting(tint, 0.5), SIDE)
    c.flat(turned([(56, 88), (58.4, 88), (58.4, 96), (57.2, 94), (56, 96)], -6), (206, 70, 60))
    _pen_body(c, (84, 26), (80, 84), BRASS)


def _pen_body(
    c: Canvas, top: tuple[float, float], foot: tuple[float, float], colour: Colour
) -> None:
    shaft = ribbon([top, foot], 3.4, end=2.8)
    c.soft(moved(shaft, 1.6, 2), INK, 110, 1)
    c.solid(shaft, colour, GLOSS)
    dx, dy = foot[0] - top[0], foot[1] - top[1]
    c.solid(ribbon([foot, (foot[0] + dx * 0.09, foot[1] + dy * 0.09)], 2.6, end=0.5), STEEL, GLOSS)


def pen(c: Canvas, tint: Colour) -> None:
    """A fountain pen with its cap beside it and a bottle of ink."""
    c.ground(26, 46, 17, 2.6)
    c.solid(box(11, 22, 41, 45, round=4), (70, 90, 150), GLOSS)
    with c.inside(box(11, 22, 41, 45, round=4)) as inner:
        inner.flat(box(10, 20, 42, 27), (206, 218, 232), 170)
        inner.soft(box(14, 24, 16.4, 43), WHITE, 190, 0.8)
    c.flat(box(17, 30, 35, 41, round=0.6), PAPER)
    writing(c, 26, 32.4, 13, INK)
    c.solid(box(18, 13, 34, 23, round=1.4), (44, 42, 46), GLOSS)
    angle, around = -28.0, (54.0, 62.0)
    parts = (
        (box(14, 58, 64, 66, round=3.6), tint),
        (box(62, 58.6, 66, 65.4, round=0.6), BRASS),
        (box(66, 59, 76, 65, round=1), darker(tint, 0.2)),
    )
    for outline, _colour in parts:
        placed = turned(outline, angle, around=around)
        c.soft(moved(placed, 1.6, 3), INK, 130, 1.4)
    for outline, colour in parts:
        placed = turned(outline, angle, around=around)
        c.solid(placed, colour, (1.4, 1.05, 0.8), down=True)
    c.soft(turned(box(18, 59.2, 60, 60.4), angle, around=around), WHITE, 150, 0.5)
    nib = turned(
        curve([(76, 59.6), (82, 59.4), (91, 62), (82, 64.6), (76, 64.4)], steps=5),
        angle,
        around=around,
    )
    c.solid(nib, (222, 188, 110), SIDE)
    c.line(turned([(82, 62), (90.6, 62)], angle, around=around), darker(BRASS, 0.5), 0.3)
    c.dot(*turned([(82, 62)], angle, around=around)[0], 0.6, darker(BRASS, 0.5))
    cap = turned(box(34, 78, 72, 87, round=4), -16, around=(53, 82))
    c.soft(moved(cap, 1.6, 3), INK, 130, 1.4)
    c.solid(cap, tint, (1.35, 1.05, 0.78), down=True)
    c.solid(turned(box(68, 78, 71, 87), -16, around=(53, 82)), BRASS, SIDE)
    c.solid(turned(box(38, 76.4, 64, 78.6, round=1), -16, around=(53, 82)), BRASS, SIDE)
    line = curve([(80, 34), (84, 28), (88, 34), (91, 27)], closed=False)
    c.line(line, (60, 80, 140), 0.7)


def pencils(c: Canvas, tint: Colour) -> None:
    """A fan of coloured pencils above their tin."""
    hues = (
        (206, 48, 40),
        (232, 112, 50),
        (238, 172, 44),
        (246, 216, 92),
        (150, 190, 80),
        (64, 146, 84),
        (60, 160, 160),
        (66, 136, 196),
        (56, 84, 160),
        (110, 76, 156),
        (196, 96, 150),
        (140, 88, 56),
    )
    base = (50.0, 112.0)
    for number, hue in enumerate(hues):
        angle = (number - 5.5) * 6.4
        body = turned(box(47.4, 30, 52.6, 78), angle, around=base)
        c.soft(moved(body, 1, 1.4), INK, 70, 1)
        c.solid(body, hue, (0.86, 1.2, 1.0, 0.76))
        c.solid(
            turned([(47.4, 30), (52.6, 30), (51, 23), (49, 23)], angle, around=base),
            (232, 202, 160),
            SIDE,
        )
        c.flat(turned([(49, 23), (51, 23), (50, 18.6)], angle, around=base), hue)
    tin = box(12, 62, 88, 87, round=3)
    c.soft(moved(tin, 1.6, 2.4), INK, 140, 2)
    c.solid(tin, tint, (1.16, 1.04, 0.96, 0.84), down=True)
    c.line([*box(14, 64, 86, 85, round=2), (14, 66)], lighter(tint, 0.5), 0.4)
    c.flat(box(30, 69, 70, 80, round=1.4), PAPER)
    writing(c, 50, 71.4, 28, INK)
    for number, hue in enumerate(hues):
        x = 18 + (number % 3) * 4 + (54 if number > 5 else 0)
        c.dot(x, 71 + (number // 3 % 2) * 7, 1.5, hue)


DRAWINGS = {
    "book_waves": partial(book, cover=_waves),
    "book_moon": partial(book, cover=_moon),
    "book_bowl": partial(book, cover=_bowl),
    "book_train": partial(book, cover=_train),
    "notebook": notebook,
    "pen": pen,
    "pencils": pencils,
}
