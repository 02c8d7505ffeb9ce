"""Typed configuration, read from the environment once and checked at the start.

Everything that differs between one installation and the next is an environment variable; a value
that cannot work stops the start with a sentence that says what to do. The table of all variables
is in docs/operations.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from config_reader import ConfigurationError, Reader

PROJECT_ROOT = Path(__file__).resolve().parent
ENVIRONMENTS = ("development", "production", "test")
MINIMUM_SECRET_LENGTH = 32
# Somebody wrote a key that holds one of these; chance does so once in millions of keys.
FIXED_PHRASES = (
    *("development", "production", "for-tests", "example", "belanjain", "placeholder", "default"),
    *("changeme", "change-me", "change_me", "secret", "password", "insecure", "replace"),
)
_HOST_NAME = re.compile(r"\.?[\w-]+(\.[\w-]+)*(:\d+)?")
# What S3 allows (Bucket naming rules), and what needs no escaping in any address.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(/[\w.-]+)*/?", re.ASCII)
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")
# Where a server of each kind listens: SMTP_TLS to port.
SMTP_PORTS = {"none": 25, "starttls": 587, "tls": 465}
DEVELOPMENT_SMTP_PORT = 1025


@dataclass(frozen=True)
class Configuration:
    """One installation's settings; `flask_settings` turns them into Flask's own names."""

    environment: str = "development"
    port: int = 8000
    secret_key: str = "development-only-secret-key-not-for-production"
    database_url: str = ""
    redis_url: str = "redis://127.0.0.1:6379/0"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = DEVELOPMENT_SMTP_PORT
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_tls: str = "none"
    mail_from: str = "Belanjain <halo@belanjain.example>"
    base_url: str = "http://localhost:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    instance_folder: str = str(PROJECT_ROOT / "instance")
    upload_url: str = str(PROJECT_ROOT / "instance" / "uploads")
    s3_endpoint_url: str | None = None
    s3_region: str = "us-east-1"
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
        reader = Reader(os.environ if environ is None else environ)
        environment = reader.choice("APP_ENV", ENVIRONMENTS, "development")
        port = reader.integer("PORT", 8000, 1, 65535)
        smtp = _smtp_settings(reader)
        base_url = _base_url(reader, f"http://localhost:{port}")
        configuration = cls(
            environment=environment,
            port=port,
            secret_key=reader.text("SECRET_KEY", cls.secret_key),
            database_url=_database_url(reader, environment),
            redis_url=_redis_url(reader, cls.redis_url),
            smtp_host=smtp[0],
            smtp_port=smtp[1],
            smtp_username=smtp[2],
            smtp_password=smtp[3],
            smtp_tls=smtp[4],
            mail_from=_mail_from(reader, cls.mail_from),
            base_url=base_url,
            trusted_hosts=_trusted_hosts(reader, environment, base_url),
            proxy_hops=reader.integer("PROXY_HOPS", 0, 0, 5),
            instance_folder=str(
                Path(reader.text("INSTANCE_FOLDER", cls.instance_folder)).absolute()
            ),
            upload_url=_upload_url(reader, cls.upload_url),
            s3_endpoint_url=_s3_endpoint_url(reader),
            s3_region=reader.text("AWS_REGION", reader.text("AWS_DEFAULT_REGION", cls.s3_region)),
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

    def _production_problems(self, reader: Reader) -> list[str]:
        if not self.is_production:
            return []
        problems = []
        if (
            not reader.given("SECRET_KEY")
            or len(self.secret_key) < MINIMUM_SECRET_LENGTH
            or len(set(self.secret_key)) < 10
            or self.secret_key == Configuration.secret_key
            or any(phrase in self.secret_key.lower() for phrase in FIXED_PHRASES)
        ):
            problems.append(
                "SECRET_KEY is missing or weak: set it to at least 32 random characters that "
                "stand nowhere else, for example from: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
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


def _database_url(reader: Reader, environment: str) -> str:
    """DATABASE_URL with the driver made explicit; an SQLite file in instance/ when unset."""
    default = f"sqlite:///{PROJECT_ROOT / 'instance' / 'belanjain.sqlite3'}"
    raw = reader.text("DATABASE_URL", default)
    scheme, separator, rest = raw.partition("://")
    base = scheme.split("+")[0]
    if not separator or base not in ("sqlite", "mysql", "mariadb"):
        reader.problems.append("DATABASE_URL must start with mysql://, mariadb:// or sqlite:///.")
        return default
    if base == "sqlite":
        return _sqlite_url(reader, raw, rest, environment)
    parts = reader.url("DATABASE_URL", default, (scheme,))
    if parts is None:
        return default
    if not (parts.hostname or "unix_socket" in parse_qs(parts.query)):
        reader.problems.append("DATABASE_URL names no host: mysql://user:password@host/name.")
    if not parts.path.strip("/"):
        reader.problems.append("DATABASE_URL names no database: mysql://user:password@host/name.")
    if "charset=" not in rest:
        rest += ("&" if "?" in rest else "?") + "charset=utf8mb4"
    return f"{base}+pymysql://{rest}"


def _sqlite_url(reader: Reader, raw: str, rest: str, environment: str) -> str:
    in_memory = not rest.strip("/") or ":memory:" in rest or "mode=memory" in rest
    if rest and not rest.startswith("/"):
        reader.problems.append("DATABASE_URL must have three slashes for SQLite: sqlite:///path.")
    elif in_memory and environment != "test":
        reader.problems.append(
            "DATABASE_URL is an SQLite database in memory: each process would have an empty one "
            "of its own. Name a file, sqlite:////path/shop.sqlite3, or a MariaDB."
        )
    return raw


def _redis_url(reader: Reader, default: str) -> str:
    parts = reader.url("REDIS_URL", default, ("redis", "rediss", "unix"))
    if parts is None:
        return default
    if parts.scheme == "unix":
        if not parts.path.strip("/"):
            reader.problems.append("REDIS_URL names no socket: unix:///path/of/redis.sock.")
    elif not parts.hostname:
        reader.problems.append("REDIS_URL names no host: redis://host:6379/0.")
    elif not re.fullmatch(r"/?|/[0-9]+", parts.path):
        reader.problems.append("REDIS_URL must end with a number or nothing: redis://host:6379/0.")
    return reader.text("REDIS_URL", default)


def _base_url(reader: Reader, default: str) -> str:
    parts = reader.url("BASE_URL", default, ("http", "https"))
    if parts is None:
        return default
    if not parts.hostname:
        reader.problems.append("BASE_URL names no host: https://shop.example.")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        reader.problems.append(
            "BASE_URL must be a host and nothing more, such as https://shop.example: the shop "
            "cannot be served below a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _trusted_hosts(reader: Reader, environment: str, base_url: str) -> tuple[str, ...]:
    default = (urlsplit(base_url).hostname or "") if environment == "production" else ""
    named = reader.text("TRUSTED_HOSTS", default).split(",")
    hosts = [host.strip() for host in named if host.strip()]
    reader.problems += [
        f"TRUSTED_HOSTS: {host!r} is no host name. Give names with commas between them, such as "
        "shop.example,www.shop.example (.shop.example for all below it), without https://."
        for host in hosts
        if not _HOST_NAME.fullmatch(host)
    ]
    return tuple(host.lower() for host in hosts)


def _upload_url(reader: Reader, default: str) -> str:
    """A folder, or s3://bucket or s3://bucket/prefix."""
    raw = reader.text("UPLOAD_URL", default)
    if "://" not in raw:
        return raw
    parts = reader.url("UPLOAD_URL", default, ("s3",))
    if parts is None:
        return default
    if not _BUCKET.fullmatch(parts.netloc):
        reader.problems.append(
            f"UPLOAD_URL names no usable bucket ({parts.netloc.rpartition('@')[2]!r}): give "
            "s3://bucket or s3://bucket/prefix, and the keys in AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY."
        )
    if parts.query or parts.fragment or not _PREFIX.fullmatch(parts.path):
        reader.problems.append(
            "UPLOAD_URL: what follows the bucket must be a prefix of letters, digits, ., -, _ and "
            "/, such as s3://bucket/shop/pictures."
        )
    return raw.rstrip("/")


