"""Choosing a variant by its options; pure, so that every case can be read in its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.queries import VariantView

PREFIX = "option-"


@dataclass(frozen=True)
class OptionValue:
    """One value of an axis; `note` says what it would lead to.

    "sold_out" in every combination, "sold_out_here" or "missing" with the other choices made.
    """

    text: str
    is_chosen: bool
    note: str


@dataclass(frozen=True)
class OptionAxis:
    """One thing to choose, such as Warna; `name` is its form field.

    `beside` is what is chosen of the others, such as "XL": a note about a combination names it, and
    so stays true while another choice is made that nobody has sent yet.
    """

    name: str
    label: str
    values: tuple[OptionValue, ...]
    beside: str


@dataclass(frozen=True)
class Choice:
    """The variant that is chosen, and what else can be.

    `is_exact` is False when the wished combination does not exist and the nearest one is shown;
    the axes then have the nearest one's values chosen, or the wished ones where they are kept.
    """

    variant: VariantView
    axes: tuple[OptionAxis, ...]
    is_exact: bool

    @property
    def words(self) -> str:
        """The chosen options in words, such as "Merah, L"."""
        return in_words(self.variant.options)


def in_words(options: Mapping[str, str]) -> str:
    """A variant's options without their labels, such as "Merah, L"."""
    return ", ".join(str(value) for value in options.values())


def full_name(name: str, options: Mapping[str, str]) -> str:
    """A product and which of it, such as "Kaus (Merah, L)"."""
    return f"{name} ({in_words(options)})" if options else name


def wishes_in(values: Mapping[str, str]) -> dict[str, str]:
    """What of a form or an address is a wish: form field to value."""
    return {name: value for name, value in values.items() if name.startswith(PREFIX)}


def exactly(
    variants: Sequence[VariantView], *, wanted: Mapping[str, str], variant_id: int
) -> VariantView | None:
    """The variant that has every wished value, or None: what is bought is never guessed.

    Where several do, because they are told apart by an axis about which nothing was wished, it is
    the one with `variant_id`, if that is among them.
    """
    labels = {f"{PREFIX}{number}": label for number, label in enumerate(_labels(variants))}
    if not labels.keys() >= wanted.keys():
        return None
    found = [
        variant
        for variant in variants
        if all(variant.options.get(labels[name]) == value for name, value in wanted.items())
    ]
    return next((v for v in found if v.id == variant_id), found[0] if found else None)


def choose(
    variants: Sequence[VariantView],
    *,
    wanted: Mapping[str, str],
    variant_id: int | None = None,
    keep: bool = False,
) -> Choice:
    """The variant that matches `wanted` (form field to value), or the nearest that exists.

    `variant_id` is the one shown so far: a wish that differs from it was made just now and counts
    for more than one that was there before. Without any wish it is the choice itself, and without
    that the first variant in stock. `keep` leaves the wishes chosen also where no variant has them
    all.
    """
    labels = _labels(variants)
    wishes = {
        label: wanted[f"{PREFIX}{number}"]
        for number, label in enumerate(labels)
        if _offers(variants, label, wanted.get(f"{PREFIX}{number}"))
    }
    shown = next((variant for variant in variants if variant.id == variant_id), None)
    chosen = shown if shown and not wishes else _nearest(variants, wishes, shown)
    options = {**chosen.options, **wishes} if keep else chosen.options
    return Choice(
        variant=chosen,
        axes=tuple(_axis(variants, options, number, label) for number, label in enumerate(labels)),
        is_exact=all(chosen.options.get(label) == wish for label, wish in wishes.items()),
    )


def _labels(variants: Sequence[VariantView]) -> list[str]:
    """The axes, numbered by their place here."""
    return list(dict.fromkeys(label for variant in variants for label in variant.options))


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
    variants: Sequence[VariantView], options: Mapping[str, str], number: int, label: str
) -> OptionAxis:
    texts = dict.fromkeys(v.options[label] for v in variants if label in v.options)
    values = tuple(
        OptionValue(text, options.get(label) == text, _note(variants, options, label, text))
        for text in texts
    )
    beside = in_words({other: text for other, text in options.items() if other != label})
    return OptionAxis(f"{PREFIX}{number}", label, values, beside)


def _note(
    variants: Sequence[VariantView], options: Mapping[str, str], label: str, text: str
) -> str:
    same = [v for v in variants if v.options == {**options, label: text}]
    if not same:
        return "missing"
    if any(v.stock for v in same):
        return ""
    is_left = any(v.stock for v in variants if v.options.get(label) == text)
    return "sold_out_here" if is_left else "sold_out"
