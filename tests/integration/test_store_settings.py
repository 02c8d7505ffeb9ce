"""/seller/store and /stores/<slug>: what a seller says about the store, and where it is read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from PIL import Image
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.models import User
from app.db import db, unit_of_work
from app.errors import Conflict
from app.storage import file_name, storage
from app.stores import services
from app.stores.models import Store
from app.stores.services import StoreDetails
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

Counter = Callable[[], AbstractContextManager[StatementLog]]
SETTINGS = "/seller/store"
DETAILS = {
    "name": "Anggrek Bulan",
    "location": "Kab. Sleman",
    "opening_note": "Senin–Sabtu 08.00–17.00",
    "description": "Rotan dari Cirebon.\nDianyam di rumah.",
}


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def store(seller: tuple[User, Store]) -> Store:
    return seller[1]


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


class StoreClosed(Conflict):
    """What the test lets the database say."""


def kept_files() -> set[str]:
    """The names of all files in the storage."""
    folder = Path(current_app.config["BELANJAIN"].upload_url)
    return {path.name for path in folder.glob("*.webp")}


def picture(*, colour: str = "teal", kind: str = "PNG") -> io.BytesIO:
    """A small picture as a file."""
    written = io.BytesIO()
    Image.new("RGB", (80, 80), colour).save(written, kind)
    written.seek(0)
    return written


def logo(name: str = "logo.png", **options: Any) -> tuple[io.BytesIO, str]:
    """A picture as a form sends it."""
    return picture(**options), name


def store_now(store: Store) -> Store:
    """A store as it is in the database now."""
    db.session.rollback()
    return db.session.scalars(
        select(Store).where(Store.id == store.id).execution_options(populate_existing=True)
    ).one()


def said_by(store: Store) -> dict[str, Any]:
    """Everything that the form can change, as it is now."""
    found = store_now(store)
    return {name: getattr(found, name) for name in (*DETAILS, "slug", "logo_key")}


def save(desk: ShopClient, data: dict[str, Any] | None = None, **options: Any) -> Any:
    """Send the form with these changes."""
    options.setdefault("content_type", "multipart/form-data")
    return desk.post_form(SETTINGS, {**DETAILS, **(data or {})}, **options)


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_saved_is_what_buyers_read(
    desk: ShopClient, store: Store, app: Flask, htmx: bool
) -> None:
    answer = save(desk, htmx=htmx)
    assert answer.status_code == (204 if htmx else 303)
    assert (answer.headers["HX-Redirect"] if htmx else answer.location) == SETTINGS
    assert "Saved." in desk.get(SETTINGS).text
    page = ShopClient(app).get(f"/stores/{store.slug}").text
    assert "<h1>Anggrek Bulan</h1>" in page
    for words in (
        "Kab. Sleman",
        "Senin–Sabtu 08.00–17.00",
        "Rotan dari Cirebon.\nDianyam di rumah.",
    ):
        assert words in page
    assert re.search(r"Here since \w+ \d|Here since \d", page)


def test_the_form_shows_what_is_stored_and_a_way_to_the_public_page(
    desk: ShopClient, store: Store
) -> None:
    save(desk)
    page = desk.get(SETTINGS).text
    for value in ("Anggrek Bulan", "Kab. Sleman", "Senin–Sabtu 08.00–17.00"):
        assert f'value="{value}"' in page
    assert f'href="/stores/{store.slug}"' in page


def test_a_new_name_stands_in_the_sellers_frame_at_once_and_links_go_on_working(
    desk: ShopClient, store: Store
) -> None:
    slug = store.slug
    save(desk)
    for path in (SETTINGS, "/seller/orders", "/account"):
        assert '<span class="nav-word nav-name">Anggrek Bulan</span>' in desk.get(path).text
    assert store_now(store).slug == slug
    assert desk.get(f"/stores/{slug}").status_code == 200


def test_orders_keep_the_name_they_were_placed_with(
    desk: ShopClient, store: Store, app: Flask
) -> None:
    buyer = make_customer()
    order = make_order(buyer, store)
    save(desk)
    page = sign_in_as(ShopClient(app), buyer).get(f"/orders/{order.number}").text
    assert "Anggrek" in page
    assert "Anggrek Bulan" not in page


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "\u200b\u202e"}, "Please fill this in."),
        ({"name": "x" * 101}, "Use at most 100 characters."),
        ({"name": "Diskon www.penipu.id"}, "without a link"),
        ({"location": " "}, "Please fill this in."),
        ({"location": "x" * 101}, "Use at most 100 characters."),
        ({"opening_note": "x" * 201}, "Use at most 200 characters."),
        ({"description": "x" * 2001}, "Use at most 2000 characters."),
        ({"description": "a\x00b"}, "cannot be used"),
    ],
)
def test_a_wrong_field_is_said_there_and_nothing_is_half_stored(
    desk: ShopClient, store: Store, changes: dict[str, str], words: str, htmx: bool
) -> None:
    before = said_by(store)
    answer = save(desk, {**changes, "logo": logo()}, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    assert ("<html" in answer.text) is not htmx
    kept = next(name for name in DETAILS if name not in changes and name != "description")
    assert f'value="{DETAILS[kept]}"' in answer.text
    assert said_by(store) == before


def test_unseen_characters_make_no_look_alike(desk: ShopClient, store: Store) -> None:
    save(desk, {"name": "Ang\u200bgrek \u202eBulan", "opening_note": "Senin\r\nSabtu"})
    assert store_now(store).name == "Anggrek Bulan"
    assert store_now(store).opening_note == "Senin Sabtu"


def test_what_the_form_does_not_offer_is_not_taken(desk: ShopClient, store: Store) -> None:
    """B11."""
    other = make_seller()[1]
    before = said_by(other), store_now(store).owner_id, store_now(store).slug
    save(desk, {"id": str(other.id), "owner_id": "1", "slug": "bagus", "logo_key": "b" * 16})
    assert (said_by(other), store_now(store).owner_id, store_now(store).slug) == before
    assert store_now(store).logo_key is None


def test_what_is_typed_is_text_wherever_it_is_shown(
    desk: ShopClient, store: Store, app: Flask
) -> None:
    """B1."""
    attack = "<img src=x onerror=alert(1)>"
    save(desk, dict.fromkeys(DETAILS, attack))
    product = make_product(store)
    for path in (SETTINGS, f"/stores/{store.slug}", f"/products/{product.id}-{product.slug}"):
        page = desk.get(path).text
        assert attack not in page
        assert "&lt;img src=x" in page


# --- the logo ---


@pytest.mark.parametrize("htmx", [False, True])
def test_a_logo_is_shown_replaced_and_removed(desk: ShopClient, store: Store, htmx: bool) -> None:
    save(desk, {"logo": logo()}, htmx=htmx)
    first = store_now(store).logo_key
    assert first is not None
    assert storage().exists(file_name(first, 320))
    for path in (SETTINGS, f"/stores/{store.slug}"):
        assert f"/media/{first}-320.webp" in desk.get(path).text
    assert desk.get(f"/media/{first}-320.webp").status_code == 200
    save(desk, htmx=htmx)
    assert store_now(store).logo_key == first
    save(desk, {"logo": logo(colour="red"), "remove_logo": "y"}, htmx=htmx)
    second = store_now(store).logo_key
    assert second not in (None, first)
    save(desk, {"remove_logo": "y"}, htmx=htmx)
    assert store_now(store).logo_key is None
    assert f"/media/{second}" not in desk.get(f"/stores/{store.slug}").text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "logo.png"),
        (b"no picture at all", "logo.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (picture().getvalue()[:60], "logo.png"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field_and_nothing_is_stored(
    desk: ShopClient, store: Store, content: bytes, name: str, htmx: bool
) -> None:
    before = said_by(store)
    answer = save(desk, {"logo": (io.BytesIO(content), name)}, htmx=htmx)
    assert answer.status_code == 422
    error = re.search(r'<p class="field-error" id="logo-error" ([^>]*)>', answer.text)
    assert error is not None
    assert "hidden" not in error[1]
    assert 'value="Anggrek Bulan"' in answer.text
    assert said_by(store) == before


@pytest.mark.parametrize(("megabytes", "status"), [(5, 422), (7, 413)])
def test_too_large_a_file_is_refused_without_an_error_of_ours(
    desk: ShopClient, store: Store, megabytes: int, status: int
) -> None:
    before = said_by(store)
    content = picture().getvalue() + b"\0" * (megabytes * 1024 * 1024)
    form = {
        **DETAILS,
        "csrf_token": desk.csrf_token(),
        "logo": FileStorage(io.BytesIO(content), "a.png"),
    }
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    assert desk.post(SETTINGS, body, content_type=kind).status_code == status
    assert said_by(store) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "Choose the logo once more"), (b"no picture", "neither a JPG nor a PNG")],
)
def test_a_logo_beside_another_mistake_is_asked_for_again(
    desk: ShopClient, store: Store, content: bytes | None, words: str
) -> None:
    """A browser does not send a chosen file twice: silence would lose it."""
    file = logo() if content is None else (io.BytesIO(content), "a.png")
    answer = save(desk, {"name": "", "logo": file})
    assert answer.status_code == 422
    assert words in answer.text.partition('id="logo-error"')[2][:400]
    assert store_now(store).logo_key is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("kota bandung", "Kota Bandung"),
        ("kab. sleman", "Kab. Sleman"),
        ("negeri awan", "negeri awan"),
    ],
)
def test_a_place_that_the_shop_knows_is_stored_with_its_capitals(
    desk: ShopClient, store: Store, typed: str, stored: str
) -> None:
    save(desk, {"location": typed})
    assert store_now(store).location == stored


def test_a_logo_whose_words_cannot_be_stored_leaves_no_file(desk: ShopClient, store: Store) -> None:
    """The database refuses the row after the files are written."""
    before, files = said_by(store), kept_files()

    def refuse(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE stores"):
            raise StoreClosed

    event.listen(Engine, "before_cursor_execute", refuse)
    try:
        assert save(desk, {"logo": logo(colour="olive")}).status_code == 409
    finally:
        event.remove(Engine, "before_cursor_execute", refuse)
    assert kept_files() == files
    assert said_by(store) == before
    save(desk, {"logo": logo(colour="olive")})
    assert len(kept_files()) > len(files)


# --- the location ---


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("Kab. Sleman", "DI Yogyakarta"),
        ("Kota Bandung, Jawa Barat", "Jawa Barat, island group Jawa"),
        ("Kabupaten Aceh Selatan", "We do not know “Kabupaten Aceh Selatan” yet."),
    ],
)
def test_the_seller_reads_what_follows_from_the_location(
    desk: ShopClient, store: Store, location: str, words: str
) -> None:
    assert save(desk, {"location": location}).status_code == 303
    assert store_now(store).location == location
    assert words in desk.get(SETTINGS).text
    typed = desk.get(f"{SETTINGS}/places", query_string={"location": location}, htmx=True).text
    assert words in typed


def test_typing_brings_cities_and_where_others_are(desk: ShopClient) -> None:
    make_seller(location="Banjarnegara")
    part = desk.get(f"{SETTINGS}/places?location=ban", htmx=True).text
    for place in ("Banjarnegara", "Bandung", "Banda Aceh", "Bandar Lampung"):
        assert f'<option value="{place}"' in part
    assert '<option value="Surabaya"' not in part
    assert len(re.findall("<option", part)) <= 20


def test_without_javascript_all_known_cities_are_offered(desk: ShopClient) -> None:
    page = desk.get(SETTINGS).text
    assert '<datalist id="places">' in page
    assert '<option value="Bandung" label="Jawa Barat">' in page
    assert desk.get(f"{SETTINGS}/places?location=ban").location == SETTINGS


@pytest.mark.parametrize("query", ["location=%00", "location=%25", "location=" + "x" * 999, ""])
def test_hostile_places_are_no_error(desk: ShopClient, query: str) -> None:
    part = desk.get(f"{SETTINGS}/places?{query}", htmx=True)
    assert part.status_code == 200
    assert len(re.findall("<option", part.text)) <= 20


# --- the public page ---


def test_the_stores_rating_is_exact_over_all_that_was_rated(
    client: ShopClient, store: Store
) -> None:
    make_product(store, rating_count=3, rating_tenths=130, sold_count=40)
    make_product(store, rating_count=1, rating_tenths=50, sold_count=2)
    make_product(store, rating_count=2, rating_tenths=20, status="ARCHIVED")
    make_product(rating_count=9, rating_tenths=90, sold_count=99)
    head = client.get(f"/stores/{store.slug}").text.split("<header")[2].split("</header>")[0]
    # 20.0 stars by 6 people are 3.33 each.
    assert "Rated 3.3 of 5" in head
    assert "(6" in head
    assert "42 sold" in head


def test_a_store_without_any_rating_shows_none(client: ShopClient, store: Store) -> None:
    make_product(store)
    head = client.get(f"/stores/{store.slug}").text.split("<header")[2].split("</header>")[0]
    assert "Rated" not in head
    assert "sold" not in head


def test_the_products_page_shows_who_sells_with_logo_and_hours(
    desk: ShopClient, store: Store, count_statements: Counter
) -> None:
    save(desk, {"logo": logo()})
    product = make_product(store)
    with count_statements() as statements:
        page = desk.get(f"/products/{product.id}-{product.slug}").text
    assert len(statements) <= 6, "\n".join(statements)
    card = page.split('class="store-card"')[1].split("</a>")[0]
    assert f"/media/{store_now(store).logo_key}-320.webp" in card
    assert "Senin–Sabtu 08.00–17.00" in card


@pytest.mark.parametrize("count", [1, 20])
def test_the_pages_statements_do_not_grow_with_the_products(
    desk: ShopClient, store: Store, count_statements: Counter, count: int
) -> None:
    for number in range(count):
        make_product(store, name=f"Barang {number}")
    for path, most in ((SETTINGS, 2), (f"/stores/{store.slug}", 5)):
        with count_statements() as statements:
            assert desk.get(path).status_code == 200
        assert len(statements) == most, "\n".join(statements)


# --- whose it is ---


def test_a_seller_changes_the_own_store_only(desk: ShopClient) -> None:
    """B60."""
    other = make_seller(store_name="Orang lain")[1]
    before = said_by(other)
    assert "Orang lain" not in desk.get(SETTINGS).text
    save(desk, {"logo": logo()})
    assert said_by(other) == before


def test_buyers_and_guests_have_no_business_here(client: ShopClient, store: Store) -> None:
    """B60."""
    before = said_by(store)
    assert client.get(SETTINGS).location == f"/login?next={SETTINGS}"
    assert client.get(f"{SETTINGS}/places").location.startswith("/login")
    assert save(client, {"logo": logo()}).location.startswith("/login")
    sign_in_as(client, make_customer())
    assert client.get(SETTINGS).status_code == 403
    assert client.get(f"{SETTINGS}/places", htmx=True).status_code == 403
    for htmx in (False, True):
        assert save(client, {"logo": logo()}, htmx=htmx).status_code == 403
    assert said_by(store) == before


def test_what_was_typed_is_not_lost_with_the_session(client: ShopClient, store: Store) -> None:
    """U5, U7."""
    answer = client.post_form(SETTINGS, DETAILS, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert "/login" in answer.location


def test_nothing_is_changed_without_the_forms_token(desk: ShopClient, store: Store) -> None:
    before = said_by(store)
    assert desk.post(SETTINGS, dict(DETAILS)).status_code in (303, 400)
    assert said_by(store) == before


def test_the_last_of_two_savings_is_stored_whole(desk: ShopClient, store: Store) -> None:
    first = StoreDetails("Satu", "Kota Bandung", "Pagi", "Yang pertama")
    second = StoreDetails("Dua", "Kota Medan", "", "")
    for details in (first, second):
        unit_of_work(lambda details=details: services.change_store(store.id, details))
    found = said_by(store)
    assert (found["name"], found["location"]) == ("Dua", "Kota Medan")
    assert (found["opening_note"], found["description"]) == ("", "")
