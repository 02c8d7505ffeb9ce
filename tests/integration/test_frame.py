"""The frame that every page stands in."""

from __future__ import annotations

import json
import re
from html import unescape

from tests.support.client import ShopClient

PAGE = "/dev/styleguide"


def test_htmx_is_configured_for_a_strict_policy(client: ShopClient) -> None:
    """B27 in htmx 4: same origin only, no injected style, no extension, no data-hx twin."""
    text = client.get(PAGE).text
    meta = re.search(r"""<meta name="htmx-config" content='([^']+)'""", text)
    assert meta is not None
    settings = json.loads(meta[1])
    assert settings["mode"] == "same-origin"
    assert settings["includeIndicatorCSS"] is False
    assert settings["prefix"] == ""
    assert settings["extensions"] == "none"
    assert 5_000 <= settings["defaultTimeout"] <= 30_000


def test_every_htmx_request_carries_the_token(client: ShopClient) -> None:
    """B30: the body hands the session's token down to all htmx elements."""
    text = client.get(PAGE).text
    body = re.search(r"<body[^>]*hx-headers:inherited='([^']+)'", text)
    field = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert body is not None
    assert field is not None
    assert set(json.loads(unescape(body[1]))) == {"X-CSRFToken"}


def test_the_live_region_is_there_from_the_start(client: ShopClient) -> None:
    """U11, U38: an empty status region waits for words."""
    text = client.get(PAGE).text
    region = re.search(r'<div id="toasts"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert region is not None
    assert 'role="status"' in region[0]
    assert 'aria-live="polite"' in region[0]
    assert region[1].strip() == ""


def test_the_language_is_said_and_can_be_switched(client: ShopClient) -> None:
    """The switch is a plain form that comes back to the same page."""
    assert '<html lang="en"' in client.get(PAGE).text
    answer = client.post_form("/locale", {"locale": "id", "next": PAGE})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert '<html lang="id"' in client.get(PAGE).text


def test_the_theme_is_the_devices_until_one_is_chosen(client: ShopClient) -> None:
    """Without a choice the page names no theme, so that the browser's preference counts."""
    assert "data-theme" not in client.get(PAGE).text
    client.post_form("/theme", {"theme": "dark", "next": PAGE})
    assert '<html lang="en" data-theme="dark">' in client.get(PAGE).text
    client.post_form("/theme", {"theme": "system", "next": PAGE})
    assert "data-theme" not in client.get(PAGE).text


def test_a_form_that_comes_back_names_each_error_at_its_field(client: ShopClient) -> None:
    """U33: a summary that takes focus and links to the fields, the words beside each of them."""
    answer = client.post_form(PAGE, {"name": "", "price": "-1"}, htmx=True)
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert re.search(r'role="alert"[^>]*tabindex="-1"[^>]*data-focus', answer.text)
    assert '<a href="#price">' in answer.text
    field = re.search(r'<input[^>]*id="price"[^>]*>', answer.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="price-error"' in field[0]
    assert 'value="-1"' in field[0]


def test_attributes_stay_apart_on_every_element(client: ShopClient) -> None:
    """A trimmed template must not join two attributes."""
    for url in (PAGE, "/dev/styleguide/seller"):
        for element in re.findall(r"<[a-z][^>]*>", client.get(url).text):
            assert not re.search(r'="[^"]*"[a-z]', re.sub(r"='[^']*'", "", element)), element
