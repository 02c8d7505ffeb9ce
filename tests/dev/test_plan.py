"""What `make run` decides from the environment before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Configuration
from devtools import plan
from devtools.console import DevError

# Whoever runs these tests may have them set.
READ = (
    *("PORT", "HOST", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "SMTP_HOST", "SMTP_PORT"),
    *("SMTP_USERNAME", "SMTP_PASSWORD", "SMTP_TLS", "BASE_URL", "SECRET_KEY", "APP_ENV"),
    *("MAILBOX_FOLDER", "MAILBOX_PORT", "INSTANCE_FOLDER", "UPLOAD_URL"),
)


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty instance folder, and an environment that asks for nothing."""
    for name in READ:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(plan, "INSTANCE", tmp_path)
    return tmp_path


def made(port: int = 8000) -> tuple[plan.Plan, Configuration, dict[str, str]]:
    """The plan, the settings that its programs will read, and its words for each service."""
    decided = plan.make_plan(port, f"http://localhost:{port}")
    return decided, Configuration.from_environment(decided.environ), dict(decided.services)


def test_with_nothing_asked_for_everything_is_its_own(instance: Path) -> None:
    decided, settings, said = made()
    assert plan.asked_host() == "127.0.0.1"
    assert decided.redis is not None
    assert settings.redis_url == decided.redis.url
    assert decided.mailbox_port is not None
    assert (settings.smtp_host, settings.smtp_port) == ("127.0.0.1", decided.mailbox_port)
    assert settings.database_url == f"sqlite:///{instance / 'belanjain.sqlite3'}"
    assert settings.upload_url == str(instance / "uploads")
    assert settings.mailbox_folder == str(instance / "mailbox")
    assert settings.secret_key == (instance / "secret_key").read_text()
    assert (instance / "secret_key").stat().st_mode & 0o077 == 0
    assert made()[1].secret_key == settings.secret_key, "logins outlive a restart"
    assert said["database"] == "SQLite, in instance/"
    assert said["mailbox"].endswith("http://localhost:8000/dev/mailbox")


def test_the_port_and_the_host_are_the_ones_asked_for(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", " 9123 ")
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert (plan.asked_port(), plan.asked_host()) == (9123, "0.0.0.0")
    decided, settings, said = made(plan.asked_port())
    assert (decided.port, settings.port) == (9123, 9123)
    assert decided.address == settings.base_url == "http://localhost:9123"
    assert said["web"].endswith("on 0.0.0.0:9123")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٨٠٠٠"])
def test_what_is_no_port_is_refused_in_a_sentence(
    instance: Path, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(DevError, match="is not a port"):
        plan.asked_port()


def test_a_database_of_ones_own_is_used_and_its_password_is_not_shown(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://shop:sesame@db.internal/shop")
    _decided, settings, said = made()
    assert settings.database_url.startswith("mysql+pymysql://shop:sesame@db.internal/shop")
    assert "db.internal/shop" in said["database"]
    assert "sesame" not in said["database"]


def test_a_redis_of_ones_own_is_used_and_none_is_started(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:sesame@redis.internal:6380/2")
    decided, settings, said = made()
    assert decided.redis is None
    assert settings.redis_url == "redis://:sesame@redis.internal:6380/2"
    assert "redis.internal:6380" in said["redis"]
    assert "sesame" not in said["redis"]
    assert not (instance / "redis").exists()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (
            {"SMTP_URL": "smtp+starttls://me:sesame@mail.internal:2525"},
            ("mail.internal", 2525, "me", "sesame", "starttls"),
        ),
        (
            {
                "SMTP_HOST": "mail.internal",
                "SMTP_PORT": "2465",
                "SMTP_USERNAME": "me",
                "SMTP_PASSWORD": "sesame",
                "SMTP_TLS": "tls",
            },
            ("mail.internal", 2465, "me", "sesame", "tls"),
        ),
    ],
)
def test_a_mail_server_of_ones_own_is_used_and_there_is_no_mailbox(
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    expected: tuple[str, int, str, str, str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    decided, settings, said = made()
    assert decided.mailbox_port is None
    assert "mailbox" not in said
    assert (
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_username,
        settings.smtp_password,
        settings.smtp_tls,
    ) == expected
    assert "mail.internal" in said["mail"]
    assert "sesame" not in said["mail"]


def test_production_and_settings_that_cannot_work_are_refused_before_anything_starts(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.internal/shop")
    with pytest.raises(DevError, match="DATABASE_URL must start with"):
        made()
    monkeypatch.setenv("APP_ENV", "production")
    with pytest.raises(DevError, match="make run is for developing"):
        made()
