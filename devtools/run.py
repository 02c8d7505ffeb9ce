"""`make run`: the whole shop on this machine, with nothing to install by hand.

Web, worker and scheduler, and where the environment names no Redis or mail server also a Redis
of our own and a development mailbox. Everything they keep is in instance/.
"""

import fcntl
import hashlib
import json
import os
import secrets
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devtools import embedded_redis
from devtools.console import ROOT, DevError, paint, say, step, without_password
from devtools.environment import PYTHON, ensure_environment, site_packages, venv_environ
from devtools.supervisor import Program, Supervisor

INSTANCE = Path(os.environ.get("INSTANCE_FOLDER", "").strip() or ROOT / "instance").absolute()
WEB_WORKERS, WEB_THREADS = 2, 4
LAST, AFTER_THE_APP, FIRST = 2, 1, 0


@dataclass
class Plan:
    """What will run, decided before anything does."""

    address: str
    port: int
    environ: dict[str, str]
    redis: embedded_redis.Instance | None = None
    mailbox_port: int | None = None
    services: list[tuple[str, str]] = field(default_factory=list)


def run(*, reload: bool = False) -> int:
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    port = asked_port()
    address = f"http://localhost:{port}"
    with only_one(INSTANCE / "run.lock", address) as unclean:
        require_free_port(port, patience=5.0 if unclean else 0.0)
        ensure_environment("run")
        plan = _plan(port, address)
        with Supervisor(ROOT) as supervisor:
            _bring_up(supervisor, plan, reload=reload)
            if not supervisor.ending:
                supervisor.say(_banner(plan))
            supervisor.run()
            supervisor.say("Ending everything; Ctrl-C again ends it at once.")
    say("Everything has ended.")
    return 0


def asked_port() -> int:
    raw = os.environ.get("PORT", "").strip() or "8000"
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= 65535):
        raise DevError(f"PORT={raw!r} is not a port: give a number from 1 to 65535.")
    return int(raw)


