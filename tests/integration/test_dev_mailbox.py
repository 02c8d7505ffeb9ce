"""The development mailbox: every mail as a page, and none of it in production."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.dev import mailbox
from app.dev.mailserver import Folder, keep
from devtools.embedded_redis import free_port
from tests.support.client import ShopClient


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty mailbox."""
    path = tmp_path / "mailbox"
    settings = replace(app.config["BELANJAIN"], mailbox_folder=str(path))
    monkeypatch.setitem(app.config, "BELANJAIN", settings)
    Folder(path)
    return path


def a_mail(subject: str = "Hello", *, html: str = "", text: str = "Hi there") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@example.com", "rina@example.com", subject
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def put(folder: Path, content: bytes, recipient: str = "rina@example.com") -> str:
    """The id of a mail put into the mailbox."""
    return keep(folder, content, [recipient]).removesuffix(".eml")


def test_the_server_keeps_a_mail_whole_and_with_its_envelope(folder: Path) -> None:
    port = free_port()
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("shop@example.com", ["secret@example.com"], a_mail("Salam 🌶"))
    finally:
        controller.stop()
    [file] = folder.iterdir()
    assert file.suffix == ".eml"
    assert file.read_bytes().startswith(b"X-Envelope-To: secret@example.com\r\n")


def test_an_empty_mailbox_says_what_to_do(client: ShopClient, folder: Path) -> None:
    page = client.get("/dev/mailbox")
    assert page.status_code == 200
    assert "No mail yet" in page.text


def test_a_mailbox_that_was_never_written_to_is_empty(client: ShopClient, folder: Path) -> None:
    folder.rmdir()
    assert "No mail yet" in client.get("/dev/mailbox").text


def test_mails_are_listed_newest_first(client: ShopClient, folder: Path) -> None:
    ids = [put(folder, a_mail(f"Number {number}")) for number in range(3)]
    text = client.get("/dev/mailbox").text
    assert text.index("Number 2") < text.index("Number 1") < text.index("Number 0")
    assert f"/dev/mailbox/{ids[0]}" in text


def test_mails_are_found_by_a_part_of_the_recipient(client: ShopClient, folder: Path) -> None:
    put(folder, a_mail("For Rina"), "rina@example.com")
    put(folder, a_mail("For Budi"), "budi@example.com")
    found = client.get("/dev/mailbox?to=RINA").text
    assert "For Rina" in found
    assert "For Budi" not in found
    assert "No mail to this address" in client.get("/dev/mailbox?to=nobody").text


def test_a_full_mailbox_has_pages(
    client: ShopClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "PER_PAGE", 2)
    for number in range(5):
        put(folder, a_mail(f"Number {number}"))
    assert "Number 2" in client.get("/dev/mailbox?page=2").text
    for url in ("/dev/mailbox?page=99", "/dev/mailbox?page=3", "/dev/mailbox?to=rina&page=3"):
        text = client.get(url).text
        assert "Number 0" in text
        assert "Number 2" not in text
    assert "to=rina" in client.get("/dev/mailbox?to=rina").text


def test_a_mail_shows_its_headers_its_words_and_a_caged_html(
    client: ShopClient, folder: Path
) -> None:
    number = put(folder, a_mail("<i>Hi</i>", html="<p>words</p>", text="<u>plain</u>"))
    text = client.get(f"/dev/mailbox/{number}").text
    assert "&lt;i&gt;Hi&lt;/i&gt;" in text
    assert "&lt;u&gt;plain&lt;/u&gt;" in text
    assert "shop@example.com" in text
    assert "MIME-Version" in text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in text
    assert f'src="/dev/mailbox/{number}/html"' in text


def test_a_mails_html_may_be_styled_but_runs_nothing(client: ShopClient, folder: Path) -> None:
    html = "<html><head></head><body><p style='color:red'>Hi</p><script>1</script></body></html>"
    number = put(folder, a_mail(html=html))
    answer = client.get(f"/dev/mailbox/{number}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert '<base target="_blank">' in answer.text


def test_a_mail_without_html_has_no_frame(client: ShopClient, folder: Path) -> None:
    number = put(folder, a_mail())
    assert "<iframe" not in client.get(f"/dev/mailbox/{number}").text
    assert client.get(f"/dev/mailbox/{number}/html").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe no headers at all",
        b"Subject: =?utf-8?b?broken\r\nDate: never\r\n\r\nx",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/html; charset=utf-8\r\n\r\n\xff",
    ],
)
def test_a_mail_in_bad_shape_is_still_shown(
    client: ShopClient, folder: Path, content: bytes
) -> None:
    number = put(folder, content)
    assert client.get("/dev/mailbox").status_code == 200
    assert client.get(f"/dev/mailbox/{number}").status_code == 200


@pytest.mark.parametrize(
    "path", ["x", "..%2f..%2fetc%2fpasswd", "20261123-113921-040834-3312d231", "%00"]
)
def test_what_is_no_mail_is_not_found(client: ShopClient, folder: Path, path: str) -> None:
    """B: nothing outside the folder can be read."""
    (folder.parent / "secret.eml").write_text("secret")
    assert client.get(f"/dev/mailbox/{path}").status_code == 404
    assert client.get(f"/dev/mailbox/{path}/html").status_code == 404


def test_a_mail_that_is_still_being_written_is_not_listed(client: ShopClient, folder: Path) -> None:
    (folder / ".20261123-113921-040834-3312d231.eml.part").write_bytes(a_mail("Half"))
    assert "Half" not in client.get("/dev/mailbox").text
