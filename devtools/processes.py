"""Starting and ending processes so that none is left behind.

Each process starts as the leader of a session of its own. Ctrl-C in the terminal then reaches
only dev.py, which ends the others in order; and whatever a leader started (gunicorn's workers,
the process of a running job) is found by its session even after the leader is gone.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_PROC = Path("/proc")
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stdout: int | IO[bytes] | None = None,
    own_death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process that is told to end when this one dies, even from kill -9 (on Linux)."""
    return subprocess.Popen(
        list(command),
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=None if stdout is None else subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_end_with_parent(own_death_signal),
    )


def _end_with_parent(death_signal: int) -> Callable[[], None] | None:
    libc, parent = _libc, os.getpid()
    if libc is None:
        return None

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # the parent died before the kernel was asked
            os._exit(1)

    return ask_the_kernel


def session_members(leader: int) -> list[int]:
    """The living processes of the session that `leader` once started."""
    members = []
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:  # it ended while we were looking
            continue
        if int(fields[3]) == leader and fields[0] not in (b"Z", b"X"):
            members.append(int(entry.name))
    return members


def sweep_session(leader: int) -> None:
    """Kill what is left of a session; its leader has ended or has had its time."""
    if not (_PROC / "self" / "stat").exists():  # not Linux: the process group is what we have
        _signal_quietly(os.killpg, leader)
        return
    for _ in range(100):  # again, for what was being forked while we looked
        members = session_members(leader)
        if not members:
            return
        for pid in members:
            _signal_quietly(os.kill, pid)
        time.sleep(0.01)


def end(process: subprocess.Popen[bytes], *, grace: float) -> None:
    """SIGTERM for the leader, `grace` seconds, then SIGKILL for whatever remains of its session."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=grace)
        except subprocess.TimeoutExpired:
            process.kill()
    sweep_session(process.pid)
    process.wait()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and is someone else's
        return True
    return True


def how_it_ended(status: int) -> str:
    """Popen's return code in words."""
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _signal_quietly(send: Callable[[int, int], None], target: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        send(target, signal.SIGKILL)
