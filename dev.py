"""Everything a developer does here, in one command: `python3 dev.py`, or `make` in front of it.

Standard library only, so that it works in a fresh clone before anything is installed. This file
stays readable for old Pythons: it has to run there to say that they are too old.
"""

import os
import sys

if os.name != "posix":
    sys.exit("Belanjain runs on Linux and macOS; on Windows use it inside WSL.")
if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is what this line is for
    sys.exit(
        "Belanjain needs Python 3.11 or newer; this is Python {}.{}. Install a newer one "
        "and start again with it, for example: python3.12 dev.py run".format(*sys.version_info)
    )

from devtools.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
