"""A stand-in for `make run`: the real supervisor with small programs under it.

Started by the tests as a process of its own: dummy_shop.py FOLDER NAME=KIND...
Each program appends its process ids to FOLDER/NAME.pids, one line per start.
"""

import os
import sys
from pathlib import Path

from devtools.supervisor import Program, Supervisor

_HELPER = "import os, sys, time; os.setpgrp(); print(os.getpid(), flush=True); time.sleep(600)"

KINDS = {
    # Ends when it is told to, and has a process of its own in another process group, as RQ's
    # worker has while it performs a job.
    "worker": f"""
import os, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", {_HELPER!r}], stdout=subprocess.PIPE)
helper.stdout.readline()
with open(sys.argv[1], "a") as pids:
    print(os.getpid(), helper.pid, file=pids)
print("at work", flush=True)
time.sleep(600)
""",
    "stubborn": """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(sys.argv[1], "a") as pids:
    print(os.getpid(), file=pids)
time.sleep(600)
""",
    "failing": """
import os, sys
with open(sys.argv[1], "a") as pids:
    print(os.getpid(), file=pids)
sys.exit("no luck")
""",
}


def main(folder: Path, wanted: list[str]) -> None:
    with Supervisor(folder, grace=0.5) as supervisor:
        for name, kind in (one.split("=") for one in wanted):
            pids = str(folder / f"{name}.pids")
            command = (sys.executable, "-c", KINDS[kind], pids)
            supervisor.start(Program(name, command, os.environ))
        supervisor.run()
    (folder / "ended").touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
