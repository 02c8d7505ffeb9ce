"""The orders a buyer has placed."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("orders", __name__)
