"""The checkout keeps what was typed: through previews, fixes, and the end of a session."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import update

from app.accounts.models import Address, User, UserSession
from app.catalogue.models import Variant
from app.db import db, unit_of_work
from app.orders.models import OrderGroup
from tests.factories.accounts import PASSWORD, make_customer
from tests.factories.orders import fill_cart, make_variant
from tests.integration.test_checkout_pages import ADDRESS, hidden, seen_on
from tests.support.client import ShopClient

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = ADDRESS | {"payment_method": "ewallet", "note": "Titip di pos satpam"}


@pytest.fixture
def buyer(app: Flask) -> User:
    return make_customer(email="sari@example.com")


@pytest.fixture
def shop(client: ShopClient, buyer: User) -> ShopClient:
    """The buyer's browser, signed in through the form."""
    assert client.sign_in(buyer.email, PASSWORD).status_code == 303
    return client


def end_all_sessions() -> None:
    unit_of_work(lambda: db.session.query(UserSession).delete())


def change_price(variant: Variant, price: int) -> None:
    statement = update(Variant).where(Variant.id == variant.id).values(price=price)
    unit_of_work(lambda: db.session.execute(statement))


def holds_what_was_typed(page: str) -> bool:
    return (
        'value="Jl. Melati No. 5"' in page
        and "Titip di pos satpam</textarea>" in page
        and re.search(r"<input[^>]*checked[^>]*value=\"ewallet\"", page) is not None
    )


def test_a_preview_is_a_page_to_come_back_to(shop: ShopClient, buyer: User) -> None:
    """U17: without JavaScript, Back after ordering asks for nothing to be sent again."""
    fill_cart(buyer, (make_variant(price=50_000), 1))
    answer = shop.post_form("/checkout/summary", TYPED)
    assert answer.status_code == 303
    assert answer.location.startswith("/checkout?kept=")
    for _reload in range(2):
        page = shop.get(answer.location).text
        assert holds_what_was_typed(page)
        assert hidden(page, "seen_total") == "59000"
        assert "You were signed out" not in page


def test_the_address_of_a_preview_leads_to_the_checkout(shop: ShopClient) -> None:
    assert shop.get("/checkout/summary").location == "/checkout"


def test_a_new_price_is_said_before_it_counts_as_seen(shop: ShopClient, buyer: User) -> None:
    """A11: choosing another way to pay fetches new figures, and says what is new about them."""
    variant = make_variant(name="Sambal", price=50_000)
    fill_cart(buyer, (variant, 1))
    form = TYPED | seen_on(shop.get("/checkout").text)
    change_price(variant, 60_000)
    words = "Sambal: the price was Rp\u00a050.000 and is now Rp\u00a060.000."
    by_script = shop.post_form("/checkout/summary", form, htmx=True)
    assert words in by_script.text
    assert 'hx-target="#checkout-problems"' in by_script.text
    assert words in shop.post_form("/checkout/summary", form, follow_redirects=True).text
    again = shop.post_form("/checkout/summary", TYPED | seen_on(by_script.text + form_key(form)))
    assert "Sambal: the price was" not in shop.get(again.location).text


def test_a_new_price_is_said_until_the_page_is_another(shop: ShopClient, buyer: User) -> None:
    """Figures are fetched with every choice; the word must not be gone with the next ones."""
    variant = make_variant(name="Sambal", price=50_000)
    fill_cart(buyer, (variant, 1))
    first = shop.get("/checkout").text
    form = TYPED | seen_on(first) | {"first_seen": hidden(first, "first_seen")}
    change_price(variant, 60_000)
    for _choice in range(2):
        answer = shop.post_form("/checkout/summary", form, htmx=True)
        assert "Sambal: the price was" in answer.text
        form |= {name: hidden(answer.text, name) for name in ("seen", "seen_total")}
    again = shop.post_form("/checkout/summary", form, follow_redirects=True).text
    assert "Sambal: the price was" in again
    assert hidden(again, "first_seen") == form["first_seen"]
    assert shop.post_form("/checkout", form).status_code == 303


