"""TRUSTED_HOSTS: under another name there is a short page, and only the probes are answered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.client import ShopClient
from tests.support.statements import recorded_statements

FOREIGN = "http://elsewhere.example"


@pytest.fixture
def particular(app: Flask) -> Iterator[ShopClient]:
    """A client of a shop that answers to shop.example and what is below toko.example."""
    usual = app.config["BELANJAIN"]
    app.config["BELANJAIN"] = replace(usual, trusted_hosts=("shop.example", ".toko.example"))
    yield ShopClient(app)
    app.config["BELANJAIN"] = usual


@pytest.mark.parametrize(
    "host", ["shop.example", "SHOP.example:8443", "toko.example", "www.toko.example"]
)
def test_the_shop_answers_to_its_names(particular: ShopClient, host: str) -> None:
    assert particular.get("/products", base_url=f"https://{host}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/products", "/nowhere", "/checkout", "/healthz/"])
def test_under_another_name_every_address_is_a_short_page(
    particular: ShopClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.INFO), recorded_statements() as statements:
        answer = particular.get(path, base_url=FOREIGN)
    assert answer.status_code == 400
    assert "<h1>Belum berhasil</h1>" in answer.text
    assert "elsewhere.example" not in answer.text
    assert len(answer.text) < 1500
    assert "Content-Security-Policy" in answer.headers
    assert not statements, "the database is not asked"
    assert len(caplog.records) == 1
    assert "elsewhere.example" in caplog.records[0].getMessage()


def test_a_form_sent_under_another_name_does_nothing(particular: ShopClient) -> None:
    answer = particular.post("/locale", {"locale": "id"}, base_url=FOREIGN)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "elsewhere.example"])
def test_the_probes_are_answered_whatever_the_host(
    particular: ShopClient, path: str, host: str
) -> None:
    answer = particular.get(path, base_url=f"http://{host}")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["status"] == "ok"


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "x..example", "a b", "<script>", "[::1"])
def test_a_host_that_is_none_is_never_a_fault_of_ours(client: ShopClient, host: str) -> None:
    answer = client.get("/", environ_overrides={"HTTP_HOST": host})
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.text.replace("<script src", "")
