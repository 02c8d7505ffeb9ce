"""What no template may contain, so that the strict policy and the escaping hold everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "app/templates"
MAIL = TEMPLATES / "email"
# Mail programs know no stylesheets, so a mail may carry style="".
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if MAIL not in path.parents)

FORBIDDEN = {
    "unescaped output": r"\|\s*safe\b|\bMarkup\b|\{%-?\s*autoescape",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style\b|\sstyle\s*=",
    "an event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "a js: value": r"""hx-[\w:-]+=["']\s*js(?:on)?:|hx-[\w:-]+=["']\s*javascript:""",
    "a trigger filter": r"""hx-trigger=["'][^"']*\[""",
    "an unquoted attribute value": r"<[a-z][^>{]*\s[a-z-]+=\{\{",
    "boost on the whole page": r"<body[^>]*hx-boost",
    "an htmx 2 name": r"\bhx-disabled-elt\b|\bhx-ext\b|\bhx-vars\b|htmx:[a-z]+[A-Z]",
    "an address of another site": r"""(?:src|href|action)=["'](?:https?:)?//""",
    "a glued class name": r"""class="[^"]*(?:btn|tone|badge)-\{\{""",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_contains(what: str) -> None:
    """B2, B4, B26, B28, U16: each rule over every page's template."""
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE if "htmx 2" not in what else 0)
    found = [
        f"{path.relative_to(TEMPLATES)}: {match[0]!r}"
        for path in PAGES
        for match in pattern.finditer(path.read_text())
    ]
    assert not found, f"{what} in {found}"


def test_every_posted_form_carries_the_token() -> None:
    """B30: a form that works without JavaScript sends the CSRF token itself."""
    missing = [
        f"{path.relative_to(TEMPLATES)}: {form[:80]}"
        for path in PAGES
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL)
        if re.search(r"""method=["']post""", form)
        and not re.search(r"csrf\(\)|csrf_field\(\)|name=\"csrf_token\"", form)
    ]
    assert not missing, missing


def test_every_icon_drawn_is_in_the_sprite() -> None:
    """An icon that nobody put into the sprite would be an empty square."""
    sprite = (TEMPLATES.parent / "static/icons/sprite.svg").read_text()
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {
        name
        for path in PAGES
        for name in re.findall(r"""\bicon(?:\(|=|_name=)\s*["']([\w-]+)["']""", path.read_text())
    }
    assert named <= known, named - known
