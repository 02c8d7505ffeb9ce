"""Binds Flask-Login to the sessions in the database."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from app.accounts.principal import load_principal
from app.web.access import AnonymousPrincipal


def register(login_manager: LoginManager, application: Flask) -> None:
    """Load users by their session's token; nobody is an AnonymousPrincipal."""
    login_manager.init_app(application)
    login_manager.anonymous_user = AnonymousPrincipal
    login_manager.user_loader(load_principal)
    # The token is random and its row is ours: a changed network or browser ends nothing.
    login_manager.session_protection = None  # pyright: ignore[reportAttributeAccessIssue]
