"""Pictures that a seller uploads, before and after a product is saved with them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("seller_pictures", __name__)
