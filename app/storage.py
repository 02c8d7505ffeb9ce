"""Where pictures are kept: a local folder, served by the shop itself.

A picture has a key; its files are `<key>-<width>.webp` for each of WIDTHS. The key is made from
the content, so a file never changes and may be kept by browsers for ever.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Response, abort, current_app, send_from_directory

from app.web.access import public

WIDTHS = (320, 640, 1280)
YEAR_SECONDS = 365 * 24 * 3600
_NAME = re.compile(r"[a-z0-9]{8,64}-(320|640|1280)\.webp")

media = Blueprint("media", __name__)


class Storage(Protocol):
    """Keeps files by name."""

    def save(self, name: str, content: bytes) -> None: ...

    def delete(self, name: str) -> None: ...

    def exists(self, name: str) -> bool: ...


class LocalStorage:
    """Files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, name: str, content: bytes) -> None:
        """Write the file whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".saving-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, self.folder / name)

    def delete(self, name: str) -> None:
        """Remove the file if it is there."""
        (self.folder / name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        """True when the file is there."""
        return (self.folder / name).is_file()


def storage() -> Storage:
    """The installation's storage."""
    return LocalStorage(Path(current_app.config["BELANJAIN"].upload_url))


def file_name(key: str, width: int) -> str:
    """The name of a picture's file in one of WIDTHS."""
    return f"{key}-{width}.webp"


def media_url(key: str, width: int) -> str:
    """The address of a picture in one of WIDTHS."""
    return f"/media/{file_name(key, width)}"


@media.get("/media/<name>")
@public
def serve(name: str) -> Response:
    """A picture; what is not shaped like one of our names is not looked for."""
    if not _NAME.fullmatch(name):
        abort(404)
    folder = Path(current_app.config["BELANJAIN"].upload_url).absolute()
    response = send_from_directory(folder, name, mimetype="image/webp", max_age=YEAR_SECONDS)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
