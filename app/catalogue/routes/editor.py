"""The editor of a product: one page to create it and to change everything about it."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.catalogue.editing import Edit, save_product
from app.catalogue.editor_fields import StoredProduct
from app.catalogue.editor_queries import stored_product
from app.catalogue.errors import ProductChanged, SkusTaken
from app.catalogue.models import ProductStatus
from app.catalogue.routes.editor_desk import DROP, Desk
from app.catalogue.uploads import read_pictures, told_to_wait
from app.db import unit_of_work
from app.errors import Conflict, InvalidInput
from app.inventory.errors import StockMoved
from app.web.access import current_store_id, current_user, seller_required
from app.web.bodies import large_body
from app.web.htmx import wants_fragment
from app.web.kept import shown_again_at
from app.web.render import page, redirect_to, see_other, toast

blueprint = Blueprint("seller_editor", __name__)

# Eight pictures of five megabytes, and the text of a hundred variants.
LARGEST_BODY = 41 * 1024 * 1024
LARGEST_TEXT = 1024 * 1024
# Buttons that answer the form again, with everything typed, and save nothing.
HELPERS = ("grid", "fill", "specification")
PUBLISH = "publish"
# The part of the page that htmx asks for when an option was changed.
ROWS = "rows"


@blueprint.get("/seller/products/new")
@seller_required
def new() -> Response:
    """An empty form."""
    return _answer(Desk.opened(None, current_store_id()))


@blueprint.post("/seller/products/new")
@large_body(total=LARGEST_BODY, form=LARGEST_TEXT)
@shown_again_at("seller_editor.new")
@seller_required
def create() -> Response:
    """Make the product, or what the pressed button does to the form."""
    return _pressed(None)


@blueprint.get("/seller/products/<int:product_id>/edit")
@seller_required
def edit(product_id: int) -> Response:
    """The form with everything about a product of this store."""
    return _answer(Desk.opened(stored_product(current_store_id(), product_id), current_store_id()))


@blueprint.post("/seller/products/<int:product_id>/edit")
@large_body(total=LARGEST_BODY, form=LARGEST_TEXT)
@shown_again_at("seller_editor.edit")
@seller_required
def save(product_id: int) -> Response:
    """Save the product, or what the pressed button does to the form."""
    return _pressed(stored_product(current_store_id(), product_id))


def _pressed(product: StoredProduct | None) -> Response:
    desk = Desk.posted(product, read_pictures(current_store_id(), product.id if product else None))
    action = request.form.get("action", "")
    if action in HELPERS or action.startswith(DROP):
        return _answer(desk, part=request.form.get("part", ""))
    on_sale = action == PUBLISH or desk.status == ProductStatus.ACTIVE
    is_savable = desk.form.is_savable(on_sale=on_sale) and desk.pictures.is_valid
    # Nobody has seen rows that were drawn anew just now.
    if desk.text.was_redrawn or not is_savable:
        return _answer(
            replace(desk, is_unseen=desk.text.was_redrawn), status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return _save(desk, publish=action == PUBLISH)


def _save(desk: Desk, *, publish: bool) -> Response:
    wanted, pictures = desk.form.input(), desk.pictures
    order = Edit(
        store_id=current_store_id(),
        actor_id=current_user.id,
        product_id=desk.product.id if desk.product else None,
        revision=desk.overwritten_revision,
        publish=publish,
    )
    try:
        product_id = unit_of_work(lambda: save_product(wanted, pictures, order))
    except (InvalidInput, Conflict) as error:
        return _answer(_refused(desk, error), status=error.status)
    return _saved(desk.product, product_id, publish=publish)


def _refused(desk: Desk, error: InvalidInput | Conflict) -> Desk:
    """The form as it was sent, with what keeps it from being saved."""
    match error:
        case ProductChanged():
            return desk.over(error.current)
        case StockMoved():
            desk.show_moved(error)
        case SkusTaken():
            desk.refuse_skus(error.skus)
        case InvalidInput():
            desk.refuse(error, error.field)
        case _:
            desk.refuse(error, None)
    return desk


def _saved(before: StoredProduct | None, product_id: int, *, publish: bool) -> Response:
    product = stored_product(current_store_id(), product_id)
    link = url_for("catalogue.product", product_id=product.id, slug=product.slug)
    if publish:
        toast(
            _("“%(name)s” is on sale now.", name=product.name),
            link=(_("See it as buyers do"), link),
        )
    elif product.status == ProductStatus.DRAFT:
        toast(_("The draft “%(name)s” is saved.", name=product.name))
    else:
        toast(_("“%(name)s” is saved.", name=product.name))
    here = url_for(".edit", product_id=product.id)
    if before is None:
        return redirect_to(here)
    if not wants_fragment():
        return see_other(here)
    return _answer(Desk.opened(product, current_store_id()))


def _answer(desk: Desk, *, status: int = HTTPStatus.OK, part: str = "") -> Response:
    desk.form.collect_errors()
    answer = page(
        "seller/product_edit.html",
        block="rows_body" if part == ROWS else "editor_body",
        also=("axis_errors",) if part == ROWS else (),
        status=status,
        desk=desk,
        form=desk.form,
        product=desk.product,
    )
    return told_to_wait(answer, desk.pictures.refusals)
