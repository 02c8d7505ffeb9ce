"""Choosing a variant by its options, one after the other."""

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
    """The variant that is chosen, and what else can be."""

    variant: VariantView
    axes: tuple[OptionAxis, ...]
    is_exact: bool


def choose(
    variants: Sequence[VariantView], *, wanted: Mapping[str, str], variant_id: int | None = None
) -> Choice:
    """The variant that matches `wanted` (form field to value), or the nearest one that exists.

    Without any wish the first variant that is in stock. `is_exact` is False when the wished
    combination does not exist and another is shown in its place.
    """
    labels = _labels(variants)
    by_label = {
        label: wanted[f"{PREFIX}{number}"]
        for number, label in enumerate(labels)
        if f"{PREFIX}{number}" in wanted
    }
    chosen = next((v for v in variants if v.id == variant_id), None) if not by_label else None
    if chosen is None:
        chosen = _nearest(variants, by_label)
    exact = all(chosen.options.get(label) == value for label, value in by_label.items())
    axes = tuple(
        _axis(variants, chosen, number=number, label=label) for number, label in enumerate(labels)
    )
    return Choice(variant=chosen, axes=axes, is_exact=exact)


def _labels(variants: Sequence[VariantView]) -> list[str]:
    """The axes in the order in which the variants name them."""
    return list(dict.fromkeys(label for variant in variants for label in variant.options))


def _nearest(variants: Sequence[VariantView], wanted: Mapping[str, str]) -> VariantView:
    """Most wishes met first, then in stock, then the seller's order."""

    def merit(variant: VariantView) -> tuple[int, bool]:
        met = sum(variant.options.get(label) == value for label, value in wanted.items())
        return met, variant.stock > 0

    return max(variants, key=merit)


def _axis(
    variants: Sequence[VariantView], chosen: VariantView, *, number: int, label: str
) -> OptionAxis:
    texts = dict.fromkeys(
        variant.options[label] for variant in variants if label in variant.options
    )
    values = []
    for text in texts:
        same = [v for v in variants if v.options == {**chosen.options, label: text}]
        note = "missing" if not same else "" if any(v.stock for v in same) else "sold_out"
        values.append(OptionValue(text, chosen.options.get(label) == text, note))
    return OptionAxis(f"{PREFIX}{number}", label, tuple(values))
