"""Option axes and their combinations; pure, so that every rule can be read in its tests.

An axis is one thing to choose, "Warna" with "Merah" and "Biru". The combinations of all axes are a
product's variants, the last axis changing fastest. When a seller changes the axes, `compare` says
which combination each new one continues, so that its SKU, price and stock stay with it:

- An axis is known by its name, a value by its text, wherever they stand now.
- An axis is renamed when as many axes are left, it stands where the old one stood, and they share
  a value. With another name and other values it is another axis.
- A value is renamed when its axis has as many values as before and it stands where one that is
  gone stood.
- An axis more: what there was is the first value of the new axis.
- An axis less: of the combinations that become one, the first stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

MAXIMUM_AXES = 3
MAXIMUM_COMBINATIONS = 100
LONGEST_AXIS_NAME = 30
LONGEST_VALUE = 40


@dataclass(frozen=True)
class Axis:
    """One thing to choose, and what can be chosen; no value stands twice."""

    name: str
    values: tuple[str, ...]


Axes = tuple[Axis, ...]
Options = dict[str, str]


def split_values(text: str) -> list[str]:
    """What was typed between commas, without the blank ones, in order.

    Where there is a semicolon, only semicolons part the values: "1,5 L; 2 L" are two. A value may
    stand in double quotes, which keep what parts values; a quote inside of them is doubled.
    """
    values, separators = _parted(text, ",;")
    if ";" in separators:
        values, _separators = _parted(text, ";")
    return [value for value in values if value]


def _parted(text: str, separators: str) -> tuple[list[str], str]:
    """The values, and what stands between them."""
    pattern = re.compile(
        rf'\s*"((?:[^"]|"")*+)"\s*(?=[{separators}]|\Z)|[^{separators}]*', re.DOTALL
    )
    values: list[str] = []
    found = ""
    place = 0
    while match := pattern.match(text, place):
        quoted = match[1]
        value = match[0] if quoted is None else quoted.replace('""', '"')
        values.append(" ".join(value.split()))
        place = match.end() + 1
        if place > len(text):
            break
        found += text[place - 1]
    return values, found


def join_values(values: Sequence[str]) -> str:
    """The text that `split_values` reads as these values."""
    if any(";" in value or '"' in value for value in values):
        return ", ".join(_quoted(value) for value in values)
    if not any("," in value for value in values):
        return ", ".join(values)
    # As people write it; a quote would be needed for few of them only.
    return "; ".join(values) if len(values) > 1 else f"{values[0]};"


def _quoted(value: str) -> str:
    if "," in value or ";" in value or value.startswith('"'):
        return '"' + value.replace('"', '""') + '"'
    return value


def without_repeats(values: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the values once each, those that stood there again); "merah" repeats "Merah"."""
    once: dict[str, str] = {}
    repeats: dict[str, str] = {}
    for value in values:
        (repeats if value.casefold() in once else once).setdefault(value.casefold(), value)
    return tuple(once.values()), tuple(repeats.values())


def count(axes: Axes) -> int:
    """How many combinations there are; one without axes."""
    return prod(len(axis.values) for axis in axes)


def combinations(axes: Axes) -> list[Options]:
    """Every combination, the last axis changing fastest; [{}] without axes."""
    names = [axis.name for axis in axes]
    return [
        dict(zip(names, values, strict=True)) for values in product(*(axis.values for axis in axes))
    ]


def axes_of(options: Iterable[Mapping[str, str]]) -> Axes:
    """The axes of these combinations, names and values in the order in which they appear."""
    values: dict[str, dict[str, None]] = {}
    for one in options:
        for name, value in one.items():
            values.setdefault(name, {})[value] = None
    return tuple(Axis(name, tuple(texts)) for name, texts in values.items())


@dataclass(frozen=True)
class Origin:
    """The old combination, by its number, that a new one comes from.

    It continues the old one when `is_same`; otherwise it is a new one, and the old one is only the
    nearest, whose price and weight are a good guess.
    """

    number: int
    is_same: bool


@dataclass(frozen=True)
class Change:
    """What becomes of old axes: an origin for each new combination, in their order.

    `renamed` has (old, new) names of axes and values; `added` are the axes that are new.
    """

    origins: tuple[Origin, ...]
    renamed: tuple[tuple[str, str], ...]
    added: Axes
    removed: Axes


def compare(old: Axes, new: Axes) -> Change:
    """Which of the old combinations each of the new ones continues, by the rules above."""
    places = _places(old, new)
    values = {place: _places_of_values(old[place], new[there]) for place, there in places.items()}
    origins = tuple(
        _origin(old, chosen, places, values)
        for chosen in product(*(range(len(axis.values)) for axis in new))
    )
    return Change(
        origins,
        tuple(_renamed(old, new, places, values)),
        tuple(axis for number, axis in enumerate(new) if number not in places.values()),
        tuple(axis for number, axis in enumerate(old) if number not in places),
    )


def _places(old: Axes, new: Axes) -> dict[int, int]:
    """Where each old axis stands now, for those that are still there."""
    by_name = {axis.name.casefold(): place for place, axis in enumerate(new)}
    found = {
        place: by_name[axis.name.casefold()]
        for place, axis in enumerate(old)
        if axis.name.casefold() in by_name
    }
    if len(old) == len(new):
        for place in range(len(old)):
            is_free = place not in found and place not in found.values()
            if is_free and _folded(old[place]) & _folded(new[place]):
                found[place] = place
    return found


def _folded(axis: Axis) -> set[str]:
    return {value.casefold() for value in axis.values}


def _places_of_values(old: Axis, new: Axis) -> dict[int, int]:
    """For each value of the new axis that continues an old one: where that stood."""
    before = {value.casefold(): place for place, value in enumerate(old.values)}
    found = {
        place: before[value.casefold()]
        for place, value in enumerate(new.values)
        if value.casefold() in before
    }
    if len(old.values) == len(new.values):
        taken = set(found.values())
        for place in range(len(new.values)):
            if place not in found and place not in taken:
                found[place] = place
    return found


def _origin(
    old: Axes,
    chosen: Sequence[int],
    places: Mapping[int, int],
    values: Mapping[int, Mapping[int, int]],
) -> Origin:
    """`chosen` has the number of the chosen value for each new axis."""
    known = set(places.values())
    is_same = all(value == 0 for place, value in enumerate(chosen) if place not in known)
    number = 0
    for place, axis in enumerate(old):
        before = values[place].get(chosen[places[place]]) if place in places else 0
        is_same = is_same and before is not None
        number = number * len(axis.values) + (before or 0)
    return Origin(number, is_same)


def _renamed(
    old: Axes,
    new: Axes,
    places: Mapping[int, int],
    values: Mapping[int, Mapping[int, int]],
) -> Iterable[tuple[str, str]]:
    for place, there in places.items():
        pairs = [
            (old[place].name, new[there].name),
            *((old[place].values[b], new[there].values[a]) for a, b in values[place].items()),
        ]
        yield from ((before, now) for before, now in pairs if before.casefold() != now.casefold())
