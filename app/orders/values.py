"""Plain values that the services, the mails and the pages of this feature hand to each other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from app.orders.drafts import Draft, StoreDraft
from app.orders.states import Actor, OrderStatus
from app.payments.gateway import Charge
from app.payments.models import PaymentMethod


@dataclass(frozen=True)
class DeliveryAddress:
    """Where the parcels go; copied into every order."""

    recipient: str
    phone: str
    line: str
    district: str
    city: str
    province: str
    postal_code: str


@dataclass(frozen=True)
class CheckoutRequest:
    """What a buyer asked for with one click; `seen_total` is in rupiah."""

    buyer_id: int
    buyer_name: str
    buyer_email: str
    buyer_locale: str
    idempotency_key: str
    address: DeliveryAddress
    payment_method: PaymentMethod
    note: str
    seen_total: int
    seen_lines: dict[int, tuple[int, int]]

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything but the key: the same key must mean the same content (A2)."""
        content = [
            asdict(self.address),
            self.payment_method,
            self.note,
            self.seen_total,
            sorted(self.seen_lines.items()),
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class NewOrder:
    """One store's part, with the number that its stock movements, items and mails carry."""

    number: str
    store: StoreDraft


@dataclass(frozen=True)
class NewGroup:
    """A checkout that is being written."""

    number: str
    placed_at: datetime
    orders: tuple[NewOrder, ...]
    draft: Draft
    charge: Charge


@dataclass(frozen=True)
class OrderContact:
    """An order as a step needs it: where it is, and how to reach both sides."""

    id: int
    number: str
    group_id: int
    store_id: int
    status: str
    payment_method: str
    payment_status: str
    shipped_at: datetime | None
    courier: str | None
    tracking_number: str | None
    total: int
    store_name: str
    buyer_name: str
    buyer_email: str
    buyer_locale: str
    seller_name: str
    seller_email: str
    seller_locale: str


@dataclass(frozen=True)
class StepRequest:
    """What somebody wants done with an order; empty strings stand for "not given"."""

    to: str
    actor: Actor
    actor_id: int | None
    reason: str = ""
    note: str = ""
    courier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True)
class Step:
    """One step that is being taken, checked and complete."""

    order: OrderContact
    target: OrderStatus
    actor: Actor
    actor_id: int | None
    at: datetime
    reason: str = ""
    note: str = ""
    courier: str | None = None
    tracking_number: str | None = None

    @property
    def is_refunded(self) -> bool:
        """The buyer gets money back by this step."""
        return self.target == OrderStatus.CANCELLED and self.order.payment_status == "PAID"
