"""What the ledger says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.catalogue.models import Product, Variant
from app.db import db
from app.inventory.models import StockMovement


@dataclass(frozen=True)
class Discrepancy:
    """A variant whose ledger and stock disagree (DESIGN 3 says there is none, at any time)."""

    variant_id: int
    sku: str
    product_name: str
    stock: int
    ledger_sum: int


def discrepancies(*, limit: int = 1000) -> list[Discrepancy]:
    """Every variant where the sum of the movements is not the stock, in order of ids.

    One statement, so that it sees one moment of a shop that goes on selling.
    """
    ledger = (
        select(StockMovement.variant_id, func.sum(StockMovement.delta).label("total"))
        .group_by(StockMovement.variant_id)
        .subquery()
    )
    total = func.coalesce(ledger.c.total, 0)
    rows = db.session.execute(
        select(Variant.id, Variant.sku, Product.name, Variant.stock, total)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(ledger, ledger.c.variant_id == Variant.id)
        .where(total != Variant.stock)
        .order_by(Variant.id)
        .limit(limit)
    )
    return [
        Discrepancy(variant_id, sku, name, stock, int(ledger_sum))
        for variant_id, sku, name, stock, ledger_sum in rows
    ]
