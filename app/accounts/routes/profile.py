"""One's own account: name, language, and where one is signed in."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from app.accounts import queries, services
from app.accounts.devices import device_name
from app.accounts.forms import ProfileForm
from app.accounts.routes import blueprint
from app.accounts.sessions import end_own_session, end_sessions
from app.db import unit_of_work
from app.web.access import current_user, login_required
from app.web.render import page, redirect_to, toast


@blueprint.route("/account", methods=["GET", "POST"])
@login_required
def profile() -> Response:
    """The account's page, and its form."""
    form = ProfileForm()
    user_id = current_user.id
    if request.method == "GET":
        form.name.data, form.locale.data = current_user.name, current_user.locale
    elif form.perform(
        lambda: services.update_profile(user_id, name=form.name.data or "", locale=form.locale.data)
    ):
        toast(_("Saved."))
        return redirect_to(url_for("accounts.profile"))
    return page(
        "accounts/profile.html",
        block="profile_body",
        status=422 if form.errors else 200,
        form=form,
        sessions=queries.own_sessions(user_id, current_user.session_id),
        device_name=device_name,
        store_location=queries.store_location(current_user.store_id),
    )


@blueprint.post("/account/sessions/end-others")
@login_required
def end_other_sessions() -> Response:
    """Sign out every browser but this one."""
    user_id, session_id = current_user.id, current_user.session_id
    unit_of_work(lambda: end_sessions(user_id, keep_session_id=session_id))
    toast(_("All your other devices are signed out."))
    return redirect_to(url_for("accounts.profile"))


@blueprint.post("/account/sessions/<int:session_id>/end")
@login_required
def end_session(session_id: int) -> Response:
    """Sign out another of one's own browsers."""
    user_id = current_user.id
    unit_of_work(lambda: end_own_session(user_id, session_id))
    toast(_("That device is signed out."))
    return redirect_to(url_for("accounts.profile"))
