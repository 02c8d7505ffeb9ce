"""`make test`: the static checks, then the whole suite on SQLite and on MariaDB.

What the tests need is set up here and ended here: a private MariaDB, a private Redis, a browser.
What cannot be had is reported by name, and in CI that fails the run.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

from devtools import browser, checks, embedded_redis
from devtools.console import ROOT, DevError, in_ci, paint, say, step
from devtools.environment import CACHE, PYTHON, ensure_environment, site_packages, venv_environ
from devtools.packages import install, install_command, may_install
from devtools.private_mariadb import private_mariadb, server_binary
from devtools.processes import end, spawn, sweep_session

RESULTS = CACHE / "test"
BROWSER_TESTS = "tests/e2e"
# The person's own settings must not reach the tests.
_SETTINGS = re.compile(
    r"^(APP_ENV|INSTANCE_FOLDER|PORT|HOST|SECRET_KEY|DATABASE_URL|REDIS_URL|SMTP_\w+|MAIL_FROM|MAILBOX_\w+|BASE_URL"
    r"|UPLOAD_URL|TRUSTED_HOSTS|PROXY_HOPS|RATELIMIT_ENABLED|BCRYPT_ROUNDS|LOG_\w+|FLASK_\w+"
    r"|TEST_\w+|PYTEST_\w+|COVERAGE_\w+)$"
)


@dataclass
class Report:
    """What is said at the end."""

    closing_lines: list[tuple[str, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)


def test(*, fast: bool, arguments: Sequence[str]) -> int:
    """The exit status: 0 only if everything that ran passed (and in CI, everything ran)."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    signal.signal(signal.SIGHUP, _as_interrupt)
    ensure_environment("test")
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    whole = not fast and not arguments
    report = Report()
    with ExitStack() as stack:
        environ = _test_environ(stack, report)
        mariadb_url = None if fast else _mariadb_url(stack, report)
        if whole:
            outcome = checks.run_checks()
            report.failures += outcome.failed
            report.impossible += outcome.impossible
        _run_suite("SQLite", environ, arguments, report, measure=whole)
        if mariadb_url:
            on_mariadb = {**environ, "TEST_DATABASE_URL": mariadb_url}
            _run_suite("MariaDB", on_mariadb, arguments, report, measure=whole)
        if whole:
            _report_coverage(environ, report)
    return conclude(report)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _test_environ(stack: ExitStack, report: Report) -> dict[str, str]:
    environ = {name: value for name, value in venv_environ().items() if not _SETTINGS.match(name)}
    environ["PYTHONUNBUFFERED"] = "1"
    environ["TEST_REDIS_URL"] = stack.enter_context(_private_redis())
    chromium = browser.find_browser() or browser.install_browser()
    if chromium:
        environ["CHROMIUM_PATH"] = chromium
    else:
        report.advice.append(install_command(["chromium"]))
    return environ


@contextmanager
def _private_redis() -> Iterator[str]:
    """The URL of a Redis of this run's own: the system's, installed where we may, else ours."""
    server = embedded_redis.find_system_server()
    if server is None and may_install() and install(["redis-server"]):
        server = embedded_redis.find_system_server()
    server = server or embedded_redis.find_server(site_packages())
    if server is None:
        raise DevError(f"The tests need a Redis. Run\n  {install_command(['redis-server'])}")
    instance = embedded_redis.configure(server, RESULTS / "redis", keep=False)
    process = spawn(instance.command, env=os.environ, cwd=ROOT)
    try:
        deadline = time.monotonic() + 10
        while not instance.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise DevError(f"The private {server.kind} does not start; see {instance.log}")
            time.sleep(0.02)
        yield instance.url.removesuffix("/0")  # each test process takes a number of its own
    finally:
        end(process, grace=2)


def _mariadb_url(stack: ExitStack, report: Report) -> str | None:
    if given := os.environ.get("TEST_MARIADB_URL", "").strip():
        return given
    if server_binary() is None and may_install():
        install(["mariadb-server"])
    if server_binary() is None:
        report.impossible.append("every test on MariaDB")
        report.advice.append(install_command(["mariadb-server"]))
        return None
    return stack.enter_context(private_mariadb(CACHE))


