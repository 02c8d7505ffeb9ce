"""What a buyer sees while browsing: home, listing, product, store."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import brotli
import pytest
from sqlalchemy import update

from app.accounts.models import User
from app.catalogue import listing
from app.catalogue.listing import PER_PAGE, SORTS
from app.catalogue.models import Product, ProductImage, ProductStatus, Variant
from app.db import db, unit_of_work
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_category, make_product, variants_of
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
SHIRT = [
    {"options": {"Warna": "Merah", "Ukuran": "M"}, "price": 90_000, "stock": 5},
    {"options": {"Warna": "Merah", "Ukuran": "L"}, "price": 95_000, "stock": 0},
    {"options": {"Warna": "Biru", "Ukuran": "M"}, "price": 99_000, "stock": 40},
]


def names(page: str) -> list[str]:
    """The product names of a page in their order."""
    return re.findall(r'class="product-name"><a[^>]*>([^<]+)</a>', page)


def test_an_empty_shop_says_what_to_do(client: ShopClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "/register?role=seller" in page.text


def test_home_shows_what_sells_and_what_is_new(client: ShopClient) -> None:
    _user, store = make_seller()
    make_product(store, name="Wajan besi", sold_count=900)
    make_product(store, name="Teh melati", sold_count=3)
    page = client.get("/").text
    assert names(page) == ["Wajan besi", "Teh melati", "Teh melati", "Wajan besi"]


def test_a_category_shows_its_own_products_and_those_below(client: ShopClient) -> None:
    kitchen = make_category("Dapur")
    pans = make_category("Wajan", parent=kitchen)
    make_product(name="Wajan besi", category=pans)
    make_product(name="Cobek batu", category=kitchen)
    make_product(name="Sarung", category=make_category("Busana"))
    page = client.get(f"/products?category={kitchen.slug}").text
    assert sorted(names(page)) == ["Cobek batu", "Wajan besi"]
    assert names(client.get(f"/products?category={pans.slug}").text) == ["Wajan besi"]


def test_a_category_that_does_not_exist_is_an_empty_listing(client: ShopClient) -> None:
    make_product(name="Wajan besi")
    page = client.get("/products?category=no-such-thing")
    assert page.status_code == 200
    assert names(page.text) == []
    assert "Unknown category" in page.text
    assert 'href="/products"' in page.text


def test_pages_show_every_product_once(client: ShopClient) -> None:
    _user, store = make_seller()
    category = make_category()
    for number in range(PER_PAGE + 5):
        make_product(store, name=f"Barang {number}", category=category, sold_count=7)
    first = names(client.get("/products").text)
    second = names(client.get("/products?page=2").text)
    assert len(first) == PER_PAGE
    assert len(set(first) | set(second)) == PER_PAGE + 5


@pytest.mark.parametrize("sort", SORTS)
def test_a_category_with_others_below_it_is_one_list_in_one_order(
    client: ShopClient, sort: str
) -> None:
    """Merged from several categories, page after page: every product once, in the same order."""
    _user, store = make_seller()
    above = make_category("Rumah")
    parts = [above, *(make_category(name, parent=above) for name in ("Dapur", "Taman", "Lampu"))]
    for number in range(2 * PER_PAGE + 3):
        make_product(
            store,
            name=f"Barang {number}",
            category=parts[number % 4 if number % 5 == 0 else 1],  # most are in one of them
            sold_count=number % 5,
            price=1_000 * (number % 7),
        )
    whole = [names(client.get(f"/products?sort={sort}&page={page}").text) for page in (1, 2, 3)]
    address = f"/products?category={above.slug}&sort={sort}"
    merged = [names(client.get(f"{address}&page={page}").text) for page in (1, 2, 3)]
    assert merged == whole
    assert [len(page) for page in whole] == [PER_PAGE, PER_PAGE, 3]
    assert len({name for page in whole for name in page}) == 2 * PER_PAGE + 3


def test_a_page_beyond_the_last_is_the_last(client: ShopClient) -> None:
    _user, store = make_seller()
    for number in range(PER_PAGE + 1):
        make_product(store, name=f"Barang {number}", sold_count=number)
    page = client.get("/products?page=40").text
    assert names(page) == ["Barang 0"]
    assert "<title>All products, page 2" in page


def test_the_total_is_counted_up_to_a_cap(
    client: ShopClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """U19: "30+", and no page beyond what was counted."""
    monkeypatch.setattr(listing, "TOTAL_CAP", 30)
    _user, store = make_seller()
    for number in range(31):
        make_product(store, name=f"Barang {number}")
    page = client.get("/products").text
    assert "30+ products" in page
    assert "page=2" in page
    assert "page=3" not in page


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("popular", ["Mahal", "Murah", "Sedang"]),
        ("newest", ["Sedang", "Mahal", "Murah"]),
        ("price_asc", ["Murah", "Sedang", "Mahal"]),
        ("price_desc", ["Mahal", "Sedang", "Murah"]),
    ],
)
def test_the_order_is_the_one_in_the_address(
    client: ShopClient, sort: str, expected: list[str]
) -> None:
    _user, store = make_seller()
    make_product(store, name="Murah", price=1_000, sold_count=5)
    make_product(store, name="Mahal", price=900_000, sold_count=9)
    make_product(store, name="Sedang", price=50_000, sold_count=1)
    assert names(client.get(f"/products?sort={sort}").text) == expected


def test_price_and_stock_narrow_a_listing(client: ShopClient) -> None:
    _user, store = make_seller()
    make_product(store, name="Murah", price=1_000)
    make_product(store, name="Habis", price=1_000, stock=0)
    make_product(store, name="Mahal", price=900_000)
    assert set(names(client.get("/products?max_price=2000").text)) == {"Murah", "Habis"}
    assert names(client.get("/products?min_price=2000").text) == ["Mahal"]
    assert names(client.get("/products?min_price=9000&max_price=500").text) == ["Habis", "Murah"]
    assert "Habis" not in names(client.get("/products?in_stock=1").text)


def test_the_order_form_and_the_page_links_carry_the_filters(client: ShopClient) -> None:
    """U24: what narrows the listing survives a new order and the next page."""
    _user, store = make_seller()
    for number in range(PER_PAGE + 1):
        make_product(store, name=f"Barang {number}")
    page = client.get("/products?max_price=200000&q=kopi&sort=newest").text
    assert '<input type="hidden" name="max_price" value="200000">' in page
    assert '<input type="hidden" name="q" value="kopi">' in page
    assert 'name="sort" value=' not in page
    assert "/products?q=kopi&amp;max_price=200000&amp;sort=newest&amp;page=2" in page


@pytest.mark.parametrize("status", [ProductStatus.DRAFT, ProductStatus.ARCHIVED])
def test_what_is_not_offered_is_not_shown(client: ShopClient, status: str) -> None:
    product = make_product(name="Rahasia", status=status)
    assert names(client.get("/products").text) == []
    page = client.get(f"/products/{product.id}-{product.slug}")
    assert page.status_code == 404
    assert "Rahasia" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=-1", "page=99999999999999999999", "page=abc", "page=1e3", "page=%00"),
        *(
            "page=٣",
            "sort=price;drop table products",
            "sort=",
            "category=%00",
            "category=' OR 1=1--",
        ),
        *("min_price=-5", "min_price=1e309", "max_price=NaN", "max_price=9999999999999999999999"),
        *("rating=0", "rating=900", "location=%F0%9F%8C%B6", "in_stock=maybe", "q=%3Cscript%3E"),
        "page=1&page=2&sort=newest&sort=popular",
        "variant=99999999999999999999",
        "variant=x&option-0=%00&option-99=a&option-=b&picture=-1",
    ],
)
def test_a_hostile_parameter_answers_sensibly(client: ShopClient, query: str) -> None:
    """B7, B9, B12: never an error, whatever is in the address."""
    product = make_product(name="Wajan besi")
    here = f"/products/{product.id}-{product.slug}?"
    store = f"/stores/{make_seller()[1].slug}?"
    for url in ("/products?", here, store):
        page = client.get(url + query)
        assert page.status_code == 200, query
        assert "<script>" not in page.text


@pytest.mark.parametrize(
    "url",
    [
        "/products/1-x",
        "/products/99999999999999999999999-x",
        "/products/abc",
        "/products/-1-x",
        "/stores/nobody",
        "/stores/%00",
        "/stores/..%2f..%2fetc",
        "/products/" + "9" * 5000 + "-x",
        "/products/9223372036854775807-x",
        "/products/99999999999999999999999",
    ],
)
def test_what_does_not_exist_is_a_friendly_404(client: ShopClient, url: str) -> None:
    page = client.get(url)
    assert page.status_code == 404
    assert "To the home page" in page.text


def test_htmx_gets_the_results_and_not_the_page(client: ShopClient) -> None:
    """DESIGN 7: the same address, the named block."""
    make_product(name="Wajan besi")
    fragment = client.get("/products?sort=newest", htmx=True)
    assert fragment.status_code == 200
    assert names(fragment.text) == ["Wajan besi"]
    assert "<html" not in fragment.text
    assert "HX-Request" in fragment.headers["Vary"]
    assert "<title>All products · BELANJAIN.</title>" in fragment.text
    assert 'hx-target="#listing-status"' in fragment.text
    restored = client.get("/products", htmx=True, headers={"HX-History-Restore-Request": "true"})
    assert "<html" in restored.text


def test_an_old_name_in_the_address_leads_to_the_present_one(client: ShopClient) -> None:
    product = make_product(name="Wajan besi", variants=SHIRT)
    here = f"/products/{product.id}-{product.slug}"
    moved = client.get(f"/products/{product.id}-old-name?option-0=Biru&_external=1&ref=%C3%A9")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{here}?option-0=Biru&_external=1&ref=%C3%A9"
    bare = client.get(f"/products/{product.id}")
    assert bare.status_code == 301
    assert bare.headers["Location"] == here


def test_an_address_with_a_slash_behind_it_leads_to_the_one_without(client: ShopClient) -> None:
    _user, store = make_seller()
    product = make_product(store, name="Wajan besi")
    for path in ("/products", f"/stores/{store.slug}", f"/products/{product.id}-{product.slug}"):
        moved = client.get(f"{path}/?sort=newest&q=%C3%A9")
        assert moved.status_code == 308
        assert moved.headers["Location"] == f"{path}?sort=newest&q=%C3%A9"
        assert client.get(f"{path}/").headers["Location"] == path
        assert client.get(path).status_code == 200
    elsewhere = client.get("/stores/%0d%0aSet-Cookie:%20a=b/").headers["Location"]
    assert elsewhere == "/stores/%0D%0ASet-Cookie%3A%20a%3Db"


def test_a_store_s_own_page_does_not_repeat_its_name_on_every_card(client: ShopClient) -> None:
    _user, store = make_seller(store_name="Rumah Kopi", location="Kota Malang")
    for number in range(3):
        make_product(store, name=f"Kopi {number}")
    page = client.get(f"/stores/{store.slug}").text
    assert 'class="product-store"' not in page
    assert client.get("/products").text.count("Rumah Kopi · Kota Malang") == 3


def test_the_order_shown_is_the_one_of_the_page_also_after_going_back(client: ShopClient) -> None:
    """Browsers put a form's last choice back unless they are told not to."""
    make_product(name="Wajan besi")
    page = client.get("/products?sort=newest").text
    assert re.search(r'<select[^>]*name="sort"[^>]*autocomplete="off"', page)


