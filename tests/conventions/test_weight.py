"""What a first visit loads besides the page stays light (DESIGN 12)."""

from __future__ import annotations

import re
from pathlib import Path

import brotli

APP = Path(__file__).parents[2] / "app"
BUDGET_BYTES = 36 * 1024


def test_style_and_scripts_stay_within_the_budget() -> None:
    """U42: 50 KB in all, of which the page itself may take 14."""
    base = (APP / "templates/base.html").read_text()
    loaded = re.findall(r"asset\('([^']+\.(?:css|js))'\)", base)
    assert len(loaded) >= 3
    total = sum(len(brotli.compress((APP / "static" / name).read_bytes())) for name in loaded)
    assert total <= BUDGET_BYTES, f"{total} bytes in {loaded}"


def test_the_stylesheet_asks_nobody_else() -> None:
    """No third party, no font, no data: picture, which the policy would have to allow."""
    style = (APP / "static/css/app.css").read_text()
    assert not re.findall(r"url\([^)]*\)|@import|@font-face", style)
