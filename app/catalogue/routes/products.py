"""A seller's products: the list, and what can be done with one or several of them."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, session, url_for
from flask_babel import gettext as _

from app.catalogue import lifecycle
from app.catalogue.lifecycle import Answer
from app.catalogue.list_forms import ARCHIVE, RestoreForm, TogetherForm
from app.catalogue.models import ProductStatus
from app.catalogue.routes.product_place import SORT_WORDS, TABS, Place
from app.catalogue.seller_queries import SIZES, product_counts, product_row, store_products
from app.db import unit_of_work
from app.web.access import current_store_id, seller_required
from app.web.htmx import wants_fragment
from app.web.render import page, redirect_to, see_other, toast
from app.web.words import lazy as _l

blueprint = Blueprint("seller_products", __name__)
_UNDO = "products_undo"
# What stands outside of the list's body and changes with it.
EXTRAS = ("list_state", "list_status")


@blueprint.get("/seller/products")
@seller_required
def index() -> Response:
    """The store's products by status, by name or SKU, in an order."""
    return _list(undo=session.pop(_UNDO, None))


@blueprint.post("/seller/products/<int:product_id>/publish")
@seller_required
def publish(product_id: int) -> Response:
    """Put one product on sale."""
    store_id = current_store_id()
    answers = unit_of_work(lambda: lifecycle.publish_products(store_id, [product_id]))
    return _one(answers[0], target=ProductStatus.ACTIVE)


@blueprint.post("/seller/products/<int:product_id>/archive")
@seller_required
def archive(product_id: int) -> Response:
    """Take one product out of the shop, and offer to bring it back (U13)."""
    store_id = current_store_id()
    answers = unit_of_work(lambda: lifecycle.archive_products(store_id, [product_id]))
    return _one(answers[0], target=ProductStatus.ARCHIVED)


@blueprint.post("/seller/products/<int:product_id>/duplicate")
@seller_required
def duplicate(product_id: int) -> Response:
    """Make a draft like this product, and open it."""
    store_id = current_store_id()
    copy_id = unit_of_work(lambda: lifecycle.duplicate_product(store_id, product_id))
    toast(_("This is the copy, a draft. Its stock is 0; buyers see it once you publish it."))
    return redirect_to(url_for("seller_editor.edit", product_id=copy_id))


@blueprint.post("/seller/products/together")
@seller_required
def together() -> Response:
    """Publish or archive several products; each of them answers for itself."""
    form = TogetherForm()
    store_id, product_ids = current_store_id(), form.products.data
    is_archiving = form.do.data == ARCHIVE
    change = lifecycle.archive_products if is_archiving else lifecycle.publish_products
    if not form.perform(lambda: change(store_id, product_ids)):
        problem = next(iter(next(iter(form.errors.values()))))
        return _list(problem=str(problem), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    target = ProductStatus.ARCHIVED if is_archiving else ProductStatus.ACTIVE
    return _several(form.result, target=target)


@blueprint.post("/seller/products/restore")
@seller_required
def restore() -> Response:
    """Bring back what was just archived, as what it was."""
    form = RestoreForm()
    store_id, active, drafts = current_store_id(), form.products.data, form.drafts.data
    if not form.perform(lambda: lifecycle.restore_products(store_id, active, drafts)):
        return _list(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = _several(form.result, target="")
    if wants_fragment():
        # The list may have been turned to another place since the offer was made.
        response.headers["HX-Replace-Url"] = Place.asked_for().url()
    return response


def _one(answer: Answer, *, target: str) -> Response:
    """The row as it is now, with the tabs' new counts; the whole list to a plain browser."""
    if not wants_fragment():
        return _several([answer], target=target)
    place = Place.asked_for()
    undo = _announce([answer], target=target)
    return page(
        "seller/products.html",
        block="product_row",
        also=("product_tabs", *(("list_undo",) if undo else ())),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if answer.refusal else HTTPStatus.OK,
        row=product_row(current_store_id(), answer.product_id),
        refusals={answer.product_id: answer.refusal} if answer.refusal else {},
        place=place,
        tabs=TABS,
        undo=undo,
        counts=product_counts(current_store_id(), q=place.q),
    )


def _several(answers: Sequence[Answer], *, target: str) -> Response:
    """The list as it is now: with the reason at each row that was refused (422)."""
    undo = _announce(answers, target=target)
    refused = [answer for answer in answers if answer.refusal]
    if not refused and not wants_fragment():
        session[_UNDO] = undo
        return see_other(Place.asked_for().url())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return _list(refused=refused, undo=undo, status=status)


def _announce(answers: Sequence[Answer], *, target: str) -> dict[str, Any] | None:
    """Say what was done; what can be undone comes back with its words, to be said with the offer.

    `target` is the status that was wished, or nothing for "what it was before".
    """
    changed = [answer for answer in answers if answer.has_changed]
    if not changed:
        if not any(answer.refusal for answer in answers):
            toast(_("Nothing had to be changed."), kind="info")
        return None
    words = _done(target, changed[0].name, len(changed))
    if target != ProductStatus.ARCHIVED:
        toast(words)
        return None
    return {
        "words": words,
        "products": [a.product_id for a in changed if a.was == ProductStatus.ACTIVE],
        "drafts": [a.product_id for a in changed if a.was == ProductStatus.DRAFT],
    }


def _done(target: str, name: str, count: int) -> str:
    """What has been done, in words: with the name where it was one product."""
    words = {
        ProductStatus.ARCHIVED.value: (
            _l("“%(name)s” is archived: buyers no longer see it."),
            _l("%(count)s products are archived: buyers no longer see them."),
        ),
        ProductStatus.ACTIVE.value: (
            _l("“%(name)s” is on sale."),
            _l("%(count)s products are on sale."),
        ),
        "": (_l("“%(name)s” is back."), _l("%(count)s products are back.")),
    }
    one, several = words[target]
    return str(one) % {"name": name} if count == 1 else str(several) % {"count": count}


def _list(
    *,
    refused: Sequence[Answer] = (),
    problem: str = "",
    undo: dict[str, Any] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    place = Place.asked_for()
    found = store_products(
        current_store_id(),
        status=place.status,
        q=place.q,
        sort=place.sort,
        page=place.page,
        size=int(place.size),
    )
    return page(
        "seller/products.html",
        block="products_body",
        also=EXTRAS if undo is None else (*EXTRAS, "list_undo"),
        status=status,
        found=found,
        counts=found.counts,
        place=place,
        tabs=TABS,
        sort_words=SORT_WORDS,
        sizes=SIZES,
        refused=refused,
        refusals={answer.product_id: answer.refusal for answer in refused},
        problem=problem,
        undo=undo,
    )