def test_price_stock_and_choice_follow_the_options_without_javascript(client: ShopClient) -> None:
    product = make_product(name="Kaos", variants=SHIRT)
    red, red_large, blue = variants_of(product)
    here = f"/products/{product.id}-{product.slug}"
    first = client.get(here).text
    assert "Rp\u00a090.000" in first
    assert "Only 5 left" in first
    assert f'name="variant_id" value="{red.id}"' in first
    chosen = client.get(here, query_string={"option-0": "Biru", "option-1": "M"}).text
    assert "Rp\u00a099.000" in chosen
    assert "Stock: 40" in chosen
    assert f'name="variant_id" value="{blue.id}"' in chosen
    gone = client.get(here, query_string={"option-0": "Merah", "option-1": "L"}).text
    assert "Sold out" in gone
    assert f'name="variant_id" value="{red_large.id}"' in gone
    assert "Add to cart" not in gone


def test_a_combination_that_does_not_exist_says_so(client: ShopClient) -> None:
    product = make_product(name="Kaos", variants=SHIRT)
    page = client.get(
        f"/products/{product.id}-{product.slug}",
        query_string={"option-0": "Biru", "option-1": "L"},
    ).text
    assert "That combination does not exist" in page
    assert "Biru, M" in page
    assert "Not made in Biru" in page


