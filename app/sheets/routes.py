"""Products and stock as a spreadsheet: out, and in again after a look at what would change."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_sheets", __name__)