def form_key(form: dict[str, str]) -> str:
    """The part of the page outside of the summary."""
    return f'name="idempotency_key" value="{form["idempotency_key"]}"'


def test_shipping_to_another_city_is_no_surprise(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(), 1))
    form = TYPED | seen_on(shop.get("/checkout").text)
    far = form | {"city": "Medan", "province": "Sumatera Utara"}
    assert "Something changed" not in shop.post_form("/checkout/summary", far, htmx=True).text


@pytest.mark.parametrize(("left", "button"), [(3, "Take 3"), (0, "Take it out of the cart")])
def test_a_shortage_is_mended_without_leaving_the_checkout(
    shop: ShopClient, buyer: User, left: int, button: str
) -> None:
    """U28: note, address and way to pay stay, the sums are new."""
    short, other = make_variant(price=10_000, stock=9), make_variant(price=50_000)
    fill_cart(buyer, (short, 5), (other, 1))
    form = TYPED | seen_on(shop.get("/checkout").text)
    statement = update(Variant).where(Variant.id == short.id).values(stock=left)
    unit_of_work(lambda: db.session.execute(statement))
    refused = shop.post_form("/checkout", form)
    assert refused.status_code == 409
    assert button in refused.text
    fix = re.search(rf'value="{left}"[^>]*formaction="([^"]+)"', refused.text)
    assert fix is not None
    answer = shop.post_form(fix[1], form | {"quantity": str(left)})
    assert answer.location.startswith("/checkout?kept=")
    page = shop.get(answer.location).text
    assert holds_what_was_typed(page)
    assert "Something changed" not in page
    assert hidden(page, "seen").count(":") == (4 if left else 2)
    assert shop.post_form("/checkout", TYPED | seen_on(page)).status_code == 303


def test_a_line_of_somebody_else_cannot_be_changed_there(shop: ShopClient) -> None:
    """B60."""
    stranger = make_customer()
    fill_cart(stranger, (make_variant(), 2))
    item_id = db.session.execute(db.text("SELECT id FROM cart_items")).scalar_one()
    shop.post_form(f"/checkout/lines/{item_id}", {"quantity": "1"})
    shop.post_form(f"/checkout/lines/{item_id}", {"quantity": "0"})
    db.session.rollback()
    assert db.session.execute(db.text("SELECT quantity FROM cart_items")).scalars().all() == [2]


@pytest.mark.parametrize("htmx", [False, True])
def test_an_address_typed_into_an_ended_session_is_there_after_signing_in(
    shop: ShopClient, buyer: User, *, htmx: bool
) -> None:
    """U5, U7: and it is not saved by itself."""
    token = shop.csrf_token()
    end_all_sessions()
    answer = shop.post(
        "/account/addresses/new",
        ADDRESS | {"csrf_token": token},
        headers=FROM_HERE | ({"HX-Request": "true"} if htmx else {}),
    )
    login = answer.headers["HX-Redirect"] if htmx else answer.location
    assert login.startswith("/login?next=/account/addresses/new?kept%3D")
    onward = re.search(r'name="next"[^>]*value="([^"]+)"', shop.get(login).text)
    assert onward is not None
    data = {"email": buyer.email, "password": PASSWORD, "next": onward[1]}
    page = shop.post_form("/login", data, follow_redirects=True).text
    assert "what you typed is still here" in page
    assert 'value="Jl. Melati No. 5"' in page
    db.session.rollback()
    assert db.session.query(Address).count() == 0


def refused_checkout(shop: ShopClient) -> str:
    """Pay after signing out in another tab; the address of the page that keeps what was typed."""
    token = shop.csrf_token()
    shop.post_form("/logout")
    answer = shop.post("/checkout", TYPED | {"csrf_token": token}, headers=FROM_HERE)
    assert answer.status_code == 303
    assert answer.location.startswith("/login?next=/checkout?kept%3D")
    return answer.location.removeprefix("/login?next=").replace("%3D", "=")


