"""A seller's products: the list, the editor, what can be done with one."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_products", __name__)
