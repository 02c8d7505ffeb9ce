"""What the page of an import shows: its rows in tabs, some at a time, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.sheets import words
from app.sheets.documents import Document
from app.sheets.models import SheetImport
from app.sheets.plans import Plan
from app.sheets.problems import BadRow
from app.sheets.services import Preview
from app.web import params

PER_PAGE = 50
CHANGED = "changed"
NEW = "new"
REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One row of the sheet: which it is about, what it changes, or why it is left out."""

    line: int
    name: str
    note: str
    changes: Sequence[tuple[str, str, str]] = ()
    reason: str = ""
    moved: str = ""


@dataclass(frozen=True)
class ImportPage:
    """One tab of the rows, one page of it."""

    sheet: SheetImport
    show: str
    page: int
    pages: int
    lines: Sequence[Line]
    counts: dict[str, int]

    def url(self, **changed: Any) -> str:
        """The address of this place, or of one that differs from it."""
        place = {"show": self.show, "page": self.page, **changed}
        if place["page"] == 1:
            del place["page"]
        return url_for("seller_sheets.show", token=self.sheet.token, **place)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The tabs, with their counts."""
        labels = {
            CHANGED: _("Changes"),
            NEW: _("New"),
            REFUSED: _("Left out"),
        }
        return [
            {
                "label": labels[key],
                "url": self.url(show=key, page=1),
                "count": count,
                "active": key == self.show,
            }
            for key, count in self.counts.items()
        ]


def preview_page(preview: Preview) -> ImportPage:
    """The tab and page of a preview that the address asks for."""
    plan = preview.plan
    counts = {CHANGED: len(plan.changed), NEW: plan.new_rows, REFUSED: len(plan.refused)}
    return _page(preview.sheet, counts, lambda show: _lines(preview, show))


def result_page(sheet: SheetImport, document: Document) -> ImportPage:
    """What is left to look at of a sheet that was written: the rows that were not."""
    return _page(sheet, {REFUSED: len(document.refused)}, lambda _show: _refused(document.refused))


def _page(sheet: SheetImport, counts: dict[str, int], lines_of: Any) -> ImportPage:
    usual = next((key for key, count in counts.items() if count), next(iter(counts)))
    show = params.choice("show", counts, default=usual)
    pages = max(1, -(-counts[show] // PER_PAGE))
    page = min(params.page_number(), pages)
    some = lines_of(show)[(page - 1) * PER_PAGE : page * PER_PAGE]
    return ImportPage(sheet, show, page, pages, [make() for make in some], counts)


def _lines(preview: Preview, show: str) -> list[Any]:
    """What makes each line of the tab, so that only those of one page are put into words."""
    if show == REFUSED:
        return _refused(preview.plan.refused)
    categories = {category.id: category.name for category in preview.shop.categories}
    if show == NEW:
        return _new(preview.plan, categories)
    moved = preview.moved_lines
    return [
        lambda row=row: Line(
            row.line,
            row.name,
            words.note(row.sku, row.options),
            [words.change_words(change, categories) for change in row.changes],
            moved=words.moved_words(moved[row.line]) if row.line in moved else "",
        )
        for row in preview.plan.changed
    ]


def _new(plan: Plan, categories: dict[int, str]) -> list[Any]:
    made = [
        (product.name, variant, words.product_words(product, categories) if first else "")
        for product in plan.new
        for first, variant in ((n == 0, v) for n, v in enumerate(product.variants))
    ]
    added = [(one.name, one.variant, _("One more variant of this product")) for one in plan.added]
    return [
        lambda name=name, variant=variant, about=about: Line(
            variant.line,
            name,
            words.note("" if variant.is_made_up else variant.sku, variant.options),
            words.new_words(variant),
            reason=about,
        )
        for name, variant, about in (*made, *added)
    ]


def _refused(rows: Sequence[BadRow]) -> list[Any]:
    return [
        lambda bad=bad: Line(
            bad.line,
            bad.cells.get("name", "") or bad.cells.get("sku", "") or "–",
            bad.cells.get("sku", "") if bad.cells.get("name") else "",
            reason=words.problem_words(bad.problem),
        )
        for bad in rows
    ]
