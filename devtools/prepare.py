"""Before the shop opens: migrate, fill in the demo data once, note the demo accounts.

Runs inside .venv, and as one process because starting the application is most of the time that
each of these three takes.
"""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

from wsgi import app

ACCOUNTS = Path(app.instance_path) / "demo-accounts.txt"


def main() -> int:
    for arguments in (["db", "upgrade"], ["demo", "fill"]):
        if status := _flask(*arguments):
            return status
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = _flask("demo", "accounts")
    ACCOUNTS.write_text(printed.getvalue(), encoding="utf-8")
    return status


def _flask(*arguments: str) -> int:
    """What `flask ...` would do; its exit status."""
    try:
        with app.app_context():
            app.cli.main(list(arguments), prog_name="flask")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
