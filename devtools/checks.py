"""The static checks, each by its name."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from devtools import css
from devtools.console import ROOT, paint, say, step
from devtools.environment import VENV, venv_environ


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environ: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What the checks found: names of those that failed and of those that could not run."""

    failed: tuple[str, ...]
    impossible: tuple[str, ...]


def check() -> int:
    outcome = run_checks()
    return 1 if outcome.failed or outcome.impossible else 0


def run_checks() -> Outcome:
    """Run all of them, two at a time, and print what those have to say that fail."""
    step("Static checks")
    checks, impossible = _python_checks(), []
    if _npm_ready():
        checks += _style_checks()
    else:
        impossible = ["css is current", "icons are current"]
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for one, result in zip(checks, pool.map(_run, checks), strict=True):
            say(f"  {one.name:<22} {_verdict(passed=result.returncode == 0)}")
            if result.returncode:
                failed.append(one.name)
                say(result.stdout.rstrip())
    for name in impossible:
        say(f"  {name:<22} {paint('cannot run: npm could not install its packages', 'yellow')}")
    return Outcome(tuple(failed), tuple(impossible))


def fix() -> int:
    """Format, and let ruff mend what it can."""
    ruff = str(VENV / "bin" / "ruff")
    statuses = [
        subprocess.run([ruff, "check", "--fix", "."], cwd=ROOT).returncode,
        subprocess.run([ruff, "format", "."], cwd=ROOT).returncode,
    ]
    return max(statuses)


def _python_checks() -> list[Check]:
    environ = css.node_environ() | {"PATH": venv_environ()["PATH"]}

    def tool(name: str, *command: str) -> Check:
        return Check(name, (str(VENV / "bin" / command[0]), *command[1:]), environ)

    return [
        tool("pyright", "pyright"),
        tool("ruff check", "ruff", "check", "."),
        tool("ruff format", "ruff", "format", "--check", "."),
        tool("djlint", "djlint", "app/templates", "--lint", "--quiet"),
        tool("lint-imports", "lint-imports"),
    ]


def _style_checks() -> list[Check]:
    environ = css.node_environ()
    return [
        Check("css is current", tuple(css.npm("run", "--silent", "css:check")), environ),
        Check("icons are current", tuple(css.npm("run", "--silent", "icons:check")), environ),
    ]


def _npm_ready() -> bool:
    return shutil.which("npm", path=css.node_environ()["PATH"]) is not None and (
        css.install_modules()
    )


def _run(one: Check) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        one.command,
        cwd=ROOT,
        env=one.environ,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _verdict(*, passed: bool) -> str:
    return paint("ok", "green") if passed else paint("FAILED", "red")
