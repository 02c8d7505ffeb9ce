"""What a page is made of, and what was written meanwhile."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

SLOW_SECONDS = 1.0
SANE = {
    200,
    201,
    204,
    301,
    302,
    303,
    304,
    308,
    400,
    401,
    403,
    404,
    405,
    409,
    410,
    413,
    414,
    422,
    429,
}
_TARGETS = {"href", "src", "action", "formaction", "hx-get", "hx-post"}


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            target = (value or "").strip().lower()
            if name.startswith("on") or name == "style" or name.startswith("hx-on"):
                self.wrong.append(f"<{tag} {name}>")
            if name in _TARGETS and target.startswith(("javascript:", "data:text", "vbscript:")):
                self.wrong.append(f"<{tag} {name}={target[:40]}>")
            if name in _TARGETS and target.startswith(("//", "\\", "/\\")):
                self.wrong.append(f"<{tag} {name}={target[:40]}>")


def elements(page: str) -> Counter[str]:
    """How many elements of each name the page has; fails on handlers and scripts as targets."""
    parser = _Elements()
    parser.feed(page)
    parser.close()
    assert parser.wrong == [], parser.wrong
    return parser.tags


def leads_away(location: str) -> bool:
    """Read as browsers do: backslashes are slashes, tabs and line ends are dropped."""
    read = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    own = "http://localhost/"
    read = "/" + read.removeprefix(own) if read.startswith(own) else read
    return not read.startswith("/") or read.startswith("//")


def twin(value: str) -> str:
    """As long as the value, and harmless: what could end a text or an attribute is a letter."""
    return "".join("x" if character in "<>\"'&`={}\\" else character for character in value)


@dataclass
class Findings:
    """What was wrong, gathered so that one run names all of it."""

    wrong: list[str] = field(default_factory=list)
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def look(self, what: str, send: Callable[[], TestResponse]) -> TestResponse:
        """Send, and note a failure of ours or slowness (twice, since machines stumble)."""
        began = time.monotonic()
        answer = send()
        seconds = time.monotonic() - began
        self.requests += 1
        self.statuses[answer.status_code] += 1
        if leads_away(answer.headers.get("Location", "/")):
            self.note(what, f"leads to {answer.location[:80]}")
        if answer.status_code not in SANE:
            self.note(what, f"status {answer.status_code}")
        if seconds > SLOW_SECONDS:
            began = time.monotonic()
            send()
            again = time.monotonic() - began
            if again > SLOW_SECONDS:
                self.note(what, f"took {seconds:.1f} s, and then {again:.1f} s")
        return answer

    def note(self, what: str, problem: str) -> None:
        """One more that is wrong."""
        self.wrong.append(f"{what}: {problem}")

    def conclude(self) -> None:
        """Fail if anything was wrong."""
        counted = f"{len(self.wrong)} faults in {self.requests} requests {dict(self.statuses)}"
        assert self.wrong == [], "\n".join([counted, *self.wrong[:40]])


@contextmanager
def committed_writes() -> Iterator[list[str]]:
    """The statements that changed rows and were committed meanwhile, but for notes of a visit."""
    committed: list[str] = []
    pending: list[str] = []

    def remember(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (
            statement.startswith(("INSERT", "UPDATE", "DELETE"))
            and "user_sessions" not in statement
        ):
            pending.append(statement)

    def kept(_connection: Connection) -> None:
        committed.extend(pending)
        pending.clear()

    def dropped(_connection: Connection) -> None:
        pending.clear()

    listeners = (("before_cursor_execute", remember), ("commit", kept), ("rollback", dropped))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield committed
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
