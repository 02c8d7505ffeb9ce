"""Signing in and out."""

from __future__ import annotations

from flask import Response, request, session
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from app.accounts import limits, login_hooks
from app.accounts.email_addresses import comparable
from app.accounts.forms import LoginForm
from app.accounts.models import Role
from app.accounts.principal import load_principal
from app.accounts.queries import Credentials, credentials
from app.accounts.routes import blueprint
from app.accounts.sessions import (
    REMEMBERED,
    RenewedSession,
    end_session,
    has_session,
    start_session,
)
from app.db import unit_of_work
from app.web.access import current_user, public
from app.web.addresses import client_address
from app.web.kept import MARK, OWNER
from app.web.render import page, redirect_to, toast
from app.web.urls import safe_next

HOME = {Role.CUSTOMER: "/", Role.SELLER: "/seller/orders"}
LOGIN_EMAIL = "login_email"


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limits.login_per_address
@limits.login_per_account
def login() -> Response:
    """Sign in, and go on where one was stopped."""
    if current_user.is_authenticated:
        return redirect_to(safe_next(request.args.get("next"), HOME[Role(current_user.role)]))
    form = LoginForm()
    if request.method == "GET":
        form.email.data = session.get(LOGIN_EMAIL, "")
        form.next.data = safe_next(request.args.get("next"), "")
    elif form.validate_on_submit():
        found = credentials(comparable(form.email.data or ""), form.password.data or "")
        if found is not None and _begin(found, remember=form.remember.data):
            return redirect_to(safe_next(form.next.data, HOME[Role(found.role)]))
        form.form_errors.append(_("The e-mail address or the password is wrong."))
    status = 422 if form.errors else 200
    return page("accounts/login.html", block="login_body", status=status, form=form)


def _begin(found: Credentials, *, remember: bool) -> bool:
    """Make the browser's cookie one of a new session; nothing of the old one stays (B52)."""
    is_back = has_session(found.user_id)
    agent, address = request.headers.get("User-Agent", ""), client_address()
    token = unit_of_work(
        lambda: start_session(
            found.user_id,
            found.password_hash,
            remember=remember,
            user_agent=agent,
            address=address,
        )
    )
    principal = load_principal(token) if token else None
    if principal is None:
        return False
    mark = session.get(MARK)
    session.clear()
    if mark:
        session[MARK] = mark
    login_user(principal, remember=remember, duration=REMEMBERED)
    session[OWNER] = principal.id
    if principal.is_customer:
        login_hooks.signed_in(principal.id)
    name = principal.name
    toast(
        _("Welcome back, %(name)s.", name=name) if is_back else _("Welcome, %(name)s.", name=name)
    )
    return True


def go_on(renewed: RenewedSession | None) -> None:
    """Put the new token of this browser's session into its cookies, if it has not been ended."""
    principal = load_principal(renewed.token) if renewed else None
    if renewed is not None and principal is not None:
        login_user(principal, remember=renewed.is_remembered, duration=REMEMBERED)


@blueprint.post("/logout")
@public
def logout() -> Response:
    """Sign out: the session's row goes, and with it every copy of the cookie."""
    if current_user.is_authenticated:
        token = current_user.token
        unit_of_work(lambda: end_session(token))
    session.clear()
    logout_user()
    toast(_("You are signed out."))
    response = redirect_to("/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
