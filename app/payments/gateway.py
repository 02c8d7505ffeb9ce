"""Where the money is asked for: an interface, and the simulated gateway behind it.

`charge` is called inside the checkout's transaction, so it must be pure: no network, no waiting
(A8). The simulated gateway decides at once. A real one would answer "awaiting" here, keep its own
reference, and talk to its provider from a job after the commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.payments.models import PaymentMethod, PaymentStatus


@dataclass(frozen=True)
class Charge:
    """The gateway's answer; `reference` is its own name for the payment."""

    status: PaymentStatus
    reference: str


class PaymentGateway(Protocol):
    """What a checkout asks of whoever moves the money."""

    def charge(self, *, group_number: str, method: PaymentMethod, amount: int) -> Charge:
        """Ask for `amount` rupiah for a checkout; called again with the same number, the same."""
        ...


class SimulatedGateway:
    """Every payment succeeds at once; cash on delivery is due at the door."""

    def charge(self, *, group_number: str, method: PaymentMethod, amount: int) -> Charge:
        """PAID, or DUE_ON_DELIVERY for cash."""
        if method is PaymentMethod.COD:
            return Charge(PaymentStatus.DUE_ON_DELIVERY, "")
        return Charge(PaymentStatus.PAID, f"SIM-{group_number}")


gateway: PaymentGateway = SimulatedGateway()
