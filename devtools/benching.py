"""`make bench`: the benchmarks of bench/, on a Redis and a MariaDB of their own."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack

from devtools import needs
from devtools.console import ROOT, step
from devtools.environment import PYTHON, ensure_environment
from devtools.report import Report, conclude


def bench(arguments: Sequence[str]) -> int:
    """The exit status of the benchmarks; without arguments they are only named."""
    ensure_environment("test")
    command = [str(PYTHON), "-m", "bench", *arguments]
    if not arguments:
        return subprocess.run(command, cwd=ROOT).returncode
    report = Report()
    with ExitStack() as stack:
        folder = stack.enter_context(needs.run_folder())
        environ = needs.service_environ(stack, folder)
        if url := needs.mariadb_url(stack, folder, report):
            environ["TEST_DATABASE_URL"] = url
        step(f"{' '.join(arguments)} on {os.cpu_count()} cores")
        status = subprocess.run(command, cwd=ROOT, env=environ).returncode
    if status:
        report.failures.append("benchmarks")
    return conclude(report)
