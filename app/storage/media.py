"""The installation's storage, and its files as the shop serves them."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from app.storage.kinds import Storage
from app.storage.local import LocalStorage
from app.storage.names import key_of
from app.web.access import public
from config import Configuration

YEAR_SECONDS = 365 * 24 * 3600

media = Blueprint("media", __name__)


def storage() -> Storage:
    """The installation's storage."""
    configuration: Configuration = current_app.config["BELANJAIN"]
    url = configuration.upload_url
    if url.startswith("s3://"):
        return _bucket(url, configuration.s3_endpoint_url, configuration.s3_region)
    return LocalStorage(Path(url).absolute())


@lru_cache(maxsize=8)
def _bucket(url: str, endpoint_url: str | None, region: str) -> Storage:
    """One client for each bucket: making one takes a while, and it keeps its connections."""
    # Amazon's library takes 25 MB in every process, so only shops that use it load it.
    module = import_module("app.storage.s3")
    return module.S3Storage(url, endpoint_url=endpoint_url, region=region)


@media.get("/media/<name>")
@public
def serve(name: str) -> Response:
    """A picture; what is not shaped like one of our names is not looked for.

    Its files are small (app.catalogue.pictures), so each is read whole: a storage that fails
    halfway then gives a 503 and not half a picture.
    """
    if key_of(name) is None:
        abort(404)
    content = storage().read(name)
    if content is None:
        abort(404)
    response = Response(content, mimetype="image/webp")
    response.set_etag(name)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = YEAR_SECONDS
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.make_conditional(request)
    return response
