"""The application factory: one place that says what Belanjain is put together from."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import app.models  # noqa: F401
from app import cli
from app.accounts import login
from app.accounts import routes as accounts
from app.cart import routes as cart
from app.cart.queries import header_count
from app.catalogue.routes import editor, pictures, products
from app.catalogue.routes import shop as catalogue
from app.db import engine_options
from app.dev import mailbox, styleguide
from app.extensions import babel, compress, csrf, db, limiter, login_manager, mail, migrate
from app.inventory import routes as inventory
from app.orders.routes import bulk, buyer, checkout, printing, seller, tracking
from app.sheets import routes as sheets
from app.storage import media, media_url
from app.stores.routes import settings
from app.stores.routes import shop as stores
from app.web import (
    assets,
    bodies,
    errorpages,
    filters,
    health,
    hosts,
    layouts,
    preferences,
    render,
    requestlog,
    security,
    translations,
)
from app.web.access import current_user
from app.web.forms import csrf_input
from app.web.locales import select_locale, select_theme
from app.web.urls import RowId
from config import Configuration, flask_settings


def create_app(configuration: Configuration | None = None) -> Flask:
    """The application for `configuration`, by default the one in the environment."""
    configuration = configuration or Configuration.from_environment()
    application = Flask("app", instance_path=configuration.instance_folder)
    application.config.from_mapping(flask_settings(configuration))
    application.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(configuration.database_url)
    application.url_map.converters["int"] = RowId
    application.request_class = bodies.BoundedRequest
    requestlog.configure_logging(configuration)
    # Before the extensions: a request that CSRFProtect or the limiter refuses is logged too.
    requestlog.register(application)
    hosts.register(application)
    register_extensions(application, configuration)
    register_web(application, configuration)
    register_templates(application)
    register_blueprints(application, configuration)
    cli.register(application)
    return application


def register_extensions(application: Flask, configuration: Configuration) -> None:
    """Bind every extension to this application."""
    db.init_app(application)
    migrate.init_app(application, db)
    login.register(login_manager, application)
    # Before CSRFProtect, which reads the body.
    bodies.register(application)
    csrf.init_app(application)
    mail.init_app(application)
    translations.register(application)
    babel.init_app(application, locale_selector=select_locale)
    application.config.setdefault("RATELIMIT_STORAGE_URI", configuration.redis_url)
    application.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", True)
    application.config.setdefault(
        "RATELIMIT_STORAGE_OPTIONS", {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    )
    limiter.init_app(application)
    compress.init_app(application)


def register_web(application: Flask, configuration: Configuration) -> None:
    """What stands around every view: the order of these is the order in which they act."""
    security.register(application)
    errorpages.register(application)
    filters.register(application)
    assets.register(application)
    if configuration.proxy_hops:
        hops = configuration.proxy_hops
        application.wsgi_app = ProxyFix(application.wsgi_app, hops, hops, hops)


def register_templates(application: Flask) -> None:
    """What every template may use; a name that it misspells is an error, not an empty string."""
    application.jinja_env.undefined = StrictUndefined
    application.jinja_env.trim_blocks = True
    application.jinja_env.lstrip_blocks = True
    application.jinja_env.globals.update(
        csrf=csrf_input,
        media_url=media_url,
        current_user=current_user,
        layout=layouts.layout,
    )
    application.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """What the frame of every page shows; read once a request, however many blocks are rendered."""
    return {
        "cart_count": header_count(),
        "current_locale": filters.current_language(),
        "theme": select_theme(),
        "toasts": render.take_toasts(),
    }


def register_blueprints(application: Flask, configuration: Configuration) -> None:
    """Every page; those for development stay out of production."""
    for module in (
        health,
        preferences,
        catalogue,
        stores,
        accounts,
        cart,
        checkout,
        buyer,
        seller,
        bulk,
        tracking,
        printing,
        products,
        editor,
        pictures,
        inventory,
        sheets,
        settings,
    ):
        application.register_blueprint(module.blueprint)
    application.register_blueprint(media)
    if not configuration.is_production:
        application.register_blueprint(mailbox.blueprint)
        application.register_blueprint(styleguide.blueprint)
