"""A seller's stock, edited where it stands, and its ledger."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_inventory", __name__)

# The views hang themselves on the blueprint above.
from app.inventory.routes import changes, edits, ledger, pages  # noqa: E402

__all__ = ["blueprint", "changes", "edits", "ledger", "pages"]
