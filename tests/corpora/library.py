"""Reading the corpora."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Where the corpora are."""
    return Path(os.environ["CORPORA"])


def every(lines: list[str]) -> list[str]:
    """The lines that this run takes, each once."""
    return list(dict.fromkeys(lines))[:: int(os.environ.get("CORPORA_EVERY", "1"))]


def data(name: str) -> Any:
    """A JSON file's content."""
    return json.loads((folder() / name).read_text(encoding="utf-8"))


def lines(name: str) -> list[str]:
    """A text file's lines that are not empty."""
    text = (folder() / name).read_text(encoding="utf-8", errors="replace")
    return [line for line in text.split("\n") if line.strip()]


def payloads(pattern: str) -> list[str]:
    """The lines of all payload files that match, such as "xss_*"."""
    files = sorted((folder() / "payloads").glob(f"{pattern}.txt"))
    return [line for file in files for line in lines(f"payloads/{file.name}")]


def sets() -> dict[str, list[str]]:
    """What is sent to every field, by its kind."""
    return {
        "naughty strings": every(data("strings/blns.json")),
        "oddities": every(list(data("strings/text_oddities.json").values())),
        "scripts": every(payloads("xss_*")),
        "SQL": every(payloads("sqli_*")),
        "templates and headers": every(payloads("ssti") + payloads("crlf")),
    }


def sendable(value: str) -> str:
    """The value as a browser could send it at all."""
    return value.encode("utf-8", "replace").decode("utf-8")
