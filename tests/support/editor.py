"""Working at the editor of a product as a browser without JavaScript does: from page to page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from app.catalogue.models import Product
from tests.support.client import ShopClient

NEW = "/seller/products/new"

Fields = dict[str, Any]


def editor_of(product: Product) -> str:
    """The address of a product's editor."""
    return f"/seller/products/{product.id}/edit"


class _Form(HTMLParser):
    """Reads what a browser would send of the form with this id, without its buttons."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.fields: list[tuple[str, str]] = []
        self.alerts: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self._chosen = ""
        self._template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._template += tag == "template"
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside or self._template:
            return
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") != "file":
            is_box = given.get("type") == "checkbox"
            if not is_box or "checked" in given:
                self.fields.append((name, given.get("value", "on" if is_box else "")))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._select, self._chosen = name, ""
        elif tag == "option" and self._select and ("selected" in given):
            self._chosen = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[-1] = (self._area, self.fields[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        self._template -= tag == "template"
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self._area:
            # A browser leaves out the first line end of an area.
            self.fields[-1] = (self._area, self.fields[-1][1].removeprefix("\n").lstrip("\r\n"))
            self._area = None
        elif tag == "select" and self._select:
            self.fields.append((self._select, self._chosen))
            self._select = None


def form_of(page: TestResponse) -> Fields:
    """The fields of the editor on this page, as they would be sent."""
    parser = _Form("product-form")
    parser.feed(page.text)
    found: Fields = {}
    for name, value in parser.fields:
        if name in found:
            before = found[name]
            found[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[name] = value
    found.pop("csrf_token", None)
    return found


def opened(client: ShopClient, url: str) -> Fields:
    """Open the editor; its fields."""
    page = client.get(url)
    assert page.status_code == 200, page.status
    return form_of(page)


def press(
    client: ShopClient, url: str, fields: Fields, action: str = "save", **options: Any
) -> TestResponse:
    """Press a button of the form."""
    return client.post_form(url, {**fields, "action": action}, **options)


def with_axes(client: ShopClient, url: str, fields: Fields, **axes: str) -> Fields:
    """Type these axes and let the page draw the rows; the fields that it has then."""
    typed = {}
    for number in range(3):
        name, values = [*axes.items()][number] if number < len(axes) else ("", "")
        typed |= {f"axes-{number}-name": name, f"axes-{number}-values": values}
    page = press(client, url, {**fields, **typed}, "grid")
    assert page.status_code == 200, page.status
    return form_of(page)


def with_rows(fields: Fields, **columns: Any) -> Fields:
    """Type a value into each row, from the first: column to the rows' values."""
    typed = {
        f"rows-{number}-{column}": str(value)
        for column, values in columns.items()
        for number, value in enumerate(values)
    }
    return {**fields, **typed}


def alerts(page: TestResponse) -> str:
    """The text of the page from its summary of errors on."""
    return page.text.partition('id="form-errors"')[2].partition("<section")[0]
