"""Static files under a name that changes with their content, compressed once.

All of app/static is served below /static/<hash of everything>/, so a browser may keep it for ever
and modules may import each other by relative path. The compressed copies are made at the first
start of a version, in a folder of their own.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

YEAR_SECONDS = 365 * 24 * 3600


def tree_hash(folder: Path) -> str:
    """A short hash of every file's path and content below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepare(source: Path, cache: Path) -> tuple[str, Path]:
    """(version, folder with the files of `source` and their compressed copies)."""
    version = tree_hash(source)
    target = cache / version
    if target.exists():
        return version, target
    cache.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=cache, prefix="building-"))
    shutil.copytree(source, building, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in sorted(building.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            compressor.compress(str(path))
    try:
        building.rename(target)
    except OSError:
        # Another process of the same version was first; its copy is the same.
        shutil.rmtree(building)
    return version, target


def register(app: Flask) -> None:
    """Serve the static files before Flask sees the request, and give templates `asset()`."""
    source = Path(app.root_path) / "static"
    cache = Path(app.instance_path) / "static"
    try:
        version, folder = prepare(source, cache)
    except OSError:
        # A read-only installation: the copies live as long as the machine's temporary files.
        version, folder = prepare(source, Path(tempfile.gettempdir()) / "belanjain-static")
    server = WhiteNoise(app.wsgi_app, max_age=YEAR_SECONDS, immutable_file_test=lambda *_: True)
    server.add_files(str(folder), prefix=f"static/{version}/")
    app.wsgi_app = server
    app.jinja_env.globals["asset"] = lambda path: f"/static/{version}/{path}"