def _s3_endpoint_url(reader: Reader) -> str | None:
    if not reader.given("S3_ENDPOINT_URL"):
        return None
    parts = reader.url("S3_ENDPOINT_URL", "", ("http", "https"))
    if parts is not None and not parts.hostname:
        reader.problems.append("S3_ENDPOINT_URL names no host: https://s3.example.")
    return reader.text("S3_ENDPOINT_URL", "")


def _mail_from(reader: Reader, default: str) -> str:
    raw = reader.text("MAIL_FROM", default)
    found = [address for _name, address in getaddresses([raw])]
    if not raw.isprintable() or len(found) != 1 or not _MAILBOX.fullmatch(found[0]):
        reader.problems.append(
            f"MAIL_FROM={raw!r} is not one address on one line: give halo@shop.example or "
            "Shop <halo@shop.example>."
        )
        return default
    return raw


def _smtp_settings(reader: Reader) -> tuple[str, int, str | None, str | None, str]:
    """(host, port, username, password, tls) from SMTP_URL, or from SMTP_HOST and its kin."""
    if reader.given("SMTP_URL"):
        return _smtp_url(reader)
    tls = reader.choice("SMTP_TLS", tuple(SMTP_PORTS), "none")
    host = reader.text("SMTP_HOST", "127.0.0.1")
    if re.search(r"[/@\s]|^[^:]*:[^:]*$", host):
        reader.problems.append(
            f"SMTP_HOST={host!r} is no host name: the port goes into SMTP_PORT, and an address "
            "such as smtp://host:port into SMTP_URL."
        )
    port = SMTP_PORTS[tls] if reader.given("SMTP_HOST") else DEVELOPMENT_SMTP_PORT
    return (
        host,
        reader.integer("SMTP_PORT", port, 1, 65535),
        reader.text("SMTP_USERNAME", "") or None,
        reader.text("SMTP_PASSWORD", "") or None,
        tls,
    )


def _smtp_url(reader: Reader) -> tuple[str, int, str | None, str | None, str]:
    kinds = {"smtp": "none", "smtps": "tls", "smtp+starttls": "starttls"}
    parts = reader.url("SMTP_URL", "", tuple(kinds))
    if parts is None:
        return "127.0.0.1", DEVELOPMENT_SMTP_PORT, None, None, "none"
    if not parts.hostname:
        reader.problems.append("SMTP_URL names no host: smtp://user:password@host:port.")
    if parts.path.strip("/"):
        reader.problems.append("SMTP_URL must end with the host or its port: nothing follows.")
    tls = kinds[parts.scheme]
    return (
        parts.hostname or "127.0.0.1",
        parts.port or SMTP_PORTS[tls],
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        tls,
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
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 2000,
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
