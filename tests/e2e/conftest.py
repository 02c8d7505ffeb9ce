"""A real browser in front of the real application, served on a port of its own."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which cannot sandbox itself when the tests run as root."""
    named = os.environ.get("CHROMIUM_PATH")
    chromium = named or shutil.which("chromium") or shutil.which("chromium-browser")
    options = {**browser_type_launch_args, "args": ["--no-sandbox"]}
    return {**options, "executable_path": chromium} if chromium else options


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone's width: what buyers have."""
    return {**browser_context_args, "viewport": {"width": 360, "height": 740}, "locale": "en-US"}


@pytest.fixture(scope="session")
def base_url(application: Flask) -> Iterator[str]:
    """The address of the running shop."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
