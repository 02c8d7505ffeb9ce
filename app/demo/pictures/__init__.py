"""Pictures of the demo goods, drawn here from lines and curves: nothing fetched, nothing copied."""

from __future__ import annotations

from collections.abc import Callable

from app.demo.pictures import (
    carry,
    cloth,
    desk,
    gadgets,
    garden,
    house,
    kitchen,
    outdoor,
    pantry,
    serving,
    toys,
    wear,
)
from app.demo.pictures.canvas import Canvas
from app.demo.pictures.colours import Colour

Drawing = Callable[[Canvas, Colour], None]

DRAWINGS: dict[str, Drawing] = {
    **wear.DRAWINGS,
    **cloth.DRAWINGS,
    **carry.DRAWINGS,
    **pantry.DRAWINGS,
    **kitchen.DRAWINGS,
    **serving.DRAWINGS,
    **house.DRAWINGS,
    **garden.DRAWINGS,
    **gadgets.DRAWINGS,
    **desk.DRAWINGS,
    **toys.DRAWINGS,
    **outdoor.DRAWINGS,
}
