"""`make run`: the whole shop on this machine, with nothing to install by hand.

Web, worker and scheduler, and where the environment names no Redis or mail server also a Redis
of our own and a development mailbox. Everything they keep is in instance/.
"""

import hashlib
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from devtools import embedded_redis
from devtools.console import ROOT, DevError, paint, say, step
from devtools.environment import PYTHON, ensure_environment
from devtools.guards import only_one, require_folder, require_free_port
from devtools.plan import (
    INSTANCE,
    WEB_THREADS,
    WEB_WORKERS,
    Plan,
    asked_host,
    asked_port,
    make_plan,
)
from devtools.supervisor import Program, Supervisor

LAST, AFTER_THE_APP, FIRST = 2, 1, 0


def run(*, reload: bool = False) -> int:
    require_folder(
        INSTANCE,
        "The shop keeps its data there: run it from a folder that is yours, or name another for "
        "the data, for example: INSTANCE_FOLDER=/path make run",
    )
    port = asked_port()
    address = f"http://localhost:{port}"
    with only_one(INSTANCE / "run.lock", address) as unclean:
        require_free_port(asked_host(), port, patience=5.0 if unclean else 0.0)
        ensure_environment("run")
        plan = make_plan(port, address)
        with Supervisor(ROOT) as supervisor:
            preparation = _Preparation()
            _bring_up(supervisor, plan, preparation, reload=reload)
            if not supervisor.ending:
                supervisor.say(_banner(plan))
                _wait_for_preparation(supervisor)
            if supervisor.status("prepare") == 0:
                preparation.remember()
            supervisor.run()
            supervisor.say("Ending everything; Ctrl-C again ends it at once.")
    say("Everything has ended.")
    return 0


def _bring_up(
    supervisor: Supervisor, plan: Plan, preparation: "_Preparation", *, reload: bool
) -> None:
    def program(name: str, *command: str, ends: int = FIRST, once: bool = False) -> Program:
        return Program(name, command, plan.environ, ends=ends, once=once)

    def worker(name: str, verb: str, *, ends: int = FIRST) -> Program:
        return program(name, str(PYTHON), "worker.py", verb, ends=ends)

    prepare = program("prepare", str(PYTHON), "-m", "devtools.prepare", once=True)
    prepared_before = preparation.done_before()
    if plan.redis:
        supervisor.start(program("redis", *plan.redis.command, ends=LAST))
    if not prepared_before:
        step("Preparing the database and the demo data")
        supervisor.start(prepare)
        _wait_for_preparation(supervisor)
    if plan.redis:
        _wait_for_redis(supervisor, plan.redis)
    if supervisor.ending:
        return
    supervisor.start(program("web", *_web_command(plan, reload=reload)))
    _wait_for_web(supervisor, plan)
    if supervisor.ending:
        return
    if plan.mailbox_port:
        supervisor.start(worker("mailbox", "mailbox", ends=AFTER_THE_APP))
    supervisor.start(worker("worker", "work"))
    supervisor.start(worker("scheduler", "schedule"))
    if prepared_before:
        supervisor.start(prepare)


class _Preparation:
    """Whether this very database has been brought to these very migrations before.

    If so, the pages come first and the preparation, which then finds nothing to do, after them:
    importing the application takes a second of a processor, and most of a start is that.
    """

    def __init__(self) -> None:
        self._marker = INSTANCE / "prepared"
        self._elsewhere = os.environ.get("DATABASE_URL", "").strip()
        digest = hashlib.sha256(self._elsewhere.encode())
        for migration in sorted((ROOT / "migrations" / "versions").glob("*.py")):
            digest.update(migration.read_bytes())
        self._digest = digest.hexdigest()

    def done_before(self) -> bool:
        if not self._marker.exists() or not (self._elsewhere or any(INSTANCE.glob("*.sqlite3"))):
            return False
        return self._marker.read_text(encoding="ascii") == self._digest

    def remember(self) -> None:
        self._marker.write_text(self._digest, encoding="ascii")


def _wait_for_preparation(supervisor: Supervisor) -> None:
    supervisor.run_until(lambda: supervisor.status("prepare") is not None)
    if supervisor.status("prepare"):
        raise DevError("The database could not be prepared; the lines above say why.")


def _web_command(plan: Plan, *, reload: bool) -> list[str]:
    return [
        *(str(PYTHON), "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"{asked_host()}:{plan.port}"),
        *("--worker-class", "gthread"),
        *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
        # Browsers keep connections open on which nothing comes: they would hold up every end.
        *("--graceful-timeout", "2", "--log-level", "warning"),
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
    # A server that was given one address of the machine does not listen on the others.
    host = asked_host()
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{plan.port}/healthz"
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