def test_paying_after_signing_out_elsewhere_loses_nothing(shop: ShopClient, buyer: User) -> None:
    """B33."""
    fill_cart(buyer, (make_variant(), 1))
    kept = refused_checkout(shop)
    assert shop.get(kept).location.startswith("/login")
    shop.sign_in(buyer.email, PASSWORD)
    page = shop.get(kept).text
    assert holds_what_was_typed(page)
    assert "what you typed is still here" in page
    db.session.rollback()
    assert db.session.query(OrderGroup).count() == 0


def test_what_is_kept_is_shown_to_its_owner_only(app: Flask, shop: ShopClient, buyer: User) -> None:
    stranger = make_customer()
    for user in (buyer, stranger):
        fill_cart(user, (make_variant(), 1))
    kept = shop.post_form("/checkout/summary", TYPED).location
    other = ShopClient(app)
    other.sign_in(stranger.email, PASSWORD)
    page = other.get(kept)
    assert page.status_code == 200
    assert "Jl. Melati" not in page.text


def test_a_link_to_what_a_guest_typed_fills_in_nobody_elses_checkout(
    app: Flask, client: ShopClient, shop: ShopClient, buyer: User
) -> None:
    """Else a stranger types an own address and sends the buyer the link to it."""
    fill_cart(buyer, (make_variant(), 1))
    guest = ShopClient(app)
    answer = guest.post_form("/checkout", TYPED, headers=FROM_HERE)
    kept = parse_qs(urlsplit(answer.location).query)["next"][0]
    assert "kept=" in kept
    page = shop.get(kept)
    assert page.status_code == 200
    assert "Jl. Melati" not in page.text


def test_what_a_guest_typed_is_there_after_signing_in(app: Flask, buyer: User) -> None:
    """The same browser, which signs in on the way."""
    fill_cart(buyer, (make_variant(), 1))
    guest = ShopClient(app)
    answer = guest.post_form("/checkout", TYPED, headers=FROM_HERE)
    kept = parse_qs(urlsplit(answer.location).query)["next"][0]
    guest.sign_in(buyer.email, PASSWORD)
    assert "Jl. Melati" in guest.get(kept).text


@pytest.mark.parametrize("origin", ["http://[x", "http://[::1", "//"])
def test_an_origin_that_is_none_is_refused_and_no_error(client: ShopClient, origin: str) -> None:
    answer = client.post("/checkout", TYPED, headers={"Origin": origin})
    assert answer.status_code == 400
    assert "kept" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_another_site_cannot_fill_in_the_checkout(
    client: ShopClient, headers: dict[str, str]
) -> None:
    """B31: its address would be one click away from being delivered to."""
    answer = client.post("/checkout", TYPED, headers=headers)
    assert answer.status_code == 400
    assert "kept" not in answer.text


def test_passwords_and_tokens_are_never_kept(shop: ShopClient, redis_url: str, buyer: User) -> None:
    fill_cart(buyer, (make_variant(), 1))
    shop.post_form("/checkout/summary", TYPED | {"password": "rahasia", "x": "1"})
    redis = Redis.from_url(redis_url)
    keys: Any = redis.keys("belanjain:kept:*")
    entries = str([redis.get(key) for key in keys])
    assert "Melati" in entries
    assert "rahasia" not in entries
    assert "csrf_token" not in entries
    assert all(0 < cast(Any, redis.ttl(key)) <= 1800 for key in keys)


def test_nobody_fills_redis_with_forms(client: ShopClient) -> None:
    """B24: an address has its share; who has used it up still gets an answer."""
    answers = [client.post("/checkout", {"note": "x"}, headers=FROM_HERE) for _n in range(302)]
    assert [answer.status_code for answer in answers] == [303] * 300 + [400] * 2


def test_too_much_to_keep_is_still_answered(shop: ShopClient, buyer: User) -> None:
    fill_cart(buyer, (make_variant(), 1))
    answer = shop.post_form("/checkout/summary", TYPED | {"line": "x" * 70_000})
    assert answer.status_code == 200
    assert "x" * 70_000 in answer.text
