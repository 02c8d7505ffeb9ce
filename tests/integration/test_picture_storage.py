"""Both storages keep the same promises: a folder, and a bucket of a real server that speaks S3."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import time_machine
from flask import Flask
from moto.server import ThreadedMotoServer
from sqlalchemy import event, select

from app.accounts.models import User
from app.catalogue.models import ProductImage
from app.catalogue.picture_store import store_picture
from app.catalogue.pictures import make_picture
from app.catalogue.uploads import product_pictures, stage_pictures
from app.clock import utcnow
from app.db import db, unit_of_work
from app.orders.models import OrderItem
from app.storage import (
    WIDTHS,
    LocalStorage,
    Storage,
    StorageUnavailable,
    file_name,
    media_url,
    storage,
)
from app.storage_upkeep import LEFT_ALONE, prune
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.factories.pictures import picture_bytes, upload
from tests.support.client import ShopClient

NAME = "0123456789abcdef-320.webp"
BUCKET = "shop-pictures"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty bucket there, as boto3 sees it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    client: Any = boto3.client("s3", endpoint_url=s3, region_name="us-east-1")
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):
        client.create_bucket(Bucket=BUCKET)
    found = client.list_objects_v2(Bucket=BUCKET).get("Contents", ())
    for entry in found:
        client.delete_object(Bucket=BUCKET, Key=entry["Key"])
    return client


def configure(app: Flask, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    changed = replace(app.config["BELANJAIN"], **settings)
    monkeypatch.setitem(app.config, "BELANJAIN", changed)


@pytest.fixture(params=["folder", "bucket", "bucket with a prefix"])
def kept(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    """The shop's storage, empty, of each kind."""
    if request.param == "folder":
        configure(app, monkeypatch, upload_url=str(tmp_path / "pictures"))
    else:
        request.getfixturevalue("bucket")
        prefix = "/shop/pictures" if "prefix" in request.param else ""
        endpoint = request.getfixturevalue("s3")
        url = f"s3://{BUCKET}{prefix}"
        configure(app, monkeypatch, upload_url=url, s3_endpoint_url=endpoint)
    return storage()


def names(kept: Storage) -> set[str]:
    return {file.name for file in kept.files()}


def names_of(*keys: str) -> set[str]:
    return {file_name(key, width) for key in keys for width in WIDTHS}


def later(**much: int) -> Any:
    return time_machine.travel(utcnow() + timedelta(**much))


def save_long_ago(kept: Storage, name: str, content: bytes) -> None:
    """The server of the bucket lives in this process, the folder's clock does not."""
    long_ago = utcnow() - LEFT_ALONE * 2
    with time_machine.travel(long_ago):
        kept.save(name, content)
    if isinstance(kept, LocalStorage):
        os.utime(kept.folder / name, (long_ago.timestamp(), long_ago.timestamp()))


def staged_key(store: Store, colour: str = "teal") -> str:
    rows, refusals = stage_pictures(store.id, [upload(picture_bytes(colour=colour))])
    assert refusals == []
    return rows[0].key