@contextmanager
def only_one(path: Path, address: str) -> Iterator[bool]:
    """Hold this checkout's run lock. Yields whether the run before ended without cleaning up."""
    with open(path, "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevError(_already_running(path)) from None
        unclean = path.stat().st_size > 0
        lock.truncate(0)
        json.dump({"pid": os.getpid(), "address": address}, lock)
        lock.flush()
        yield unclean
        lock.truncate(0)


def _already_running(path: Path) -> str:
    for _ in range(20):  # the other one may be just about to write its name
        try:
            other = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            time.sleep(0.05)
            continue
        return (
            f"Belanjain is already running from this folder: {other['address']} "
            f"(process {other['pid']}). Open that, or end it first with Ctrl-C."
        )
    return "Belanjain is already running from this folder. End it first with Ctrl-C."


def require_free_port(port: int, *, patience: float) -> None:
    """Say so at once when another program has the port.

    After a run that was killed its web server may need a moment to notice; that one is waited for.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((_host(), port))
                return
        except PermissionError:
            raise DevError(
                f"Port {port} needs root rights. Choose one above 1023, "
                "for example: PORT=8080 make run"
            ) from None
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise DevError(
                f"Port {port} is taken by another program ({error.strerror}). End that, or "
                f"choose another port, for example: PORT={min(port + 1, 65535)} make run"
            ) from None


def _host() -> str:
    return os.environ.get("HOST", "").strip() or "127.0.0.1"


def _plan(port: int, address: str) -> Plan:
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
    plan.services += [
        ("web", f"{WEB_WORKERS} processes of {WEB_THREADS} threads on {_host()}:{port}"),
        ("worker", "sends mail and runs jobs from the queue"),
        ("scheduler", "starts the periodic jobs"),
        ("database", without_password(database) if database else "SQLite, in instance/"),
    ]
    _plan_redis(plan)
    _plan_mail(plan)
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


def _bring_up(supervisor: Supervisor, plan: Plan, *, reload: bool) -> None:
    def program(name: str, *command: str, ends: int = FIRST, once: bool = False) -> Program:
        return Program(name, command, plan.environ, ends=ends, once=once)

    def worker(name: str, verb: str, *, ends: int = FIRST) -> Program:
        return program(name, str(PYTHON), "worker.py", verb, ends=ends)

    prepared = _Preparation(plan)
    if plan.redis:
        supervisor.start(program("redis", *plan.redis.command, ends=LAST))
    step("Preparing the database and the demo data")
    supervisor.start(program("prepare", str(PYTHON), "-m", "devtools.prepare", once=True))
    if not prepared.before():
        _wait_for_preparation(supervisor)
    if plan.redis:
        _wait_for_redis(supervisor, plan.redis)
    if supervisor.ending:
        return
    supervisor.start(program("web", *_web_command(plan, reload=reload)))
    _wait_for_web(supervisor, plan)
    _wait_for_preparation(supervisor)
    if supervisor.ending:
        return
    prepared.remember()
    if plan.mailbox_port:
        supervisor.start(worker("mailbox", "mailbox", ends=AFTER_THE_APP))
    supervisor.start(worker("worker", "work"))
    supervisor.start(worker("scheduler", "schedule"))


class _Preparation:
    """Whether this very database has been brought to these very migrations before.

    If so, the web server starts at the same time as the preparation, which then has nothing to
    change, instead of after it. Both take a second or two, most of it importing the application.
    """

    def __init__(self, plan: Plan) -> None:
        self._marker = INSTANCE / "prepared"
        digest = hashlib.sha256(plan.environ.get("DATABASE_URL", "").encode())
        for migration in sorted((ROOT / "migrations" / "versions").glob("*.py")):
            digest.update(migration.read_bytes())
        self._digest = digest.hexdigest()

    def before(self) -> bool:
        return self._marker.exists() and self._marker.read_text(encoding="ascii") == self._digest

    def remember(self) -> None:
        self._marker.write_text(self._digest, encoding="ascii")


def _wait_for_preparation(supervisor: Supervisor) -> None:
    supervisor.run_until(lambda: supervisor.status("prepare") is not None)
    if supervisor.status("prepare"):
        raise DevError("The database could not be prepared; the lines above say why.")


def _web_command(plan: Plan, *, reload: bool) -> list[str]:
    return [
        *(str(PYTHON), "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"{_host()}:{plan.port}"),
        *("--worker-class", "gthread"),
        *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
        *("--graceful-timeout", "5", "--log-level", "warning"),
        "--reload" if reload else "--preload",
    ]


def _in_time(supervisor: Supervisor, ready: Callable[[], bool], *, seconds: float) -> bool:
    """Wait for `ready`. An end that was asked for meanwhile is no failure."""
    deadline = time.monotonic() + seconds
    reached = False

    def settled() -> bool:
        nonlocal reached
        reached = ready()
        return reached or time.monotonic() > deadline

    supervisor.run_until(settled)
    return reached or supervisor.ending


def _wait_for_redis(supervisor: Supervisor, redis: embedded_redis.Instance) -> None:
    if not _in_time(supervisor, redis.answers, seconds=20):
        raise DevError(f"The embedded Redis does not answer; its log is {redis.log}.")


def _wait_for_web(supervisor: Supervisor, plan: Plan) -> None:
    url = f"http://127.0.0.1:{plan.port}/healthz"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers() -> bool:
        try:
            with opener.open(url, timeout=1) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    if not _in_time(supervisor, answers, seconds=60):
        raise DevError(f"The web server does not answer at {url}; the lines above may say why.")


def _banner(plan: Plan) -> str:
    accounts = INSTANCE / "demo-accounts.txt"
    lines = ["", paint(f"BELANJAIN. is open at {plan.address}", "bold"), ""]
    lines += [f"  {name:<10} {what}" for name, what in plan.services]
    if accounts.exists():
        lines += ["", *accounts.read_text(encoding="utf-8").rstrip().splitlines()]
    lines += ["", "Ctrl-C ends all of it.", ""]
    return "\n".join(lines)
