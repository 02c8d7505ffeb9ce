"""The development mailbox: what was sent, as a page."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mailbox", __name__)
