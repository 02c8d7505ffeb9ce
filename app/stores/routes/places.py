"""What the shop knows about a location while a seller types it: suggestions, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from app.places import PROVINCE_OF_CITY, KnownPlace, city_name, known_place
from app.stores.queries import locations_like

MOST_SUGGESTIONS = 20


@dataclass(frozen=True)
class Suggestion:
    """A location to choose, and the province it lies in as far as that is known."""

    location: str
    province: str


@dataclass(frozen=True)
class LocationHint:
    """What follows from a location for the price of shipping; `known` is None for a strange one."""

    location: str
    known: KnownPlace | None


def hint_for(location: str) -> LocationHint:
    """What the seller should know about this location."""
    return LocationHint(location, known_place(location))


def all_cities() -> list[Suggestion]:
    """Every city that the shop knows."""
    return [Suggestion(name.title(), province) for name, province in sorted(_cities())]


def suggestions_for(typed: str) -> list[Suggestion]:
    """Where other stores are that begins like this, then cities that have it in their name."""
    others = [Suggestion(place, _province(place)) for place in locations_like(typed)]
    seen = {other.location.casefold() for other in others}
    wanted = city_name(typed)
    cities = [
        city
        for city in all_cities()
        if wanted in city.location.casefold() and city.location.casefold() not in seen
    ]
    return [*others, *cities][:MOST_SUGGESTIONS]


def _cities() -> list[tuple[str, str]]:
    return list(PROVINCE_OF_CITY.items())


def _province(location: str) -> str:
    known = known_place(location)
    return known.province if known else ""
