"""Changing the password, and getting in again without it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request, session, url_for
from flask_babel import gettext as _

from app.accounts import changes, limits
from app.accounts.email_addresses import comparable
from app.accounts.forms import ChangePasswordForm, ForgotPasswordForm, ResetPasswordForm
from app.accounts.passwords import hash_password, verify_password
from app.accounts.queries import password_hash_of, reset_owner
from app.accounts.routes import blueprint
from app.accounts.routes.session import LOGIN_EMAIL, go_on
from app.db import unit_of_work
from app.web.access import current_user, login_required, public
from app.web.render import page, redirect_to, toast
from app.web.urls import safe_next

ONWARD = "onward"


@blueprint.route("/forgot-password", methods=["GET", "POST"])
@public
@limits.forgot_per_address
@limits.forgot_per_account
def forgot_password() -> Response:
    """Mail a link; the answer is the same whether or not anybody has this address (B47)."""
    form = ForgotPasswordForm()
    if request.method == "GET":
        form.email.data = session.get(LOGIN_EMAIL, "")
        form.next.data = safe_next(request.args.get("next"), "")
    elif form.validate_on_submit():
        email = comparable(form.email.data or "")
        # So slow for everybody that the few statements more for a known address do not show.
        verify_password("", None)
        unit_of_work(lambda: changes.request_reset(email))
        session[LOGIN_EMAIL] = form.email.data
        # The link in the mail knows nothing of it, and is mostly opened in this same browser.
        session[ONWARD] = form.next.data
        return redirect_to(url_for("accounts.reset_requested"))
    status = 422 if form.errors else 200
    return page("accounts/forgot_password.html", block="forgot_body", status=status, form=form)


@blueprint.get("/forgot-password/sent")
@public
def reset_requested() -> Response:
    """What happens next, for a known and an unknown address alike."""
    return page(
        "accounts/reset_requested.html",
        email=session.get(LOGIN_EMAIL, ""),
        onward=safe_next(session.get(ONWARD), ""),
    )


@blueprint.route("/reset-password/<token>", methods=["GET", "POST"])
@public
@limits.reset_per_address
def reset_password(token: str) -> Response:
    """Choose a new password by the link in the mail; it works once and ends all sessions."""
    owner = reset_owner(token)
    if owner is None:
        return _private(page("accounts/reset_expired.html", status=HTTPStatus.GONE))
    form = ResetPasswordForm()
    form.personal = owner.personal
    if form.validate_on_submit():
        new_hash = hash_password(form.password.data or "")
        if not unit_of_work(lambda: changes.reset_password(token, new_hash=new_hash)):
            return _private(page("accounts/reset_expired.html", status=HTTPStatus.GONE))
        onward = safe_next(session.get(ONWARD), "")
        session.clear()
        session[LOGIN_EMAIL] = owner.email
        toast(_("Your password is changed. Sign in with the new one."))
        return redirect_to(url_for("accounts.login", next=onward or None))
    status = 422 if form.errors else 200
    return _private(
        page("accounts/reset_password.html", status=status, form=form, token=token, owner=owner)
    )


def _private(response: Response) -> Response:
    """The address holds the token: keep it out of caches and out of the next page's log."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.route("/account/password", methods=["GET", "POST"])
@login_required
@limits.change_per_user
def change_password() -> Response:
    """Change the password by the present one; every other session ends (B49, B53)."""
    form = ChangePasswordForm()
    form.personal = (current_user.name, current_user.email, current_user.store_name or "")
    if form.validate_on_submit():
        user_id, session_id = current_user.id, current_user.session_id
        present_hash = password_hash_of(user_id)
        if not verify_password(form.current_password.data or "", present_hash):
            form.current_password.errors = [changes.WRONG_PASSWORD]
        else:
            new_hash = hash_password(form.new_password.data or "")
            if form.perform(
                lambda: changes.change_password(
                    user_id,
                    present_hash=present_hash,
                    new_hash=new_hash,
                    keep_session_id=session_id,
                )
            ):
                go_on(form.result)
                toast(_("Your password is changed, and all other devices are signed out."))
                return redirect_to(url_for("accounts.profile"))
    status = 422 if form.errors else 200
    return page("accounts/change_password.html", block="password_body", status=status, form=form)
