"""From a message's kind and context to the words of a mail, in the recipient's language.

Each kind is a folder of app/templates/email/ with subject.txt, body.txt and body.html. The
templates know nothing of a request: no current user, no toasts, only the context, `link` and the
filters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from app.notifications import words

LANGUAGES = ("id", "en")
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Mail:
    """A mail in words."""

    subject: str
    text: str
    html: str


def render(kind: str, *, locale: str, context: dict[str, Any]) -> Mail:
    """The mail of this kind; raises jinja2.TemplateError for a kind or a context that is wrong."""
    environment = current_app.jinja_env
    language = locale if locale in LANGUAGES else LANGUAGES[0]
    values = (
        {"audience": "customer"} | context | {"link": link, "language": language, "words": words}
    )
    with force_locale(language):
        subject, text, html = (
            environment.get_template(f"email/{kind}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Mail(one_line(subject), text.strip() + "\n", html)


def link(path: str) -> str:
    """The address of a page of ours, as it must stand in a mail; ValueError for any other."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"not a path of this shop: {path!r}")
    return f"{current_app.config['BELANJAIN'].base_url}{path}"


def one_line(text: str) -> str:
    """Text that cannot end a header: one line, no control characters, of bearable length (B13)."""
    printable = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
    )
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
