"""One line for each request, and its id on every line of what it causes; never a secret."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask

from app.jobs.queue import JsonQueue, enqueue, gate
from app.notifications.delivery import deliver
from app.notifications.outbox import SWEEP
from app.web.requestlog import configure_logging
from config import Configuration
from tests.factories.accounts import make_customer, sign_in_as
from tests.factories.notifications import message, row
from tests.factories.notifications import posted as post
from tests.support.accounts import posted
from tests.support.client import ShopClient
from tests.support.mail import Mailbox
from tests.support.processes import ROOT, environ_of, kill_hard
from tests.support.waiting import until

Lines = list[dict[str, Any]]
NOBODY_LISTENS = 9


@pytest.fixture
def write_log(
    app: Flask, configuration: Configuration, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[[str], None]]:
    """`write_log(format)`: from here on all that is logged goes to this test."""
    root = logging.getLogger()
    usual = root.handlers, root.level

    def begin(log_format: str) -> None:
        configure_logging(replace(configuration, log_format=log_format, log_level="INFO"))
        capsys.readouterr()

    yield begin
    root.handlers, level = usual
    root.setLevel(level)


def parsed(text: str) -> Lines:
    """Every line is JSON; anything else is an error of the test."""
    return [json.loads(line) for line in text.splitlines()]


def test_each_request_is_one_line_of_json(
    client: ShopClient, write_log: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    buyer = make_customer()
    sign_in_as(client, buyer)
    asked = [
        ("GET", "/products", "/products", 200, None),
        ("GET", "/account", "/account", 200, buyer.id),
        ("GET", "/nothing-here", None, 404, buyer.id),
        ("POST", "/cart/items", "/cart/items", 400, None),
        ("GET", "/healthz", "/healthz", 200, None),
    ]
    write_log("json")
    for method, path, route, status, user in asked:
        answer = client.http.open(path, method=method, query_string={"q": "as typed"})
        [line] = [each for each in parsed(capsys.readouterr().err) if each["event"] == "request"]
        assert line["request_id"] == answer.headers["X-Request-ID"]
        assert (line["method"], line["path"], line["route"]) == (method, path, route)
        assert (line["status"], answer.status_code) == (status, status)
        assert line["user"] in (user, buyer.id)
        assert 0 < line["milliseconds"] < 60_000
        assert line["level"] == "info"
        assert line["timestamp"].endswith("Z")


def test_all_lines_of_a_request_carry_its_id_and_no_other(
    client: ShopClient, write_log: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in_as(client, make_customer())
    write_log("json")
    ids = []
    for _time in range(2):
        answer = client.get("/seller/orders")
        assert answer.status_code == 403
        found = parsed(capsys.readouterr().err)
        assert [line["event"] for line in found] == ["refused", "request"]
        ids.append(answer.headers["X-Request-ID"])
        assert {line["request_id"] for line in found} == {ids[-1]}
    assert ids[0] != ids[1]


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_line_holds_the_key_to_an_account(
    client: ShopClient,
    mailbox: Mailbox,
    write_log: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    log_format: str,
) -> None:
    """B62: not when it is mailed, not when it is used, and not when it is used wrongly."""
    buyer = make_customer()
    write_log(log_format)
    client.post_form("/forgot-password", {"email": buyer.email})
    [mail] = posted("password_reset")
    link = mail.context["url"]
    token = link.rpartition("/")[2]
    assert len(token) > 30
    deliver(mail.id)
    assert len(mailbox.to(buyer.email)) == 1
    headers = {"X-CSRFToken": client.csrf_token(), "Referer": f"http://localhost{link}"}
    used = 0
    for path in (link, f"{link}/", f"/id{link}", link.upper().replace(token.upper(), token)):
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
            client.http.open(path, method=method, headers=headers)
            used += 1
    secrets = {"password": "gudeg komplit dua", "confirm": "gudeg komplit dua"}
    assert client.post_form(link, secrets).status_code == 303
    assert client.get(link).status_code == 410
    # The test's own mail server speaks in this process too.
    lines = [line for line in capsys.readouterr().err.splitlines() if "mail.log" not in line]
    told = "\n".join(lines)
    assert told.count("reset-password") >= used
    assert "mail_sent" in told
    assert token not in told
    assert "gudeg komplit" not in told
    assert buyer.email not in told


def test_what_a_job_logs_carries_the_id_of_the_request_that_caused_it(
    app: Flask, configuration: Configuration, tmp_path: Path
) -> None:
    """The job's lines that of whoever asked for the job, a mail's lines that of who caused it."""
    ids = []
    for cause in ("one", "two", "three"):
        with structlog.contextvars.bound_contextvars(request_id=cause):
            ids += post(message())
    way = gate(app)
    way.redis.flushdb()
    way.closed_until = 0.0
    with structlog.contextvars.bound_contextvars(request_id="sweeping"):
        assert enqueue(SWEEP)
    there = replace(configuration, smtp_port=NOBODY_LISTENS)
    log = tmp_path / "worker.log"
    with log.open("wb") as stderr:
        worker = subprocess.Popen(
            [sys.executable, "worker.py", "work"],
            cwd=ROOT,
            env=environ_of(there) | {"LOG_FORMAT": "json"},
            stderr=stderr,
        )
        try:
            until(lambda: "delivery_stopped_early" in log.read_text(), what="the sweep")
        finally:
            kill_hard(worker)
    JsonQueue(connection=way.redis).connection.flushdb()
    found = parsed(log.read_text())
    [stopped] = [line for line in found if line["event"] == "delivery_stopped_early"]
    assert (stopped["request_id"], stopped["job"]) == ("sweeping", SWEEP)
    failed = [line for line in found if line["event"] == "mail_failed"]
    assert [(line["request_id"], line["message"], line["kind"]) for line in failed] == [
        (cause, number, "welcome")
        for cause, number in zip(("one", "two", "three"), ids, strict=True)
    ]
    assert {row(number).status for number in ids} == {"PENDING"}
