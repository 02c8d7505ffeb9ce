"""How far two places of Indonesia are from each other, roughly: enough to simulate a price.

What app.places does not know counts as far away, so nobody is charged too little.
"""

from __future__ import annotations

from enum import StrEnum

from app.places import ISLAND_OF_PROVINCE, PROVINCE_OF_CITY, city_name


class Zone(StrEnum):
    """From near to far."""

    SAME_CITY = "same_city"
    SAME_ISLAND = "same_island"
    ELSEWHERE = "elsewhere"


def zone_between(origin: str, city: str, province: str) -> Zone:
    """The zone from a store's location to a city in a province."""
    from_city, to_city = city_name(origin), city_name(city)
    from_province = PROVINCE_OF_CITY.get(from_city)
    if from_city and from_city == to_city and from_province in (None, province):
        return Zone.SAME_CITY
    island = ISLAND_OF_PROVINCE.get(province)
    if from_province is not None and island == ISLAND_OF_PROVINCE[from_province]:
        return Zone.SAME_ISLAND
    return Zone.ELSEWHERE