def test_a_choice_by_htmx_answers_the_buying_part_and_its_own_address(client: ShopClient) -> None:
    """U9: the address that the browser then shows opens the same choice as a whole page."""
    product = make_product(name="Kaos", variants=SHIRT)
    blue = variants_of(product)[2]
    here = f"/products/{product.id}-{product.slug}"
    fragment = client.get(here, htmx=True, query_string={"option-0": "Biru"})
    assert "Rp\u00a099.000" in fragment.text
    assert 'id="buying"' in fragment.text
    assert "<html" not in fragment.text
    assert fragment.headers["HX-Replace-Url"] == f"{here}?variant={blue.id}"
    assert f'name="variant_id" value="{blue.id}"' in client.get(f"{here}?variant={blue.id}").text


def test_a_variant_that_is_switched_off_cannot_be_chosen(client: ShopClient) -> None:
    product = make_product(
        name="Kaos",
        variants=[
            {"options": {"Warna": "Merah"}, "stock": 3},
            {"options": {"Warna": "Hitam"}, "is_active": False},
        ],
    )
    page = client.get(f"/products/{product.id}-{product.slug}").text
    assert "Merah" in page
    assert "Hitam" not in page


def test_a_product_without_anything_to_buy_is_not_shown(client: ShopClient) -> None:
    product = make_product(name="Kaos", variants=[{"is_active": False}])
    assert names(client.get("/products").text) == []
    assert client.get(f"/products/{product.id}-{product.slug}").status_code == 404


