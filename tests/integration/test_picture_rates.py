"""How many pictures one seller may send, whichever form brings them, and all at the same moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.catalogue.models import ProductImage
from app.catalogue.uploads import MOST_STAGED, stage_pictures
from app.db import db, unit_of_work
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.catalogue import make_product, variants_of
from tests.factories.pictures import picture_bytes, upload
from tests.support.client import ShopClient
from tests.support.editor import NEW, editor_of, opened, press
from tests.support.races import race

MULTIPART = {"content_type": "multipart/form-data"}


@pytest.fixture(autouse=True)
def empty_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A storage that nobody else has put anything into."""
    changed = replace(app.config["BELANJAIN"], upload_url=str(tmp_path))
    monkeypatch.setitem(app.config, "BELANJAIN", changed)


@pytest.fixture
def desk(client: ShopClient) -> ShopClient:
    sign_in_as(client, make_seller()[0])
    return client


def use_up(desk: ShopClient) -> None:
    """Send more files than a minute allows; what is no picture is looked at all the same."""
    for _time in range(12):
        sent = [upload(b"x") for _number in range(6)]
        answer = desk.post_form("/seller/pictures", {"pictures": sent})
    assert answer.status_code == 429


def staged() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(ProductImage.id))) or 0


def test_the_editors_files_count_and_nothing_typed_is_lost(desk: ShopClient) -> None:
    """B24, U7."""
    fields = {**opened(desk, NEW), "name": "Kaus polos"}
    use_up(desk)
    sent: dict[str, Any] = {**fields, "pictures": [upload(picture_bytes())]}
    answer = press(desk, NEW, sent, "grid", **MULTIPART)
    assert answer.status_code == 429, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many pictures at once." in answer.text
    assert 'value="Kaus polos"' in answer.text
    assert staged() == 0
    for _time in range(3):
        assert press(desk, NEW, fields, "grid").status_code == 200


def test_a_stores_logo_counts_and_nothing_typed_is_lost(desk: ShopClient) -> None:
    """B24, U7."""
    words = {"name": "Toko Baru", "location": "Kota Bandung"}
    use_up(desk)
    answer = desk.post_form(
        "/seller/store", {**words, "logo": upload(picture_bytes())}, **MULTIPART
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many pictures at once." in answer.text
    assert 'value="Toko Baru"' in answer.text
    assert desk.post_form("/seller/store", words).status_code == 303


def test_forms_that_are_sent_at_once_find_room_for_no_more_than_one_would(app: Flask) -> None:
    store_id = make_seller()[1].id
    contents = [picture_bytes(size=(16, 16), colour=(number, 9, 9)) for number in range(8)]

    def fill() -> None:
        for number in range(MOST_STAGED - 10):
            db.session.add(ProductImage(store_id=store_id, key=f"k{number}", width=1, height=1))

    unit_of_work(fill)

    def send() -> str:
        rows, refusals = stage_pictures(store_id, [upload(content) for content in contents[:4]])
        return f"{len(rows)} {len(refusals)}"

    answers = race(app, [send] * 8)
    assert staged() == MOST_STAGED
    assert sum(int(answer.split()[0]) for answer in answers) == 10
    assert all(sum(map(int, answer.split())) == 4 for answer in answers)


@pytest.mark.parametrize(
    "values",
    [
        ["1; 2", "3, 4", "5;6"],
        ["1,5 L", "2 L"],
        ['13"', '15"'],
        ['"besar"', "kecil; sekali"],
        ["Mérah ☕", "ﬁligree"],
        ["a;"],
    ],
    ids=["separators", "commas", "inches", "quotes", "letters", "one"],
)
def test_an_untouched_save_changes_no_variant(desk: ShopClient, values: list[str]) -> None:
    seller, store = make_seller()
    sign_in_as(desk, seller)
    variants = [{"options": {"Ukuran": value}, "stock": n + 1} for n, value in enumerate(values)]
    product = make_product(store, variants=variants)
    product_url = editor_of(product)

    def state() -> list[Any]:
        return [
            (one.id, dict(one.options), one.stock, one.is_active, one.is_archived)
            for one in variants_of(product)
        ]

    before = state()
    assert press(desk, product_url, opened(desk, product_url)).status_code == 303
    assert state() == before


def test_far_too_many_values_are_refused_and_not_sent_back_whole(desk: ShopClient) -> None:
    typed = ", ".join(map(str, range(60_000)))
    fields = {**opened(desk, NEW), "axes-0-name": "Warna", "axes-0-values": typed}
    answer = press(desk, NEW, fields)
    assert answer.status_code == 422
    assert "more values than an option can have" in answer.text
    assert "0, 1, 2, 3" in answer.text
    assert len(answer.data) < 120_000
