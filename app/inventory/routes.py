"""A seller's stock, edited where it stands."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_inventory", __name__)
