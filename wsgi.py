"""The application for a WSGI server: `gunicorn wsgi:app`, and for `flask --app wsgi`."""

import sys

from app import create_app
from config import ConfigurationError

# gunicorn starts a process that ended otherwise again and again.
GUNICORN_GIVES_UP = 4

try:
    app = create_app()
except ConfigurationError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(GUNICORN_GIVES_UP if "gunicorn.arbiter" in sys.modules else 2)
