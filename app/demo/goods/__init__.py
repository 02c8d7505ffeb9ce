"""Everything on sale in the demo shop, store by store."""

from __future__ import annotations

from app.demo.goods import fashion, food, home, leisure
from app.demo.shape import Shop

SHOPS: tuple[Shop, ...] = (*fashion.SHOPS, *food.SHOPS, *home.SHOPS, *leisure.SHOPS)

# Every picture that is needed: a drawing and a colour.
MOTIFS: tuple[tuple[str, str], ...] = tuple(
    dict.fromkeys(
        (good.draw, tint)
        for shop in SHOPS
        for good in shop.goods
        for tint in good.colours or (good.tint,)
    )
)
