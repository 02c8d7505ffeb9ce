"""Typed configuration, read from the environment once and checked at the start.

Everything that differs between one installation and the next is an environment variable; a value
that cannot work stops the start with a sentence that says what to do. The table of all variables
is in docs/operations.md.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT_ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "production", "test")
WEAK_SECRETS = {"secret", "changeme", "change-me", "dev", "development", "belanjain", "password"}
MINIMUM_SECRET_LENGTH = 32


class ConfigurationError(RuntimeError):
    """The environment asks for something that cannot work; the text says what to do about it."""


@dataclass(frozen=True)
class Configuration:
    """One installation's settings; `flask_settings` turns them into Flask's own names."""

    environment: str = "development"
    port: int = 8000
    secret_key: str = "development-only-secret-key-not-for-production"
    database_url: str = ""
    redis_url: str = "redis://127.0.0.1:6379/0"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_tls: str = "none"
    mail_from: str = "Belanjain <halo@belanjain.example>"
    base_url: str = "http://localhost:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    instance_folder: str = str(PROJECT_ROOT / "instance")
    upload_url: str = str(PROJECT_ROOT / "instance" / "uploads")
    mailbox_folder: str = str(PROJECT_ROOT / "instance" / "mailbox")
    mailbox_port: int = 1025
    ratelimit_enabled: bool = True
    bcrypt_rounds: int = 12
    log_level: str = "INFO"
    log_format: str = "console"
    problems: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry Secure and the __Host- prefix everywhere but in development and tests."""
        return self.is_production

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Configuration:
        """Read and check the environment; raise ConfigurationError naming every problem at once."""
        reader = _Reader(os.environ if environ is None else environ)
        environment = reader.choice("APP_ENV", ENVIRONMENTS, "development")
        port = reader.integer("PORT", 8000, 1, 65535)
        smtp = _smtp_settings(reader)
        configuration = cls(
            environment=environment,
            port=port,
            secret_key=reader.text("SECRET_KEY", cls.secret_key),
            database_url=_database_url(reader),
            redis_url=reader.url("REDIS_URL", cls.redis_url, ("redis", "rediss", "unix")),
            smtp_host=smtp[0],
            smtp_port=smtp[1],
            smtp_username=smtp[2],
            smtp_password=smtp[3],
            smtp_tls=smtp[4],
            mail_from=reader.text("MAIL_FROM", cls.mail_from),
            base_url=reader.url("BASE_URL", f"http://localhost:{port}", ("http", "https")).rstrip(
                "/"
            ),
            trusted_hosts=tuple(
                host.strip() for host in reader.text("TRUSTED_HOSTS", "").split(",") if host.strip()
            ),
            proxy_hops=reader.integer("PROXY_HOPS", 0, 0, 5),
            instance_folder=str(
                Path(reader.text("INSTANCE_FOLDER", cls.instance_folder)).absolute()
            ),
            upload_url=reader.text("UPLOAD_URL", cls.upload_url),
            mailbox_folder=reader.text("MAILBOX_FOLDER", cls.mailbox_folder),
            mailbox_port=reader.integer("MAILBOX_PORT", cls.mailbox_port, 1, 65535),
            ratelimit_enabled=reader.boolean("RATELIMIT_ENABLED", default=True),
            bcrypt_rounds=reader.integer("BCRYPT_ROUNDS", 12, 4, 16),
            log_level=reader.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
            log_format=reader.choice(
                "LOG_FORMAT",
                ("console", "json"),
                "json" if environment == "production" else "console",
            ),
        )
        problems = reader.problems + configuration._production_problems(reader)
        if problems:
            raise ConfigurationError("Belanjain cannot start:\n- " + "\n- ".join(problems))
        return configuration

    def _production_problems(self, reader: _Reader) -> list[str]:
        if not self.is_production:
            return []
        problems = []
        if (
            not reader.given("SECRET_KEY")
            or len(self.secret_key) < MINIMUM_SECRET_LENGTH
            or len(set(self.secret_key)) < 10
            or self.secret_key.lower() in WEAK_SECRETS
        ):
            problems.append(
                "SECRET_KEY is missing or weak: set it to at least 32 random characters, for "
                "example from: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if self.bcrypt_rounds < 10:
            problems.append("BCRYPT_ROUNDS is below 10: production needs 10 or more (default 12).")
        problems += [
            f"{name} is not set: production needs {what}."
            for name, what in (
                ("DATABASE_URL", "the address of its MariaDB or MySQL database"),
                ("REDIS_URL", "the address of its Redis"),
                ("BASE_URL", "the public https:// address of the shop, used in mails"),
            )
            if not reader.given(name)
        ]
        if reader.given("BASE_URL") and not self.base_url.startswith("https://"):
            problems.append(
                "BASE_URL must start with https:// in production: cookies are Secure there."
            )
        if not (reader.given("SMTP_URL") or reader.given("SMTP_HOST")):
            problems.append("SMTP_URL or SMTP_HOST is not set: production needs a mail server.")
        return problems


class _Reader:
    """Reads variables one by one and collects what is wrong, so that all of it is said at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def given(self, name: str) -> bool:
        return bool(self.environ.get(name, "").strip())

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def integer(self, name: str, default: int, minimum: int, maximum: int) -> int:
        raw = self.text(name, str(default))
        if raw.isascii() and raw.isdigit() and minimum <= int(raw) <= maximum:
            return int(raw)
        self.problems.append(f"{name}={raw!r} is not a number from {minimum} to {maximum}.")
        return default

    def boolean(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, str(default)).lower()
        if raw in ("1", "true", "yes", "on"):
            return True
        if raw in ("0", "false", "no", "off"):
            return False
        self.problems.append(f"{name}={raw!r} is neither true nor false.")
        return default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        raw = self.text(name, default)
        if raw in allowed:
            return raw
        self.problems.append(f"{name}={raw!r} is none of {', '.join(allowed)}.")
        return default

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        raw = self.text(name, default)
        if urlsplit(raw).scheme in schemes:
            return raw
        self.problems.append(f"{name} must start with {' or '.join(s + '://' for s in schemes)}.")
        return default


def _database_url(reader: _Reader) -> str:
    """DATABASE_URL with the driver made explicit; an SQLite file in instance/ when unset."""
    default = f"sqlite:///{PROJECT_ROOT / 'instance' / 'belanjain.sqlite3'}"
    raw = reader.text("DATABASE_URL", default)
    scheme, separator, rest = raw.partition("://")
    base = scheme.split("+")[0]
    if not separator or base not in ("sqlite", "mysql", "mariadb"):
        reader.problems.append("DATABASE_URL must start with mysql://, mariadb:// or sqlite:///.")
        return default
    if base == "sqlite":
        return raw
    if "charset=" not in rest:
        rest += ("&" if "?" in rest else "?") + "charset=utf8mb4"
    return f"{base}+pymysql://{rest}"


def _smtp_settings(reader: _Reader) -> tuple[str, int, str | None, str | None, str]:
    """(host, port, username, password, tls) from SMTP_URL, or from SMTP_HOST and its kin."""
    url = reader.text("SMTP_URL", "")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
            reader.problems.append(
                "SMTP_URL must look like smtp://user:password@host:port, or start with smtps:// "
                "(TLS) or smtp+starttls://."
            )
            return "127.0.0.1", 1025, None, None, "none"
        tls = {"smtp": "none", "smtps": "tls", "smtp+starttls": "starttls"}[parts.scheme]
        return (
            parts.hostname,
            parts.port or {"none": 25, "tls": 465, "starttls": 587}[tls],
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            tls,
        )
    return (
        reader.text("SMTP_HOST", "127.0.0.1"),
        reader.integer("SMTP_PORT", 1025, 1, 65535),
        reader.text("SMTP_USERNAME", "") or None,
        reader.text("SMTP_PASSWORD", "") or None,
        reader.choice("SMTP_TLS", ("none", "tls", "starttls"), "none"),
    )


def flask_settings(configuration: Configuration) -> dict[str, object]:
    """Flask's and its extensions' own setting names for this configuration."""
    secure = configuration.secure_cookies
    prefix = "__Host-" if secure else ""
    return {
        "BELANJAIN": configuration,
        "SECRET_KEY": configuration.secret_key,
        "TESTING": configuration.environment == "test",
        # Errors become pages in tests too, as they do for people.
        "PROPAGATE_EXCEPTIONS": False,
        "SQLALCHEMY_DATABASE_URI": configuration.database_url,
        "MAX_CONTENT_LENGTH": 6 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "TRUSTED_HOSTS": list(configuration.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_PATH": "/",
        "REMEMBER_COOKIE_NAME": f"{prefix}remember",
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": secure,
        "GUEST_CART_COOKIE_NAME": f"{prefix}cart",
        "LOCALE_COOKIE_NAME": f"{prefix}locale",
        "THEME_COOKIE_NAME": f"{prefix}theme",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Jakarta",
        "MAIL_SERVER": configuration.smtp_host,
        "MAIL_PORT": configuration.smtp_port,
        "MAIL_USERNAME": configuration.smtp_username,
        "MAIL_PASSWORD": configuration.smtp_password,
        "MAIL_USE_TLS": configuration.smtp_tls == "starttls",
        "MAIL_USE_SSL": configuration.smtp_tls == "tls",
        "MAIL_DEFAULT_SENDER": configuration.mail_from,
        "MAIL_SUPPRESS_SEND": False,
        "RATELIMIT_ENABLED": configuration.ratelimit_enabled,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/plain"],
        "COMPRESS_MIN_SIZE": 500,
    }
