"""The cart's page and its small edits.

Each edit answers a plain browser with 303, and htmx with the parts that changed: the store's lines,
the summary, the header's count and a toast in one answer (U11).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, session, url_for
from flask_babel import gettext as _

from app.accounts.login_hooks import on_sign_in
from app.accounts.principal import count_cart_with
from app.cart import limits, words
from app.cart.errors import CartFull, NoSuchChoice, SoldOut, UnknownItem
from app.cart.forms import AddForm, QuantityForm
from app.cart.merging import merge_guest_cart
from app.cart.owner import CartOwner, current_owner, forget_guest, guest_token, owner_who_adds
from app.cart.queries import CartView, count_is_now, count_units, units_of_user
from app.cart.services import ChangedLine, RemovedLine, add_item, remove_item, set_quantity
from app.cart.shipping import priced_cart
from app.catalogue.choice import choose
from app.catalogue.queries import product_of, product_view
from app.catalogue.views import Refusal, product_page
from app.db import unit_of_work
from app.errors import DomainError, InvalidInput
from app.web.access import shopper
from app.web.htmx import wants_fragment
from app.web.render import fragments, page, see_other, toast
from app.web.urls import safe_next

blueprint = Blueprint("cart", __name__)
_REMOVED = "cart_removed"
# A path may carry no id that the databases cannot compare with.
ITEM = "/cart/items/<int(max=999999999999999999):item_id>"


@dataclass(frozen=True)
class LineError:
    """What is wrong with the quantity that was typed."""

    message: str
    typed: str


@blueprint.get("/cart")
@shopper
def show() -> Response:
    """The cart, and what was just taken out of it, to be put back."""
    return _whole_cart(current_owner(), removed=session.pop(_REMOVED, None))


@blueprint.post("/cart/items")
@shopper
@limits.by_guests
@limits.by_users
def add() -> Response:
    """Put something into the cart; from the cart's own page that is putting it back."""
    form = AddForm()
    owner = owner_who_adds()
    variant_id, quantity = form.variant_id.data or 0, form.quantity.wanted
    is_put_back = request.form.get("next") == url_for("cart.show")
    try:
        if not form.perform(lambda: add_item(owner, variant_id, quantity, form.options)):
            return _refused(form, InvalidInput(_first_error(form)))
    except (NoSuchChoice, SoldOut, CartFull) as error:
        return _gone(owner, error) if is_put_back else _refused(form, error)
    line: ChangedLine = form.result
    seen = wants_fragment() and not is_put_back
    link = (_("See the cart"), url_for("cart.show")) if seen else None
    toast(words.added(line), kind="info" if line.is_capped else "success", link=link)
    if not wants_fragment():
        return see_other(safe_next(request.form.get("next"), url_for("cart.show")))
    if is_put_back:
        return _whole_cart(owner, focus=line.variant_id)
    units = count_units(owner)
    count_is_now(units)
    return fragments("cart/cart.html#count_part", cart_count=units)


@blueprint.post(ITEM)
@shopper
def update(item_id: int) -> Response:
    """Change a line's quantity."""
    form = QuantityForm()
    owner = current_owner()
    quantity = form.quantity.wanted
    try:
        if not form.perform(lambda: set_quantity(owner, item_id, quantity)):
            return _line_again(owner, item_id, _first_error(form))
    except UnknownItem as error:
        return _gone(owner, error)
    line: ChangedLine = form.result
    if line.is_capped:
        toast(words.only_so_many(line), kind="info")
    if not wants_fragment():
        # A word about the quantity stands at the top of the page: then the page begins there.
        return see_other(
            url_for("cart.show", _anchor=None if line.is_capped else f"line-{item_id}")
        )
    note = words.only_so_many_here(line) if line.is_capped else ""
    return _changed_store(priced_cart(owner), item_id, notes={item_id: note})


