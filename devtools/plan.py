"""What a run will consist of, read from the environment and decided before anything starts."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from config import Configuration, ConfigurationError
from devtools import embedded_redis
from devtools.console import ROOT, DevError, without_password
from devtools.environment import site_packages, venv_environ

INSTANCE = Path(os.environ.get("INSTANCE_FOLDER", "").strip() or ROOT / "instance").absolute()
WEB_WORKERS, WEB_THREADS = 2, 4


@dataclass
class Plan:
    """What will run, decided before anything does."""

    address: str
    port: int
    environ: dict[str, str]
    redis: embedded_redis.Instance | None = None
    mailbox_port: int | None = None
    services: list[tuple[str, str]] = field(default_factory=list)


def asked_port() -> int:
    raw = os.environ.get("PORT", "").strip() or "8000"
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= 65535):
        raise DevError(f"PORT={raw!r} is not a port: give a number from 1 to 65535.")
    return int(raw)


def asked_host() -> str:
    return os.environ.get("HOST", "").strip() or "127.0.0.1"


def make_plan(port: int, address: str) -> Plan:
    environ = venv_environ()
    if environ.setdefault("APP_ENV", "development") == "production":
        raise DevError(
            "make run is for developing: it fills in demo data and shows its own mailbox. "
            "docs/operations.md says how to run Belanjain in production."
        )
    environ["PORT"] = str(port)
    environ["INSTANCE_FOLDER"] = str(INSTANCE)
    environ["PYTHONUNBUFFERED"] = "1"
    plan = Plan(environ.get("BASE_URL", "").strip() or address, port, environ)
    if not _given("SECRET_KEY"):
        environ["SECRET_KEY"] = kept_secret_key(INSTANCE)
    database = environ.get("DATABASE_URL", "").strip()
    # What the shop keeps is all in one folder, also when that is another than instance/.
    if not database:
        environ["DATABASE_URL"] = f"sqlite:///{INSTANCE / 'belanjain.sqlite3'}"
    if not _given("UPLOAD_URL"):
        environ["UPLOAD_URL"] = str(INSTANCE / "uploads")
    plan.services += [
        ("web", f"{WEB_WORKERS} processes of {WEB_THREADS} threads on {asked_host()}:{port}"),
        ("worker", "sends mail and runs jobs from the queue"),
        ("scheduler", "starts the periodic jobs"),
        ("database", without_password(database) if database else "SQLite, in instance/"),
    ]
    _plan_redis(plan)
    _plan_mail(plan)
    try:
        Configuration.from_environment(plan.environ)
    except ConfigurationError as error:
        raise DevError(str(error)) from None
    return plan


def _given(name: str) -> bool:
    return bool(os.environ.get(name, "").strip())


def _plan_redis(plan: Plan) -> None:
    if _given("REDIS_URL"):
        plan.services.append(("redis", without_password(plan.environ["REDIS_URL"])))
        return
    server = embedded_redis.find_server(site_packages())
    if server is None:
        raise DevError(
            "No Redis: the bundled server does not start on this machine, and there is no "
            "valkey-server or redis-server. Install one of them, or set REDIS_URL."
        )
    plan.redis = embedded_redis.configure(server, INSTANCE / "redis", keep=True)
    plan.environ["REDIS_URL"] = plan.redis.url
    plan.services.append(("redis", f"{server.kind} on port {plan.redis.port}, in instance/redis/"))


def _plan_mail(plan: Plan) -> None:
    if _given("SMTP_URL") or _given("SMTP_HOST"):
        where = plan.environ.get("SMTP_URL") or plan.environ["SMTP_HOST"]
        plan.services.append(("mail", f"sent through {without_password(where)}"))
        return
    plan.mailbox_port = embedded_redis.free_port()
    plan.environ["MAILBOX_PORT"] = str(plan.mailbox_port)
    plan.environ["SMTP_URL"] = f"smtp://127.0.0.1:{plan.mailbox_port}"
    if not _given("MAILBOX_FOLDER"):
        plan.environ["MAILBOX_FOLDER"] = str(INSTANCE / "mailbox")
    plan.services.append(("mailbox", f"keeps every mail: {plan.address}/dev/mailbox"))


def kept_secret_key(folder: Path) -> str:
    """This checkout's own key, made once, so that logins outlive a restart."""
    path = folder / "secret_key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        key = secrets.token_urlsafe(48)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(key)
        return key
