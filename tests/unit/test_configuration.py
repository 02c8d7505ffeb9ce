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
        ("SECRET_KEY", Configuration.secret_key, "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "My-Belanjain-Key-0123456789-abcdefgh", "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "please-CHANGE_ME-0123456789-abcdefgh", "SECRET_KEY is missing or weak"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "postgresql://x/y", "DATABASE_URL must start with"),
        ("DATABASE_URL", "mysql://", "DATABASE_URL names no host"),
        ("DATABASE_URL", "mysql://", "DATABASE_URL names no database"),
        ("DATABASE_URL", "mysql://db.internal", "DATABASE_URL names no database"),
        ("DATABASE_URL", "mysql://u:p@h:abc/shop", "DATABASE_URL: what follows the host's colon"),
        ("DATABASE_URL", "mysql://u:sl/ash@h/shop", "DATABASE_URL: what follows the host's colon"),
        ("DATABASE_URL", "sqlite://", "DATABASE_URL is an SQLite database in memory"),
        ("DATABASE_URL", "sqlite:///:memory:", "DATABASE_URL is an SQLite database in memory"),
        ("DATABASE_URL", "sqlite://shop.db", "DATABASE_URL must have three slashes"),
        ("REDIS_URL", "", "REDIS_URL is not set"),
        ("REDIS_URL", "redis://h:abc/0", "REDIS_URL: what follows the host's colon"),
        ("REDIS_URL", "redis://h:0/0", "REDIS_URL: what follows the host's colon"),
        ("REDIS_URL", "redis://", "REDIS_URL names no host"),
        ("REDIS_URL", "unix://", "REDIS_URL names no socket"),
        ("REDIS_URL", "redis://h/first", "REDIS_URL must end with a number"),
        ("REDIS_URL", "redis://[h/0", "REDIS_URL is not a usable address"),
        ("REDIS_URL", "http://x", "REDIS_URL must start with"),
        ("BASE_URL", "", "BASE_URL is not set"),
        ("BASE_URL", "http://belanjain.example", "BASE_URL must start with https://"),
        ("BASE_URL", "belanjain.example", "BASE_URL must start with"),
        ("SMTP_URL", "", "SMTP_URL or SMTP_HOST is not set"),
        ("BASE_URL", "https://x/shop", "BASE_URL must be a host and nothing more"),
        ("BASE_URL", "https://", "BASE_URL names no host"),
        ("BASE_URL", "https://x:y", "BASE_URL: what follows the host's colon"),
        ("SMTP_URL", "mail.internal", "SMTP_URL must start with smtp:// or"),
        ("SMTP_URL", "smtp://h:abc", "SMTP_URL: what follows the host's colon"),
        ("SMTP_URL", "smtp://", "SMTP_URL names no host"),
        ("SMTP_URL", "smtp://u:sl@ash/@h", "SMTP_URL must end with the host or its port"),
        ("MAIL_FROM", "nonsense", "MAIL_FROM='nonsense' is not one address"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example", "is not one address on one line"),
        ("MAIL_FROM", "a@b.example, c@d.example", "is not one address on one line"),
        ("TRUSTED_HOSTS", "https://x", "TRUSTED_HOSTS: 'https://x' is no host name"),
        ("TRUSTED_HOSTS", "shop.example, *", "TRUSTED_HOSTS: '*' is no host name"),
        ("UPLOAD_URL", "ftp://bucket", "UPLOAD_URL must start with s3://"),
        ("UPLOAD_URL", "s3://", "UPLOAD_URL names no usable bucket"),
        ("UPLOAD_URL", "s3://Shop_Pictures", "UPLOAD_URL names no usable bucket"),
        ("UPLOAD_URL", "s3:///pictures", "UPLOAD_URL names no usable bucket"),
        ("UPLOAD_URL", "s3://key:secret@bucket", "UPLOAD_URL names no usable bucket"),
        ("UPLOAD_URL", "s3://bucket/a b", "UPLOAD_URL: what follows the bucket"),
        ("UPLOAD_URL", "s3://bucket?region=x", "UPLOAD_URL: what follows the bucket"),
        ("S3_ENDPOINT_URL", "minio:9000", "S3_ENDPOINT_URL must start with http:// or https://"),
        ("S3_ENDPOINT_URL", "http://", "S3_ENDPOINT_URL names no host"),
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


def test_a_password_is_not_repeated_when_its_address_cannot_be_read() -> None:
    with pytest.raises(ConfigurationError) as stopped:
        Configuration.from_environment({"DATABASE_URL": "mysql://shop:tiger/cat@db/shop"})
    assert "tiger" not in str(stopped.value)


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": "mariadb+pymysql://shop:p%2Fw@[::1]:3307/shop?charset=utf8mb4"},
        {"DATABASE_URL": "mysql://shop@/shop?unix_socket=/run/mysqld/mysqld.sock"},
        {"DATABASE_URL": "sqlite:////srv/memory.sqlite3"},
        {"REDIS_URL": "rediss://:secret@redis.internal:6380"},
        {"REDIS_URL": "unix:///run/redis.sock?db=2"},
        {"BASE_URL": "https://belanjain.example:8443/"},
        {"TRUSTED_HOSTS": "Shop.example, .shop.example,127.0.0.1,toko.例え,localhost:8000"},
        {"MAIL_FROM": "Toko Kafé <halo@belanjain.example>"},
        {"MAIL_FROM": "root@localhost"},
        {"UPLOAD_URL": "/srv/uploads"},
        {"UPLOAD_URL": "s3://shop-pictures.example"},
        {"UPLOAD_URL": "s3://bucket/shop/pictures/", "S3_ENDPOINT_URL": "http://127.0.0.1:9000"},
        {"SMTP_URL": "", "SMTP_HOST": "::1"},
    ],
)
def test_a_setting_of_an_unusual_but_right_form_starts(given: dict[str, str]) -> None:
    Configuration.from_environment({**PRODUCTION, **given})


