"""Clothes, laid out as a shop photographs them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.demo.pictures import motifs
from app.demo.pictures.canvas import EVEN, SIDE, Canvas
from app.demo.pictures.colours import CREAM, WHITE, Colour, contrasting, darker, is_dark, lighter
from app.demo.pictures.shapes import (
    Points,
    arc,
    box,
    curve,
    ellipse,
    flipped,
    mirrored,
    ribbon,
)

Print = Callable[[Canvas, Colour], None]
CLOTH = (0.86, 0.98, 1.06, 1.08, 1.0, 0.96, 0.88)


def _shadow(c: Canvas, outline: Points) -> None:
    c.soft([(x + 1.6, y + 2.2) for x, y in outline], (70, 52, 48), 120, 2.0)


def _folds(c: Canvas, lines: tuple[Points, ...], tint: Colour) -> None:
    for line in lines:
        c.soft(ribbon(curve(line, closed=False), 2.0, end=0.6), darker(tint, 0.5), 70, 0.9)
        beside = [(x + 2, y) for x, y in line]
        c.soft(ribbon(curve(beside, closed=False), 1.6, end=0.5), lighter(tint, 0.5), 60, 0.9)


BODY_FOLDS: tuple[Points, ...] = (
    [(34, 36), (36, 52), (35, 70)],
    [(62, 34), (61, 50), (64, 78)],
    [(48, 60), (47, 72), (49, 84)],
)


def _torso(*, long: bool = False) -> tuple[Points, Points, Points]:
    """Body, left sleeve, right sleeve."""
    body = mirrored(
        curve(
            [
                (41, 17),
                (34, 19.5),
                (27, 23),
                (29, 42),
                (29.5, 62),
                (29, 85),
                (39, 86.4),
                (50, 86.6),
            ],
            closed=False,
        )
    )
    if long:
        sleeve = curve(
            [
                (34, 19.5),
                (24, 24),
                (17.5, 44),
                (13, 74),
                (17.5, 76.4),
                (22, 75.4),
                (26, 56),
                (30, 38),
            ],
            steps=6,
        )
    else:
        sleeve = curve([(35, 19), (24, 23.5), (14, 40), (19, 44.5), (26, 46), (30, 37)], steps=6)
    return body, sleeve, flipped(sleeve)


def tshirt(c: Canvas, tint: Colour, pattern: Print | None = None) -> None:
    """A t-shirt, plain or printed."""
    body, left, right = _torso()
    for part in (body, left, right):
        _shadow(c, part)
    for part in (left, right):
        c.solid(part, darker(tint, 0.06), CLOTH)
        if pattern is not None and pattern is _sea_stripes:
            with c.inside(part) as inner:
                pattern(inner, tint)
    c.line(curve([(19, 43.2), (23.4, 44.8), (26.4, 45)], closed=False), darker(tint, 0.22), 0.25)
    c.line(curve([(81, 43.2), (76.6, 44.8), (73.6, 45)], closed=False), darker(tint, 0.22), 0.25)
    c.solid(body, tint, CLOTH)
    with c.inside(body) as inner:
        if pattern:
            pattern(inner, tint)
        _folds(inner, BODY_FOLDS, tint)
        inner.line([(28, 84), (72, 84)], darker(tint, 0.2), 0.25)
    _neck(c, tint)


def _neck(c: Canvas, tint: Colour) -> None:
    c.flat(ellipse(50, 17.4, 9.4, 3.4), darker(tint, 0.5))
    c.solid(
        [*arc(50, 17, 9.6, 6.6, start=0, end=180), *arc(50, 17, 8, 4.6, start=180, end=0)],
        lighter(tint, 0.06) if not is_dark(tint) else lighter(tint, 0.12),
        CLOTH,
    )
    c.line(arc(50, 17, 8, 4.6, start=8, end=172), darker(tint, 0.25), 0.22)
    c.flat(box(48.4, 15.4, 51.6, 17.4), CREAM)


def _sea_stripes(c: Canvas, tint: Colour) -> None:
    for y in range(26, 88, 7):
        c.flat(box(0, y, 100, y + 3.2), lighter(tint, 0.86))


def _mountain(c: Canvas, _tint: Colour) -> None:
    disc = ellipse(50, 46, 14)
    c.flat(disc, (250, 226, 170))
    with c.inside(disc) as sun:
        sun.flat(ellipse(56, 40, 4.6), (226, 96, 62))
        sun.flat([(34, 60), (45, 38), (54, 54), (60, 45), (68, 62)], (38, 92, 96))
        sun.flat([(45, 38), (41.6, 44.8), (44.4, 43.8), (46, 45.6), (48.6, 44.4)], WHITE)
        sun.flat([(34, 62), (44, 52), (52, 58), (60, 52), (68, 62)], (24, 62, 72))


def batik_shirt(c: Canvas, tint: Colour, *, motif: str, long: bool = False) -> None:
    """A buttoned shirt of batik cloth."""
    body, left, right = _torso(long=long)
    for part in (body, left, right):
        _shadow(c, part)
    draw = motifs.parang if motif == "parang" else motifs.kawung
    for part in (left, right, body):
        c.solid(part, tint, CLOTH)
        with c.inside(part) as inner:
            draw(inner, tint, (8, 14, 92, 90))
    for part in (left, right):
        c.soft(ribbon(part[:12], 1.4), darker(tint, 0.6), 60, 1.0)
    with c.inside(body) as inner:
        _folds(inner, BODY_FOLDS, tint)
        inner.soft(box(27, 20, 31, 88), darker(tint, 0.7), 90, 1.8)
        inner.soft(box(69, 20, 73, 88), darker(tint, 0.7), 90, 1.8)
    c.flat(box(49, 24, 51.6, 86), darker(tint, 0.18), 90)
    c.line([(49, 24), (49, 86)], darker(tint, 0.6), 0.2)
    for y in range(30, 84, 10):
        c.dot(50.3, y, 0.75, darker((120, 78, 48), 0.1))
        c.dot(50.1, y - 0.2, 0.3, lighter((120, 78, 48), 0.5))
    c.flat(ellipse(50, 17.4, 9, 3.6), darker(tint, 0.6))
    for wing in (
        [(41, 15), (39, 21), (45, 28.4), (50, 21)],
        [(59, 15), (61, 21), (55, 28.4), (50, 21)],
    ):
        c.soft([(x, y + 1) for x, y in wing], (20, 14, 20), 110, 0.8)
        c.solid(wing, tint, SIDE)
        with c.inside(wing) as inner:
            draw(inner, tint, (36, 10, 64, 32))
        c.line([*wing, wing[0]], darker(tint, 0.45), 0.2)


def dress(c: Canvas, tint: Colour) -> None:
    """A knee-long dress with flowers."""
    outline = mirrored(
        curve(
            [
                (43, 12),
                (38, 13),
                (35, 22),
                (37, 32),
                (38.6, 42),
                (33, 56),
                (26, 74),
                (22, 88),
                (36, 91),
                (50, 91.6),
            ],
            closed=False,
        )
    )
    sleeve = curve([(39, 12.4), (32, 15), (26, 25), (31, 29), (36.4, 27)], steps=6)
    for part in (outline, sleeve, flipped(sleeve)):
        _shadow(c, part)
    for part in (sleeve, flipped(sleeve), outline):
        c.solid(part, tint, CLOTH)
        with c.inside(part) as inner:
            motifs.blossoms(inner, tint, (18, 8, 84, 94), size=6.4)
    with c.inside(outline) as inner:
        _folds(
            inner,
            (
                [(44, 44), (40, 64), (35, 90)],
                [(55, 44), (58, 66), (63, 92)],
                [(50, 46), (49, 70), (48, 92)],
            ),
            tint,
        )
    sash = curve([(38, 41), (50, 42.6), (62, 41), (62.4, 45.4), (50, 47), (37.6, 45.4)], steps=5)
    c.solid(sash, darker(tint, 0.35), CLOTH)
    for knot in (
        [(53, 44), (58, 40), (60, 44), (54, 46)],
        [(53, 45), (57, 54), (55, 58), (51, 46)],
    ):
        c.solid(curve(knot, steps=5), darker(tint, 0.28), SIDE)
    c.flat(ellipse(50, 12.6, 7, 3), darker(tint, 0.6))


def hoodie(c: Canvas, tint: Colour) -> None:
    """A hooded sweater with a pocket."""
    body, left, right = _torso(long=True)
    for part in (body, left, right):
        _shadow(c, part)
    for part in (left, right):
        c.solid(part, darker(tint, 0.06), CLOTH)
    for cuff in (box(12.4, 72.6, 21.6, 77, round=1), box(78.4, 72.6, 87.6, 77, round=1)):
        c.solid(cuff, darker(tint, 0.2), CLOTH)
    c.solid(body, tint, CLOTH)
    with c.inside(body) as inner:
        _folds(inner, BODY_FOLDS, tint)
        inner.soft(box(28, 24, 31, 80), darker(tint, 0.6), 80, 1.6)
        inner.soft(box(69, 24, 72, 80), darker(tint, 0.6), 80, 1.6)
        inner.solid(box(26, 81, 74, 90), darker(tint, 0.16), CLOTH)
        for x in range(28, 74, 2):
            inner.line([(x, 81.4), (x, 90)], darker(tint, 0.32), 0.2)
    pocket = mirrored([(40, 60), (35.4, 74), (36, 79.6), (50, 79.6)])
    c.soft([(x, y + 0.6) for x, y in pocket], (20, 14, 20), 100, 0.8)
    c.solid(pocket, lighter(tint, 0.04), CLOTH)
    c.line([*pocket, pocket[0]], darker(tint, 0.3), 0.25)
    hood = mirrored(
        curve([(50, 8), (41, 9.6), (36, 17), (38, 25), (44, 30), (50, 32)], closed=False)
    )
    c.soft([(x, y + 1.4) for x, y in hood], (20, 14, 20), 120, 1.2)
    c.solid(hood, darker(tint, 0.04), CLOTH)
    opening = mirrored(curve([(50, 13), (44, 14.4), (41.6, 19), (44, 25), (50, 29)], closed=False))
    c.solid(opening, darker(tint, 0.5), EVEN)
    c.soft(curve([(44, 20), (50, 17), (56, 20), (50, 26)]), (10, 8, 12), 120, 1.2)
    for x, end in ((45.6, 45), (54.4, 43)):
        c.line([(x, 27), (x - 0.5, 36), (x, end)], lighter(tint, 0.7), 0.5)
        c.flat(box(x - 0.5, end - 0.4, x + 0.5, end + 2.4), (150, 150, 156))


def trousers(c: Canvas, tint: Colour) -> None:
    """Straight trousers."""
    left = curve(
        [
            (34, 12),
            (31, 30),
            (30, 60),
            (30.6, 90),
            (39, 91),
            (46, 90.4),
            (48, 60),
            (50, 36),
            (50, 12),
        ],
        steps=7,
    )
    right = flipped(left)
    for part in (left, right):
        _shadow(c, part)
    for part in (left, right):
        c.solid(part, tint, CLOTH)
    with c.inside(left) as leg:
        _folds(leg, ([(39, 30), (38, 60), (38.4, 92)], [(46, 34), (42, 40), (36, 42)]), tint)
    with c.inside(right) as leg:
        _folds(leg, ([(61, 30), (62, 60), (61.6, 92)], [(54, 34), (58, 40), (64, 42)]), tint)
    c.soft(ribbon([(50, 34), (50, 62)], 2), darker(tint, 0.7), 120, 0.9)
    c.solid(box(33.4, 10, 66.6, 15.6, round=0.8), darker(tint, 0.1), CLOTH)
    for x in (37, 45, 55, 63):
        c.flat(box(x - 0.7, 9.4, x + 0.7, 16.4), darker(tint, 0.22))
    c.dot(50.4, 12.8, 1.0, (180, 150, 90))
    c.line(
        curve([(50, 16), (50.4, 24), (53, 32), (50.4, 36)], closed=False), darker(tint, 0.3), 0.3
    )
    for points in ([(34, 17), (36, 24), (33, 28)], [(66, 17), (64, 24), (67, 28)]):
        c.line(curve(points, closed=False), darker(tint, 0.35), 0.35)


def cap(c: Canvas, tint: Colour) -> None:
    """A baseball cap."""
    c.ground(50, 70, 36)
    brim = curve([(30, 60), (50, 56), (72, 60), (90, 69), (88, 73), (66, 70), (46, 69), (30, 68)])
    c.solid(brim, darker(tint, 0.16), (0.8, 0.95, 1.08, 1.1, 0.9))
    for share in (0.0, 1.2, 2.4):
        c.line(
            curve([(46, 67 - share), (66, 67.6 - share), (86, 71 - share)], closed=False),
            lighter(tint, 0.25),
            0.18,
        )
    dome = curve(
        [
            (17, 66),
            (18, 46),
            (30, 31),
            (48, 27),
            (64, 33),
            (73, 47),
            (75, 63),
            (60, 62),
            (40, 66),
            (26, 70),
        ]
    )
    c.solid(dome, tint)
    for seam in ([(47, 27), (40, 44), (38, 67)], [(48, 27), (60, 42), (66, 62)]):
        c.line(curve(seam, closed=False), darker(tint, 0.3), 0.3)
        c.line(curve([(x + 0.8, y) for x, y in seam], closed=False), lighter(tint, 0.3), 0.16)
    c.solid(ellipse(48, 27.2, 2.4, 1.3), darker(tint, 0.1))
    for x, y in ((33, 42), (54, 40), (66, 46)):
        c.dot(x, y, 0.8, darker(tint, 0.5))
    c.flat(ellipse(54, 51, 6, 4.6), contrasting(tint, 0.75))
    c.flat([(49.6, 53.4), (53, 48.4), (55, 51.4), (56.6, 49.6), (59, 53.4)], tint)


DRAWINGS = {
    "tshirt": tshirt,
    "tshirt_striped": partial(tshirt, pattern=_sea_stripes),
    "tshirt_mountain": partial(tshirt, pattern=_mountain),
    "batik_shirt": partial(batik_shirt, motif="parang"),
    "batik_shirt_kawung": partial(batik_shirt, motif="kawung", long=True),
    "dress": dress,
    "hoodie": hoodie,
    "trousers": trousers,
    "cap": cap,
}
