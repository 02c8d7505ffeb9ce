"""Runs several programs as one: what dies comes back, and ending this ends all of them.

One thread, one loop over the programs' output and a wake-up socket that signals write to. Nothing
here knows what the programs are; devtools.run does.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from devtools.console import paint
from devtools.processes import how_it_ended, spawn, sweep_session

FIRST_DELAY = 0.25
LONGEST_DELAY = 15.0
STEADY_AFTER = 10.0
_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PREFIX_COLOURS = ("green", "blue", "yellow", "cyan")


@dataclass(frozen=True)
class Program:
    """One program to keep running. `ends` orders the end: rank 0 first, then 1, and so on."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]
    ends: int = 0
    once: bool = False


@dataclass
class _Running:
    program: Program
    colour: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    restart_at: float | None = None
    status: int | None = None
    partial: bytes = field(default=b"", repr=False)


class Supervisor:
    """A context manager: leaving it, for whatever reason, ends everything it started."""

    def __init__(self, cwd: Path, *, grace: float = 8.0) -> None:
        self._cwd = cwd
        self._grace = grace
        self._all: dict[str, _Running] = {}
        self._selector = selectors.DefaultSelector()
        self._asked_at: float | None = None
        self._hurry = False
        self._mute = False

    def __enter__(self) -> "Supervisor":
        self._wake, self._waker = socket.socketpair()
        for end in (self._wake, self._waker):
            os.set_blocking(end.fileno(), False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in _ENDING_SIGNALS:
            signal.signal(number, self._note_ending_signal)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only to be woken up
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_all()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        self._wake.close()
        self._waker.close()

    @property
    def ending(self) -> bool:
        """Someone asked for the end, by Ctrl-C or a signal."""
        return self._asked_at is not None

    def start(self, program: Program) -> None:
        colour = _PREFIX_COLOURS[len(self._all) % len(_PREFIX_COLOURS)]
        running = _Running(program, colour)
        self._all[program.name] = running
        self._spawn(running)

    def status(self, name: str) -> int | None:
        """How a program that runs once ended; None before that."""
        return self._all[name].status if name in self._all else None

    def pids(self) -> dict[str, int]:
        return {name: one.process.pid for name, one in self._all.items() if one.process}

    def run_until(self, reached: Callable[[], bool], *, every: float = 0.1) -> None:
        """Keep everything running until `reached` or until someone asks for the end."""
        while not self.ending and not reached():
            self._turn(every)

    def run(self) -> None:
        """Keep everything running until someone asks for the end."""
        self.run_until(lambda: False, every=3600.0)

    def say(self, text: str) -> None:
        self._write(f"{text}\n")

    def _note_ending_signal(self, number: int, frame: FrameType | None) -> None:
        """A second Ctrl-C means now. (`make` may pass one signal on twice: that is no second.)"""
        self._hurry = self.ending and self._since_asked() > 1.0
        self._ask_to_end()

    def _ask_to_end(self) -> None:
        if self._asked_at is None:
            self._asked_at = time.monotonic()

    def _since_asked(self) -> float:
        return time.monotonic() - (self._asked_at or 0.0)

    def _spawn(self, running: _Running) -> None:
        running.restart_at = None
        running.started = time.monotonic()
        program = running.program
        try:
            process = spawn(
                program.command, env=program.environ, cwd=self._cwd, stdout=subprocess.PIPE
            )
        except OSError as error:
            self.say(f"{program.name} cannot be started: {error}")
            self._plan_restart(running)
            return
        running.process = process
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, running)

    def _turn(self, longest: float) -> None:
        """Wait for something to happen, at most so many seconds, and deal with it."""
        due = [one.restart_at for one in self._all.values() if one.restart_at is not None]
        wait = max(0.0, min([longest, *(at - time.monotonic() for at in due)]))
        for key, _ in self._selector.select(wait):
            if key.data is None:
                self._drain_wakeups()
            else:
                self._forward(key.data)
        for running in self._all.values():
            if running.process and running.process.poll() is not None:
                self._note_end(running)
            if running.restart_at is not None and running.restart_at <= time.monotonic():
                self._spawn(running)

    def _drain_wakeups(self) -> None:
        try:
            while self._wake.recv(4096):
                pass
        except BlockingIOError:
            pass

    def _note_end(self, running: _Running) -> None:
        process, running.process = running.process, None
        assert process is not None
        assert process.stdout is not None
        sweep_session(process.pid)
        self._forward(running, process)
        if running.partial:
            self._write_line(running, running.partial)
            running.partial = b""
        if process.stdout in self._selector.get_map():
            self._selector.unregister(process.stdout)
        process.stdout.close()
        running.status = process.returncode
        if not running.program.once and not self.ending:
            self._plan_restart(running)

    def _plan_restart(self, running: _Running) -> None:
        if time.monotonic() - running.started >= STEADY_AFTER:
            running.delay = FIRST_DELAY
        reason = how_it_ended(running.status) if running.status is not None else "no start"
        self.say(
            f"{running.program.name} ended ({reason}); starting it again in {running.delay:g} s"
        )
        running.restart_at = time.monotonic() + running.delay
        running.delay = min(running.delay * 2, LONGEST_DELAY)

    def _forward(self, running: _Running, process: subprocess.Popen[bytes] | None = None) -> None:
        process = process or running.process
        if process is None or process.stdout is None:
            return
        while True:
            try:
                chunk = os.read(process.stdout.fileno(), 65536)
            except BlockingIOError:
                return
            if not chunk:
                if process.stdout in self._selector.get_map():
                    self._selector.unregister(process.stdout)
                return
            *lines, running.partial = (running.partial + chunk).split(b"\n")
            for line in lines:
                self._write_line(running, line)

    def _write_line(self, running: _Running, line: bytes) -> None:
        prefix = paint(f"{running.program.name:<10}", running.colour)
        self._write(f"{prefix}| {line.decode(errors='replace')}\n")

    def _write(self, text: str) -> None:
        """To the screen; when the screen is gone, so is the one who wanted this to run."""
        if self._mute:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError:
            self._mute = True
            self._ask_to_end()

    def _end_all(self) -> None:
        """Rank by rank: SIGTERM to each leader, its time, then SIGKILL to whatever remains."""
        self._ask_to_end()
        for running in self._all.values():
            running.restart_at = None
        for rank in sorted({one.program.ends for one in self._all.values()}):
            group = [one for one in self._all.values() if one.program.ends == rank]
            for one in group:
                if one.process and one.process.poll() is None:
                    one.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + self._grace
            while any(one.process for one in group) and time.monotonic() < deadline:
                if self._hurry:
                    break
                self._turn(0.1)
            for one in group:
                if one.process:
                    one.process.kill()
                    one.process.wait()
                    self._note_end(one)
