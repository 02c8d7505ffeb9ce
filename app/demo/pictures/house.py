"""Things for the house: woven goods, lamps, a mirror, vases, candles."""

from __future__ import annotations

from functools import partial

from app.demo.pictures import motifs
from app.demo.pictures.canvas import EVEN, GLOSS, ROUND, SIDE, TOP, Canvas
from app.demo.pictures.colours import (
    CREAM,
    DARK_WOOD,
    INK,
    LEATHER,
    WHITE,
    WOOD,
    Colour,
    darker,
    lighter,
)
from app.demo.pictures.pantry import writing
from app.demo.pictures.shapes import (
    Points,
    arc,
    barrel,
    box,
    curve,
    ellipse,
    leaf,
    mirrored,
    ribbon,
    turned,
)

GLOW: Colour = (255, 226, 150)


def _woven(c: Canvas, outline: Points, tint: Colour, *, size: float = 3.2) -> None:
    c.solid(outline, darker(tint, 0.2))
    with c.inside(outline) as inner:
        motifs.weave(inner, tint, (4, 20, 96, 90), size=size)
        xs = [x for x, _y in outline]
        inner.soft(box(max(xs) - 9, 10, max(xs) + 6, 95), INK, 130, 5)
        inner.soft(box(min(xs) - 5, 10, min(xs) + 5, 95), INK, 110, 4)
        middle = min(xs) + (max(xs) - min(xs)) * 0.34
        inner.soft(box(middle - 5, 10, middle + 5, 95), WHITE, 60, 5)


def basket_lid(c: Canvas, tint: Colour) -> None:
    """A round lidded basket."""
    c.ground(50, 84, 34, 4)
    body = mirrored(
        curve([(18, 42), (15, 56), (18, 72), (25, 82), (38, 86), (50, 86.6)], closed=False)
    )
    _woven(c, body, tint)
    rim = [*arc(50, 40, 34, 6, start=180, end=0), *arc(50, 45, 34, 6, start=0, end=180)]
    c.solid(rim, darker(tint, 0.1), ROUND)
    for x in range(18, 84, 4):
        c.line([(x, 44), (x + 2, 49.6 - abs(x - 50) / 9)], darker(tint, 0.4), 0.4)
    lid = [*arc(50, 40, 35, 22, start=180, end=360), *arc(50, 40, 35, 6, start=0, end=180)]
    _woven(c, lid, lighter(tint, 0.08))
    c.line(arc(50, 40, 35, 6, start=0, end=180), darker(tint, 0.25), 1.4)
    c.solid(ribbon(arc(50, 19, 6, 6, start=180, end=360), 2.4), LEATHER, SIDE)


def basket(c: Canvas, tint: Colour) -> None:
    """A shopping basket with two handles and some vegetables."""
    for turn, x in ((-18, 36), (6, 46), (24, 60)):
        c.flat(leaf(x, 44, 26, 12, angle=turn), (86, 146, 78))
        c.line(turned([(x, 44), (x, 24)], turn, around=(x, 44)), (190, 214, 150), 0.6)
    c.solid(ellipse(64, 40, 8), (214, 70, 48), SIDE)
    c.solid(ellipse(54, 42, 6), (240, 160, 56), SIDE)
    c.ground(50, 85, 35, 4)
    c.line(arc(50, 40, 17, 25, start=180, end=360), darker(LEATHER, 0.3), 2.6)
    body = mirrored(
        curve([(14, 40), (16, 56), (20, 72), (25, 84), (38, 87), (50, 87.4)], closed=False)
    )
    _woven(c, body, (202, 166, 106), size=2.8)
    with c.inside(body) as inner:
        for y in (56, 66):
            inner.solid(box(5, y, 95, y + 5), tint)
            for x in range(14, 90, 4):
                inner.line([(x, y), (x + 2.4, y + 5)], lighter(tint, 0.3), 0.4)
    rim = [*arc(50, 40, 36, 4, start=180, end=0), *arc(50, 43, 36, 4, start=0, end=180)]
    c.solid([*rim[31:], (86, 40), (14, 40)], darker(tint, 0.1), ROUND)
    c.line(arc(50, 46, 17, 28, start=180, end=360), LEATHER, 2.6)
    c.line(arc(50, 46, 17.6, 28.6, start=190, end=330), lighter(LEATHER, 0.3), 0.5)
    for x in (33, 67):
        c.flat(box(x - 2, 45, x + 2, 53, round=1), darker(LEATHER, 0.15))
        c.dot(x, 50.6, 0.7, (220, 190, 120))