def _run_suite(
    database: str,
    environ: dict[str, str],
    arguments: Sequence[str],
    report: Report,
    *,
    measure: bool,
) -> None:
    step(f"Tests on {database}")
    slug = database.lower()
    junit = RESULTS / f"{slug}.xml"
    command = [str(PYTHON), "-m", "pytest", f"--junitxml={junit}", "-o", "junit_family=xunit2"]
    if sys.stdout.isatty():
        command.append("--color=yes")
    command += list(arguments) or ["-n", str(_processes()), "--dist", "loadfile"]
    if measure:
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
        environ = {**environ, "COVERAGE_FILE": str(RESULTS / f"coverage-{slug}")}
    if "CHROMIUM_PATH" not in environ:
        command.append(f"--ignore={BROWSER_TESTS}")
        report.impossible += _names_of_browser_tests(environ, database)
    status, closing_line = _run_shown(command, environ)
    report.closing_lines.append((database, closing_line))
    report.impossible += [f"{name} on {database}" for name in skipped(junit)]
    if status:
        report.failures.append(f"tests on {database}")


def _processes() -> int:
    return max(2, min(os.cpu_count() or 2, 4))


def _run_shown(command: Sequence[str], environ: dict[str, str]) -> tuple[int, str]:
    """Run pytest with its output on the screen; its status and its own last words."""
    process = spawn(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    tail = b""
    try:
        while chunk := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            tail = (tail + chunk)[-20_000:]
        process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)  # pytest then tears down what it has set up
        _end_after(process, seconds=10)
        raise
    finally:
        sweep_session(process.pid)
        process.stdout.close()
    lines = [line for line in tail.decode(errors="replace").splitlines() if line.strip()]
    closing = [line for line in lines if re.search(r"=+ .*(\d+ \w+|no tests ran).* =+", line)]
    return process.returncode, closing[-1] if closing else (lines[-1] if lines else "no output")


def _end_after(process: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Give a process that was told to end some time, then make it."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        end(process, grace=1)


def _names_of_browser_tests(environ: dict[str, str], database: str) -> list[str]:
    listed = subprocess.run(
        [str(PYTHON), "-m", "pytest", "--collect-only", "-q", "--no-header", BROWSER_TESTS],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
    )
    return [f"{line} on {database}" for line in listed.stdout.splitlines() if "::" in line]


def skipped(junit: Path) -> list[str]:
    """The tests that said they cannot run here, with their reason."""
    if not junit.exists():
        return []
    return [
        f"{case.get('classname')}.{case.get('name')} ({reason.get('message')})"
        for case in ElementTree.parse(junit).iter("testcase")
        for reason in case.iter("skipped")
        if reason.get("type") == "pytest.skip"
    ]


def _report_coverage(environ: dict[str, str], report: Report) -> None:
    """Lines and branches of app/ over all runs together; pyproject.toml says how many at least."""
    parts = [str(path) for path in sorted(RESULTS.glob("coverage-*"))]
    coverage = [str(PYTHON), "-m", "coverage"]
    total = f"--data-file={RESULTS / 'coverage'}"
    combined = subprocess.run(
        [*coverage, "combine", "--quiet", "--keep", total, *parts], cwd=ROOT, env=environ
    )
    step("Coverage of app/, lines and branches, over all runs")
    if (
        combined.returncode
        or subprocess.run([*coverage, "report", total], cwd=ROOT, env=environ).returncode
    ):
        report.failures.append("coverage")


def conclude(report: Report) -> int:
    say()
    for database, line in report.closing_lines:
        say(f"{database:<8} {line}")
    if report.impossible:
        say(paint(f"Could not run here ({len(report.impossible)}):", "yellow"))
        for name in report.impossible:
            say(f"  {name}")
        for line in report.advice:
            say(f"To run them too: {line}")
    if report.impossible and in_ci():
        report.failures.append("tests that could not run, which CI does not accept")
    if report.failures:
        say(paint(f"FAILED: {', '.join(report.failures)}", "red"))
        return 1
    say(paint("Everything that ran has passed.", "green"))
    return 0
