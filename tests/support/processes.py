"""The real programs beside the web server, run as operations run them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Configuration

ROOT = Path(__file__).parents[2]


def environ_of(configuration: Configuration) -> dict[str, str]:
    """The environment variables that give a program this configuration."""
    return {
        **os.environ,
        "APP_ENV": "test",
        "SECRET_KEY": configuration.secret_key,
        "DATABASE_URL": configuration.database_url,
        "REDIS_URL": configuration.redis_url,
        "SMTP_URL": f"smtp://{configuration.smtp_host}:{configuration.smtp_port}",
        "BASE_URL": configuration.base_url,
        "INSTANCE_FOLDER": configuration.instance_folder,
        "LOG_LEVEL": configuration.log_level,
        "MAILBOX_FOLDER": configuration.mailbox_folder,
        "MAILBOX_PORT": str(configuration.mailbox_port),
    }


@contextmanager
def running(verb: str, configuration: Configuration) -> Iterator[subprocess.Popen[bytes]]:
    """`python worker.py <verb>` in a process of its own, killed afterwards if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "worker.py", verb], cwd=ROOT, env=environ_of(configuration)
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_hard(process)


def kill_hard(process: subprocess.Popen[bytes]) -> None:
    """kill -9 the program and everything it has forked: the machine lost its power."""
    family = [process.pid, *_descendants(process.pid)]
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def _descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    found = [child for child, parent in pairs if parent == pid]
    return found + [grandchild for child in found for grandchild in _descendants(child)]
