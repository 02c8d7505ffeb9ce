"""The colours that goods come in, by the names that buyers choose them by."""

from __future__ import annotations

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "Abu-abu": (138, 143, 148),
    "Biru Laut": (44, 110, 160),
    "Cokelat": (134, 84, 50),
    "Hijau Mint": (143, 200, 176),
    "Hijau Tua": (38, 92, 74),
    "Hijau Zaitun": (110, 118, 66),
    "Hitam": (46, 46, 50),
    "Indigo": (48, 60, 122),
    "Krem": (226, 205, 170),
    "Kuning Kunyit": (226, 165, 44),
    "Marun": (122, 34, 48),
    "Merah Bata": (186, 84, 58),
    "Merah Cabai": (206, 48, 40),
    "Merah Muda": (232, 158, 166),
    "Putih Tulang": (240, 234, 222),
    "Rotan": (202, 156, 98),
    "Sogan": (140, 88, 40),
}

WHITE: Colour = (255, 255, 255)
INK: Colour = (40, 34, 40)
CREAM: Colour = (247, 238, 220)
PAPER: Colour = (250, 246, 236)
WOOD: Colour = (190, 138, 86)
DARK_WOOD: Colour = (120, 78, 48)
STEEL: Colour = (190, 196, 202)
BRASS: Colour = (204, 162, 84)
LEAF: Colour = (70, 136, 78)
LEATHER: Colour = (150, 94, 56)
COFFEE: Colour = (78, 48, 34)
CHILLI_RED: Colour = (206, 48, 40)

# Light studio walls; a drawing keeps to one of them.
BACKDROPS: tuple[Colour, ...] = (
    (240, 230, 216),
    (226, 234, 232),
    (236, 226, 230),
    (230, 234, 222),
    (226, 230, 240),
    (244, 232, 210),
)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the first."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """Towards warm white."""
    return mix(colour, (255, 252, 244), share)


def darker(colour: Colour, share: float = 0.25) -> Colour:
    """Towards a cool near-black."""
    return mix(colour, (24, 18, 32), share)


def toned(colour: Colour, factor: float) -> Colour:
    """As bright as `factor` says: below 1 darker, above 1 lighter."""
    return darker(colour, 1 - factor) if factor < 1 else lighter(colour, factor - 1)


def is_dark(colour: Colour) -> bool:
    """True when light lines show better on it than dark ones."""
    return colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11 < 110


def contrasting(colour: Colour, share: float = 0.55) -> Colour:
    """The same colour, clearly lighter when it is dark, clearly darker when it is light."""
    return lighter(colour, share) if is_dark(colour) else darker(colour, share)
