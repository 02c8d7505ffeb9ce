"""Sixty days of orders, thought up: who bought what, when, and how it went on. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from app.demo.catalogue import Item, Listing
from app.demo.people import MAIN_STORE
from app.demo.shape import SOLD_OUT, Customer
from app.orders.states import Actor, CancelReason, OrderStatus
from app.payments.models import PaymentMethod

Value = TypeVar("Value")

DAYS = 60
GROUPS_A_DAY = (4, 9)
CANCELLED_SHARE = 0.07
RATED_SHARE = 0.6
CONFIRMERS = ((Actor.CUSTOMER, 80), (Actor.SELLER, 12), (Actor.SYSTEM, 8))
METHODS = (
    (PaymentMethod.QRIS, 34),
    (PaymentMethod.EWALLET, 28),
    (PaymentMethod.VIRTUAL_ACCOUNT, 23),
    (PaymentMethod.COD, 15),
)
STARS = ((5, 60), (4, 28), (3, 9), (2, 2), (1, 1))
NOTES = ("", "", "", "", "Tolong dibungkus rapi, untuk hadiah.", "Titip di satpam bila kosong.")

# The main buyer's purchases: hours ago, how it stands, and in how many stores.
BUYER_HISTORY: tuple[tuple[float, OrderStatus, int], ...] = (
    (1.5, OrderStatus.PENDING, 2),
    (20, OrderStatus.PROCESSING, 1),
    (70, OrderStatus.SHIPPED, 2),
    (120, OrderStatus.SHIPPED, 1),
    (30, OrderStatus.CANCELLED, 1),
    (260, OrderStatus.DELIVERED, 3),
    (420, OrderStatus.CANCELLED, 1),
    (500, OrderStatus.DELIVERED, 1),
    (740, OrderStatus.DELIVERED, 2),
    (980, OrderStatus.DELIVERED, 1),
    (1_300, OrderStatus.DELIVERED, 2),
)
# The main seller's desk: hours ago, and how it stands.
SELLER_DESK: tuple[tuple[float, OrderStatus], ...] = (
    *((hours, OrderStatus.PENDING) for hours in (0.4, 1.1, 2.6, 5.5, 9, 16, 26)),
    *((hours, OrderStatus.PROCESSING) for hours in (14, 22, 31, 40)),
    *((hours, OrderStatus.SHIPPED) for hours in (52, 66, 90)),
)


@dataclass(frozen=True)
class Buyer:
    """A demo customer with their row's id."""

    id: int
    person: Customer


@dataclass(frozen=True)
class Line:
    """So many of one variant."""

    listing: Listing
    item: Item
    quantity: int


@dataclass(frozen=True)
class Step:
    """A change of status; `actor_id` is empty for the system."""

    target: OrderStatus
    at: datetime
    actor: Actor
    actor_id: int | None
    reason: str = ""


@dataclass
class PlannedOrder:
    """One store's part; the first of its steps is its placing."""

    lines: list[Line]
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> OrderStatus:
        """Where it is now."""
        return self.steps[-1].target

    def at(self, status: OrderStatus) -> datetime | None:
        """When it came there, if it did."""
        return next((step.at for step in self.steps if step.target == status), None)


@dataclass(frozen=True)
class PlannedGroup:
    """One checkout."""

    buyer: Buyer
    placed_at: datetime
    method: PaymentMethod
    note: str
    orders: list[PlannedOrder]


