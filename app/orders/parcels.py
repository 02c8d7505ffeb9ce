"""A parcel's number is its own: no other order of the store goes by it with the same courier.

No constraint of the database says so, so that it is asked inside the unit of work that ships, with
the store's row locked: of two that ship at once with one number the second sees the first. SQLite
has one writer at a time anyway. Numbers that our simulated couriers give are not asked about.

Among the store's newest LOOKED_AT orders only: no step may read the whole history of a large store
(DESIGN 12), and couriers give their numbers again after some months.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db
from app.errors import InvalidInput
from app.orders.models import Order
from app.orders.values import Step
from app.shipping.couriers import COURIERS
from app.stores.models import Store

LOOKED_AT = 10_000


def courier_of(step: Step) -> str:
    """The courier that the seller chose, or else the one that the buyer paid for."""
    planned = step.order.courier if step.order.courier in COURIERS else next(iter(COURIERS))
    return step.courier or planned


def refuse_used_number(step: Step, courier: str) -> None:
    """InvalidInput, naming the order, when another one carries this step's tracking number."""
    store_id = step.order.store_id
    db.session.execute(select(Store.id).where(Store.id == store_id).with_for_update()).one()
    newest = (
        select(Order.id, Order.number, Order.courier, Order.tracking_number)
        .where(Order.store_id == store_id)
        .order_by(Order.id.desc())
        .limit(LOOKED_AT)
        .subquery("newest")
    )
    other = db.session.scalar(
        select(newest.c.number)
        .where(
            newest.c.tracking_number == step.tracking_number,
            newest.c.courier == courier,
            newest.c.id != step.order.id,
        )
        .order_by(newest.c.id.desc())
        .limit(1)
    )
    if other is not None:
        words = _("Your order %(number)s has this tracking number already.", number=other)
        raise InvalidInput(words, field="tracking_number")
