"""Choosing a variant by its options; pure, so that every case can be read in its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.queries import VariantView

PREFIX = "option-"


@dataclass(frozen=True)
class OptionValue:
    """One value of an axis; `note` is "" | "sold_out" | "missing" with the other choices made."""

    text: str
    is_chosen: bool
    note: str


@dataclass(frozen=True)
class OptionAxis:
    """One thing to choose, such as Warna; `name` is its form field."""

    name: str
    label: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True)
class Choice:
    """The variant that is chosen, and what else can be.

    `is_exact` is False when the wished combination does not exist and the nearest one is shown.
    """

    variant: VariantView
    axes: tuple[OptionAxis, ...]
    is_exact: bool

    @property
    def words(self) -> str:
        """The chosen options in words, such as "Merah, L"."""
        return ", ".join(str(value) for value in self.variant.options.values())


def choose(
    variants: Sequence[VariantView], *, wanted: Mapping[str, str], variant_id: int | None = None
) -> Choice:
    """The variant that matches `wanted` (form field to value), or the nearest that exists.

    `variant_id` is the one shown so far: a wish that differs from it was made just now and counts
    for more than one that was there before. Without any wish it is the choice itself, and without
    that the first variant in stock.
    """
    labels = list(dict.fromkeys(label for variant in variants for label in variant.options))
    wishes = {
        label: wanted[f"{PREFIX}{number}"]
        for number, label in enumerate(labels)
        if _offers(variants, label, wanted.get(f"{PREFIX}{number}"))
    }
    shown = next((variant for variant in variants if variant.id == variant_id), None)
    chosen = shown if shown and not wishes else _nearest(variants, wishes, shown)
    return Choice(
        variant=chosen,
        axes=tuple(_axis(variants, chosen, number, label) for number, label in enumerate(labels)),
        is_exact=all(chosen.options.get(label) == wish for label, wish in wishes.items()),
    )


def _offers(variants: Sequence[VariantView], label: str, value: str | None) -> bool:
    return value is not None and any(v.options.get(label) == value for v in variants)


def _nearest(
    variants: Sequence[VariantView], wishes: Mapping[str, str], shown: VariantView | None
) -> VariantView:
    """Most new wishes met, then most wishes, then in stock, then the seller's order."""
    before = shown.options if shown else {}
    new = {label: wish for label, wish in wishes.items() if before.get(label) != wish}

    def merit(variant: VariantView) -> tuple[int, int, bool]:
        return _met(variant, new), _met(variant, wishes), variant.stock > 0

    return max(variants, key=merit)


def _met(variant: VariantView, wishes: Mapping[str, str]) -> int:
    return sum(variant.options.get(label) == wish for label, wish in wishes.items())


def _axis(
    variants: Sequence[VariantView], chosen: VariantView, number: int, label: str
) -> OptionAxis:
    texts = dict.fromkeys(v.options[label] for v in variants if label in v.options)
    values = []
    for text in texts:
        same = [v for v in variants if v.options == {**chosen.options, label: text}]
        note = "missing" if not same else "" if any(v.stock for v in same) else "sold_out"
        values.append(OptionValue(text, chosen.options.get(label) == text, note))
    return OptionAxis(f"{PREFIX}{number}", label, tuple(values))
