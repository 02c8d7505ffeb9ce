"""Opening an account."""

from __future__ import annotations

from flask import Response, request, session, url_for

from app.accounts import limits
from app.accounts.forms import RegistrationForm
from app.accounts.models import Role
from app.accounts.passwords import hash_password
from app.accounts.routes import blueprint
from app.accounts.routes.session import HOME, LOGIN_EMAIL
from app.accounts.services import NewAccount, register_or_remind
from app.web import params
from app.web.access import current_user, public
from app.web.filters import current_language
from app.web.render import page, redirect_to
from app.web.urls import safe_next


@blueprint.route("/register", methods=["GET", "POST"])
@public
@limits.register_per_address
@limits.register_per_account
def register() -> Response:
    """Open an account; the answer never tells whether the address had one (docs/adr/0005)."""
    if current_user.is_authenticated:
        return redirect_to(HOME[Role(current_user.role)])
    form = RegistrationForm()
    if request.method == "GET":
        form.next.data = safe_next(request.args.get("next"), "")
        form.role.data = params.choice("role", list(Role), default=Role.CUSTOMER)
    elif form.validate_on_submit():
        account = _new_account(form)
        if form.perform(lambda: register_or_remind(account)):
            session[LOGIN_EMAIL] = account.email
            # A store's owner was not on the way to buy something.
            onward = None if account.role == Role.SELLER else form.next.data or None
            return redirect_to(url_for("accounts.registered", next=onward))
    status = 422 if form.errors else 200
    return page("accounts/register.html", block="register_body", status=status, form=form)


def _new_account(form: RegistrationForm) -> NewAccount:
    is_seller = form.role.data == Role.SELLER
    return NewAccount(
        name=form.name.data or "",
        email=form.email.data or "",
        password_hash=hash_password(form.password.data or ""),
        role=form.role.data,
        locale=current_language(),
        store_name=(form.store_name.data or "") if is_seller else "",
        store_location=(form.store_location.data or "") if is_seller else "",
    )


@blueprint.get("/register/done")
@public
def registered() -> Response:
    """What happens next, in words that are true for a new and for an old address alike."""
    onward = safe_next(request.args.get("next"), "")
    return page("accounts/registered.html", email=session.get(LOGIN_EMAIL, ""), onward=onward)
