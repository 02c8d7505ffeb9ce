"""How much of everything the demo shop has: chosen at random, always the same."""

from __future__ import annotations

from random import Random

from app.demo.shape import LOW, SOLD_OUT

EMPTY_CHANCE = 0.10
FEW_CHANCE = 0.15


def units_left(level: str, chance: Random, *, is_choice: bool) -> int:
    """What is left of one variant; of a choice among several, some may be gone."""
    if level == SOLD_OUT:
        return 0
    if level == LOW:
        return chance.randint(1, 7)
    if is_choice and chance.random() < EMPTY_CHANCE:
        return 0
    if is_choice and chance.random() < FEW_CHANCE:
        return chance.randint(2, 9)
    return chance.randint(14, 120)
