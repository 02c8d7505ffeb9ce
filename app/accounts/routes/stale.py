"""The forms of guests, shown again with what was typed when they could not be taken.

A form whose CSRF token died while it lay open, which signing in or out in another tab causes.

It comes back with a fresh token and what was typed, to be sent once more (B33, U7).
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.accounts.forms import (
    AddressForm,
    ForgotPasswordForm,
    LoginForm,
    RegistrationForm,
)
from app.accounts.routes import blueprint
from app.web.access import current_user
from app.web.errorpages import csrf_error, error_response, seconds_to_wait, too_often
from app.web.forms import BaseForm
from app.web.render import page

_FORMS: dict[str | None, tuple[type[BaseForm], str]] = {
    "accounts.login": (LoginForm, "accounts/login.html"),
    "accounts.register": (RegistrationForm, "accounts/register.html"),
    "accounts.forgot_password": (ForgotPasswordForm, "accounts/forgot_password.html"),
    "accounts.new_address": (AddressForm, "accounts/address_form.html"),
}


@blueprint.errorhandler(HTTPStatus.TOO_MANY_REQUESTS)
def say_when_to_try_again(error: HTTPException) -> Response:
    """How long to wait, on the form with what was typed, except passwords (B24, U7)."""
    form_class, template = _FORMS.get(request.endpoint, (None, ""))
    seconds = seconds_to_wait()
    if form_class is None or request.method != "POST":
        response = error_response(HTTPStatus.TOO_MANY_REQUESTS, too_often(seconds))
    else:
        form = form_class()
        form.form_errors.append(too_often(seconds))
        response = page(template, status=HTTPStatus.TOO_MANY_REQUESTS, form=form)
    response.headers["Retry-After"] = str(seconds)
    return response


@blueprint.errorhandler(CSRFError)
def offer_the_form_again(error: CSRFError) -> Response:
    """The form with what was typed, except passwords; nothing has been done."""
    form_class, template = _FORMS.get(request.endpoint, (None, ""))
    is_guest_form = form_class is not AddressForm
    if form_class is None or is_guest_form == bool(current_user.is_authenticated):
        return csrf_error(error)
    form = form_class()
    form.form_errors.append(_("This page had been open for long. Nothing is lost: send it again."))
    return page(template, status=HTTPStatus.BAD_REQUEST, form=form, title=_("New address"))
