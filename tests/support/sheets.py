"""A seller's sheets in tests: made, sent, looked at and agreed to as a browser does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.catalogue.models import Product, Variant
from app.db import db
from tests.support.client import ShopClient

Rows = Sequence[Sequence[Any]]
IMPORTS = "/seller/sheets/imports"


def csv_file(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def xlsx_file(rows: Rows) -> bytes:
    """The rows as an XLSX file."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send_file(
    client: ShopClient, content: bytes, name: str = "lembar.csv", **fields: Any
) -> TestResponse:
    """Upload a file."""
    return _send(client, {"file": FileStorage(io.BytesIO(content), name), **fields})


def paste(client: ShopClient, rows: Rows | str, **fields: Any) -> TestResponse:
    """Paste rows as a spreadsheet program copies them."""
    text = rows if isinstance(rows, str) else "\n".join("\t".join(map(str, row)) for row in rows)
    return _send(client, {"rows": text, **fields})


def _send(client: ShopClient, fields: dict[str, Any]) -> TestResponse:
    """POST as a browser encodes it; Flask's own client would leave a large body's file open."""
    boundary, body = encode_multipart({**fields, "csrf_token": client.csrf_token()})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.http.post(IMPORTS, data=body, content_type=kind)


def preview_of(client: ShopClient, answer: TestResponse) -> TestResponse:
    """The preview that an upload leads to."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["Location"])


def seen_in(page: TestResponse) -> str:
    """What the form of a preview says that was shown; empty when it offers nothing to write."""
    found = re.search(r'name="seen" value="(\w+)"', page.text)
    return found[1] if found else ""


def apply(client: ShopClient, answer: TestResponse, **options: Any) -> TestResponse:
    """Look at the preview that an upload leads to, and say yes to it."""
    location = answer.headers["Location"]
    seen = seen_in(preview_of(client, answer))
    return client.post_form(f"{location}/apply", {"seen": seen}, **options)


def shop_rows(store_id: int) -> list[tuple[Any, ...]]:
    """(name, SKU, options, price, stock) of all that the store has, in order."""
    db.session.rollback()
    return [
        tuple(row)
        for row in db.session.execute(
            select(Product.name, Variant.sku, Variant.options, Variant.price, Variant.stock)
            .join(Product, Product.id == Variant.product_id)
            .where(Variant.store_id == store_id)
            .order_by(Product.id, Variant.position, Variant.id)
        )
    ]
