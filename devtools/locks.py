"""Writes requirements.txt and requirements-dev.txt from pyproject.toml.

Both hold for every supported Python and carry hashes; neither names an index or a host, so that
they install from wherever a person's own pip or uv is told to look.
"""

import re
import shutil
import subprocess
from pathlib import Path

from devtools.console import ROOT, DevError, say, step
from devtools.environment import LOCKS

_ADDRESS = re.compile(r"[a-z+]+://|^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b")


def lock(*, upgrade: bool) -> int:
    uv = shutil.which("uv")
    if uv is None:
        raise DevError("Writing the locks needs uv (pip install uv); installing does not.")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    options += ["--no-emit-index-url", "--no-emit-find-links"]
    options += ["--custom-compile-command", "make lock"]
    options += ["--upgrade"] if upgrade else []
    for target, extra in (
        (LOCKS["run"], []),
        (LOCKS["test"], ["--group", "dev", "--constraint", LOCKS["run"].name]),
    ):
        step(f"Writing {target.name}")
        command = [uv, "pip", "compile", "pyproject.toml", *options, *extra, "-o", target.name]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
            raise DevError(f"{target.name} could not be written.")
        if found := addresses(target):
            raise DevError(f"{target.name} names an address, which must not be shared:\n{found[0]}")
    say("Both locks are written; commit them together with pyproject.toml.")
    return 0


def addresses(path: Path) -> list[str]:
    """The lines of a requirements file that say where to fetch from."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if _ADDRESS.search(line)]
