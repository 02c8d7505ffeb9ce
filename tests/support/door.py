"""A door in front of a Redis: it lets messages through one by one, and says which is at it.

What a program does to Redis is the one thing that can be seen of it from outside at any moment, so
a test can do something to the program exactly between two of its steps.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Door:
    """`hold_at` counts messages to Redis; the one with this number waits for `opened`."""

    def __init__(self, redis_port: int, *, hold_at: int = 0, shut: bool = False) -> None:
        self.redis_port = redis_port
        self.hold_at = hold_at
        self.shut = shut
        self.messages: list[bytes] = []
        self.turned_away = 0
        self.held = threading.Event()
        self.opened = threading.Event()
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Let nobody through any more."""
        self.opened.set()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the listener is closed
            while True:
                visitor = self._listener.accept()[0]
                if self.shut:
                    self.turned_away += 1
                    visitor.close()
                    continue
                redis = socket.create_connection(("127.0.0.1", self.redis_port))
                self._sockets += [visitor, redis]
                for carry in (self._inwards, self._outwards):
                    threading.Thread(target=carry, args=(visitor, redis), daemon=True).start()

    def _inwards(self, visitor: socket.socket, redis: socket.socket) -> None:
        with suppress(OSError):
            while message := visitor.recv(65536):
                with self._counting:
                    self.messages.append(message)
                    is_it = len(self.messages) == self.hold_at
                if is_it:
                    self.held.set()
                    self.opened.wait()
                redis.sendall(message)
            redis.shutdown(socket.SHUT_RDWR)

    def _outwards(self, visitor: socket.socket, redis: socket.socket) -> None:
        with suppress(OSError):
            while message := redis.recv(65536):
                visitor.sendall(message)
            visitor.shutdown(socket.SHUT_RDWR)


@contextmanager
def door(redis_port: int, *, hold_at: int = 0, shut: bool = False) -> Iterator[Door]:
    """A door that is taken away afterwards."""
    made = Door(redis_port, hold_at=hold_at, shut=shut)
    try:
        yield made
    finally:
        made.close()
