"""What the tests need: a Redis, a MariaDB and a browser, set up for one run and ended with it."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from devtools import browser, embedded_redis
from devtools.console import ROOT, DevError
from devtools.environment import CACHE, site_packages, venv_environ
from devtools.packages import install, install_command, may_install
from devtools.private_mariadb import private_mariadb, server_binary
from devtools.processes import alive, end, spawn
from devtools.report import Report

# The person's own settings must not reach the tests.
_SETTINGS = re.compile(
    r"(APP_ENV|INSTANCE_FOLDER|PORT|HOST|SECRET_KEY|DATABASE_URL|REDIS_URL|SMTP_\w+|MAIL_FROM"
    r"|MAILBOX_\w+|BASE_URL|UPLOAD_URL|TRUSTED_HOSTS|PROXY_HOPS|RATELIMIT_ENABLED|BCRYPT_ROUNDS"
    r"|S3_\w+|AWS_\w+|LOG_\w+|FLASK_\w+|TEST_\w+|PYTEST_\w+|COVERAGE_\w+)"
)


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder of this run's own, gone afterwards; those of runs that were killed go now."""
    for left in CACHE.glob("test-*"):
        pid = int(left.name.split("-")[1])
        if pid == os.getpid() or not alive(pid):
            shutil.rmtree(left, ignore_errors=True)
    folder = CACHE / f"test-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def service_environ(stack: ExitStack, folder: Path) -> dict[str, str]:
    """The environment of a program that needs a Redis but no browser."""
    environ = {
        name: value for name, value in venv_environ().items() if not _SETTINGS.fullmatch(name)
    }
    environ["PYTHONUNBUFFERED"] = "1"
    environ["TEST_REDIS_URL"] = stack.enter_context(_private_redis(folder))
    return environ


def test_environ(stack: ExitStack, folder: Path, report: Report) -> dict[str, str]:
    """The environment of the whole suite."""
    environ = service_environ(stack, folder)
    chromium = browser.find_browser() or browser.install_browser()
    if chromium:
        environ["CHROMIUM_PATH"] = chromium
    else:
        report.missing_packages.append("chromium")
    return environ


@contextmanager
def _private_redis(folder: Path) -> Iterator[str]:
    """The URL of a Redis of this run's own: the system's, installed where we may, else ours."""
    server = embedded_redis.find_system_server()
    if server is None and may_install() and install(["redis-server"]):
        server = embedded_redis.find_system_server()
    server = server or embedded_redis.find_server(site_packages())
    if server is None:
        raise DevError(f"The tests need a Redis. Run\n  {install_command(['redis-server'])}")
    instance = embedded_redis.configure(server, folder / "redis", keep=False)
    process = spawn(instance.command, env=os.environ, cwd=ROOT)
    try:
        deadline = time.monotonic() + 10
        while not instance.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise DevError(f"The private {server.kind} does not start; see {instance.log}")
            time.sleep(0.02)
        yield instance.url.removesuffix("/0")  # each test process takes a number of its own
    finally:
        end(process, grace=2)


def mariadb_url(stack: ExitStack, folder: Path, report: Report) -> str | None:
    if given := os.environ.get("TEST_MARIADB_URL", "").strip():
        return given
    if server_binary() is None and may_install():
        install(["mariadb-server"])
    if server_binary() is None:
        report.impossible.append("every test on MariaDB")
        report.missing_packages.append("mariadb-server")
        return None
    return stack.enter_context(private_mariadb(folder / "mariadb"))
