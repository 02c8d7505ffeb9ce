"""What a seller says about the store."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app.catalogue.errors import PicturesBusy, RefusedPicture
from app.catalogue.picture_store import discard_unused, drawn, store_picture
from app.stores import services
from app.stores.forms import StoreForm
from app.stores.queries import StoreView, own_store
from app.stores.routes.places import all_cities, hint_for, suggestions_for
from app.web import params
from app.web.access import current_store_id, seller_required
from app.web.bodies import large_body
from app.web.htmx import wants_fragment
from app.web.kept import shown_again_at
from app.web.render import fragments, page, redirect_to, see_other, toast

blueprint = Blueprint("seller_store", __name__)
MEGABYTE = 1024 * 1024


@blueprint.get("/seller/store")
@seller_required
def settings() -> Response:
    """What the store says about itself, in a form."""
    store = own_store(current_store_id())
    return _page(StoreForm(obj=store), store)


@blueprint.post("/seller/store")
@shown_again_at("seller_store.settings")
@large_body(total=6 * MEGABYTE, form=512 * 1024)
@seller_required
def save() -> Response:
    """Change what the store says; all of it, or nothing."""
    form = StoreForm()
    is_valid = form.validate_on_submit()
    if not is_valid:
        _ask_again_for_logo(form)
    if not is_valid or not _save(form):
        return _page(form, own_store(current_store_id()))
    toast(_("Saved. This is how buyers see your store from now on."))
    return redirect_to(url_for(".settings"))


@blueprint.get("/seller/store/places")
@seller_required
def places() -> Response:
    """Suggestions for what is being typed as the location, and what would follow from it."""
    typed = params.text("location", maximum=100)
    if not wants_fragment():
        return see_other(url_for(".settings"))
    return fragments(
        "seller/store.html#place_options",
        "seller/store.html#place_hint",
        suggestions=suggestions_for(typed),
        hint=hint_for(typed),
    )


def _ask_again_for_logo(form: StoreForm) -> None:
    """A chosen file does not come back with the form: say so, or what is wrong with it already."""
    if not form.logo.data or form.logo.errors:
        return
    try:
        drawn(form.logo.data[0], current_store_id())
        form.logo.errors = [_("Choose the logo once more: nothing is saved yet, the logo neither.")]
    except RefusedPicture as error:
        form.refuse_logo(error)


def _save(form: StoreForm) -> bool:
    """Keep the logo that came, then the words that name it; False when something is refused."""
    store_id, details, remove = current_store_id(), form.details, bool(form.remove_logo.data)
    key = None
    if form.logo.data:
        try:
            key = store_picture(form.logo.data[0], store_id).key
        except RefusedPicture as error:
            form.refuse_logo(error)
            return False
    change = partial(services.change_store, store_id, details, logo_key=key, remove_logo=remove)
    done = False
    try:
        done = form.perform(change)
    finally:
        if key and not done:
            discard_unused([key])
    return done


def _page(form: StoreForm, store: StoreView) -> Response:
    """The form; what was typed is still in it, what is shown beside it is what buyers see now."""
    typed = form.location.data or ""
    answer = page(
        "seller/store.html",
        block="store_body",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK,
        form=form,
        store=store,
        suggestions=all_cities(),
        hint=hint_for(typed),
    )
    if isinstance(form.refusal, PicturesBusy):
        answer.status_code = form.refusal.status
        answer.headers["Retry-After"] = str(form.refusal.seconds)
    return answer
