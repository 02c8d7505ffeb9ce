"""What the commands say and refuse, and the locks they install from."""

import json
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import guards, locks, plan, report
from devtools.console import DevError, without_password
from devtools.environment import LOCKS

ROOT = Path(__file__).resolve().parents[2]


def pins(path: Path) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==([^\s;]+)", path.read_text(), re.MULTILINE)
    return dict(found)


def test_the_locks_name_no_address_and_no_host() -> None:
    for path in LOCKS.values():
        assert locks.addresses(path) == []
        assert "://" not in path.read_text()


def test_an_index_address_in_a_lock_is_found(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("--index-url https://packages.example/simple\nflask==3.1.3\n")
    assert len(locks.addresses(lock)) == 1


def test_the_test_lock_holds_everything_of_the_runtime_lock_in_the_same_versions() -> None:
    runtime, everything = pins(LOCKS["run"]), pins(LOCKS["test"])
    assert len(runtime) > 30
    assert runtime.items() <= everything.items()
    assert "pytest" in everything
    assert "pytest" not in runtime


def test_the_locks_pin_what_pyproject_asks_for() -> None:
    asked = re.findall(r'^    "([a-z0-9-]+)(?:\[\w+\])?==([^"]+)",', pyproject(), re.MULTILINE)
    assert dict(asked).items() <= pins(LOCKS["test"]).items()


def pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text()


def test_every_pinned_package_carries_a_hash() -> None:
    for path in LOCKS.values():
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text())
        without = [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
        assert [line for line in without if not line.startswith("#")] == []


def test_an_old_python_is_told_what_is_needed() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('dev.py')"
    done = subprocess.run([sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_run_in_the_same_folder_names_the_first(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with guards.only_one(path, "http://localhost:8000"):
        with (
            pytest.raises(DevError) as refusal,
            guards.only_one(path, "http://localhost:9000"),
        ):
            pytest.fail("the second run got in")
        assert "already running" in str(refusal.value)
        assert "http://localhost:8000" in str(refusal.value)
        assert str(os.getpid()) in str(refusal.value)
        assert json.loads(path.read_text())["address"] == "http://localhost:8000"


def test_a_run_after_a_clean_end_and_after_a_killed_one_both_start(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    with guards.only_one(path, "http://localhost:8000") as unclean:
        assert not unclean
    with guards.only_one(path, "http://localhost:8000") as unclean:
        assert not unclean
    path.write_text('{"pid": 1, "address": "http://localhost:8000"}')
    with guards.only_one(path, "http://localhost:8000") as unclean:
        assert unclean


def test_a_taken_port_is_said_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DevError, match=rf"^Port {port} is taken by another program"):
            guards.require_free_port("127.0.0.1", port, patience=0.0)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.example", "::1"])
def test_an_address_that_is_not_this_machines_is_said_instead_of_blaming_the_port(
    host: str,
) -> None:
    with pytest.raises(DevError, match=rf"^HOST={host} is no IPv4 address of this machine"):
        guards.require_free_port(host, 5075, patience=0.0)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "instance", Path("/proc/instance")):
        with pytest.raises(DevError, match=rf"^Nothing can be written in {folder} \(.+INSTANCE_"):
            guards.require_folder(folder, "Use INSTANCE_FOLDER.")


@pytest.mark.parametrize("value", ["0", "65536", "-1", "eight", "80.5", "٨٠٨٠"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(DevError, match="is not a port"):
        plan.asked_port()


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = plan.kept_secret_key(tmp_path)
    assert len(key) >= 32
    assert plan.kept_secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_corpora_that_are_not_there_are_said_in_a_sentence(tmp_path: Path) -> None:
    asked = [sys.executable, "dev.py", "test-corpora", "--folder", str(tmp_path)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == f"No corpora in {tmp_path}: name their folder by CORPORA or --folder.\n"


def test_an_address_is_shown_without_its_password() -> None:
    assert without_password("mysql://shop:s3cret@db/shop") == "mysql://shop:***@db/shop"
    assert without_password("redis://:s3cret@127.0.0.1/0") == "redis://:***@127.0.0.1/0"
    assert without_password("sqlite:///shop.db") == "sqlite:///shop.db"


def report_of_one_skipped_test(folder: Path) -> report.Report:
    junit = folder / "sqlite.xml"
    junit.write_text(
        '<testsuites><testsuite><testcase classname="tests.e2e.test_cart" name="test_buys"/>'
        '<testcase classname="tests.e2e.test_cart" name="test_looks">'
        '<skipped type="pytest.skip" message="no browser"/></testcase>'
        '<testcase classname="tests.unit.test_x" name="test_later">'
        '<skipped type="pytest.xfail" message=""/></testcase></testsuite></testsuites>'
    )
    closing = ("SQLite", "== 1 passed, 1 skipped in 2.00s ==")
    return report.Report(closing_lines=[closing], impossible=report.skipped(junit))


def test_a_test_that_could_not_run_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert report.conclude(report_of_one_skipped_test(tmp_path)) == 0
    said = capsys.readouterr().out
    assert "Could not run here (1):" in said
    assert "tests.e2e.test_cart.test_looks (no browser)" in said
    assert "== 1 passed, 1 skipped in 2.00s ==" in said


def test_in_ci_a_test_that_could_not_run_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    assert report.conclude(report_of_one_skipped_test(tmp_path)) == 1
    assert "FAILED: tests that could not run" in capsys.readouterr().out
