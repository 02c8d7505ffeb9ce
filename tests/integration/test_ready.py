"""/readyz, when something that the shop needs is away or late; and a page's pinned statements."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.clock import utcnow
from config import Configuration
from tests.factories.accounts import make_customer, sign_in_as
from tests.factories.notifications import change, message, posted
from tests.support.another import another_application
from tests.support.client import ShopClient
from tests.support.statements import StatementLog

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


def test_without_redis_the_shop_is_degraded_but_open(
    app: Flask, client: ShopClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = replace(app.config["BELANJAIN"], redis_url=NOBODY_LISTENS)
    monkeypatch.setitem(app.config, "BELANJAIN", away)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["status"], answer.json["redis"]) == ("degraded", "down")
    assert answer.json["database"] == "ok"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(14, "ok"), (16, "degraded")])
def test_a_message_that_waits_too_long_degrades(
    client: ShopClient, minutes: int, status: str
) -> None:
    """The oldest counts, and one that was sent does not."""
    old, _new, sent = posted(message(), message(), message())
    change(old, created_at=utcnow() - timedelta(minutes=minutes))
    change(sent, created_at=utcnow() - timedelta(days=1), status="SENT")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == status
    assert 0 <= answer.json["oldest_unsent_message_seconds"] - minutes * 60 < 30


def test_without_a_database_the_shop_is_down(
    app: Flask, configuration: Configuration, tmp_path: Path
) -> None:
    away = (
        f"sqlite:///{tmp_path / 'gone' / 'shop.sqlite3'}"
        if configuration.database_url.startswith("sqlite")
        else "mysql+pymysql://root@127.0.0.1:9/shop"
    )
    with another_application(configuration, database_url=away) as forsaken:
        client = ShopClient(forsaken)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json is not None
        assert (answer.json["status"], answer.json["database"]) == ("down", "down")
        assert answer.json["oldest_unsent_message_seconds"] is None
        assert answer.json["redis"] == "ok"
        assert client.get("/healthz").status_code == 200


def test_the_address_book_costs_two_statements_however_full_it_is(
    client: ShopClient, count_statements: Callable[[], AbstractContextManager[StatementLog]]
) -> None:
    """Who asks, and the addresses."""
    sign_in_as(client, make_customer())
    details = {
        **{"recipient": "Sari", "phone": "0812 3456 7890", "line": "Jl. Melati No. 5"},
        **{"district": "Coblong", "city": "Bandung", "province": "Jawa Barat"},
    }
    for number in range(5):
        form = details | {"postal_code": f"4013{number}"}
        assert client.post_form("/account/addresses/new", form).status_code == 303
        client.get("/account/addresses")  # takes the toast away
        with count_statements() as statements:
            page = client.get("/account/addresses")
        assert page.text.count("Jl. Melati No. 5") >= number + 1
        assert len(statements) == 2, statements
