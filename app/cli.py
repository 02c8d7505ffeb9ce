"""The commands for people who run the shop; each feature brings its own."""

from __future__ import annotations

from flask import Flask


def register(application: Flask) -> None:
    """Make the commands known to `flask`."""