@pytest.mark.parametrize(("tls", "port"), [("", 25), ("none", 25), ("tls", 465), ("starttls", 587)])
def test_a_mail_server_without_a_port_is_asked_at_the_usual_one(tls: str, port: int) -> None:
    configuration = Configuration.from_environment({"SMTP_HOST": "mail", "SMTP_TLS": tls})
    assert configuration.smtp_port == port


@pytest.mark.parametrize("host", ["mail:25", "smtp://mail", "user@mail", "ma il"])
def test_a_mail_server_that_is_no_host_name_stops_the_start(host: str) -> None:
    with pytest.raises(ConfigurationError, match=r"SMTP_HOST=.* is no host name"):
        Configuration.from_environment({"SMTP_HOST": host})


def test_without_a_mail_server_mails_go_to_the_development_mailbox() -> None:
    configuration = Configuration.from_environment({})
    assert (configuration.smtp_host, configuration.smtp_port) == ("127.0.0.1", 1025)


def test_smtp_can_be_given_in_parts() -> None:
    configuration = Configuration.from_environment(
        {"SMTP_HOST": "mail", "SMTP_PORT": "465", "SMTP_TLS": "tls", "RATELIMIT_ENABLED": "off"}
    )
    assert (configuration.smtp_host, configuration.smtp_port) == ("mail", 465)
    assert flask_settings(configuration)["MAIL_USE_SSL"] is True
    assert configuration.ratelimit_enabled is False


def test_production_answers_to_the_host_of_its_own_address_unless_told_otherwise() -> None:
    """A forged Host must not get into a redirect."""
    named = {**PRODUCTION, "TRUSTED_HOSTS": "www.belanjain.example"}
    assert Configuration.from_environment(PRODUCTION).trusted_hosts == ("belanjain.example",)
    assert Configuration.from_environment(named).trusted_hosts == ("www.belanjain.example",)
    assert Configuration.from_environment({}).trusted_hosts == ()
