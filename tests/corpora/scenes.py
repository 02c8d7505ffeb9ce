"""Every form and every page of the shop, ready to be sent something bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from app.accounts.changes import request_reset
from app.accounts.services import save_address
from app.db import unit_of_work
from app.shipping.couriers import COURIERS
from tests.factories.accounts import PASSWORD, make_customer, make_seller, sign_in_as
from tests.factories.cart import put_in_cart
from tests.factories.catalogue import make_product, variants_of
from tests.factories.orders import ADDRESS, make_order, move, request_for
from tests.support.accounts import NEW_PASSWORD, posted
from tests.support.client import ShopClient

HOME = {
    "recipient": ADDRESS.recipient,
    "phone": ADDRESS.phone,
    "line": ADDRESS.line,
    "district": ADDRESS.district,
    "city": ADDRESS.city,
    "province": ADDRESS.province,
    "postal_code": ADDRESS.postal_code,
}


@dataclass
class Scene:
    """A visitor before a form (or a page): where it is sent, and what would be right in it."""

    browser: ShopClient
    url: str
    fields: dict[str, str] = field(default_factory=dict)
    token: str = ""


Builder = Callable[[Flask], Scene]


def _empty(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


def _form(browser: ShopClient, url: str, fields: dict[str, str]) -> Scene:
    return Scene(browser, url, fields, browser.csrf_token())


def _guest(url: str, fields: dict[str, str]) -> Builder:
    return lambda app: _form(ShopClient(app), url, fields)


def _register_seller(app: Flask) -> Scene:
    # An address that is taken: what is right is answered alike and stores nothing but a mail.
    seller = make_seller()[0]
    fields = {
        "role": "seller",
        "name": "Budi Santoso",
        "email": seller.email,
        "password": NEW_PASSWORD,
        "store_name": "Kopi Gayo",
        "store_location": "Takengon",
    }
    return _form(ShopClient(app), "/register", fields)


def _login(app: Flask) -> Scene:
    user = make_customer()
    fields = {"email": user.email, "password": PASSWORD, "remember": "y", "next": "/cart"}
    return _form(ShopClient(app), "/login", fields)


def _reset(app: Flask) -> Scene:
    user = make_customer()
    unit_of_work(lambda: request_reset(user.email))
    path = posted("password_reset")[-1].context["url"]
    browser = ShopClient(app)
    browser.get(path)
    return _form(browser, path, {"password": NEW_PASSWORD})


def _customer(app: Flask, url: str, fields: dict[str, str]) -> Scene:
    return _form(sign_in_as(ShopClient(app), make_customer()), url, fields)


def _edit_address(app: Flask) -> Scene:
    user = make_customer()
    number = unit_of_work(lambda: save_address(user.id, **HOME))
    browser = sign_in_as(ShopClient(app), user)
    return _form(browser, f"/account/addresses/{number}/edit", HOME)


def _cart_add(app: Flask) -> Scene:
    variant = variants_of(make_product())[0]
    return _form(
        ShopClient(app),
        "/cart/items",
        {"variant_id": str(variant.id), "quantity": "1", "next": "/cart"},
    )


def _cart_update(app: Flask) -> Scene:
    user = make_customer()
    item = put_in_cart(user, make_product())
    return _form(sign_in_as(ShopClient(app), user), f"/cart/items/{item}", {"quantity": "2"})


def _checkout(app: Flask, url: str) -> Scene:
    user = make_customer()
    put_in_cart(user, make_product())
    wanted = request_for(user)
    seen = ",".join(
        f"{each}:{quantity}:{price}" for each, (quantity, price) in wanted.seen_lines.items()
    )
    fields = {
        "address_id": "new",
        **HOME,
        "payment_method": "qris",
        "note": "",
        "save_address": "",
        "idempotency_key": wanted.idempotency_key,
        "seen_total": str(wanted.seen_total),
        "seen": seen,
    }
    return _form(sign_in_as(ShopClient(app), user), url, fields)


def _status(to: str, *steps: str) -> Builder:
    def build(app: Flask) -> Scene:
        seller, store = make_seller()
        order = make_order(store=store)
        for step in steps:
            move(order, step)
        fields = {
            "to": to,
            "reason": "STORE_CLOSED" if to == "CANCELLED" else "",
            "note": "Maaf",
            "courier": next(iter(COURIERS)),
            "tracking_number": "JP1234567890",
            "view": "row",
        }
        browser = sign_in_as(ShopClient(app), seller)
        return _form(browser, f"/seller/orders/{order.number}/status", fields)

    return build


def _order_step(step: str, fields: dict[str, str], *before: str) -> Builder:
    def build(app: Flask) -> Scene:
        buyer = make_customer()
        order = make_order(buyer, steps=before)
        return _form(sign_in_as(ShopClient(app), buyer), f"/orders/{order.number}/{step}", fields)

    return build


FORMS: dict[str, Builder] = {
    "register": _register_seller,
    "login": _login,
    "forgot password": _guest("/forgot-password", {"email": "nobody@example.com"}),
    "reset password": _reset,
    "profile": lambda app: _customer(app, "/account", {"name": "Sari", "locale": "en"}),
    "change password": lambda app: _customer(
        app,
        "/account/password",
        {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
    ),
    "new address": lambda app: _customer(app, "/account/addresses/new", HOME),
    "edit address": _edit_address,
    "add to cart": _cart_add,
    "change quantity": _cart_update,
    "checkout summary": lambda app: _checkout(app, "/checkout/summary"),
    "checkout": lambda app: _checkout(app, "/checkout"),
    "cancel order": _order_step("cancel", {"reason": "", "note": "", "to": "CANCELLED"}),
    "confirm order": _order_step("confirm", {"view": ""}, "PROCESSING", "SHIPPED"),
    "pack order": _status("PROCESSING"),
    "ship order": _status("SHIPPED", "PROCESSING"),
    "refuse order": _status("CANCELLED"),
    "language": _guest("/locale", {"locale": "id", "next": "/cart"}),
    "theme": _guest("/theme", {"theme": "dark", "next": "/cart"}),
}
# Whose right values move something on, so that the next one needs a scene of its own.
USED_UP = {
    *("login", "reset password", "change password", "checkout", "cancel order", "confirm order"),
    *("pack order", "ship order", "refuse order"),
}


def _listing(url: str) -> Builder:
    names = ("q", "category", "page", "min_price", "max_price", "rating", "location", "in_stock")
    fields = _empty(*names, "sort")
    return lambda app: _page(app, url, fields)


def _page(app: Flask, url: str, fields: dict[str, str]) -> Scene:
    make_product(name="Wajan besi")
    return Scene(ShopClient(app), url, fields)


def _product(app: Flask) -> Scene:
    product = make_product(
        variants=[{"options": {"Warna": "Merah"}}, {"options": {"Warna": "Biru"}}]
    )
    fields = _empty("variant", "picture", "option-0", "option-Warna")
    return Scene(ShopClient(app), f"/products/{product.id}-{product.slug}", fields)


def _store(app: Flask) -> Scene:
    store = make_seller()[1]
    make_product(store)
    fields = _empty("page", "sort", "q", "category")
    return Scene(ShopClient(app), f"/stores/{store.slug}", fields)


def _orders(app: Flask) -> Scene:
    buyer = make_customer()
    make_order(buyer)
    browser = sign_in_as(ShopClient(app), buyer)
    return Scene(browser, "/orders", _empty("status", "page", "q", "sort"))


def _seller_orders(app: Flask) -> Scene:
    seller, store = make_seller()
    make_order(store=store)
    fields = _empty("status", "page", "q", "sort")
    return Scene(sign_in_as(ShopClient(app), seller), "/seller/orders", fields)


PAGES: dict[str, Builder] = {
    "home": lambda app: _page(app, "/", {"q": "", "page": ""}),
    "products": _listing("/products"),
    "product": _product,
    "store": _store,
    "login page": lambda app: _page(app, "/login", {"next": "", "email": ""}),
    "cart": lambda app: _page(app, "/cart", {"removed": "", "page": ""}),
    "orders": _orders,
    "incoming orders": _seller_orders,
}
