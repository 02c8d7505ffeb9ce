"""Every error is a page of the house, or to htmx a toast, in the reader's language (DESIGN 7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from markupsafe import escape
from werkzeug.test import TestResponse

from app.accounts.principal import new_token
from config import Configuration
from tests.factories.accounts import make_customer, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.support.another import INSIDE, RAISED, another_application
from tests.support.client import ShopClient

# status: English title and message, Indonesian title and message
WORDS = {
    403: (
        ("Not for this account", "Your account may not do this."),
        ("Bukan untuk akun ini", "Akunmu tidak bisa melakukan ini."),
    ),
    404: (
        ("Page not found", "This page does not exist, or no longer does."),
        ("Halaman tidak ditemukan", "Halaman ini tidak ada, atau sudah tidak ada."),
    ),
    405: (
        ("That did not work", "This address cannot be used in that way."),
        ("Belum berhasil", "Alamat ini tidak bisa dipakai seperti itu."),
    ),
    409: (
        ("It has changed", "This changed in the meantime. Look at it again."),
        ("Sudah berubah", "Ini sudah berubah sementara itu. Cek lagi, ya."),
    ),
    413: (
        ("Too large", "What you sent is too large. Send something smaller."),
        ("Terlalu besar", "Kirimanmu terlalu besar. Kirim yang lebih kecil."),
    ),
    422: (
        ("Please check your input", "Something you entered cannot be used."),
        ("Cek lagi isianmu", "Ada isian yang tidak bisa dipakai."),
    ),
    429: (
        ("A little slower, please", "Try again in about a minute."),
        ("Pelan-pelan, ya", "Coba lagi sekitar satu menit lagi."),
    ),
    500: (
        ("Something went wrong", "That is our fault, and it has been noted."),
        ("Ada yang salah", "Ini kesalahan kami dan sudah tercatat."),
    ),
    503: (
        ("Back in a moment", "The shop cannot answer right now. Nothing was lost;"),
        ("Sebentar lagi kembali", "Toko belum bisa menjawab sekarang. Tidak ada yang hilang;"),
    ),
}
HOSTILE = (
    "https://evil.example/orders",
    "//evil.example/orders",
    "/\\evil.example",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/orders",
    "http://localhost//evil.example",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def failing(configuration: Configuration) -> Iterator[Flask]:
    """The shop with addresses that always fail."""
    with another_application(configuration) as application:
        yield application


@pytest.fixture(scope="module")
def forsaken(
    configuration: Configuration, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The shop whose database is away: nobody listens there, or the file's disk is gone."""
    nowhere: Path = tmp_path_factory.mktemp("nowhere") / "gone" / "shop.sqlite3"
    away = (
        f"sqlite:///{nowhere}"
        if configuration.database_url.startswith("sqlite")
        else "mysql+pymysql://root@127.0.0.1:9/shop"
    )
    with another_application(configuration, database_url=away) as application:
        yield application


def words(status: int, locale: str) -> tuple[str, str]:
    title, message = WORDS[status][locale == "id"]
    return str(escape(title)), str(escape(message))


def says_nothing_inside(answer: TestResponse) -> bool:
    return not any(word in answer.text for word in ("Traceback", "Error(", INSIDE, "sqlalche"))


def is_house_page(answer: TestResponse, status: int, locale: str) -> bool:
    title, message = words(status, locale)
    return (
        answer.status_code == status
        and f'<html lang="{locale}"' in answer.text
        and f"<h1>{title}</h1>" in answer.text
        and message in answer.text
        and f"<code>{answer.headers['X-Request-ID']}</code>" in answer.text
    )


def is_toast(answer: TestResponse, status: int, locale: str) -> bool:
    _title, message = words(status, locale)
    return (
        answer.status_code == status
        and answer.text.lstrip().startswith('<hx-partial hx-target="#toasts"')
        and "<html" not in answer.text
        and 'role="alert"' in answer.text
        and message in answer.text
        and bool(answer.headers["X-Request-ID"])
    )


@pytest.mark.parametrize("status", WORDS)
def test_an_error_is_a_page_of_the_house_or_a_toast(
    app: Flask, failing: Flask, status: int
) -> None:
    """To htmx a toast that leaves the page as it is; both in the reader's language."""
    for locale in ("en", "id"):
        client = ShopClient(failing, locale=locale)
        page = client.get(f"/fail/{status}")
        assert is_house_page(page, status, locale), page.text
        fragment = client.get(f"/fail/{status}", htmx=True)
        assert is_toast(fragment, status, locale), fragment.text
        for answer in (page, fragment):
            assert says_nothing_inside(answer)
            assert ("Dikirim" in answer.text) is (status == 409)


