"""/healthz and /readyz say how the process and what it needs are."""

from __future__ import annotations

from tests.support.client import ShopClient


def test_healthz_answers_ok(client: ShopClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_readyz_names_the_database_redis_and_the_oldest_message(client: ShopClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "oldest_unsent_message_seconds": None,
    }
