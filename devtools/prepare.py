"""Before the shop opens: migrate, fill in the demo data once, note the demo accounts.

Runs inside .venv, and as one process because starting the application is most of the time that
each of these three takes.
"""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

from sqlalchemy.exc import OperationalError

from app.extensions import db
from wsgi import app

ACCOUNTS = Path(app.instance_path) / "demo-accounts.txt"


def main() -> int:
    if not _database_answers():
        return 2
    for arguments in (["db", "upgrade"], ["demo", "fill"]):
        if status := _flask(*arguments):
            return status
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = _flask("demo", "accounts")
    ACCOUNTS.write_text(printed.getvalue(), encoding="utf-8")
    return status


def _database_answers() -> bool:
    """Whether it does; if not, one sentence instead of the traceback of a migration."""
    try:
        with app.app_context(), db.engine.connect():
            return True
    except OperationalError as error:
        sys.stderr.write(
            f"The database does not answer: {error.orig}. Start it, or correct DATABASE_URL.\n"
        )
        return False


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
