"""B60: whatever belongs to a store, nobody else reaches, by any route and with any form.

The routes are found, not listed: a new one is tried as soon as it exists, and one whose address
needs an id that is not known here fails until it is given one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import User
from app.catalogue.models import Product, ProductImage
from app.clock import utcnow
from app.db import db, unit_of_work
from app.inventory.models import StockMovement
from app.model import Base
from app.sheets.models import SheetImport
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_category, variants_of
from tests.factories.orders import make_order
from tests.factories.pictures import picture_bytes, upload
from tests.support.client import ShopClient

# What a mere visit writes: sessions are noted as used.
NOT_THE_SHOPS = {"user_sessions", "alembic_version"}
PICTURE = "b" * 32
SECRETS = ("Cobek rahasia", "RAHASIA-1", "Pembeli Rahasia", "lembar-rahasia", PICTURE)


@dataclass(frozen=True)
class Belongings:
    """Everything of one store that an address or a form can name, and a category for new goods."""

    product: Product
    category_id: int
    variant_id: int
    movement_id: int
    picture_id: int
    order_number: str
    token: str

    def in_addresses(self) -> dict[str, object]:
        """The values of the routes' parameters, by their names."""
        return {
            "product_id": self.product.id,
            "variant_id": self.variant_id,
            "movement_id": self.movement_id,
            "picture_id": self.picture_id,
            "image_id": self.picture_id,
            "number": self.order_number,
            "token": self.token,
            "extension": "csv",
        }

    def in_forms(self) -> dict[str, object]:
        """A form that names all of it at once and asks for every change there is.

        It is complete enough for an upload and a sheet to be taken.
        """
        return {
            **{"product": self.product.id, "products": self.product.id},
            **{"product_id": self.product.id, "id": self.product.id},
            **{"variant": self.variant_id, "variant_id": self.variant_id},
            **{"picture": self.picture_id, "number": self.order_number, "token": self.token},
            **{"numbers": self.order_number, "lines": f"{self.order_number}\tRESI123456"},
            **{"to": "PROCESSING", "action": "process", "do": "archive", "courier": "JNE"},
            **{"stock": "3", "expected_stock": "7", "threshold": "3", "low_stock_threshold": "3"},
            **{"movement": self.movement_id, "movement_id": self.movement_id},
            **{"status": "ARCHIVED", "revision": "0"},
            **{"name": "Ulekan", "category_id": self.category_id, "price": "5000", "shown": "1"},
            **{"emptied": self.variant_id, "expected": "7", "undo": self.movement_id},
            **{"rows-0-variant_id": self.variant_id, "rows-0-sku": ""},
            **{"rows-0-stock": "3", "rows-0-expected_stock": "7", "rows-0-weight": "500"},
            "pictures": upload(picture_bytes(size=(80, 80))),
            **{"rows-0-image_id": self.picture_id, "rows-0-is_active": "on"},
            "rows": "SKU\tNama\tKategori\tHarga\tStok\n"
            "RAHASIA-1\tCobek rahasia\tDapur baru\t50000\t3",
            f"remove-{self.picture_id}": "y",
            f"alt-{self.picture_id}": "Milik saya",
            f"position-{self.picture_id}": "1",
        }


@pytest.fixture
def belongings(app: Flask) -> Belongings:
    """A store with a product, a picture, a ledger, an order and an import."""
    seller, store = make_seller()
    order = make_order(
        make_customer(name="Pembeli Rahasia"),
        store,
        name="Cobek rahasia",
        variants=[{"sku": "RAHASIA-1", "stock": 7}],
    )
    product = db.session.scalars(select(Product).where(Product.store_id == store.id)).one()
    variant_id, category_id = variants_of(product)[0].id, make_category("Dapur baru").id
    return unit_of_work(lambda: _more(seller, product, variant_id, category_id, order.number))


def _more(
    seller: User, product: Product, variant_id: int, category_id: int, number: str
) -> Belongings:
    picture = ProductImage(
        store_id=product.store_id, product_id=product.id, key=PICTURE, width=640, height=640
    )
    sheet = SheetImport(
        token="t" * 32,
        file_name="lembar-rahasia.csv",
        store_id=product.store_id,
        user_id=seller.id,
        rows=b"",
        created_at=utcnow(),
    )
    db.session.add_all([picture, sheet])
    db.session.flush()
    movement_id = db.session.scalars(
        select(StockMovement.id).where(StockMovement.variant_id == variant_id)
    ).first()
    assert movement_id is not None
    return Belongings(
        product, category_id, variant_id, movement_id, picture.id, number, sheet.token
    )


def seller_rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route of the seller's centre with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/seller"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def address(rule: Rule, values: dict[str, object]) -> str:
    """The route's address for what belongs to the store."""
    unknown = rule.arguments - set(values) - set(rule.defaults or ())
    assert not unknown, f"say in Belongings what {unknown} of {rule.rule} is"
    built = rule.build({name: values[name] for name in rule.arguments if name in values})
    assert built is not None
    return built[1]


