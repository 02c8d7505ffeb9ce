"""From the cart to the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.accounts import queries as accounts
from app.accounts.services import save_address
from app.cart.errors import CartChanged, UnknownItem
from app.cart.forms import QuantityForm
from app.cart.owner import CartOwner
from app.cart.queries import checkout_lines
from app.cart.services import remove_item, set_quantity
from app.db import unit_of_work
from app.errors import InvalidInput
from app.orders import limits, queries
from app.orders.drafts import changes as find_changes
from app.orders.drafts import make_draft, now_seen
from app.orders.errors import CheckoutChanged, EmptyCart, KeyReused, LinesShort
from app.orders.forms import MAXIMUM_SEEN, NEW_ADDRESS, CheckoutForm
from app.orders.placing import check_out
from app.orders.values import CheckoutRequest, DeliveryAddress
from app.orders.words import METHOD_NAMES, METHOD_WORDS, payment_words
from app.payments.models import PaymentMethod
from app.shipping.quotes import quoter
from app.web.access import current_user, customer_required
from app.web.htmx import wants_fragment
from app.web.kept import keep, shown_again_at
from app.web.render import page, redirect_to, see_other, toast

blueprint = Blueprint("checkout", __name__)


@blueprint.get("/checkout")
@customer_required
def show() -> Response:
    """What will be bought, where to and how to pay; also with what was typed before."""
    return _checkout_page(CheckoutForm())


@blueprint.get("/checkout/summary")
@customer_required
def summary_again() -> Response:
    """Nobody's page: who lands here wants the checkout."""
    return see_other(url_for(".show"))


@blueprint.post("/checkout/summary")
@customer_required
@shown_again_at("checkout.show")
def summary() -> Response:
    """The same with shipping for the address as it is now; nothing is bought.

    A plain browser is sent to a page that it can reload and come back to.
    """
    if wants_fragment():
        return _checkout_page(CheckoutForm())
    return _typed_again(request.form.items(multi=True))


@blueprint.post("/checkout/lines/<int:item_id>")
@customer_required
def fix_line(item_id: int) -> Response:
    """Take what is left of a line, or take it out, and stay here with everything typed."""
    owner, quantity = CartOwner(user_id=current_user.id), QuantityForm().quantity.data or 0
    seen = request.form.get("seen", "")[:MAXIMUM_SEEN]
    try:
        if quantity > 0:
            changed = unit_of_work(lambda: set_quantity(owner, item_id, quantity))
            seen = now_seen(seen, changed.variant_id, changed.quantity)
        else:
            removed = unit_of_work(lambda: remove_item(owner, item_id))
            seen = now_seen(seen, removed.variant_id, 0)
    except (UnknownItem, InvalidInput) as error:
        toast(error.message, kind="info")
    # The buyer has read what had changed, so the next page begins anew.
    own = ("seen", "first_seen", "quantity")
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in own]
    return _typed_again([*typed, ("seen", seen)])


def _typed_again(fields: Iterable[tuple[str, str]]) -> Response:
    """To the checkout as it was typed."""
    kept = keep("checkout.show", fields, owner=current_user.id)
    return see_other(kept) if kept else _checkout_page(CheckoutForm())


@blueprint.post("/checkout")
@customer_required
@shown_again_at("checkout.show")
@limits.purchases
def place() -> Response:
    """Buy it. Sent twice, it answers with the same purchase."""
    form = CheckoutForm()
    # A typed address needs no look into the address book.
    typed = form.address_id.data in (None, NEW_ADDRESS)
    form.offer([] if typed else accounts.addresses(current_user.id))
    if not form.validate_on_submit():
        return _checkout_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        number = check_out(_request(form))
    except EmptyCart as error:
        toast(error.message, kind="info")
        return redirect_to(url_for("cart.show"))
    except CheckoutChanged as error:
        return _checkout_page(
            form, status=error.status, message=error.message, changes=error.changes
        )
    except KeyReused as error:
        if not checkout_lines(current_user.id):
            raise
        return _checkout_page(form, status=error.status, message=error.message)
    except (LinesShort, CartChanged) as error:
        return _checkout_page(form, status=error.status, message=error.message)
    if form.save_address.data and form.chosen is None:
        _keep_address(form.address)
    return redirect_to(url_for(".done", number=number))


@blueprint.get("/checkout/done/<number>")
@customer_required
def done(number: str) -> Response:
    """The confirmation, which stays where it is however often it is read."""
    group = queries.buyer_group(current_user.id, number)
    return page(
        "checkout/done.html",
        group=group,
        method_name=METHOD_NAMES[PaymentMethod(group.method)],
        payment_words=payment_words,
    )


def _keep_address(address: DeliveryAddress) -> None:
    """In a transaction of its own: a full address book must not undo a purchase."""
    buyer_id = current_user.id
    if unit_of_work(lambda: save_address(buyer_id, **asdict(address))) is None:
        toast(_("Your address book is full, so this address was not kept."), kind="info")


def _request(form: CheckoutForm) -> CheckoutRequest:
    return CheckoutRequest(
        buyer_id=current_user.id,
        buyer_name=current_user.name,
        buyer_email=current_user.email,
        buyer_locale=current_user.locale,
        idempotency_key=form.key,
        address=form.address,
        payment_method=PaymentMethod(form.payment_method.data),
        note=form.note.data or "",
        seen_total=form.total,
        seen_lines=form.seen_lines,
    )


def _checkout_page(
    form: CheckoutForm,
    *,
    status: int = HTTPStatus.OK,
    message: Any = "",
    changes: tuple[Any, ...] = (),
) -> Response:
    """The page for the form as it is; to the cart when there is nothing to buy."""
    lines = checkout_lines(current_user.id)
    if not lines:
        toast(_("Your cart is empty. Put something into it first."), kind="info")
        return see_other(url_for("cart.show"))
    form.offer(accounts.addresses(current_user.id))
    draft = make_draft(lines, form.destination, quoter)
    if not message and form.seen.data and (changes := find_changes(draft, form.first_seen_lines)):
        message = _("Something changed since you looked. Please check it again.")
    return page(
        "checkout/checkout.html",
        block="checkout_summary",
        also=("checkout/parts.html#problems_part",),
        status=status,
        form=form,
        draft=draft,
        message=message,
        changes=changes,
        method_words={method.value: words for method, words in METHOD_WORDS.items()},
        pays_now=form.payment_method.data != PaymentMethod.COD,
    )
