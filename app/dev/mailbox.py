"""The development mailbox: what was sent, as pages.

Registered outside production only. A mail's HTML is shown in a frame that may neither run scripts
nor submit forms, under a policy of its own; its links open in a new tab.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, make_response, url_for

from app.dev.mailserver import RECIPIENTS_HEADER
from app.errors import NotFound
from app.web import params
from app.web.access import public
from app.web.render import page

blueprint = Blueprint("mailbox", __name__, url_prefix="/dev/mailbox")

PER_PAGE = 25
# A folder that was never emptied is not read to its end for a search.
MOST_SEARCHED = 2000
MAIL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
_ID = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{8}")


@dataclass(frozen=True)
class KeptMail:
    """One mail as the mailbox shows it."""

    id: str
    sender: str
    recipients: str
    subject: str
    kept_at: datetime
    headers: list[tuple[str, str]]
    text: str
    html: str


@blueprint.get("")
@public
def inbox() -> Response:
    """Every mail, newest first; `to` narrows them to recipients that contain it."""
    wanted = params.text("to", maximum=254).lower()
    number = params.page_number()
    names = _names()
    if wanted:
        found = [
            mail for mail in map(_read, names[:MOST_SEARCHED]) if wanted in mail.recipients.lower()
        ]
        pages = _pages(len(found))
        mails = found[_slice(min(number, pages))]
    else:
        pages = _pages(len(names))
        mails = [_read(name) for name in names[_slice(min(number, pages))]]
    return page(
        "dev/mailbox.html",
        block="mails",
        mails=mails,
        wanted=wanted,
        page_number=min(number, pages),
        pages=pages,
        url_for_page=lambda at: url_for("mailbox.inbox", to=wanted or None, page=at),
    )


@blueprint.get("/<mail_id>")
@public
def show(mail_id: str) -> Response:
    """One mail: its headers, its text and its HTML in a frame."""
    return page("dev/mailbox_mail.html", mail=_find(mail_id))


@blueprint.get("/<mail_id>/html")
@public
def show_html(mail_id: str) -> Response:
    """The mail's HTML as the frame shows it."""
    html = _find(mail_id).html
    if not html:
        raise NotFound("this mail has no HTML")
    # A shop page refuses to be framed, so links must leave the frame.
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _folder() -> Path:
    return Path(current_app.config["BELANJAIN"].mailbox_folder)


def _names() -> list[str]:
    """The ids of all mails, newest first; their names begin with their time."""
    return sorted(path.stem for path in _folder().glob("*.eml") if _ID.fullmatch(path.stem))[::-1]


def _find(mail_id: str) -> KeptMail:
    if not _ID.fullmatch(mail_id) or not (_folder() / f"{mail_id}.eml").is_file():
        raise NotFound("no such mail")
    return _read(mail_id)


def _read(mail_id: str) -> KeptMail:
    with (_folder() / f"{mail_id}.eml").open("rb") as file:
        message = cast(EmailMessage, message_from_binary_file(file, policy=policy.default))
    return KeptMail(
        id=mail_id,
        sender=str(message["From"] or ""),
        recipients=str(message[RECIPIENTS_HEADER] or message["To"] or ""),
        subject=str(message["Subject"] or ""),
        kept_at=datetime.strptime(mail_id[:22], "%Y%m%d-%H%M%S-%f").replace(tzinfo=UTC),
        headers=[(name, str(value)) for name, value in message.items()],
        text=_content(message, "plain"),
        html=_content(message, "html"),
    )


def _content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    if part is None:
        return ""
    raw = cast(bytes, part.get_payload(decode=True))
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        return raw.decode("latin-1")


def _pages(count: int) -> int:
    return max(1, -(-count // PER_PAGE))


def _slice(number: int) -> slice:
    return slice((number - 1) * PER_PAGE, number * PER_PAGE)
