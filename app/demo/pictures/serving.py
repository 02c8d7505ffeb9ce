"""What is kept in, stirred with and served on."""

from __future__ import annotations

from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    CHILLI_RED,
    LEAF,
    STEEL,
    WHITE,
    WOOD,
    Colour,
    darker,
    lighter,
)
from app.demo.pictures.shapes import (
    arc,
    barrel,
    box,
    curve,
    ellipse,
    leaf,
    moved,
    turned,
)


def rantang(c: Canvas, tint: Colour) -> None:
    """A steel tiffin carrier of three tiers."""
    c.ground(50, 86, 25, 4)
    c.line(
        curve([(27, 40), (27, 18), (36, 10), (64, 10), (73, 18), (73, 40)], closed=False),
        darker(STEEL, 0.2),
        1.8,
    )
    c.solid(box(38, 7.4, 62, 12.4, round=2.4), (60, 56, 54), TOP, down=True)
    for number in (2, 1, 0):
        y = 34 + number * 17
        c.solid(barrel(27, 73, y, y + 16, bend=3.4), lighter(STEEL, 0.1), GLOSS)
        c.line(arc(50, y + 1.8, 23, 3.4, start=0, end=180), darker(STEEL, 0.35), 0.5)
        c.line(arc(50, y + 3, 23, 3.4, start=0, end=180), WHITE, 0.3)
    c.solid(ellipse(50, 34, 23.6, 3.8), STEEL, SIDE)
    lid = [*arc(50, 33, 22, 9, start=180, end=360), *arc(50, 33, 22, 3.4, start=0, end=180)]
    c.solid(lid, lighter(STEEL, 0.15), GLOSS)
    c.solid(ellipse(50, 24, 5, 2.2), darker(tint, 0.3), TOP, down=True)
    for x in (26, 74):
        c.solid(box(x - 1.3, 34, x + 1.3, 80, round=1), darker(STEEL, 0.14), SIDE)
        c.solid(box(x - 2.4, 44, x + 2.4, 50, round=1), STEEL, TOP, down=True)


def utensils(c: Canvas, tint: Colour) -> None:
    """Wooden tools in a stone pot."""
    c.ground(50, 87, 22, 4)
    tools = (
        (34, -16, "spoon"),
        (43, -6, "turner"),
        (51, 1, "ladle"),
        (58, 9, "fork"),
        (66, 18, "spoon"),
    )
    for number, (x, angle, kind) in enumerate(tools):
        wood = (WOOD, darker(WOOD, 0.2), tint, lighter(tint, 0.2), darker(WOOD, 0.1))[number]
        base = (x, 62)
        c.solid(turned(box(x - 1.3, 26, x + 1.3, 64), angle, around=base), wood, SIDE)
        head = {
            "spoon": ellipse(x, 20, 5, 8),
            "ladle": ellipse(x, 18, 6.6, 6.6),
            "turner": box(x - 5, 8, x + 5, 27, round=2.4),
            "fork": box(x - 4.4, 10, x + 4.4, 27, round=3),
        }[kind]
        c.solid(turned(head, angle, around=base), wood, SIDE)
        if kind == "turner":
            for offset in (-2, 0, 2):
                c.flat(
                    turned(
                        box(x + offset - 0.4, 11, x + offset + 0.4, 23, round=0.4),
                        angle,
                        around=base,
                    ),
                    darker(wood, 0.6),
                )
        elif kind == "fork":
            for offset in (-1.5, 1.5):
                c.flat(
                    turned(box(x + offset - 0.5, 9, x + offset + 0.5, 19), angle, around=base),
                    darker(wood, 0.6),
                )
        else:
            c.soft(
                turned(ellipse(x, 20, 2.8, 4.6), angle, around=base), darker(wood, 0.6), 150, 0.8
            )
    pot = barrel(31, 69, 56, 84, bend=4, taper=3)
    c.solid(pot, (222, 212, 196), ROUND)
    with c.inside(pot) as inner:
        for y in (66, 69.4):
            inner.line(arc(50, y, 19.4, 4, start=0, end=180), (70, 110, 140), 1)
    c.line(arc(50, 56, 19, 4, start=0, end=180), WHITE, 0.7)


