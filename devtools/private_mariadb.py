"""A MariaDB server for one test run: own data, own port, gone afterwards.

Whether a MariaDB service runs on this machine does not matter, and nobody's databases are ever
touched. Its data is thrown away, so everything that only makes it durable is switched off.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.console import DevError
from devtools.embedded_redis import free_port
from devtools.packages import find_program
from devtools.processes import end, spawn

_DISPOSABLE = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=128M",
    "--innodb-log-file-size=64M",
    "--sync-binlog=0",
    "--skip-log-bin",
    "--performance-schema=OFF",
)
_USUAL = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--max-connections=400",
)


def server_binary() -> str | None:
    return find_program("mariadbd", "mysqld") if _installer() else None


def _installer() -> str | None:
    return find_program("mariadb-install-db", "mysql_install_db")


@contextmanager
def private_mariadb(folder: Path) -> Iterator[str]:
    """Yield the URL of a running server with its data in `folder`: mysql://root@127.0.0.1:PORT"""
    folder.mkdir(parents=True)
    try:
        _make_data(folder)
        with _server(folder) as port:
            yield f"mysql://root@127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_root() -> list[str]:
    """The server refuses to run as root unless it is told that this is meant."""
    return ["--user=root"] if os.geteuid() == 0 else []


def _make_data(folder: Path) -> None:
    made = subprocess.run(
        [
            str(_installer()),
            "--no-defaults",
            f"--datadir={folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            *_as_root(),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if made.returncode:
        raise DevError(f"The private MariaDB could not be prepared:\n{made.stdout}")


@contextmanager
def _server(folder: Path) -> Iterator[int]:
    port, log = free_port(), folder / "server.log"
    command = [
        str(server_binary()),
        "--no-defaults",
        f"--datadir={folder / 'data'}",
        "--socket=mariadb.sock",  # in the data folder; a whole path could be too long for one
        f"--pid-file={folder / 'server.pid'}",
        f"--tmpdir={folder}",
        f"--port={port}",
        *_USUAL,
        *_DISPOSABLE,
        *_as_root(),
    ]
    with open(log, "wb") as output:
        process = spawn(command, env=os.environ, cwd=folder, stdout=output)
    try:
        deadline = time.monotonic() + 60
        while not _greets(port):
            if process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(encoding="utf-8", errors="replace")
                raise DevError(f"The private MariaDB does not start:\n{words[-3000:]}")
            time.sleep(0.05)
        yield port
    finally:
        process.kill()  # its data goes with it: there is nothing to save
        end(process, grace=5)


def _greets(port: int) -> bool:
    """The server speaks first; a port that only accepts is not ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            return len(connection.recv(16)) > 4
    except OSError:
        return False
