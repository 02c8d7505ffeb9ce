"""Fills an empty shop with the demo data, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.accounts.models import Address, Role, User
from app.accounts.passwords import hash_password
from app.clock import utcnow
from app.db import db, unit_of_work
from app.demo.catalogue import (
    Pictures,
    list_goods,
    write_categories,
    write_goods,
    write_sellers,
)
from app.demo.orders import Buyer, Planner
from app.demo.people import BUYER, CUSTOMERS, MORE_ADDRESSES, PASSWORD, address_of
from app.demo.rows import ids_by, insert_all
from app.demo.sales import write_sales
from app.demo.shape import Customer, Place

SEED = 20_260_817
ACCOUNTS_AGE = timedelta(days=95)
WRITING_STEPS = 6


def is_filled() -> bool:
    """True when the demo data is here already."""
    statement = select(User.id).where(User.email == address_of(BUYER.mailbox))
    return db.session.scalar(statement) is not None


def fill(pictures: Pictures, *, step: Callable[[], None]) -> None:
    """Write everything in one unit of work; `step` is called WRITING_STEPS times."""
    password_hash = hash_password(PASSWORD)
    now = utcnow()
    unit_of_work(lambda: _write(pictures, password_hash, now=now, step=step))


def _write(
    pictures: Pictures, password_hash: str, *, now: datetime, step: Callable[[], None]
) -> None:
    chance = Random(SEED)
    write_sellers(password_hash, at=now - ACCOUNTS_AGE)
    _write_customers(password_hash, at=now - ACCOUNTS_AGE)
    step()
    listings = list_goods(pictures, now=now, chance=chance)
    write_goods(listings, write_categories(), pictures, step=step)
    main, *others = _buyers()
    groups = Planner(listings, now=now, chance=chance).plan(main, others)
    step()
    write_sales(groups, listings, now=now, chance=chance)
    step()


def _buyers() -> list[Buyer]:
    """The main buyer, then the others."""
    people = (BUYER, *CUSTOMERS)
    ids = ids_by(User, User.email, among=[address_of(person.mailbox) for person in people])
    return [Buyer(ids[address_of(person.mailbox)], person) for person in people]


def _write_customers(password_hash: str, *, at: datetime) -> None:
    everybody = (BUYER, *CUSTOMERS)
    insert_all(
        User,
        [
            {
                "email": address_of(person.mailbox),
                "name": person.name,
                "password_hash": password_hash,
                "role": Role.CUSTOMER,
                "locale": "id",
                "is_active": True,
                "created_at": at,
                "password_changed_at": at,
            }
            for person in everybody
        ],
    )
    ids = ids_by(User, User.email, among=[address_of(person.mailbox) for person in everybody])
    rows = [
        _address(ids[address_of(person.mailbox)], person, person.name, person.place, at=at)
        for person in everybody
    ]
    rows += [
        _address(ids[address_of(BUYER.mailbox)], BUYER, recipient, place, at=at)
        for recipient, place in MORE_ADDRESSES
    ]
    insert_all(Address, rows)


def _address(
    user_id: int, person: Customer, recipient: str, place: Place, *, at: datetime
) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "recipient": recipient,
        "phone": person.phone,
        "line": place.line,
        "district": place.district,
        "city": place.city,
        "province": place.province,
        "postal_code": place.postal_code,
        "is_default": place == person.place,
        "created_at": at,
    }
