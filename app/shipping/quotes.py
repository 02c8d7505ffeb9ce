"""What it costs to send a store's parcel: an interface, and the simulated couriers behind it.

A quote is asked for inside the checkout's transaction too, so it must be pure (A8): the tariffs of
a real courier would be fetched by a job and read from a table here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.shipping.zones import Zone, zone_between

GRAMS_PER_KILOGRAM = 1000


@dataclass(frozen=True)
class Quote:
    """A price in rupiah, who carries it, and in how many days at the earliest and latest."""

    cost: int
    courier: str
    days: tuple[int, int]


class ShippingQuoter(Protocol):
    """What a checkout asks of whoever carries the parcels."""

    def quote(
        self,
        origin: str,
        destination_city: str,
        destination_province: str,
        *,
        weight_grams: int,
    ) -> Quote:
        """The price from a store's location to a city, for one parcel."""
        ...


@dataclass(frozen=True)
class Tariff:
    """Rupiah for the first kilogram and for each one begun after it."""

    first: int
    further: int
    courier: str
    days: tuple[int, int]


TARIFFS = {
    Zone.SAME_CITY: Tariff(9_000, 3_000, "Antar Kota", (1, 2)),
    Zone.SAME_ISLAND: Tariff(14_000, 6_000, "Lintas Pulau", (2, 4)),
    Zone.ELSEWHERE: Tariff(29_000, 15_000, "Kirim Nusantara", (4, 8)),
}


class SimulatedQuoter:
    """Three tariffs by zone, by begun kilograms."""

    def quote(
        self,
        origin: str,
        destination_city: str,
        destination_province: str,
        *,
        weight_grams: int,
    ) -> Quote:
        """The tariff of the zone between the two."""
        tariff = TARIFFS[zone_between(origin, destination_city, destination_province)]
        kilograms = max(1, -(-weight_grams // GRAMS_PER_KILOGRAM))
        cost = tariff.first + tariff.further * (kilograms - 1)
        return Quote(cost, tariff.courier, tariff.days)


quoter: ShippingQuoter = SimulatedQuoter()
