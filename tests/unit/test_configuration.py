"""A configuration that cannot work stops the start with a sentence that says what to do."""

from __future__ import annotations

import pytest

from config import Configuration, ConfigurationError, flask_settings

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "Zk3v9-Qw8e7r6t5y4u3i2o1p0-asdfghjklmnb",
    "DATABASE_URL": "mysql://shop:secret@db.internal/shop",
    "REDIS_URL": "redis://:secret@redis.internal/0",
    "BASE_URL": "https://belanjain.example",
    "SMTP_URL": "smtp+starttls://user:p%40ss@mail.internal",
}


def test_nothing_set_is_a_development_shop_on_sqlite() -> None:
    configuration = Configuration.from_environment({})
    assert configuration.environment == "development"
    assert configuration.database_url.startswith("sqlite:///")
    assert configuration.bcrypt_rounds == 12
    assert not configuration.secure_cookies


def test_production_starts_when_all_it_needs_is_there() -> None:
    configuration = Configuration.from_environment(PRODUCTION)
    assert configuration.database_url == (
        "mysql+pymysql://shop:secret@db.internal/shop?charset=utf8mb4"
    )
    assert (configuration.smtp_host, configuration.smtp_port) == ("mail.internal", 587)
    assert (configuration.smtp_username, configuration.smtp_password) == ("user", "p@ss")
    settings = flask_settings(configuration)
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["REMEMBER_COOKIE_NAME"] == "__Host-remember"
    assert settings["MAIL_USE_TLS"] is True


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "a" * 64, "SECRET_KEY is missing or weak"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "postgresql://x/y", "DATABASE_URL must start with"),
        ("REDIS_URL", "", "REDIS_URL is not set"),
        ("REDIS_URL", "http://x", "REDIS_URL must start with"),
        ("BASE_URL", "", "BASE_URL is not set"),
        ("BASE_URL", "http://belanjain.example", "BASE_URL must start with https://"),
        ("BASE_URL", "belanjain.example", "BASE_URL must start with"),
        ("SMTP_URL", "", "SMTP_URL or SMTP_HOST is not set"),
        ("SMTP_URL", "mail.internal", "SMTP_URL must look like"),
        ("BCRYPT_ROUNDS", "9", "BCRYPT_ROUNDS is below 10"),
        ("BCRYPT_ROUNDS", "many", "BCRYPT_ROUNDS='many' is not a number"),
        ("PORT", "0", "PORT='0' is not a number from 1 to 65535"),
        ("PORT", "٨٠", "is not a number from 1 to 65535"),
        ("APP_ENV", "staging", "APP_ENV='staging' is none of"),
        ("RATELIMIT_ENABLED", "maybe", "neither true nor false"),
    ],
)
def test_a_setting_that_cannot_work_stops_the_start(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as stopped:
        Configuration.from_environment({**PRODUCTION, name: value})
    assert said in str(stopped.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ConfigurationError) as stopped:
        Configuration.from_environment({"APP_ENV": "production", "PORT": "x"})
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "BASE_URL", "SMTP_URL", "PORT"):
        assert name in str(stopped.value)


def test_smtp_can_be_given_in_parts() -> None:
    configuration = Configuration.from_environment(
        {"SMTP_HOST": "mail", "SMTP_PORT": "465", "SMTP_TLS": "tls", "RATELIMIT_ENABLED": "off"}
    )
    assert (configuration.smtp_host, configuration.smtp_port) == ("mail", 465)
    assert flask_settings(configuration)["MAIL_USE_SSL"] is True
    assert configuration.ratelimit_enabled is False
