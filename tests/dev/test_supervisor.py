"""`make run` keeps its programs alive and leaves none behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SHOP = Path(__file__).with_name("dummy_shop.py")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_bytes().rpartition(b")")[2].split()[0] != b"Z"


class Shop:
    """A running dummy shop, and what it has written down."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process

    def starts(self, name: str) -> list[list[int]]:
        path = self.folder / f"{name}.pids"
        lines = path.read_text().splitlines() if path.exists() else []
        return [[int(pid) for pid in line.split()] for line in lines]

    def everyone(self) -> list[int]:
        names = [path.stem for path in self.folder.glob("*.pids")]
        return [pid for name in names for start in self.starts(name) for pid in start]

    def output(self) -> str:
        return (self.folder / "output").read_text()


@contextmanager
def running_shop(folder: Path, *programs: str) -> Iterator[Shop]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with open(folder / "output", "wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(SHOP), str(folder), *programs],
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    shop = Shop(folder, process)
    try:
        names = [one.split("=")[0] for one in programs]
        until(lambda: all(shop.starts(name) for name in names))
        yield shop
    finally:
        process.kill()
        process.wait()
        for pid in shop.everyone():
            if alive(pid):
                os.kill(pid, signal.SIGKILL)


def test_a_killed_program_comes_back_and_what_it_had_started_is_gone(tmp_path: Path) -> None:
    with running_shop(tmp_path, "worker=worker", "web=worker") as shop:
        leader, helper = shop.starts("worker")[0]
        os.kill(leader, signal.SIGKILL)
        until(lambda: len(shop.starts("worker")) == 2)
        assert not alive(helper)
        assert alive(shop.starts("worker")[1][0])
        assert len(shop.starts("web")) == 1
        assert "worker ended (SIGKILL); starting it again" in shop.output()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_its_kin_end_every_process(tmp_path: Path, number: signal.Signals) -> None:
    with running_shop(tmp_path, "web=worker", "worker=worker", "odd=stubborn") as shop:
        everyone = shop.everyone()
        assert len(everyone) == 5
        shop.process.send_signal(number)
        assert shop.process.wait(timeout=8) == 0
        assert [pid for pid in everyone if alive(pid)] == []
        assert shop.everyone() == everyone
        assert (tmp_path / "ended").exists()


def test_a_stubborn_program_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    with running_shop(tmp_path, "odd=stubborn") as shop:
        shop.process.send_signal(signal.SIGTERM)
        assert shop.process.wait(timeout=8) == 0
        assert [pid for pid in shop.everyone() if alive(pid)] == []


def test_kill_9_of_the_supervisor_itself_ends_its_programs_on_linux(tmp_path: Path) -> None:
    """Other systems do not tell children of a parent's death: there the programs live on."""
    with running_shop(tmp_path, "web=worker", "worker=worker") as shop:
        leaders = [shop.starts(name)[0][0] for name in ("web", "worker")]
        shop.process.kill()
        shop.process.wait()
        live_on = sys.platform != "linux"
        until(lambda: [alive(pid) for pid in leaders] == [live_on, live_on])


def test_a_program_that_keeps_failing_is_tried_again_more_and_more_slowly(tmp_path: Path) -> None:
    with running_shop(tmp_path, "luckless=failing") as shop:
        until(lambda: "again in 1 s" in shop.output())
        assert len(shop.starts("luckless")) == 3
        assert "luckless  | no luck" in shop.output()
        assert "again in 0.25 s" in shop.output()
        assert "again in 0.5 s" in shop.output()


def test_every_line_of_output_carries_the_name_of_its_program(tmp_path: Path) -> None:
    with running_shop(tmp_path, "web=worker") as shop:
        until(lambda: "web       | at work\n" in shop.output())
