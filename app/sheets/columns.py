"""The columns of a seller's sheet: what each is called, and under which other names it is known.

The sheet that is exported has Indonesian headings whatever the page's language is, so that one
file means one thing; an import also knows the English ones, and those that people write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.web.typed import clean_line

MOST_OPTIONS = 3


@dataclass(frozen=True)
class Column:
    """`key` is what the code calls it, `heading` what stands in the sheet."""

    key: str
    heading: str
    known_as: tuple[str, ...] = ()


def _option(number: int) -> tuple[Column, Column]:
    return (
        Column(
            f"option{number}_name",
            f"Pilihan {number}",
            (f"nama pilihan {number}", f"option {number}", f"option {number} name"),
        ),
        Column(
            f"option{number}_value",
            f"Nilai {number}",
            (f"nilai pilihan {number}", f"value {number}", f"option {number} value"),
        ),
    )


COLUMNS = (
    Column("sku", "SKU", ("kode", "kode sku", "kode barang", "sku induk", "seller sku")),
    Column("name", "Nama produk", ("nama", "produk", "name", "product", "product name")),
    Column("category", "Kategori", ("category",)),
    Column("description", "Deskripsi", ("keterangan", "description", "deskripsi produk")),
    Column("status", "Status"),
    *_option(1),
    *_option(2),
    *_option(3),
    Column("price", "Harga", ("harga rp", "harga rupiah", "price", "price rp")),
    Column("stock", "Stok", ("stock", "jumlah stok", "quantity", "qty")),
    Column(
        "stock_before",
        "Stok saat diunduh",
        ("stock before", "stok sebelumnya", "stock when downloaded"),
    ),
    Column("weight", "Berat (gram)", ("berat", "weight", "weight gram", "weight grams", "berat g")),
    Column(
        "threshold",
        "Batas stok menipis",
        ("low stock threshold", "batas stok", "stok minimum", "low stock"),
    ),
)
KEYS = tuple(column.key for column in COLUMNS)
HEADINGS = {column.key: column.heading for column in COLUMNS}
OPTION_KEYS = tuple((f"option{n}_name", f"option{n}_value") for n in range(1, MOST_OPTIONS + 1))
# What the file of refused rows has besides; it comes back with them and means nothing.
REASON_HEADING = "Masalah"
LINE_HEADING = "Baris"
# For counting stock only: as few columns as it takes.
STOCK_KEYS = ("sku", "name", *(value for _name, value in OPTION_KEYS), "stock", "stock_before")


def folded(heading: str) -> str:
    """A heading as it is compared: without case, signs and spare room."""
    return " ".join(re.findall(r"\w+", (clean_line(heading) or "").casefold().replace("_", " ")))


_KNOWN = {
    folded(name): column.key
    for column in COLUMNS
    for name in (column.key, column.heading, *column.known_as)
}
_OURS = {folded(REASON_HEADING), folded(LINE_HEADING)}


def key_of(heading: str) -> str | None:
    """The column that this heading names, or None for one that we do not know."""
    return _KNOWN.get(folded(heading))


def goes_without_saying(heading: str) -> bool:
    """An empty heading, or one that we added ourselves: nobody needs to hear that it is ignored."""
    return not folded(heading) or folded(heading) in _OURS
