"""Pictures in a bucket that speaks S3: Amazon's, or MinIO, Ceph, R2 and their kin.

Keys and the like are read by boto3 from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)
or from the machine's role. A bucket that is slow or away must not hold the shop's threads: timeouts
are short and there is one retry.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from app.storage.kinds import StorageUnavailable, StoredFile

CONNECT_SECONDS = 2
READ_SECONDS = 5
ATTEMPTS = 2
CACHE_CONTROL = "public, max-age=31536000, immutable"
_MISSING = {"404", "NoSuchKey", "NotFound"}

log = structlog.get_logger(__name__)


class S3Storage:
    """Files below a prefix of one bucket; safe to use from several threads."""

    def __init__(self, url: str, *, endpoint_url: str | None, region: str) -> None:
        """`url` is s3://bucket or s3://bucket/prefix."""
        self.bucket, _slash, prefix = url.removeprefix("s3://").partition("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                # A bucket of one's own is seldom a host name of its own.
                s3={"addressing_style": "path"} if endpoint_url else {},
                # Others than Amazon do not know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def save(self, name: str, content: bytes) -> None:
        """Write the file; S3 shows it whole or not at all."""
        with _reached():
            self.client.put_object(
                **self._place(name),
                Body=content,
                ContentType="image/webp",
                CacheControl=CACHE_CONTROL,
            )

    def delete(self, name: str) -> None:
        """Remove the file if it is there."""
        with _reached():
            self.client.delete_object(**self._place(name))

    def exists(self, name: str) -> bool:
        """True when the file is there."""
        return self.changed_at(name) is not None

    def read(self, name: str) -> bytes | None:
        """The file's content, or None when it is not there."""
        with _reached():
            try:
                with self.client.get_object(**self._place(name))["Body"] as body:
                    return body.read()
            except ClientError as error:
                return _none_if_missing(error)

    def changed_at(self, name: str) -> datetime | None:
        """When the file was last written, or None when it is not there."""
        with _reached():
            try:
                return _moment(self.client.head_object(**self._place(name))["LastModified"])
            except ClientError as error:
                return _none_if_missing(error)

    def files(self) -> Iterator[StoredFile]:
        """Every file below the prefix, page by page of a thousand."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.prefix
        )
        with _reached():
            for page in pages:
                for entry in page.get("Contents", ()):
                    name = entry["Key"].removeprefix(self.prefix)
                    yield StoredFile(name, _moment(entry["LastModified"]))

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, HTTPClientError, OSError) as error:
        log.error("storage_unavailable", kind="s3", error=str(error))
        raise StorageUnavailable from error


def _none_if_missing(error: ClientError) -> None:
    if error.response.get("Error", {}).get("Code") not in _MISSING:
        raise error


def _moment(value: datetime) -> datetime:
    return value.astimezone(UTC)
