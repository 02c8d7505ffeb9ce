"""The switches in the footer: language and theme, kept in cookies (and with the account)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from app.accounts.services import set_locale
from app.db import unit_of_work
from app.web.access import current_user, public
from app.web.locales import LOCALES, THEMES
from app.web.render import see_other
from app.web.urls import safe_next

blueprint = Blueprint("preferences", __name__)
YEAR_SECONDS = 365 * 24 * 3600


@blueprint.app_template_global("page_to_stay_on")
def page_to_stay_on() -> str:
    """The page to come back to after a switch: what answers a POST may be none that can be read."""
    if request.method in ("GET", "HEAD"):
        return request.full_path if request.query_string else request.path
    addresses = current_app.create_url_adapter(request)
    came_from = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    for target in (request.path, safe_next(came_from, "/")):
        try:
            assert addresses is not None, "there is one during a request"
            addresses.match(urlsplit(target).path, method="GET")
        except HTTPException:
            continue
        return target
    return "/"


@blueprint.post("/locale")
@public
def locale() -> Response:
    """Change the language, and stay on the page."""
    chosen = request.form.get("locale", "")
    response = see_other(safe_next(request.form.get("next"), "/"))
    if chosen in LOCALES:
        if current_user.is_authenticated:
            user_id = current_user.id
            unit_of_work(lambda: set_locale(user_id, chosen))
        _remember(response, current_app.config["LOCALE_COOKIE_NAME"], chosen)
    return response


@blueprint.post("/theme")
@public
def theme() -> Response:
    """Change the theme, and stay on the page."""
    chosen = request.form.get("theme", "")
    response = see_other(safe_next(request.form.get("next"), "/"))
    if chosen in THEMES:
        _remember(response, current_app.config["THEME_COOKIE_NAME"], chosen)
    return response


def _remember(response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=current_app.config["BELANJAIN"].secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