def pendant_lamp(c: Canvas, tint: Colour) -> None:
    """A bamboo shade hanging from above, lit."""
    c.soft(ellipse(50, 70, 34, 22), GLOW, 150, 11)
    c.line([(50, 0), (50, 24)], INK, 0.7)
    c.solid(box(46.6, 18, 53.4, 27, round=1.4), DARK_WOOD, SIDE)
    shade = mirrored(
        curve([(44, 25), (36, 33), (24, 50), (15, 66), (14, 72), (50, 78)], closed=False)
    )
    c.solid(shade, tint, (0.8, 1.05, 1.34, 1.5, 1.3, 1.0, 0.76))
    with c.inside(shade) as inner:
        for step in range(-12, 13):
            foot = 50 + step * 3.3
            for bend in (9, -9):
                rib = curve(
                    [(50 + step * 0.5, 24), (50 + step * 1.7 + bend, 50), (foot, 80)], closed=False
                )
                inner.line(rib, darker(tint, 0.32), 0.36)
        for y, rx in ((34, 14), (46, 22), (58, 29), (68, 34)):
            inner.line(arc(50, y, rx, 4, start=0, end=180), darker(tint, 0.22), 0.8)
        inner.soft(ellipse(50, 60, 13, 12), (255, 244, 200), 170, 5)
    c.solid(ellipse(50, 72.4, 36, 5.6), darker(tint, 0.25), SIDE)
    c.solid(ellipse(50, 73, 33.6, 4.4), GLOW, EVEN)
    c.soft(ellipse(50, 73, 14, 3), WHITE, 255, 2)


def table_lamp(c: Canvas, tint: Colour) -> None:
    """A table lamp with a rattan shade and a wooden foot."""
    c.soft(ellipse(50, 46, 38, 32), GLOW, 120, 12)
    c.ground(50, 86, 20, 3)
    c.solid(barrel(34, 66, 81, 85, bend=2.6), WOOD, GLOSS)
    c.solid(ellipse(50, 81, 16, 2.8), lighter(WOOD, 0.15), SIDE)
    neck = mirrored(curve([(47.6, 52), (46, 60), (42, 70), (44.4, 78), (50, 81)], closed=False))
    c.solid(neck, WOOD, GLOSS)
    shade = mirrored([(34, 16), (22, 54), (50, 57)])
    c.solid(shade, tint, (0.82, 1.1, 1.4, 1.5, 1.3, 1.02, 0.8))
    with c.inside(shade) as inner:
        for x in range(-60, 160, 4):
            inner.line([(x, 14), (x + 34, 60)], darker(tint, 0.26), 0.4)
            inner.line([(x, 60), (x + 34, 14)], darker(tint, 0.26), 0.4)
        inner.soft(ellipse(50, 42, 13, 14), (255, 244, 206), 190, 6)
    c.line(arc(50, 54, 28, 3, start=0, end=180), darker(tint, 0.35), 1.4)
    c.solid(ellipse(50, 16, 16, 2.4), lighter(GLOW, 0.3), EVEN)
    c.line(ellipse(50, 16, 16, 2.4), darker(tint, 0.35), 0.9)


def mirror(c: Canvas, tint: Colour) -> None:
    """A round mirror in rays of rattan."""
    c.soft(ellipse(53, 55, 32), (70, 52, 48), 110, 5)
    for step in range(36):
        length = (44, 38, 41)[step % 3]
        ray = turned(box(49.3, 50 - length, 50.7, 34, round=0.7), step * 10)
        c.flat([(x + 0.4, y + 0.7) for x, y in ray], darker(tint, 0.5), 160)
        c.flat(ray, (tint, lighter(tint, 0.2), darker(tint, 0.14))[step % 3])
    for radius, colour in ((27, darker(tint, 0.14)), (24.6, tint)):
        c.solid(ellipse(50, 50, radius), colour, (1.14, 1.0, 0.86))
    for step in range(72):
        edge = ellipse(50, 50, 26.6, steps=72)[step]
        core = ellipse(50, 50, 22.8, steps=72)[(step + 1) % 72]
        c.line([edge, core], darker(tint, 0.34), 0.3)
    glass = ellipse(50, 50, 21.6)
    c.solid(glass, (196, 212, 220), (1.16, 1.04, 0.98, 1.06), down=True)
    with c.inside(glass) as inner:
        inner.flat([(30, 62), (56, 24), (64, 24), (36, 70)], WHITE, 110)
        inner.flat([(44, 74), (72, 34), (74, 38), (49, 76)], WHITE, 80)
    c.line([*glass, glass[0]], darker(tint, 0.5), 0.5)


def vase(c: Canvas, tint: Colour) -> None:
    """A narrow-mouthed clay vase with dry grasses."""
    for angle, length in ((-24, 32), (-9, 42), (5, 38), (18, 34), (30, 24)):
        base = (50.0, 44.0)
        c.line(turned([base, (50, 44 - length)], angle, around=base), (168, 132, 84), 0.5)
        for step in range(7):
            y = 44 - length + step * 2.2
            for side in (-34, 34):
                tip = leaf(50, y + 3, 5, 2.4, angle=side)
                c.flat(
                    turned(tip, angle, around=base),
                    (222, 190, 136) if step % 2 else (206, 166, 106),
                )
    c.ground(50, 86, 22, 4)
    body = mirrored(
        curve(
            [(45, 38), (44.6, 44), (45, 49), (36, 56), (29, 66), (30, 78), (38, 87), (50, 88)],
            closed=False,
        )
    )
    c.solid(body, tint, ROUND)
    with c.inside(body) as inner:
        for y in (62, 64.4, 74):
            inner.line(arc(50, y, 23, 3, start=0, end=180), darker(tint, 0.22), 0.4)
        motifs.diamonds(
            inner, (lighter(tint, 0.5), darker(tint, 0.25)), (26, 70.6, 76, 70.7), size=5
        )
        inner.soft(curve([(36, 62), (40, 60), (36, 78), (33, 74)]), WHITE, 90, 1.6)
    c.solid(ellipse(50, 38, 5.2, 1.4), darker(tint, 0.4), SIDE)


