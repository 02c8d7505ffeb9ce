"""System packages: installed by the command itself where it may, else named in one line.

Only root on Debian or Ubuntu installs; nobody is asked for a password in the middle of a command.
"""

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence

from devtools.console import step

# Servers live in sbin, which a plain user's PATH leaves out.
SERVER_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])


def find_program(*names: str) -> str | None:
    """The first of these programs that is installed."""
    for name in names:
        if found := shutil.which(name, path=SERVER_PATH):
            return found
    return None


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(packages: Sequence[str]) -> str:
    """The one line a person runs to get these packages."""
    names = " ".join(packages)
    if shutil.which("brew") and not shutil.which("apt-get"):
        return f"brew install {names}"
    return f"sudo apt-get update && sudo apt-get install -y {names}"


def install(packages: Sequence[str]) -> bool:
    """Install by apt-get; False when it failed, with apt's own words on the screen."""
    step(f"Installing {', '.join(packages)} with apt-get")
    return _update() and _apt_get("install", "-y", "--no-install-recommends", *packages)


@functools.cache
def _update() -> bool:
    """Read the package lists, once in a command: a fresh image has none."""
    return _apt_get("update")


def _apt_get(*arguments: str) -> bool:
    return (
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        ).returncode
        == 0
    )
