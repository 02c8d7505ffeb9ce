"""The web server as a process of its own, and a browser without JavaScript in front of it."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from config import Configuration
from devtools.embedded_redis import free_port
from tests.support.processes import ROOT, environ_of, kill_hard
from tests.support.waiting import until


@dataclass(frozen=True)
class Page:
    """What the server answered; where to go on is `location`."""

    status: int
    text: str
    location: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_options: Any) -> None:
        return


class Browser:
    """Keeps cookies, goes nowhere by itself, and waits no longer than a person would."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        proxies = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(cookies, proxies, _Stay())

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self.address + path))

    def post_form(self, path: str, form: dict[str, str]) -> Page:
        """POST with the token of this browser's session."""
        found = re.search(r'X-CSRFToken": "([^"]+)"', self.get("/forgot-password").text)
        assert found is not None
        data = urllib.parse.urlencode({**form, "csrf_token": found[1]}).encode()
        return self._open(urllib.request.Request(self.address + path, data))

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            answer = self._opener.open(request, timeout=15)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode()
            return Page(answer.status, text, answer.headers.get("Location", ""))


@contextmanager
def serving(configuration: Configuration) -> Iterator[str]:
    """gunicorn with one process, as operations run it; the address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*gunicorn, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"],
        cwd=ROOT,
        env=environ_of(configuration) | {"BCRYPT_ROUNDS": "4", "LOG_LEVEL": "ERROR"},
    )
    try:
        until(lambda: _answers(address), what="the web server answers")
        yield address
    finally:
        kill_hard(server)


def _answers(address: str) -> bool:
    try:
        return Browser(address).get("/healthz").status == 200
    except OSError:
        return False
