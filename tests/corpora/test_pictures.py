"""The pictures of the corpora: each is drawn anew or refused with a rule, and costs little."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.catalogue.models import ProductImage
from app.db import db
from app.storage import WIDTHS, file_name, storage
from tests.corpora.library import data, folder
from tests.factories.accounts import make_seller, sign_in_as
from tests.factories.pictures import upload
from tests.support.client import ShopClient

LONGEST_SECONDS = 2.0  # of processor time
MOST_MEMORY = 256 * 1024  # KB, of the whole process
# The shop takes JPG and PNG only, up to 10,000 pixels on a side; the list is for any shop.
OURS = {"webp_named.jpg": "This is WebP", "wide_20000x1.png": "a side may have at most 10000"}
TRACES = (b"<script", b"document.title", b"%PDF", b"PK\x03\x04", b"Exif", b"<svg")


@pytest.fixture
def desk(client: ShopClient) -> ShopClient:
    sign_in_as(client, make_seller()[0])
    return client


@pytest.fixture(autouse=True)
def bounded(app: Flask) -> Iterator[None]:
    """Each test's pictures take no time and no memory to speak of."""
    started = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert time.process_time() - started < LONGEST_SECONDS
    assert after <= max(before, MOST_MEMORY)


def pictures(name: str) -> list[str]:
    return [
        f"{name}/{path.name}"
        for path in sorted((folder() / "images" / name).iterdir())
        if path.suffix not in (".json", ".md", ".txt")
    ]


def answer_to(desk: ShopClient, path: Path) -> Any:
    return desk.post_form("/seller/pictures", {"pictures": upload(path.read_bytes(), path.name)})


def assert_is_ours(content: bytes) -> None:
    """Drawn anew: nothing of what came with it is left."""
    for image in db.session.scalars(select(ProductImage)):
        for width in WIDTHS:
            file = storage().read(file_name(image.key, width)) or b""
            with Image.open(BytesIO(file)) as drawn:
                drawn.load()
                assert drawn.format == "WEBP"
                assert {"exif", "xmp", "icc_profile"}.isdisjoint(drawn.info)
            assert not any(trace in file for trace in TRACES)
            assert file != content


def expectations() -> dict[str, str]:
    return {name: entry["expect"] for name, entry in data("images/own/EXPECT.json").items()}


@pytest.mark.parametrize("name", list(expectations()))
def test_our_own_list_is_answered_as_it_says(desk: ShopClient, name: str) -> None:
    """B37, B38."""
    path = folder() / "images" / "own" / name
    wanted = expectations()[name]
    answer = answer_to(desk, path)
    assert answer.status_code in (201, 422)
    if name in OURS:
        assert (answer.status_code, OURS[name] in answer.text) == (422, True)
    elif wanted.startswith("accept"):
        assert answer.status_code == 201, answer.text
    elif wanted == "reject-4xx":
        assert answer.status_code == 422
    if answer.status_code == 422:
        assert db.session.scalars(select(ProductImage.id)).all() == []
    assert_is_ours(path.read_bytes())


@pytest.mark.parametrize(
    "name", [*pictures("pillow_bad"), *pictures("pillow_ok"), *pictures("pngsuite_valid")]
)
def test_pictures_of_other_projects_are_drawn_or_refused(desk: ShopClient, name: str) -> None:
    path = folder() / "images" / name
    answer = answer_to(desk, path)
    assert answer.status_code in (201, 422)
    if answer.status_code == 422:
        assert "data-refusal-text" in answer.text
        assert db.session.scalars(select(ProductImage.id)).all() == []
    assert_is_ours(path.read_bytes())


@pytest.mark.parametrize("name", pictures("pngsuite_valid"))
def test_valid_pictures_that_are_no_dots_are_taken(desk: ShopClient, name: str) -> None:
    path = folder() / "images" / name
    with Image.open(path) as image:
        is_dot = max(image.size) < 16
    assert answer_to(desk, path).status_code == (422 if is_dot else 201)
