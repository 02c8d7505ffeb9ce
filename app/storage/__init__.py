"""Where pictures are kept: a local folder, or a bucket that speaks S3; served by the shop itself.

A picture has a key; its files are `<key>-<width>.webp` for each of WIDTHS. The key is made from
the content, so a file never changes and may be kept by browsers for ever. Files of a bucket go
through the shop too: its pages take pictures from nowhere else (app.web.security), and the bucket
need not be public.
"""

from __future__ import annotations

from app.storage.kinds import Storage, StorageUnavailable, StoredFile
from app.storage.local import LocalStorage
from app.storage.media import media, storage
from app.storage.names import WIDTHS, file_name, key_of, media_url

__all__ = [
    "WIDTHS",
    "LocalStorage",
    "Storage",
    "StorageUnavailable",
    "StoredFile",
    "file_name",
    "key_of",
    "media",
    "media_url",
    "storage",
]
