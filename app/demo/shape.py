"""What demo data is written in: a few frozen shapes without any database in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PLENTY = "plenty"
LOW = "low"
SOLD_OUT = "sold out"


@dataclass(frozen=True)
class Good:
    """A product: price in rupiah, weight in grams.

    `draw` names its drawing and `tint` the colour it is drawn in. `colours` are its Warna variants,
    each with a picture of its own; `sizes` its second axis (`axis`), with what each adds to the
    price. `level` says how much of it is left.
    """

    name: str
    category: str
    price: int
    draw: str
    tint: str
    text: str
    specifications: Mapping[str, str] = field(default_factory=dict)
    weight: int = 300
    colours: tuple[str, ...] = ()
    axis: str = "Ukuran"
    sizes: Mapping[str, int] = field(default_factory=dict)
    level: str = PLENTY


@dataclass(frozen=True)
class Shop:
    """A demo store and the seller who owns it; `mailbox` is the local part of their address."""

    name: str
    slug: str
    location: str
    seller: str
    mailbox: str
    text: str
    goods: tuple[Good, ...]


@dataclass(frozen=True)
class Place:
    """A delivery address without a name on it."""

    line: str
    district: str
    city: str
    province: str
    postal_code: str


@dataclass(frozen=True)
class Customer:
    """A demo buyer."""

    name: str
    mailbox: str
    phone: str
    place: Place
