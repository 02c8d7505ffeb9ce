"""What runs beside the web server: `python worker.py work`, `schedule` or `mailbox`.

`work` runs jobs (any number of processes), `schedule` keeps the clock (two for safety; one acts),
`mailbox` is the mail server of development, whose mails are shown at /dev/mailbox.
"""

import argparse
import sys
from collections.abc import Sequence

from app import create_app
from app.dev import mailserver
from app.jobs import clock, worker
from app.web.requestlog import configure_logging
from config import Configuration, ConfigurationError


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="What runs beside the web server.")
    parser.add_argument("verb", choices=("work", "schedule", "mailbox"))
    verb = parser.parse_args(arguments).verb
    try:
        configuration = Configuration.from_environment()
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if verb == "mailbox" and configuration.is_production:
        sys.stderr.write(
            "worker.py mailbox is for development: it keeps every mail and sends none. In "
            "production SMTP_URL names a mail server.\n"
        )
        return 2
    if verb == "mailbox":
        configure_logging(configuration)
        mailserver.serve(configuration)
    elif verb == "work":
        worker.work(create_app(configuration))
    else:
        clock.run(create_app(configuration))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