@blueprint.post(f"{ITEM}/remove")
@shopper
def remove(item_id: int) -> Response:
    """Take a line out, and offer to put it back (U13)."""
    owner = current_owner()
    try:
        line: RemovedLine = unit_of_work(lambda: remove_item(owner, item_id))
    except UnknownItem as error:
        return _gone(owner, error)
    removed = {"variant_id": line.variant_id, "name": line.name, "quantity": line.quantity}
    if not wants_fragment():
        session[_REMOVED] = removed
        return see_other(url_for("cart.show"))
    return _whole_cart(owner, removed=removed)


def _refused(form: AddForm, error: DomainError) -> Response:
    """The product's page with the choice and the quantity as they were sent, and what is wrong."""
    variant_id = form.variant_id.data
    product_id = product_of(variant_id) if variant_id and not form.variant_id.errors else None
    if product_id is None:
        raise error
    product = product_view(product_id)
    choice = choose(product.variants, wanted=form.options, variant_id=variant_id, keep=True)
    field = "quantity" if form.quantity.errors else ""
    response = product_page(
        product,
        choice,
        quantity=request.form.get("quantity", "")[:20],
        refusal=Refusal(str(error.message), field=field),
        status=error.status,
    )
    response.headers["HX-Retarget"] = "#buying"
    response.headers["HX-Reswap"] = "outerMorph"
    return response


def _gone(owner: CartOwner, error: DomainError) -> Response:
    """The cart as it now is, and why what was wanted of it could not be done."""
    toast(str(error.message), kind="error")
    return _whole_cart(owner, status=error.status)


def _whole_cart(
    owner: CartOwner,
    *,
    removed: dict[str, Any] | None = None,
    focus: int | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    return _page(priced_cart(owner), removed=removed, focus=focus, status=status)


def _page(cart: CartView, *, status: HTTPStatus = HTTPStatus.OK, **parts: Any) -> Response:
    """The page, or all of the cart for htmx."""
    return page(
        "cart/cart.html", block="body", also=("count_part",), status=status, **_parts(cart, parts)
    )


def _changed_store(
    cart: CartView, item_id: int, *, status: HTTPStatus = HTTPStatus.OK, **parts: Any
) -> Response:
    """The lines of this line's store, the summary and the header's count, for htmx."""
    return fragments(
        "cart/cart.html#store_part",
        "cart/cart.html#summary_part",
        "cart/cart.html#count_part",
        status=status,
        store=cart.store_of(item_id),
        **_parts(cart, parts),
    )


def _parts(cart: CartView, parts: dict[str, Any]) -> dict[str, Any]:
    """What the template shows: `notes` and `errors` by line, the variant to `focus` on."""
    count_is_now(cart.item_count)
    nothing = {"removed": None, "focus": None, "errors": {}, "notes": {}}
    return {"cart": cart, "cart_count": cart.item_count, **nothing, **parts}


def _line_again(owner: CartOwner, item_id: int, message: str) -> Response:
    """The line with what is wrong at its quantity."""
    cart = priced_cart(owner)
    if cart.store_of(item_id) is None:
        return _gone(owner, UnknownItem(_("This is no longer in your cart.")))
    answer = partial(_changed_store, item_id=item_id) if wants_fragment() else _page
    wrong = LineError(message, typed=request.form.get("quantity", "")[:20])
    return answer(cart, errors={item_id: wrong}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _first_error(form: QuantityForm) -> str:
    return next(str(message) for messages in form.errors.values() for message in messages)


def bring_guest_cart(user_id: int) -> None:
    """When a customer has signed in: join the guest's cart with theirs (U29)."""
    token = guest_token()
    if token is None:
        return
    merged = unit_of_work(lambda: merge_guest_cart(token, user_id))
    forget_guest()
    if merged and merged.capped:
        toast(words.capped(merged), kind="info")
    if merged and merged.left_out:
        toast(words.left_out(merged), kind="info")


@blueprint.record_once
def _connect(_state: Any) -> None:
    """Accounts lie below the cart and do not know it."""
    count_cart_with(units_of_user)
    on_sign_in(bring_guest_cart)