@pytest.mark.parametrize("locale", ["en", "id"])
def test_who_is_nobody_is_sent_to_the_login(app: Flask, failing: Flask, locale: str) -> None:
    """401: a page is a redirect, to htmx an order to go there; neither has a body of its own."""
    client = ShopClient(failing, locale=locale)
    page = client.get("/fail/401")
    assert (page.status_code, page.location) == (303, "/login?next=/fail/401")
    fragment = client.get("/fail/401", htmx=True)
    assert (fragment.status_code, fragment.text) == (401, "")
    assert fragment.headers["HX-Redirect"] == "/login?next=/"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_page_that_htmx_swaps_whole_gets_the_whole_error(
    app: Flask, failing: Flask, header: str
) -> None:
    answer = ShopClient(failing).get("/fail/404", htmx=True, headers={header: "true"})
    assert is_house_page(answer, 404, "en")


def test_how_long_to_wait_and_what_may_be_done_is_said(app: Flask, failing: Flask) -> None:
    client = ShopClient(failing)
    assert client.get("/fail/429").headers["Retry-After"] == "17"
    assert client.get("/fail/503").headers["Retry-After"] == "5"
    assert client.get("/fail/405").headers["Allow"] == "POST"
    assert "Retry-After" not in client.get("/fail/500").headers


def test_the_way_back_after_the_login_never_leads_elsewhere(client: ShopClient) -> None:
    """B35: HX-Current-URL and Referer are whatever the sender says they are."""
    token = {"X-CSRFToken": client.csrf_token()}
    for hostile in HOSTILE:
        headers = {**token, "HX-Current-URL": hostile, "Referer": hostile}
        fragment = client.get("/account", htmx=True, headers=headers)
        assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (401, "/login?next=/")
        page = client.post("/account/password", headers=headers)
        assert (page.status_code, page.location) == (303, "/login"), hostile


def test_after_the_login_htmx_comes_back_to_the_page_it_stood_on(client: ShopClient) -> None:
    here = {"HX-Current-URL": "http://localhost/products?page=2"}
    answer = client.get("/account", htmx=True, headers=here)
    assert answer.headers["HX-Redirect"] == "/login?next=/products?page%3D2"


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("htmx", [True, False])
def test_an_error_of_ours_asks_the_database_for_nothing(
    app: Flask, failing: Flask, count_statements, status: int, htmx: bool
) -> None:
    """Not even who is signed in or what is in the cart: it may be the database that fails."""
    signed_in = sign_in_as(ShopClient(failing), make_customer())
    guest = ShopClient(failing)
    guest.post_form("/cart/items", {"variant_id": variants_of(make_product())[0].id, "quantity": 1})
    assert guest.http.get_cookie("cart") is not None
    for client in (signed_in, guest):
        with count_statements() as statements:
            answer = client.get(f"/fail/{status}", htmx=htmx)
        assert (is_toast if htmx else is_house_page)(answer, status, "en")
        assert statements == []


@pytest.mark.parametrize("locale", ["en", "id"])
@pytest.mark.parametrize("htmx", [True, False])
def test_while_the_database_is_away_everybody_is_told_so(
    app: Flask, forsaken: Flask, htmx: bool, locale: str
) -> None:
    """Also on a page that does not exist, whose frame asks who is signed in."""
    nobody, guest, signed_in = (ShopClient(forsaken, locale=locale) for _visitor in range(3))
    guest.http.set_cookie("cart", new_token())
    with signed_in.http.session_transaction() as session:
        session["_user_id"] = new_token()
        session["_fresh"] = True
    asked = [(client, path) for client in (nobody, guest, signed_in) for path in ("/", "/products")]
    asked += [(client, path) for client in (guest, signed_in) for path in ("/cart", "/nowhere")]
    asked += [(signed_in, path) for path in ("/account", "/orders", "/checkout", "/seller/orders")]
    for client, path in asked:
        answer = client.get(path, htmx=htmx)
        assert (is_toast if htmx else is_house_page)(answer, 503, locale), (path, answer.text)
        assert answer.headers["Retry-After"] == "5"
        assert says_nothing_inside(answer)


def test_every_error_that_can_be_raised_is_tried_here() -> None:
    assert set(RAISED) == {401, *WORDS}