def candle(c: Canvas, tint: Colour) -> None:
    """A scented candle burning in a glass."""
    c.ground(50, 84, 26, 4)
    glass = box(26, 36, 74, 85, round=3)
    c.solid(glass, tint, (0.8, 1.0, 1.1, 1.06, 0.96, 0.76))
    with c.inside(glass) as inner:
        inner.flat(box(20, 30, 80, 45), (238, 234, 228), 190)
        inner.flat(ellipse(50, 45, 24, 3), lighter(tint, 0.5))
        inner.soft(ellipse(50, 46, 16, 5), GLOW, 220, 3)
        inner.soft(box(29, 38, 32, 83), WHITE, 190, 0.8)
        inner.soft(box(69, 38, 70.6, 83), WHITE, 120, 0.7)
        inner.soft(box(20, 79, 80, 88), darker(tint, 0.6), 110, 2)
    c.line(ellipse(50, 36.6, 23.6, 2.8), WHITE, 0.5)
    c.line([(50, 45), (50, 38)], INK, 0.6)
    c.soft(ellipse(50, 32, 9, 12), GLOW, 170, 5)
    c.flat(curve([(50, 24), (53.4, 34), (50, 39.4), (46.6, 34)]), (250, 178, 60))
    c.flat(curve([(50, 29), (51.8, 35), (50, 38.6), (48.2, 35)]), (255, 244, 200))
    c.flat(box(36, 53, 64, 76, round=1), CREAM)
    c.line([*box(37.4, 54.4, 62.6, 74.6, round=0.6), (37.4, 54.4)], darker(tint, 0.4), 0.3)
    for turn in range(6):
        c.flat(leaf(50, 60.6, 4, 2, angle=turn * 60), darker(tint, 0.35))
    writing(c, 50, 66.6, 16, INK)


def pot(c: Canvas, tint: Colour, *, stand: bool = False) -> None:
    """An empty plant pot: clay with a saucer, or ceramic on wooden legs."""
    c.ground(50, 87, 24, 4)
    if stand:
        for x, lean in ((30, -4), (70, 4)):
            c.solid(
                [(x - 2, 50), (x + 2, 50), (x + 1.6 + lean, 88), (x - 1.6 + lean, 88)], WOOD, SIDE
            )
        c.solid(box(30, 66, 70, 69), darker(WOOD, 0.1), TOP, down=True)
        body = barrel(29, 71, 34, 72, bend=4, taper=2)
        c.solid(body, tint, GLOSS)
        with c.inside(body) as inner:
            for y in range(38, 76, 4):
                inner.line(arc(50, y, 21.4, 4, start=0, end=180), darker(tint, 0.12), 0.5)
        for x in (29.6, 70.4):
            c.solid(box(x - 1.8, 44, x + 1.8, 70, round=1), lighter(WOOD, 0.08), SIDE)
        top, rx = 34, 21.0
    else:
        c.solid(
            [*arc(50, 82, 27, 3.4, start=180, end=360), *arc(50, 85, 23, 3.4, start=0, end=180)],
            darker(tint, 0.1),
            ROUND,
        )
        c.solid(barrel(26, 74, 38, 81, bend=4, taper=7), tint)
        c.soft(arc(50, 47.6, 24, 4, start=0, end=180), INK, 90, 1)
        c.solid(barrel(23, 77, 29, 43, bend=4.4), lighter(tint, 0.05))
        for x, y, r in ((34, 60, 5), (62, 70, 6), (58, 54, 3)):
            c.soft(ellipse(x, y, r, r * 0.6), WHITE, 50, 2)
        top, rx = 29, 27.0
    c.solid(ellipse(50, top, rx, 4.4), lighter(tint, 0.2), SIDE)
    c.solid(ellipse(50, top + 0.5, rx - 2.2, 3.5), darker(tint, 0.35), SIDE)
    soil = ellipse(50, top + 1.4, rx - 3.6, 2.3)
    c.flat(soil, (74, 54, 42))
    c.flat(leaf(50, top + 2, 17, 9, angle=-26), (98, 164, 92))
    c.flat(leaf(50, top + 2, 19, 9, angle=24), (118, 182, 104))
    c.line([(50, top + 2), (50, top - 4)], (98, 150, 84), 0.8)


DRAWINGS = {
    "basket_lid": basket_lid,
    "basket": basket,
    "pendant_lamp": pendant_lamp,
    "table_lamp": table_lamp,
    "mirror": mirror,
    "vase": vase,
    "candle": candle,
    "pot": pot,
    "pot_stand": partial(pot, stand=True),
}
