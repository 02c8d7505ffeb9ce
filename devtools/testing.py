"""`make test`: the static checks, then the whole suite on SQLite and on MariaDB.

What the tests need is set up here and ended here: a private MariaDB, a private Redis, a browser.
What cannot be had is reported by name, and in CI that fails the run.
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from devtools import checks, needs
from devtools.console import ROOT, step
from devtools.environment import PYTHON, ensure_environment
from devtools.processes import end, spawn, sweep_session
from devtools.report import Report, conclude, skipped

BROWSER_TESTS = "tests/e2e"


@dataclass(frozen=True)
class _SuiteRun:
    """What both runs of the suite have in common."""

    folder: Path
    arguments: tuple[str, ...]
    measure: bool


def test(*, fast: bool, arguments: Sequence[str]) -> int:
    """The exit status: 0 only if everything that ran passed (and in CI, everything ran)."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    signal.signal(signal.SIGHUP, _as_interrupt)
    ensure_environment("test")
    whole = not fast and not arguments
    report = Report()
    with ExitStack() as stack:
        folder = stack.enter_context(needs.run_folder())
        suite = _SuiteRun(folder, tuple(arguments), whole)
        environ = needs.test_environ(stack, folder, report)
        mariadb_url = None if fast else needs.mariadb_url(stack, folder, report)
        if whole:
            outcome = checks.run_checks()
            report.failures += outcome.failed
            report.impossible += outcome.impossible
        _run_suite(suite, "SQLite", environ, report)
        if mariadb_url:
            on_mariadb = {**environ, "TEST_DATABASE_URL": mariadb_url}
            _run_suite(suite, "MariaDB", on_mariadb, report)
        if whole:
            _report_coverage(environ, folder, report)
    return conclude(report)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _run_suite(run: "_SuiteRun", database: str, environ: dict[str, str], report: Report) -> None:
    step(f"Tests on {database}")
    slug = database.lower()
    junit = run.folder / f"{slug}.xml"
    command = [str(PYTHON), "-m", "pytest", f"--junitxml={junit}", "-o", "junit_family=xunit2"]
    if sys.stdout.isatty():
        command.append("--color=yes")
    command += list(run.arguments) or ["-n", str(_processes()), "--dist", "loadfile"]
    if run.measure:
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
        environ = {**environ, "COVERAGE_FILE": str(run.folder / f"coverage-{slug}")}
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


def _report_coverage(environ: dict[str, str], folder: Path, report: Report) -> None:
    """Lines and branches of app/ over all runs together; pyproject.toml says how many at least."""
    parts = [str(path) for path in sorted(folder.glob("coverage-*"))]
    coverage = [str(PYTHON), "-m", "coverage"]
    total = f"--data-file={folder / 'coverage'}"
    combined = subprocess.run(
        [*coverage, "combine", "--quiet", "--keep", total, *parts], cwd=ROOT, env=environ
    )
    step("Coverage of app/, lines and branches, over all runs")
    if (
        combined.returncode
        or subprocess.run([*coverage, "report", total], cwd=ROOT, env=environ).returncode
    ):
        report.failures.append("coverage")
