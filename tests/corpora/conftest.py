"""What all of the corpora need: no throttle in the way, and the folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import limiter
from tests.corpora.library import folder


@pytest.fixture(autouse=True, scope="session")
def corpora() -> None:
    """The folder is there, or nothing of this means anything."""
    assert folder().is_dir(), f"CORPORA names no folder: {folder()}"


@pytest.fixture(autouse=True)
def unthrottled(app: Flask) -> Iterator[None]:
    """Thousands of requests in a row are what is wanted here."""
    limiter.enabled = False
    yield
    limiter.enabled = True
