"""What a seller says about the store."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_store", __name__)