def test_a_store_whose_owner_is_gone_shows_nothing(client: ShopClient) -> None:
    owner, store = make_seller()
    product = make_product(store, name="Kaos")

    def leave() -> None:
        db.session.execute(update(User).where(User.id == owner.id).values(is_active=False))

    unit_of_work(leave)
    assert names(client.get("/products").text) == []
    assert names(client.get("/").text) == []
    assert client.get(f"/products/{product.id}-{product.slug}").status_code == 404
    assert client.get(f"/stores/{store.slug}").status_code == 404


def add_pictures(product: Product, *keys: str) -> list[int]:
    """Pictures of a product; the ids."""

    def work() -> list[int]:
        images = [
            ProductImage(
                store_id=product.store_id,
                product_id=product.id,
                key=key,
                width=640,
                height=640,
                position=position,
            )
            for position, key in enumerate(keys)
        ]
        db.session.add_all(images)
        db.session.flush()
        return [image.id for image in images]

    return unit_of_work(work)


def test_the_picture_follows_the_choice_and_can_be_chosen_itself(client: ShopClient) -> None:
    product = make_product(name="Kaos", variants=SHIRT, image_key="a" * 16)
    _first, second, third = add_pictures(product, "a" * 16, "b" * 16, "c" * 16)
    blue = variants_of(product)[2]

    def link() -> None:
        wanted = update(Variant).where(Variant.id == blue.id).values(image_id=second)
        db.session.execute(wanted)

    unit_of_work(link)
    here = f"/products/{product.id}-{product.slug}"

    def large(url: str) -> str:
        found = re.search(r'src="/media/(\w+)-640.webp"', client.get(url).text)
        return found[1] if found else ""

    assert large(here) == "a" * 16
    assert large(f"{here}?variant={blue.id}") == "b" * 16
    assert large(f"{here}?variant={blue.id}&picture={third}") == "c" * 16
    assert large(f"{here}?picture=987654321") == "a" * 16


