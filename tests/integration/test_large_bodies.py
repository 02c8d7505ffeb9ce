"""Large bodies are for sellers only: anybody else's is refused before it is read (B24)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import Product, ProductImage
from app.db import db
from app.sheets.models import SheetImport
from app.storage import storage
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.pictures import picture_bytes
from tests.support.client import ShopClient

SEVEN_MEGABYTES = 7 * 1024 * 1024
TARGETS = ("/seller/products/new", "/seller/pictures", "/seller/sheets/imports")


def multipart(csrf_token: str) -> bytes:
    """A form with a picture and a sheet in it, of seven megabytes."""
    files = [
        ("pictures", "foto.jpg", picture_bytes()),
        ("file", "lembar.csv", b"SKU,Stok\nA,5\n"),
        ("other", "isi.bin", b"\0" * SEVEN_MEGABYTES),
    ]
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + csrf_token.encode(),
        *(
            f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + content
            for name, file_name, content in files
        ),
        b"--b--\r\n",
    ]
    return b"\r\n".join(parts)


def send(client: ShopClient, url: str) -> Any:
    body = multipart(client.csrf_token())
    return client.http.post(url, data=body, content_type="multipart/form-data; boundary=b")


def stored() -> tuple[int, ...]:
    """How many rows and files a form of these pages can have left."""
    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Product, ProductImage, SheetImport)
    ]
    return (*counts, sum(1 for _file in storage().files()))


@pytest.mark.parametrize("url", TARGETS)
@pytest.mark.parametrize("visitor", ["nobody", "a customer"])
def test_who_does_not_sell_sends_nothing_large(app: Flask, url: str, visitor: str) -> None:
    client = ShopClient(app)
    if visitor == "a customer":
        sign_in_as(client, make_customer())
    before = stored()
    assert send(client, url).status_code == 413
    assert stored() == before


@pytest.mark.parametrize("url", TARGETS)
def test_a_sellers_large_form_is_read(app: Flask, url: str) -> None:
    """A sheet is at most five megabytes, so there its bound is another."""
    client = sign_in_as(ShopClient(app), make_seller()[0])
    expected = {"/seller/products/new": 422, "/seller/pictures": 201}
    assert send(client, url).status_code == expected.get(url, 303)
