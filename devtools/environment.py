"""The virtual environment in .venv, made from a lock and rebuilt only when the lock changes.

`run` needs the runtime lock alone. The test lock is a superset with the same versions, so an
environment that has the test tools keeps them when `run` meets it. uv is used where it is
installed, else venv and pip, both with hashes required.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.console import ROOT, DevError, say, step
from devtools.guards import require_folder
from devtools.packages import install, install_command, may_install

LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CACHE = ROOT / ".cache"
_STAMP = VENV / "belanjain-lock.json"


def ensure_environment(level: str) -> None:
    """Have .venv ready for `run` or for `test`; next to nothing when it already is."""
    with _one_at_a_time():
        stamp = _read_stamp()
        if stamp.get("level") == "test":
            level = "test"
        version = _venv_version()
        wanted = {"level": level, "lock": _digest(LOCKS[level]), "python": version}
        if version and stamp == wanted:
            return
        _STAMP.unlink(missing_ok=True)
        uv = _working_uv()
        step(f"Installing the Python packages into .venv with {'uv' if uv else 'pip'}")
        if not version or (not uv and not (site_packages() / "pip").exists()):
            _make_venv(uv)
        _install_lock(uv, LOCKS[level])
        wanted["python"] = _venv_version()
        _STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def venv_environ() -> dict[str, str]:
    """This process's environment with .venv active in it."""
    environ = dict(os.environ)
    environ.pop("PYTHONHOME", None)
    environ["VIRTUAL_ENV"] = str(VENV)
    environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environ.get('PATH', '')}"
    return environ


def site_packages() -> Path:
    """Where .venv keeps its packages (there is exactly one such folder)."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        return json.loads(_STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _venv_version() -> str:
    """The version of the Python in .venv; empty if it is missing, broken, too old or replaced."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))"
    try:
        answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True)
    except OSError:
        return ""
    version = answer.stdout.strip()
    if answer.returncode or not (VENV / "lib" / f"python{version}" / "site-packages").is_dir():
        return ""
    return version


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together must not build the same environment."""
    require_folder(CACHE, "Copy Belanjain to a folder that is yours.")
    with open(CACHE / "setup.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _working_uv() -> str | None:
    """uv, if it is there and starts: a version manager's shim may stand for nothing."""
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0:
        return uv
    return None


def _make_venv(uv: str | None) -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if uv:
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    _require_ensurepip()
    _run([sys.executable, "-m", "venv", str(VENV)])


def _require_ensurepip() -> None:
    """Debian and Ubuntu ship venv without the part that brings pip, in a package of its own."""
    if importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if may_install() and install([package]):
        importlib.invalidate_caches()
        if importlib.util.find_spec("ensurepip"):
            return
    raise DevError(
        "This Python cannot make virtual environments: its venv module lacks ensurepip. Run\n"
        f"  {install_command([package])}\nand start again."
    )


def _install_lock(uv: str | None, lock: Path) -> None:
    if uv:
        # Compiled once here, as pip does; else every start may compile all it imports.
        options = ["--quiet", "--compile-bytecode", "--require-hashes"]
        _run([uv, "pip", "sync", *options, "--python", str(PYTHON), str(lock)])
        return
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "install", "--quiet", "--require-hashes", "--requirement", str(lock)])


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT, env=_clean_environ()).returncode:
        say("$ " + " ".join(command))
        raise DevError(
            "The environment could not be made: the command above failed. Without a network "
            "only packages already in its cache can be installed."
        )


def _clean_environ() -> dict[str, str]:
    """Without the marks of another environment that happens to be active."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT")
    }
