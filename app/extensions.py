"""The extensions, unbound; create_app() binds them to one application."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.model import Base
from app.web.addresses import rate_limit_key


class Logins(LoginManager):
    """Flask-Login, which takes its cookie back in a way that browsers accept."""

    def _clear_cookie(self, response: Any) -> None:
        # A browser ignores a deletion of a __Host- cookie that is not Secure itself.
        config = current_app.config
        response.delete_cookie(
            config["REMEMBER_COOKIE_NAME"],
            path="/",
            secure=config["REMEMBER_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )


# expire_on_commit is off so that a page can be rendered from what a unit of work returned without
# reading every row again; each unit of work begins with everything expired (see app.db).
db = SQLAlchemy(
    model_class=Base, session_options={"expire_on_commit": False}, disable_autonaming=True
)
migrate = Migrate(compare_type=True, render_as_batch=True)
login_manager = Logins()
csrf = CSRFProtect()
mail = Mail()
babel = Babel()
limiter = Limiter(key_func=rate_limit_key)
compress = Compress()
