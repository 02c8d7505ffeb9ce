"""The application under test, speaking for a while to another Redis or another mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.jobs.queue import Gate, gate


@contextmanager
def using_redis(app: Flask, url: str) -> Iterator[None]:
    """Jobs are put on the queue of the Redis at `url`."""
    usual = gate(app)
    app.extensions["belanjain_queue"] = Gate(url)
    try:
        yield
    finally:
        gate(app).redis.close()
        app.extensions["belanjain_queue"] = usual


@contextmanager
def using_smtp(app: Flask, port: int) -> Iterator[None]:
    """Mails are handed to the server on this port."""
    settings = app.extensions["mail"]
    usual = settings.port
    settings.port = port
    try:
        yield
    finally:
        settings.port = usual
