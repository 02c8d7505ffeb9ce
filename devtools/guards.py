"""What has to be free before a run: this checkout, its folder, and the port."""

import errno
import fcntl
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.console import DevError


def require_folder(path: Path, advice: str) -> None:
    """Make this folder, or say that it cannot be used and what to do."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise DevError(f"Nothing can be written in {path} ({error.strerror}). {advice}") from None


@contextmanager
def only_one(path: Path, address: str) -> Iterator[bool]:
    """Hold this checkout's run lock. Yields whether the run before ended without cleaning up."""
    with open(path, "a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevError(_already_running(path)) from None
        unclean = path.stat().st_size > 0
        lock.truncate(0)
        json.dump({"pid": os.getpid(), "address": address}, lock)
        lock.flush()
        yield unclean
        lock.truncate(0)


def _already_running(path: Path) -> str:
    for _ in range(20):  # the other one may be just about to write its name
        try:
            other = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            time.sleep(0.05)
            continue
        return (
            f"Belanjain is already running from this folder: {other['address']} "
            f"(process {other['pid']}). Open that, or end it first with Ctrl-C."
        )
    return "Belanjain is already running from this folder. End it first with Ctrl-C."


def require_free_port(host: str, port: int, *, patience: float) -> None:
    """Say so at once when another program has the port.

    After a run that was killed its web server may need a moment to notice; that one is waited for.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
                return
        except PermissionError:
            raise DevError(
                f"Port {port} needs root rights. Choose one above 1023, "
                "for example: PORT=8080 make run"
            ) from None
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise DevError(
                    f"HOST={host} is no IPv4 address of this machine ({error.strerror}). Leave it "
                    "out to serve this machine only, or set HOST=0.0.0.0 for its whole network."
                ) from None
            if time.monotonic() < deadline:
                time.sleep(0.1)
                continue
            raise DevError(
                f"Port {port} is taken by another program ({error.strerror}). End that, or "
                f"choose another port, for example: PORT={min(port + 1, 65535)} make run"
            ) from None
