"""What buyers see of goods: pictures in the size they need, stars and days as they are."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from app.catalogue.models import ProductImage
from app.db import db, unit_of_work
from app.storage import WIDTHS, media_url
from app.stores.models import Store
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_product
from tests.support.client import ShopClient

KEYS = [f"{number:032x}" for number in range(1, 7)]


@pytest.fixture
def store(app: Flask) -> Store:
    return make_seller(store_name="Anggrek")[1]


def pictures(html: str) -> list[str]:
    """The <img> of pictures of goods, in their order, their spaces as one."""
    found = re.findall(r"<img\b[^>]*>", html)
    return [" ".join(tag.split()) for tag in found if 'class="picture' in tag]


def has_all_widths(tag: str, key: str) -> bool:
    """The browser may choose among the widths there are, and knows the room it needs before."""
    offered = ", ".join(f"{media_url(key, width)} {width}w" for width in WIDTHS)
    return f'srcset="{offered}"' in tag and 'sizes="' in tag


def room(tag: str) -> tuple[str, ...]:
    """Width and height as they are said."""
    return tuple(re.findall(r' (?:width|height)="(\d+)"', tag))


def test_the_cards_pictures_come_in_three_widths_and_late_below_the_first_row(
    client: ShopClient, store: Store
) -> None:
    for key in KEYS:
        make_product(store, image_key=key)
    assert WIDTHS == (320, 640, 1280)
    tags = pictures(client.get("/products").text)
    assert len(tags) == len(KEYS)
    for tag, key in zip(tags, reversed(KEYS), strict=True):
        assert has_all_widths(tag, key), tag
        assert room(tag) == ("640", "640")
    assert ['loading="lazy"' in tag for tag in tags] == [False] * 4 + [True] * 2


def test_the_main_picture_of_a_product_comes_first_and_the_small_ones_late(
    client: ShopClient, store: Store
) -> None:
    product = make_product(store, image_key=KEYS[0])

    def hang_up() -> None:
        db.session.add_all(
            ProductImage(
                store_id=store.id,
                product_id=product.id,
                key=key,
                width=800,
                height=800,
                position=position,
            )
            for position, key in enumerate(KEYS[:3])
        )

    unit_of_work(hang_up)
    page = client.get(f"/products/{product.id}-{product.slug}").text
    main, *small = pictures(page.partition('class="gallery"')[2].partition("</ul>")[0])
    assert has_all_widths(main, KEYS[0]), main
    assert room(main) == ("640", "640")
    assert 'fetchpriority="high"' in main
    assert "lazy" not in main
    assert len(small) == 3
    for tag, key in zip(small, KEYS, strict=False):
        assert media_url(key, 320) in tag
        assert room(tag) == ("320", "320")
        assert 'loading="lazy"' in tag


@pytest.mark.parametrize(
    ("tenths", "count", "shown"),
    [(85, 2, "4.3"), (67, 2, "3.4"), (90, 2, "4.5"), (849, 20, "4.2"), (10, 3, "0.3")],
)
def test_stars_are_rounded_half_upwards_on_every_page(
    client: ShopClient, store: Store, tenths: int, count: int, shown: str
) -> None:
    """4.25 is 4.3 and 3.35 is 3.4, of a product and of its store, whose only one it is."""
    product = make_product(store, rating_tenths=tenths, rating_count=count)
    for url in (
        "/products",
        f"/products/{product.id}-{product.slug}",
        f"/stores/{store.slug}",
    ):
        stars = set(re.findall(r"Rated ([\d.]+) of 5", client.get(url).text))
        assert stars == {shown}, url


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2023, 4, 9, 16, 59, 59, tzinfo=UTC), "9 Apr 2023"),
        (datetime(2023, 4, 9, 17, 0, tzinfo=UTC), "10 Apr 2023"),
    ],
)
def test_a_store_says_since_which_day_of_jakarta_it_is_here(
    client: ShopClient, store: Store, moment: datetime, day: str
) -> None:
    opened = update(Store).where(Store.id == store.id).values(created_at=moment)
    unit_of_work(lambda: db.session.execute(opened))
    page = client.get(f"/stores/{store.slug}").text
    assert f"Here since {day}</span>" in page


def test_the_inventory_says_in_indonesian_what_is_gone_and_what_runs_low(
    app: Flask,
) -> None:
    user, store = make_seller(locale="id")
    seller = sign_in_as(ShopClient(app, locale="id"), user)
    words = {0: "Habis", 9: "Stok menipis", 10: "Cukup"}
    for stock in words:
        variants = [{"stock": stock, "low_stock_threshold": 10}]
        make_product(store, name=f"Barang {stock}", variants=variants)
    page = seller.get("/seller/inventory").text
    for stock, word in words.items():
        [row] = re.findall(rf'<tbody[^>]*data-stock="{stock}".*?</tbody>', page, re.DOTALL)
        [state] = re.findall(r'class="stock-state".*?</td>', row, re.DOTALL)
        said = [each for each in words.values() if re.search(rf">\s*{each}\s*<", state)]
        assert said == [word], state
