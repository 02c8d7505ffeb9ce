"""Everything on sale in the demo shop, store by store."""

from __future__ import annotations

from app.demo.goods import fashion, food, home, leisure
from app.demo.shape import Shop

SHOPS: tuple[Shop, ...] = (*fashion.SHOPS, *food.SHOPS, *home.SHOPS, *leisure.SHOPS)
