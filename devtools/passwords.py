"""`make common-passwords`: the digests by which the shop knows the commonest passwords.

The list is Royce Williams', as Django ships it. Only truncated digests of what can be a password
here at all come into the repository: enough to say whether a password is on the list, in a form
that offends nobody who reads the code and takes 50 KB.
"""

import gzip
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from devtools.console import ROOT, DevError, say, step
from devtools.environment import PYTHON, ensure_environment

DJANGO = "5.2.19"
LIST = "django/contrib/auth/common-passwords.txt.gz"
LICENCE = f"django-{DJANGO}.dist-info/licenses/LICENSE"

FOLDER = ROOT / "app" / "accounts"
DIGESTS = FOLDER / "common_passwords.digests"
PROVENANCE = FOLDER / "common_passwords.toml"
LICENCE_COPY = FOLDER / "common_passwords-LICENSE.txt"

# As app/accounts/listed_passwords.py and app/accounts/passwords.py have them; a test compares.
DIGEST_BYTES = 6
SHORTEST_BYTES, LONGEST_BYTES = 8, 72


def write_digests() -> int:
    """Fetch the list and write the digests, where they come from, and their licence."""
    step(f"Fetching Django {DJANGO} with pip")
    with tempfile.TemporaryDirectory() as folder:
        wheel = _fetch(Path(folder))
        with zipfile.ZipFile(wheel) as archive:
            passwords = gzip.decompress(archive.read(LIST)).decode("utf-8").splitlines()
            licence = archive.read(LICENCE)
    digests = digests_of(passwords)
    DIGESTS.write_bytes(b"".join(digests))
    PROVENANCE.write_text(_provenance(len(passwords), len(digests)), encoding="utf-8")
    LICENCE_COPY.write_bytes(licence)
    say(f"{len(digests)} of {len(passwords)} passwords: {DIGESTS.relative_to(ROOT)}")
    return 0


def digests_of(passwords: list[str]) -> list[bytes]:
    """The sorted truncated digests of those that are long enough and short enough to be taken."""
    lowered = {password.strip().lower().encode() for password in passwords}
    usable = {word for word in lowered if SHORTEST_BYTES <= len(word) <= LONGEST_BYTES}
    return sorted({hashlib.sha256(word).digest()[:DIGEST_BYTES] for word in usable})


def _fetch(folder: Path) -> Path:
    options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--quiet"]
    command = [_python_with_pip(), "-m", "pip", "download", *options, "--dest", str(folder)]
    if subprocess.run([*command, f"django=={DJANGO}"]).returncode:
        raise DevError(f"Django {DJANGO} could not be fetched; pip says above why.")
    return next(folder.glob("*.whl"))


def _python_with_pip() -> str:
    """This Python if it has pip, else that of .venv, which has it unless uv made it."""
    ensure_environment("run")
    for python in (sys.executable, str(PYTHON)):
        if not subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode:
            return python
    raise DevError("Fetching the list needs pip, which neither this Python nor .venv has.")


def _provenance(listed: int, kept: int) -> str:
    return f"""\
# Written by `make common-passwords`. common_passwords.digests holds, sorted and without separators,
# the first {DIGEST_BYTES} bytes of the SHA-256 of each password, in lower case and UTF-8.
list = "Royce Williams' common passwords, as Django carries them"
source = "{LIST}"
django = "{DJANGO}"
licence = "BSD-3-Clause, see {LICENCE_COPY.name}"
listed = {listed}
kept = "those of {SHORTEST_BYTES} to {LONGEST_BYTES} bytes"
count = {kept}
"""
