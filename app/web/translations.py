"""The catalogues of app/translations, compiled at the first start of a version.

Only the readable .po files are in the repository. What gettext reads is made from them in the
instance folder, under a name that changes with their content, so that it can never be stale.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from app.web.assets import tree_hash

CATALOGUE = Path("LC_MESSAGES")


def prepare(source: Path, cache: Path) -> Path:
    """The folder with the compiled catalogues of `source`."""
    target = cache / tree_hash(source)
    if target.exists():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=cache, prefix="building-"))
    for catalogue in sorted(source.glob("*/LC_MESSAGES/*.po")):
        locale = catalogue.parent.parent.name
        compiled = building / locale / CATALOGUE / f"{catalogue.stem}.mo"
        compiled.parent.mkdir(parents=True)
        with catalogue.open("rb") as readable, compiled.open("wb") as output:
            write_mo(output, read_po(readable, locale=locale))
    try:
        building.rename(target)
    except OSError:
        # Another process of the same version was first; its copy is the same.
        shutil.rmtree(building)
    return target


def register(app: Flask) -> None:
    """Tell Flask-Babel where the compiled catalogues are."""
    source = Path(app.root_path) / "translations"
    try:
        folder = prepare(source, Path(app.instance_path) / "translations")
    except OSError:
        # A read-only installation: they live as long as the machine's temporary files.
        folder = prepare(source, Path(tempfile.gettempdir()) / "belanjain-translations")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
