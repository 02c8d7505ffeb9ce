"""A store's sheets touch this store only, whatever they name; what they add is accounted for."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.catalogue.models import Product
from app.db import db, unit_of_work
from app.inventory.queries import discrepancies
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.services import MOST_PREVIEWS
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.client import ShopClient
from tests.support.sheets import apply, csv_file, paste, preview_of, seen_in, send_file, shop_rows

PENDING_OR_OVER = (
    ImportStatus.WAITING,
    ImportStatus.RUNNING,
    ImportStatus.DONE,
    ImportStatus.FAILED,
)


@pytest.fixture
def seller(client: ShopClient) -> tuple[User, Store]:
    """The seller who is signed in, and the store."""
    seller = make_seller(store_name="Anggrek")
    sign_in_as(client, seller[0])
    return seller


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    """The store of the seller who is signed in."""
    return seller[1]


@pytest.fixture
def neighbour(app: Flask) -> Store:
    """Another store, with a product in two colours."""
    _user, store = make_seller(store_name="Melati")
    variants = [
        {"sku": "LAIN-1", "options": {"Warna": "Merah"}, "stock": 7},
        {"sku": "LAIN-2", "options": {"Warna": "Biru"}, "stock": 7},
    ]
    make_product(store, name="Cobek tetangga", price=90_000, variants=variants)
    return store


def made(seller: tuple[User, Store], file_name: str, *statuses: ImportStatus) -> list[str]:
    """Sheets of this seller with these statuses, the oldest first; their names in addresses."""
    user_id, store_id = seller[0].id, seller[1].id
    tokens = [f"{file_name}-{number}" for number in range(len(statuses))]

    def work() -> None:
        for token, status in zip(tokens, statuses, strict=True):
            sheet = SheetImport(
                token=token,
                store_id=store_id,
                user_id=user_id,
                file_name=f"{file_name}.csv",
                rows=b"",
                status=status,
            )
            db.session.add(sheet)
            db.session.flush()  # one by one, so that the ids are in this order

    unit_of_work(work)
    return tokens


def tokens_there() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(SheetImport.token)))


def test_a_sku_of_another_store_is_unknown(
    client: ShopClient, store: Store, neighbour: Store
) -> None:
    """B60."""
    before = shop_rows(neighbour.id)
    sent = paste(client, [("SKU", "Harga", "Stok"), ("LAIN-1", 50_000, 1)])
    page = preview_of(client, sent)
    assert seen_in(page) == ""
    refused = client.get(f"{sent.headers['Location']}?show=refused").text
    assert "No product of yours has SKU LAIN-1." in refused
    assert "Cobek tetangga" not in page.text + refused
    assert shop_rows(neighbour.id) == before
    assert shop_rows(store.id) == []


@pytest.mark.parametrize("sku", ["LAIN-1", ""])
def test_what_is_called_as_another_stores_product_becomes_a_product_of_this_store(
    client: ShopClient, store: Store, neighbour: Store, sku: str
) -> None:
    """B60: neither the SKU nor the name leads to the other store."""
    make_category("Dapur umum")
    before = shop_rows(neighbour.id)
    headings = ("SKU", "Nama", "Kategori", "Pilihan 1", "Nilai 1", "Harga", "Stok")
    row = (sku, "Cobek tetangga", "Dapur umum", "Warna", "Hijau", 50_000, 1)
    assert apply(client, paste(client, [headings, row])).status_code == 303
    assert shop_rows(neighbour.id) == before
    [(name, _sku, options, price, stock)] = shop_rows(store.id)
    assert (name, options, price, stock) == ("Cobek tetangga", {"Warna": "Hijau"}, 50_000, 1)
    products = select(Product.store_id).order_by(Product.id)
    assert db.session.scalars(products).all() == [neighbour.id, store.id]
    assert discrepancies() == []


def test_the_page_lists_no_sheet_of_another_store(client: ShopClient, store: Store) -> None:
    """B60."""
    make_product(store, variants=[{"sku": "A"}])
    send_file(client, csv_file([("SKU", "Stok"), ("A", 5)]), "milik-sendiri.csv")
    made(make_seller(), "milik-tetangga", ImportStatus.PREVIEW, ImportStatus.DONE)
    page = client.get("/seller/sheets").text
    assert "milik-sendiri.csv" in page
    assert "milik-tetangga" not in page


def test_only_this_stores_oldest_previews_make_room_for_a_new_one(
    client: ShopClient, seller: tuple[User, Store]
) -> None:
    """What a worker is to write, what is over, and what others look at, stays."""
    neighbour = make_seller()
    kept = made(neighbour, "tetangga", ImportStatus.PREVIEW)
    kept += made(seller, "sendiri", *PENDING_OR_OVER)
    previews = made(seller, "lihat", *[ImportStatus.PREVIEW] * (MOST_PREVIEWS + 1))
    kept += made(neighbour, "tetangga-baru", ImportStatus.PREVIEW, ImportStatus.PREVIEW)
    kept += made(seller, "sendiri-baru", *PENDING_OR_OVER)
    make_product(seller[1], variants=[{"sku": "A"}])
    sent = paste(client, [("SKU", "Stok"), ("A", 5)])
    newest = sent.headers["Location"].rpartition("/")[2]
    assert tokens_there() == {*kept, *previews[2:], newest}


@pytest.mark.parametrize(
    ("price", "lowest", "highest"), [(50_000, 50_000, 90_000), (95_000, 90_000, 95_000)]
)
def test_a_variant_that_a_sheet_adds_moves_its_products_range_of_prices(
    client: ShopClient, store: Store, price: int, lowest: int, highest: int
) -> None:
    """Shoppers sort and narrow by it."""
    product = make_product(
        store, name="Kaos", variants=[{"options": {"Warna": "Merah"}, "price": 90_000}]
    )
    headings = ("Nama", "Pilihan 1", "Nilai 1", "Harga", "Stok")
    sent = paste(client, [headings, ("Kaos", "Warna", "Biru", price, 4)])
    assert apply(client, sent).status_code == 303
    assert [variant.price for variant in variants_of(product)] == [90_000, price]
    db.session.rollback()
    [now] = db.session.scalars(select(Product).where(Product.id == product.id))
    assert (now.price_min, now.price_max) == (lowest, highest)
