"""A store's public page."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("stores", __name__)