class Planner:
    """Thinks up the checkouts, from one source of chance."""

    def __init__(self, listings: Sequence[Listing], *, now: datetime, chance: Random) -> None:
        self.now = now
        self.chance = chance
        self.stores: dict[str, list[Listing]] = {}
        self.popularity: dict[str, float] = {}
        for listing in listings:
            self.stores.setdefault(listing.shop.slug, []).append(listing)
            drawn = chance.paretovariate(1.1)
            gone = listing.good.level == SOLD_OUT
            self.popularity[listing.source_key] = 1.5 if gone else drawn

    def plan(self, main: Buyer, others: Sequence[Buyer]) -> list[PlannedGroup]:
        """Every checkout, oldest first."""
        groups = [
            self._group(main, self.now - timedelta(hours=hours), self._choose(count), status)
            for hours, status, count in BUYER_HISTORY
        ]
        groups += [
            self._group(
                self.chance.choice(others),
                self.now - timedelta(hours=hours),
                [MAIN_STORE],
                status,
            )
            for hours, status in SELLER_DESK
        ]
        for day in range(DAYS, 0, -1):
            for _number in range(self.chance.randint(*GROUPS_A_DAY)):
                placed = self.now - timedelta(days=day, hours=self.chance.uniform(-11, 11))
                if placed > self.now - timedelta(hours=3):
                    continue
                count = self._weighted(((1, 68), (2, 24), (3, 8)))
                buyer = self.chance.choice(others)
                groups.append(self._group(buyer, placed, self._choose(count), None))
        return sorted(groups, key=lambda group: group.placed_at)

    def _choose(self, count: int) -> list[str]:
        return self.chance.sample(sorted(self.stores), count)

    def _group(
        self, buyer: Buyer, placed: datetime, stores: list[str], status: OrderStatus | None
    ) -> PlannedGroup:
        orders = [PlannedOrder(self._lines(store)) for store in stores]
        for order in orders:
            start = Step(OrderStatus.PENDING, placed, Actor.CUSTOMER, buyer.id)
            order.steps = [start, *self._course(order, start, status)]
        return PlannedGroup(
            buyer, placed, self._weighted(METHODS), self.chance.choice(NOTES), orders
        )

    def _lines(self, store: str) -> list[Line]:
        listings = self.stores[store]
        weights = [self.popularity[listing.source_key] for listing in listings]
        first = self.chance.choices(listings, weights)[0]
        chosen = [first]
        if self.chance.random() < 0.3:
            second = self.chance.choices(listings, weights)[0]
            chosen += [second] if second is not first else []
        return [
            Line(
                listing,
                self.chance.choice(listing.items),
                self._weighted(((1, 70), (2, 22), (3, 8))),
            )
            for listing in chosen
        ]

    def _course(self, order: PlannedOrder, start: Step, status: OrderStatus | None) -> list[Step]:
        """What happened after the placing: up to `status`, or as far as there was time."""
        cancelled = status == OrderStatus.CANCELLED or (
            status is None and self.chance.random() < CANCELLED_SHARE
        )
        if cancelled:
            return self._cancellation(order, start)
        steps = self._delivery(order, start)
        if status is None:
            return [step for step in steps if step.at < self.now]
        wanted: list[Step] = []
        while status != OrderStatus.PENDING and steps:
            wanted.append(steps.pop(0))
            if wanted[-1].target == status:
                break
        return self._squeezed(wanted, start.at)

    def _squeezed(self, steps: list[Step], placed: datetime) -> list[Step]:
        """The same steps, none of them in the future."""
        span = (self.now - placed) * 0.9
        late = steps and steps[-1].at > placed + span
        if not late:
            return steps
        share = span / (steps[-1].at - placed)
        return [
            Step(step.target, placed + (step.at - placed) * share, step.actor, step.actor_id)
            for step in steps
        ]

    def _delivery(self, order: PlannedOrder, start: Step) -> list[Step]:
        seller = order.lines[0].listing.seller_id
        packed = start.at + timedelta(hours=self.chance.uniform(0.6, 16))
        shipped = packed + timedelta(hours=self.chance.uniform(2, 26))
        actor = self._weighted(CONFIRMERS)
        arrived = (
            shipped + timedelta(days=14, minutes=self.chance.randint(3, 600))
            if actor == Actor.SYSTEM
            else shipped + timedelta(hours=self.chance.uniform(20, 120))
        )
        who = {Actor.CUSTOMER: start.actor_id, Actor.SELLER: seller, Actor.SYSTEM: None}
        return [
            Step(OrderStatus.PROCESSING, packed, Actor.SELLER, seller),
            Step(OrderStatus.SHIPPED, shipped, Actor.SELLER, seller),
            Step(OrderStatus.DELIVERED, arrived, actor, who[actor]),
        ]

    def _cancellation(self, order: PlannedOrder, start: Step) -> list[Step]:
        seller = order.lines[0].listing.seller_id
        at = min(
            start.at + timedelta(hours=self.chance.uniform(0.3, 9)),
            start.at + (self.now - start.at) * 0.8,
        )
        if self.chance.random() < 0.55:
            return [Step(OrderStatus.CANCELLED, at, Actor.CUSTOMER, start.actor_id)]
        reason = self._weighted(
            (
                (CancelReason.STOCK_OUT, 40),
                (CancelReason.UNREACHABLE, 25),
                (CancelReason.BUYER_REQUEST, 25),
                (CancelReason.WRONG_PRICE, 10),
            )
        )
        return [Step(OrderStatus.CANCELLED, at, Actor.SELLER, seller, reason)]

    def _weighted(self, choices: Sequence[tuple[Value, int]]) -> Value:
        values = [value for value, _weight in choices]
        return self.chance.choices(values, [weight for _value, weight in choices])[0]
