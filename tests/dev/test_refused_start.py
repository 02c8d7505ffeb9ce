"""What cannot work ends every program with sentences and a status, never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import plan
from devtools.console import DevError
from tests.unit.test_configuration import PRODUCTION

ROOT = Path(__file__).resolve().parents[2]
WRONG = {"APP_ENV": "development", "REDIS_URL": "redis://h:abc/0", "MAIL_FROM": "nonsense"}


def started(*command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("-m flask --app wsgi inventory audit", 2),
        ("-m gunicorn --bind 127.0.0.1:0 --log-level warning wsgi:app", 4),
        ("-m gunicorn --bind 127.0.0.1:0 --log-level warning --preload wsgi:app", 4),
        ("worker.py work", 2),
    ],
)
def test_settings_that_cannot_work_are_said_in_sentences(command: str, status: int) -> None:
    ended = started(*command.split(), **WRONG)
    assert ended.returncode == status
    assert "REDIS_URL: " in ended.stderr
    assert "MAIL_FROM='nonsense' is not" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) < 8


def test_in_production_the_mailbox_of_development_is_refused() -> None:
    ended = started("worker.py", "mailbox", **PRODUCTION)
    assert ended.returncode == 2
    assert ended.stderr.startswith("worker.py mailbox is for development")
    assert len(ended.stderr.splitlines()) == 1


def test_a_run_says_them_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(plan, "INSTANCE", tmp_path)
    for name, value in WRONG.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(DevError, match="MAIL_FROM='nonsense' is not"):
        plan.make_plan(8000, "http://localhost:8000")


def test_a_database_that_does_not_answer_is_said_in_a_sentence(tmp_path: Path) -> None:
    ended = started(
        "-m",
        "devtools.prepare",
        APP_ENV="development",
        DATABASE_URL="mysql://shop:tiger@127.0.0.1:9/shop",
        INSTANCE_FOLDER=str(tmp_path),
    )
    assert ended.returncode == 2
    assert "The database does not answer: " in ended.stderr
    assert "DATABASE_URL" in ended.stderr
    assert "tiger" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
