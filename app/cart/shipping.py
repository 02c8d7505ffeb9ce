"""What the parcels of a cart would cost, before anybody asks at the checkout (U27, U30).

By the checkout's own quoter and to the address that the checkout offers first.
"""

from __future__ import annotations

from dataclasses import replace

from app.accounts.queries import main_address
from app.cart.owner import CartOwner
from app.cart.queries import CartStore, CartView, cart_view
from app.shipping.quotes import ShippingQuoter, quoter


def priced_cart(owner: CartOwner) -> CartView:
    """The cart with each parcel's price, for a customer with an address; at most two statements."""
    cart = cart_view(owner)
    address = main_address(owner.user_id) if owner.user_id and cart.stores else None
    if address is None:
        return cart
    stores = (_with_quote(store, address.city, address.province, quoter) for store in cart.stores)
    return replace(cart, stores=tuple(stores), city=address.city)


def _with_quote(store: CartStore, city: str, province: str, by: ShippingQuoter) -> CartStore:
    """What cannot be had needs no parcel."""
    if not store.counted:
        return store
    quote = by.quote(store.location, city, province, weight_grams=store.weight)
    return replace(store, quote=quote)
