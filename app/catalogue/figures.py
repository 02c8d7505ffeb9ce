"""What all products of a store come to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.catalogue.models import Product
from app.catalogue.summaries import average_rating
from app.db import db


@dataclass(frozen=True)
class StoreFigures:
    """Of all that the store ever offered: the average in stars or None, how many rated, units sold.

    What it has archived since then was rated and sold all the same.
    """

    rating: float | None
    rating_count: int
    sold_count: int


def store_figures(store_id: int) -> StoreFigures:
    """The store's figures, exact, in one statement."""
    tenths, count, sold = db.session.execute(
        select(
            func.coalesce(func.sum(Product.rating_tenths), 0),
            func.coalesce(func.sum(Product.rating_count), 0),
            func.coalesce(func.sum(Product.sold_count), 0),
        ).where(Product.store_id == store_id)
    ).one()
    # MariaDB's sums are Decimals.
    return StoreFigures(average_rating(int(tenths), int(count)), int(count), int(sold))
