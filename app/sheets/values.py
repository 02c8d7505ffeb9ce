"""A row's texts as what they mean: whole rupiah, units, grams, options, a status.

An empty cell says nothing: what it stands for stays as it is. Numbers are written as people in
Indonesia write them, and what could be read in two ways is refused rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from app.catalogue.models import ProductStatus
from app.sheets.columns import OPTION_KEYS
from app.sheets.guarding import MARK
from app.sheets.problems import Faults, Problem, Row, Wrong
from app.web.typed import clean_block, clean_line

DEAREST = 10**12  # rupiah
MOST_UNITS = 1_000_000
HEAVIEST = 1_000_000  # grams
LONGEST_SKU = 64
LONGEST_NAME = 200
LONGEST_CATEGORY = 120
LONGEST_DESCRIPTION = 10_000
LONGEST_OPTION = 50
_WHOLE = re.compile(r"\d{1,15}|\d{1,3}(\.\d{3}){1,4}", re.ASCII)
_CURRENCY = re.compile(r"^(rp\.?|idr)\s*", re.IGNORECASE)
_CENTS = re.compile(r"(,00|,-|\.-)$")
_GRAMS = re.compile(r"\s*(g|gr|gram)$", re.IGNORECASE)
_STATUSES = {
    "aktif": ProductStatus.ACTIVE,
    "active": ProductStatus.ACTIVE,
    "draf": ProductStatus.DRAFT,
    "draft": ProductStatus.DRAFT,
    "arsip": ProductStatus.ARCHIVED,
    "diarsipkan": ProductStatus.ARCHIVED,
    "archived": ProductStatus.ARCHIVED,
}
STATUS_WORDS = {
    ProductStatus.ACTIVE: "aktif",
    ProductStatus.DRAFT: "draf",
    ProductStatus.ARCHIVED: "arsip",
}


@dataclass(frozen=True)
class Wanted:
    """What a row asks for; None and an empty text ask for nothing."""

    row: Row
    sku: str
    name: str
    category: str
    description: str
    status: ProductStatus | None
    options: dict[str, str] | None
    price: int | None
    stock: int | None
    stock_before: int | None
    weight: int | None
    threshold: int | None

    @property
    def line(self) -> int:
        return self.row.line


def wanted(row: Row) -> Wanted:
    """What this row asks for; raises Wrong with all that cannot be understood."""
    cells = row.cells
    faults = Faults()
    sku = faults.of(partial(_line, cells, "sku", LONGEST_SKU))
    name = faults.of(partial(_line, cells, "name", LONGEST_NAME))
    if sku == "" and name == "":
        faults.found.append(Problem("nameless"))
    whole = Wanted(
        row=row,
        sku=sku or "",
        name=name or "",
        category=faults.of(partial(_line, cells, "category", LONGEST_CATEGORY)) or "",
        description=faults.of(partial(_description, cells)) or "",
        status=faults.of(partial(_status, cells)),
        options=faults.of(partial(_options, cells)),
        price=faults.of(partial(_price, cells)),
        stock=faults.of(partial(_number, cells, "stock", MOST_UNITS)),
        stock_before=faults.of(partial(_number, cells, "stock_before", 2**31)),
        weight=faults.of(partial(_number, cells, "weight", HEAVIEST, unit=_GRAMS)),
        threshold=faults.of(partial(_number, cells, "threshold", MOST_UNITS)),
    )
    faults.raise_any()
    return whole


def _line(cells: dict[str, str], key: str, longest: int) -> str:
    text = clean_line(cells.get(key)) or ""
    if len(text) > longest:
        raise Wrong("too_long", column=key, most=longest)
    return text


def _description(cells: dict[str, str]) -> str:
    text = clean_block(cells.get("description")) or ""
    if len(text) > LONGEST_DESCRIPTION:
        raise Wrong("too_long", column="description", most=LONGEST_DESCRIPTION)
    return text


def _status(cells: dict[str, str]) -> ProductStatus | None:
    text = _line(cells, "status", LONGEST_NAME)
    if not text:
        return None
    if text.casefold() not in _STATUSES:
        raise Wrong("status_unknown", value=text[:LONGEST_OPTION])
    return _STATUSES[text.casefold()]


def _options(cells: dict[str, str]) -> dict[str, str] | None:
    """The options in their order; None when the row has none and thereby asks for nothing."""
    found: dict[str, str] = {}
    for name_key, value_key in OPTION_KEYS:
        name = _line(cells, name_key, LONGEST_OPTION)
        value = _line(cells, value_key, LONGEST_OPTION)
        if not name and not value:
            continue
        if not name or not value:
            raise Wrong("half_option", column=name_key if not name else value_key)
        if name.casefold() in {known.casefold() for known in found}:
            raise Wrong("option_twice", name=name)
        found[name] = value
    return found or None


def _price(cells: dict[str, str]) -> int | None:
    text = _CURRENCY.sub("", _line(cells, "price", LONGEST_NAME).lstrip(MARK))
    return _whole(_CENTS.sub("", text).strip(), "price", DEAREST, cells, least=1)


def _number(
    cells: dict[str, str], key: str, most: int, *, unit: re.Pattern[str] | None = None
) -> int | None:
    # A negative number came back guarded, and lost only its sign when it was mended.
    text = _line(cells, key, LONGEST_NAME).lstrip(MARK)
    return _whole(unit.sub("", text) if unit else text, key, most, cells)


def _whole(text: str, key: str, most: int, cells: dict[str, str], least: int = 0) -> int | None:
    if not text and not (cells.get(key) or "").strip():
        return None
    if not _WHOLE.fullmatch(text):
        typed = cells[key].strip()[:LONGEST_OPTION]
        raise Wrong("no_number", column=key, value=typed, least=least, most=most)
    number = int(text.replace(".", ""))
    if number > most:
        raise Wrong("too_high", column=key, most=most)
    return number
