"""The address book of a buyer."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.forms import AddressForm
from app.accounts.routes import blueprint
from app.db import unit_of_work
from app.web.access import current_user, customer_required
from app.web.kept import shown_again_at
from app.web.render import page, redirect_to, toast


@blueprint.get("/account/addresses")
@customer_required
def addresses() -> Response:
    """All addresses, the default first."""
    return page("accounts/addresses.html", addresses=queries.addresses(current_user.id))


@blueprint.route("/account/addresses/new", methods=["GET", "POST"])
@shown_again_at("accounts.new_address")
@customer_required
def new_address() -> Response:
    """Add an address."""
    form = AddressForm()
    user_id = current_user.id
    if request.method == "GET" and not form.is_kept:
        form.recipient.data = current_user.name
    elif form.perform(lambda: services.save_address(user_id, **form.details)):
        if form.result is not None:
            toast(_("The address is saved."))
            return redirect_to(url_for("accounts.addresses"))
        form.form_errors.append(_("Your address book is full. Delete an address first."))
    return _form_page(form, title=_("New address"))


@blueprint.route("/account/addresses/<int:address_id>/edit", methods=["GET", "POST"])
@shown_again_at("accounts.edit_address")
@customer_required
def edit_address(address_id: int) -> Response:
    """Change an address."""
    user_id = current_user.id
    form = AddressForm(obj=queries.address(user_id, address_id))
    if form.perform(lambda: services.change_address(user_id, address_id, **form.details)):
        toast(_("The address is saved."))
        return redirect_to(url_for("accounts.addresses"))
    return _form_page(form, title=_("Edit address"))


def _form_page(form: AddressForm, *, title: str) -> Response:
    status = 422 if form.errors else 200
    return page(
        "accounts/address_form.html", block="address_body", status=status, form=form, title=title
    )


@blueprint.get("/account/addresses/<int:address_id>/delete")
@customer_required
def ask_delete_address(address_id: int) -> Response:
    """The question before an address is forgotten, for a browser without JavaScript."""
    address = queries.address(current_user.id, address_id)
    return page("accounts/delete_address.html", address=address)


@blueprint.post("/account/addresses/<int:address_id>/delete")
@customer_required
def delete_address(address_id: int) -> Response:
    """Forget an address; orders keep their copy."""
    user_id = current_user.id
    unit_of_work(lambda: services.delete_address(user_id, address_id))
    toast(_("The address is deleted."))
    return redirect_to(url_for("accounts.addresses"))


@blueprint.post("/account/addresses/<int:address_id>/default")
@customer_required
def make_default_address(address_id: int) -> Response:
    """Let the checkout offer this one first."""
    user_id = current_user.id
    unit_of_work(lambda: services.make_default_address(user_id, address_id))
    toast(_("The checkout now offers this address first."))
    return redirect_to(url_for("accounts.addresses"))
