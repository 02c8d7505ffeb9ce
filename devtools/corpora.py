"""`make test-corpora`: the large corpora of bad input against the application.

They are not in this repository: CORPORA or --folder names where they are, else the folder beside
the checkout is taken. CORPORA_EVERY=10 sends only every tenth line of each file.
"""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

from devtools import needs
from devtools.console import ROOT, DevError, step
from devtools.environment import PYTHON, ensure_environment
from devtools.report import Report, conclude

USUAL = ROOT.parent / "shared" / "corpora"
TESTS = "tests/corpora"


def find(given: str) -> Path:
    """The folder of the corpora; DevError in one sentence where there is none."""
    folder = Path(given or os.environ.get("CORPORA", "") or USUAL).resolve()
    if not (folder / "strings").is_dir():
        raise DevError(f"No corpora in {folder}: name their folder by CORPORA or --folder.")
    return folder


def run(*, given: str, on_mariadb: bool) -> int:
    """The exit status: 0 only if everything passed."""
    corpora = find(given)
    ensure_environment("test")
    report = Report()
    with ExitStack() as stack:
        folder = stack.enter_context(needs.run_folder())
        environ = {**needs.service_environ(stack, folder), "CORPORA": str(corpora)}
        if on_mariadb and (url := needs.mariadb_url(stack, folder, report)):
            environ["TEST_DATABASE_URL"] = url
        step(f"The corpora of {corpora}")
        command = [str(PYTHON), "-m", "pytest", TESTS, "-n", str(os.cpu_count() or 2)]
        if subprocess.run(command, cwd=ROOT, env=environ).returncode:
            report.failures.append("corpora")
    return conclude(report)
