"""Incoming orders, for the store that must send them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_orders", __name__)