def board(c: Canvas, tint: Colour) -> None:
    """A wooden chopping board with its grain."""
    outline = turned(box(22, 24, 78, 86, round=6), -12, around=(50, 54))
    handle = turned(box(43, 8, 57, 30, round=6), -12, around=(50, 54))
    for part in (outline, handle):
        c.soft(moved(part, 2.4, 3.2), (60, 44, 44), 150, 2)
    for part in (handle, outline):
        c.solid(moved(part, 0.6, 1.6), darker(tint, 0.4), EVEN)
        c.solid(part, lighter(tint, 0.12), (1.14, 1.02, 1.06, 0.94, 0.9))
    with c.inside(outline) as inner:
        for number in range(17):
            x = 18 + number * 4
            grain = curve(
                [(x, 4), (x + 3, 30), (x - 2 + number % 4 * 1.6, 54), (x + 3, 78), (x, 104)],
                closed=False,
            )
            inner.line(
                turned(grain, -12, around=(50, 54)), darker(tint, 0.26), 0.3 + number % 3 * 0.2
            )
        inner.line(
            turned([*box(26, 28, 74, 82, round=4), (30, 28)], -12, around=(50, 54)),
            darker(tint, 0.4),
            0.9,
        )
        inner.soft(ellipse(38, 34, 22, 14), (255, 246, 226), 80, 6)
    c.dot(40.6, 17.2, 2.4, darker(tint, 0.7))
    for x, y in ((60, 62), (66, 68)):
        c.flat(ellipse(x, y, 5, 5), CHILLI_RED)
        c.flat(ellipse(x, y, 4, 4), lighter(CHILLI_RED, 0.25))
        for turn in range(0, 360, 72):
            c.flat(leaf(x, y, 3.4, 1.6, angle=turn), (250, 214, 140))
    c.flat(leaf(52, 74, 14, 7, angle=-70), LEAF)
    c.line(turned([(52, 74), (52, 60)], -70, around=(52, 74)), darker(LEAF, 0.3), 0.3)


def coasters(c: Canvas, tint: Colour) -> None:
    """A pile of round rattan coasters with a glass of tea."""
    c.ground(50, 82, 36, 4)
    for number in range(5):
        y = 78 - number * 3.4
        c.solid(
            [*arc(46, y - 2, 32, 8, start=180, end=0), *arc(46, y + 1, 32, 8, start=0, end=180)],
            darker(tint, 0.06 * (number % 2) + 0.04),
            ROUND,
        )
    c.solid(ellipse(46, 62, 32, 8), tint, SIDE)
    for radius in range(4, 32, 4):
        c.line(ellipse(46, 62, radius, radius / 4), darker(tint, 0.32), 0.3)
    for turn in range(24):
        ring = ellipse(46, 62, 31, 7.8, steps=24)
        c.line([(46, 62), ring[turn]], darker(tint, 0.25), 0.2)
    glass = barrel(33, 57, 22, 62, bend=2.6, taper=3)
    c.solid(glass, (222, 200, 168), GLOSS)
    with c.inside(glass) as inner:
        inner.solid(box(30, 32, 60, 70), (190, 98, 36), GLOSS)
        inner.flat(ellipse(45, 32, 11.6, 2.2), (224, 142, 66))
        inner.flat(turned(box(40, 34, 46, 40, round=1), 14), (250, 240, 220), 130)
        inner.flat(turned(box(46, 37, 52, 43, round=1), -20), (250, 240, 220), 110)
        inner.soft(box(36, 24, 38, 60), WHITE, 200, 0.7)
    c.line(ellipse(45, 22, 12, 2.6), WHITE, 0.5)
    for turned_by in (-30, 20):
        c.flat(leaf(53, 24, 10, 6, angle=turned_by + 30), LEAF)


DRAWINGS = {"rantang": rantang, "utensils": utensils, "board": board, "coasters": coasters}
