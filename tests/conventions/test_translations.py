"""Indonesian is complete: a string without a translation fails the build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
INDONESIAN = ROOT / "app" / "translations" / "id" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(path: Path) -> Catalog:
    """A catalogue as it stands in a file."""
    with path.open("rb") as readable:
        return read_po(readable, locale="id")


def words(message: Message) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_string_of_the_code_and_the_templates_is_translated(tmp_path: Path) -> None:
    found = tmp_path / "messages.pot"
    subprocess.run(
        [
            *(sys.executable, "-m", "babel.messages.frontend", "-q", "extract"),
            *("-F", "babel.cfg", "-k", "_l", "-k", "lazy_gettext", "-o", str(found), "."),
        ],
        cwd=ROOT,
        check=True,
    )
    known = catalogue(INDONESIAN)
    missing = []
    for message in catalogue(found):
        if message.id:
            translated = known.get(message.id, message.context)
            if translated is None or translated.fuzzy or not all(words(translated)):
                missing.append(message.id)
    assert missing == []


def test_translations_keep_the_placeholders() -> None:
    wrong = []
    for message in catalogue(INDONESIAN):
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
        needed = set(PLACEHOLDER.findall(sources[-1]))
        for translation in words(message):
            given = set(PLACEHOLDER.findall(translation))
            if message.id and not needed <= given <= allowed:
                wrong.append(message.id)
    assert wrong == []
