"""Indonesian first, English second: the user's choice, else the cookie, else Indonesian."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from app.web.access import current_user

LOCALES = ("id", "en")
THEMES = ("light", "dark", "system")


def select_locale() -> str:
    """The language of this answer."""
    if not has_request_context():
        return LOCALES[0]
    if current_user.is_authenticated and current_user.locale in LOCALES:
        return current_user.locale
    chosen = request.cookies.get(current_app.config["LOCALE_COOKIE_NAME"], "")
    return chosen if chosen in LOCALES else LOCALES[0]


def select_theme() -> str:
    """The theme of this answer; "system" leaves it to the browser."""
    chosen = request.cookies.get(current_app.config["THEME_COOKIE_NAME"], "")
    return chosen if chosen in THEMES else "system"