def fingerprint() -> dict[str, str]:
    """What every table holds, short enough to compare."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr(connection.execute(select(table).order_by(*table.primary_key)).all()).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_THE_SHOPS
        }


def store_fingerprint(store_id: int) -> list[str]:
    """What every table that knows its store holds of this one."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return [
            repr(
                connection.execute(
                    select(table).where(table.c.store_id == store_id).order_by(*table.primary_key)
                ).all()
            )
            for table in Base.metadata.sorted_tables
            if "store_id" in table.c
        ]


def ask(client: ShopClient, method: str, url: str, form: dict[str, object], *, htmx: bool) -> int:
    """The status of this request, which must give nothing away."""
    if method == "GET":
        typed = {name: value for name, value in form.items() if name not in ("pictures", "rows")}
        query = typed if "?" not in url else {}
        answer = client.get(url, htmx=htmx, query_string=query)
    else:
        answer = client.post_form(url, form, htmx=htmx)
    content = unpacked(answer.data)
    assert not any(secret.encode() in content for secret in SECRETS), (method, url)
    assert answer.status_code < 500, (method, url)
    return answer.status_code


def unpacked(content: bytes) -> bytes:
    """The text inside a workbook, which is a ZIP file; anything else as it is."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as workbook:
        return b"".join(workbook.read(name) for name in workbook.namelist())


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stranger_is_led_to_the_login(app: Flask, belongings: Belongings, *, htmx: bool) -> None:
    kept = fingerprint()
    for rule, method in seller_rules(app):
        url = address(rule, belongings.in_addresses())
        status = ask(ShopClient(app), method, url, belongings.in_forms(), htmx=htmx)
        assert status == (401 if htmx else 303), (method, url)
    assert fingerprint() == kept


@pytest.mark.parametrize("htmx", [False, True])
def test_a_customer_is_refused(app: Flask, belongings: Belongings, *, htmx: bool) -> None:
    client = sign_in_as(ShopClient(app), make_customer())
    kept = fingerprint()
    for rule, method in seller_rules(app):
        url = address(rule, belongings.in_addresses())
        status = ask(client, method, url, belongings.in_forms(), htmx=htmx)
        assert status == 403, (method, url)
    assert fingerprint() == kept


@pytest.mark.parametrize("htmx", [False, True])
def test_another_seller_finds_nothing(app: Flask, belongings: Belongings, *, htmx: bool) -> None:
    """What an address names is not found; what a form names is passed over."""
    client = sign_in_as(ShopClient(app), make_seller()[0])
    kept_store = store_fingerprint(belongings.product.store_id)
    kept = fingerprint()
    for rule, method in seller_rules(app):
        url = address(rule, belongings.in_addresses())
        status = ask(client, method, url, belongings.in_forms(), htmx=htmx)
        if rule.arguments - set(rule.defaults or ()) - {"extension"}:
            assert status == 404, (method, url)
            assert fingerprint() == kept, (method, url)
        assert store_fingerprint(belongings.product.store_id) == kept_store, (method, url)
        kept = fingerprint()


@pytest.mark.parametrize("htmx", [False, True])
def test_what_another_seller_sends_takes_nothing_from_the_store(
    app: Flask, belongings: Belongings, *, htmx: bool
) -> None:
    """A picture and a sheet of the forms above are really taken, and are the sender's."""
    user, store = make_seller()
    client = sign_in_as(ShopClient(app), user)
    kept_store = store_fingerprint(belongings.product.store_id)
    for url in ("/seller/pictures", "/seller/sheets/imports"):
        ask(client, "POST", url, belongings.in_forms(), htmx=htmx)
        assert store_fingerprint(belongings.product.store_id) == kept_store, url
    db.session.rollback()
    pictures = select(ProductImage).where(ProductImage.store_id == store.id)
    assert len(db.session.scalars(pictures).all()) == 1
    [sheet] = db.session.scalars(select(SheetImport).where(SheetImport.store_id == store.id))
    preview = client.get(f"/seller/sheets/imports/{sheet.token}").text
    [seen] = re.findall(r'name="seen" value="(\w+)"', preview)
    client.post_form(f"/seller/sheets/imports/{sheet.token}/apply", {"seen": seen})
    assert store_fingerprint(belongings.product.store_id) == kept_store
    db.session.rollback()
    names = select(Product.name).where(Product.store_id == store.id).order_by(Product.id)
    assert db.session.scalars(names).all() == ["Cobek rahasia"]


def test_every_seller_route_was_found(app: Flask) -> None:
    """The tests above try something."""
    addresses = {rule.rule for rule, _method in seller_rules(app)}
    assert {"/seller/orders", "/seller/products", "/seller/inventory", "/seller/store"} <= addresses