class TestBothStorages:
    """What is promised of one is promised of the other."""

    def test_a_file_is_there_until_it_is_deleted(self, kept: Storage) -> None:
        assert not kept.exists(NAME)
        assert kept.read(NAME) is None
        assert kept.changed_at(NAME) is None
        kept.save(NAME, b"first")
        kept.save(NAME, b"second")
        assert kept.exists(NAME)
        assert kept.read(NAME) == b"second"
        assert names(kept) == {NAME}
        kept.delete(NAME)
        kept.delete(NAME)
        assert not kept.exists(NAME)
        assert names(kept) == set()

    def test_it_knows_when_a_file_was_written(self, kept: Storage) -> None:
        kept.save(NAME, b"content")
        [listed] = kept.files()
        asked = kept.changed_at(NAME)
        assert asked is not None
        assert abs(asked - utcnow()) < timedelta(seconds=5)
        assert abs(asked - listed.changed_at) < timedelta(seconds=1)

    def test_a_picture_is_served_for_ever_and_to_everybody(
        self, kept: Storage, client: ShopClient
    ) -> None:
        picture = make_picture(picture_bytes())
        kept.save(file_name(picture.key, 320), picture.files[320])
        answer = client.get(media_url(picture.key, 320))
        assert answer.data == picture.files[320]
        assert answer.mimetype == "image/webp"
        cached = answer.headers["Cache-Control"]
        assert all(word in cached for word in ("public", "immutable", "max-age=31536000"))
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Set-Cookie" not in answer.headers
        again = client.get(
            media_url(picture.key, 320), headers={"If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")

    @pytest.mark.parametrize("name", [NAME, "nothing", "..%2fconfig.py", "a-320.webp", f"{NAME}x"])
    def test_what_is_not_there_is_404(self, kept: Storage, client: ShopClient, name: str) -> None:
        assert client.get(f"/media/{name}").status_code == 404

    def test_staged_pictures_have_their_files_and_a_row(self, kept: Storage) -> None:
        key = staged_key(make_seller()[1])
        assert names(kept) == names_of(key)
        assert db.session.scalars(select(ProductImage.key)).all() == [key]

    def test_nothing_stays_of_an_upload_whose_transaction_fails(self, kept: Storage) -> None:
        """A store that is gone in the meantime: the database refuses the row."""
        files = [upload(picture_bytes(colour=colour)) for colour in ("teal", "orange")]
        nowhere = 987_654
        with pytest.raises(Exception, match=r"(?i)constraint|foreign"):
            stage_pictures(nowhere, files)
        assert names(kept) == set()
        assert db.session.scalars(select(ProductImage.key)).all() == []

    def test_a_failed_upload_leaves_alone_what_was_there_before(self, kept: Storage) -> None:
        key = staged_key(make_seller()[1])
        with pytest.raises(Exception, match=r"(?i)constraint|foreign"):
            stage_pictures(987_654, [upload(picture_bytes())])
        assert names(kept) == names_of(key)

    def test_prune_deletes_what_nobody_uses_after_a_day(self, kept: Storage) -> None:
        _user, store = make_seller()
        key = staged_key(store)
        stray = make_picture(picture_bytes(colour="orange"))
        for width, content in stray.files.items():
            kept.save(file_name(stray.key, width), content)
        assert prune() == prune(dry_run=True)
        assert names(kept) == names_of(key, stray.key)
        with later(hours=25):
            planned = prune(dry_run=True)
            assert names(kept) == names_of(key, stray.key)
            assert prune() == planned
            assert (planned.rows, planned.files) == (1, 6)
            assert names(kept) == set()
            assert db.session.scalars(select(ProductImage.id)).all() == []
            done = prune()
            assert (done.rows, done.files) == (0, 0)

    def test_prune_keeps_for_ever_what_anything_shows(self, kept: Storage) -> None:
        """A product, a store, and an order whose product has another picture by now."""
        _user, store = make_seller()
        of_product, of_order = staged_key(store, "teal"), staged_key(store, "orange")
        logo = store_picture(upload(picture_bytes(colour="navy")), store.id).key
        product = make_product(store, image_key=of_order)
        make_order(make_customer(), store)

        def use() -> None:
            image = db.session.scalars(select(ProductImage).filter_by(key=of_product)).one()
            image.product_id = product.id
            db.session.get_one(Store, store.id).logo_key = logo
            item = db.session.scalars(select(OrderItem).limit(1)).one()
            item.image_key = of_order

        unit_of_work(use)
        unit_of_work(lambda: setattr(db.session.merge(product), "image_key", None))
        with later(days=400):
            done = prune()
        assert (done.rows, done.files) == (1, 0)
        assert names(kept) == names_of(of_product, of_order, logo)
        assert [row.key for row in product_pictures(product.id)] == [of_product]

    def test_prune_leaves_alone_what_somebody_uploads_again_meanwhile(self, kept: Storage) -> None:
        """The picture was a stray when prune asked, and is written again before its turn comes."""
        picture = make_picture(picture_bytes())
        content = {file_name(picture.key, width): file for width, file in picture.files.items()}
        for name, file in content.items():
            save_long_ago(kept, name, file)

        def upload_it(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("SELECT products.image_key"):
                for name, file in content.items():
                    kept.save(name, file)

        event.listen(db.engine, "before_cursor_execute", upload_it)
        try:
            assert prune().files == 0
        finally:
            event.remove(db.engine, "before_cursor_execute", upload_it)
        assert names(kept) == names_of(picture.key)


def test_only_our_files_are_pruned(app: Flask, tmp_path: Path, monkeypatch: Any) -> None:
    """And what a process was writing when it died."""
    configure(app, monkeypatch, upload_url=str(tmp_path))
    for name in ("README", "logo.png", ".saving-abc", NAME):
        save_long_ago(storage(), name, b"x")
    assert prune().files == 2
    assert {path.name for path in tmp_path.iterdir()} == {"README", "logo.png"}


def test_a_bucket_is_listed_to_its_end(
    app: Flask, bucket: Any, s3: str, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A page of the list has a thousand."""
    caplog.set_level(logging.ERROR)
    configure(app, monkeypatch, upload_url=f"s3://{BUCKET}", s3_endpoint_url=s3)
    for number in range(1003):
        bucket.put_object(Bucket=BUCKET, Key=f"{number:016d}-320.webp", Body=b"x")
    with later(hours=25):
        assert prune(dry_run=True).files == 1003
        assert prune().files == 1003
    assert names(storage()) == set()


def test_a_bucket_is_told_what_kind_of_file_it_is(
    app: Flask, bucket: Any, s3: str, monkeypatch: Any
) -> None:
    configure(app, monkeypatch, upload_url=f"s3://{BUCKET}/p", s3_endpoint_url=s3)
    storage().save(NAME, b"content")
    head = bucket.head_object(Bucket=BUCKET, Key=f"p/{NAME}")
    assert head["ContentType"] == "image/webp"
    assert head["CacheControl"] == "public, max-age=31536000, immutable"


@pytest.fixture
def away(app: Flask, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bucket is configured, and nothing listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    configure(app, monkeypatch, upload_url=f"s3://{BUCKET}", s3_endpoint_url=endpoint)


@pytest.mark.usefixtures("away")
class TestTheBucketIsAway:
    """The shop says so, soon, and goes on."""

    def test_a_picture_is_503(self, client: ShopClient) -> None:
        started = time.monotonic()
        assert client.get(f"/media/{NAME}").status_code == 503
        assert time.monotonic() - started < 10

    def test_an_upload_is_503_and_leaves_no_row(self, client: ShopClient) -> None:
        user: User = make_seller()[0]
        sign_in_as(client, user)
        answer = client.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
        assert answer.status_code == 503
        assert "Pictures cannot be reached right now" in answer.text
        assert db.session.scalars(select(ProductImage.id)).all() == []

    def test_the_nightly_housekeeping_does_the_rest(self, app: Flask) -> None:
        result = app.test_cli_runner().invoke(args=["housekeeping"])
        assert (result.exit_code, "0 picture files deleted." in result.output) == (0, True)

    def test_every_method_says_the_same(self) -> None:
        for ask in (storage().read, storage().exists, storage().delete, storage().changed_at):
            with pytest.raises(StorageUnavailable):
                ask(NAME)
        with pytest.raises(StorageUnavailable):
            storage().save(NAME, b"")
        with pytest.raises(StorageUnavailable):
            list(storage().files())


def test_a_bucket_that_does_not_exist_is_away(
    app: Flask, bucket: Any, s3: str, client: ShopClient, monkeypatch: Any
) -> None:
    configure(app, monkeypatch, upload_url="s3://no-such-bucket", s3_endpoint_url=s3)
    assert client.get(f"/media/{NAME}").status_code == 503


def test_a_folder_that_cannot_be_written_is_503(
    app: Flask, client: ShopClient, tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "file").write_text("in the way")
    configure(app, monkeypatch, upload_url=str(tmp_path / "file" / "pictures"))
    sign_in_as(client, make_seller()[0])
    answer = client.post_form("/seller/pictures", {"pictures": upload(picture_bytes())})
    assert answer.status_code == 503
    assert db.session.scalars(select(ProductImage.id)).all() == []


def test_people_can_prune_by_hand(app: Flask, tmp_path: Path, monkeypatch: Any) -> None:
    configure(app, monkeypatch, upload_url=str(tmp_path))
    staged_key(make_seller()[1])
    with later(hours=25):
        planned = app.test_cli_runner().invoke(args=["images", "prune", "--dry-run"])
        assert planned.output.splitlines() == [
            "1 pictures without a product would be deleted.",
            "3 files that nothing refers to would be deleted.",
        ]
        assert len(list(tmp_path.iterdir())) == 3
        done = app.test_cli_runner().invoke(args=["images", "prune"])
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        ["1 pictures without a product deleted.", "3 files that nothing refers to deleted."],
    )
    assert list(tmp_path.iterdir()) == []
