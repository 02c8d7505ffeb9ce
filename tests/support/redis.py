"""A Redis of a test's own, which can be stopped, frozen and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from devtools import embedded_redis
from tests.support.waiting import until


class PrivateRedis:
    """One server process; it keeps nothing over a stop, as a Redis without a file does."""

    def __init__(self, folder: Path) -> None:
        server = embedded_redis.find_system_server() or embedded_redis.find_server(
            Path(sysconfig.get_path("purelib"))
        )
        assert server is not None, "no Redis server program"
        self.instance = embedded_redis.configure(server, folder, keep=False)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.instance.url

    @property
    def client(self) -> Redis:
        return Redis.from_url(self.url)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(self.instance.command)
        until(self.instance.answers, what="Redis answers")

    def stop(self) -> None:
        """Kill it."""
        if self.process:
            self.thaw()
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Connections are still accepted by the system, but nothing answers."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Answer again."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def private_redis(folder: Path) -> Iterator[PrivateRedis]:
    """A running Redis that is ended afterwards, whatever became of it."""
    server = PrivateRedis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