def test_a_seller_is_told_that_buying_needs_another_account(client: ShopClient) -> None:
    user, _store = make_seller()
    product = make_product(name="Kaos")
    page = sign_in_as(client, user).get(f"/products/{product.id}-{product.slug}").text
    assert "signed in as a seller" in page
    assert 'action="/cart/items"' not in page


def test_what_sellers_write_is_text_and_never_markup(client: ShopClient) -> None:
    """B1, B15: in names, descriptions, specifications and options."""
    evil = '"><img src=x onerror=alert(1)>{{7*7}}'
    product = make_product(
        make_seller(store_name=evil, location=evil)[1],
        name=evil,
        description=evil,
        specifications=[{"label": evil, "value": evil}],
        variants=[{"options": {evil: evil}}, {"options": {evil: "b"}}],
    )
    store = make_seller(store_name=evil, location=evil)[1]
    for url in (
        "/",
        "/products",
        f"/products/{product.id}-{product.slug}",
        f"/stores/{store.slug}",
    ):
        page = client.get(url).text
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_a_store_shows_who_it_is_and_only_its_products(client: ShopClient) -> None:
    _user, store = make_seller(store_name="Rumah Kopi", location="Kabupaten Aceh Tengah")
    make_product(store, name="Kopi Gayo")
    make_product(name="Sarung")
    page = client.get(f"/stores/{store.slug}")
    assert page.status_code == 200
    assert "Rumah Kopi" in page.text
    assert "Kabupaten Aceh Tengah" in page.text
    assert names(page.text) == ["Kopi Gayo"]


def test_statements_do_not_grow_with_the_products(
    client: ShopClient, count_statements: Counter
) -> None:
    """DESIGN 12: listing at most 4 statements, product at most 6, with a signed-in buyer."""
    sign_in_as(client, make_customer())
    _user, store = make_seller()
    above = make_category()
    category = make_category(parent=above)
    for number in range(30):
        product = make_product(store, name=f"Barang {number}", category=category, variants=SHIRT)
    add_pictures(product, "a" * 16, "b" * 16)
    pinned = {
        "/": 4,
        "/products": 4,
        f"/products?category={category.slug}&in_stock=1": 4,
        f"/products?category={above.slug}&page=2": 4,
        # One more: what all of the store's products come to.
        f"/stores/{store.slug}": 5,
        f"/products/{product.id}-{product.slug}": 6,
    }
    for url, most in pinned.items():
        with count_statements() as statements:
            assert client.get(url).status_code == 200
        assert len(statements) <= most, (url, statements)


def test_a_full_listing_weighs_no_more_than_the_first_window(client: ShopClient) -> None:
    """U42: at most 14 KB of compressed HTML."""
    _user, store = make_seller(store_name="Sentra Kerajinan Nusantara")
    for number in range(PER_PAGE):
        make_product(
            store,
            name=f"Keranjang rotan bulat anyaman tangan ukuran {number} sentimeter, serbaguna",
            image_key=f"{number:032x}",
            sold_count=1200 + number,
            rating_count=90 + number,
            rating_tenths=45 * (90 + number),
        )
    page = client.get("/products", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    assert len(page.data) <= 14 * 1024
    assert b"Keranjang rotan" in brotli.decompress(page.data)
