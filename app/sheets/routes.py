"""Products and stock as a spreadsheet: out, and in again after a look at what would change."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, send_file, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import jakarta_today
from app.db import ConstraintViolation, unit_of_work
from app.errors import Conflict, InvalidInput
from app.extensions import limiter
from app.sheets import exporting, queries, services, views, words
from app.sheets.columns import KEYS
from app.sheets.documents import Document
from app.sheets.forms import MOST_BYTES, MOST_FORM_BYTES, ApplyForm, CategoryForm, SheetForm
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.progress import rows_done
from app.web import params
from app.web.access import current_store_id, current_user, seller_required
from app.web.addresses import rate_limit_key
from app.web.bodies import large_body
from app.web.kept import shown_again_at
from app.web.render import page, redirect_to, see_other, toast

blueprint = Blueprint("seller_sheets", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOADS_PER_USER = "40 per 10 minutes"
EXPORTS_PER_USER = "60 per 10 minutes"
PENDING = (ImportStatus.WAITING, ImportStatus.RUNNING)


def _user_key() -> str:
    return f"user:{current_user.id}" if current_user.is_authenticated else rate_limit_key()


@blueprint.get("/seller/sheets")
@seller_required
def index() -> Response:
    """Export, import, and what became of the latest imports."""
    return _index(SheetForm())


def _index(form: SheetForm, *, status: int = HTTPStatus.OK) -> Response:
    form.offer(queries.categories())
    return page(
        "seller/sheets.html",
        block="sheets_body",
        status=status,
        form=form,
        imports=queries.recent_imports(current_store_id()),
        status_words=words.status_words,
    )


@blueprint.get("/seller/sheets/export.csv")
@limiter.limit(EXPORTS_PER_USER, key_func=_user_key)
@seller_required
def export_csv() -> Response:
    """All variants, or with `columns=stock` what it takes to count them."""
    keys, rows = _export()
    lines = (line for part in ([exporting.headings(keys)], rows) for line in part)
    return _download_csv(lines, "produk")


@blueprint.get("/seller/sheets/export.xlsx")
@limiter.limit(EXPORTS_PER_USER, key_func=_user_key)
@seller_required
def export_xlsx() -> Response:
    """The same as an XLSX file."""
    keys, rows = _export()
    return _download_xlsx(exporting.workbook(keys, rows), "produk")


@blueprint.get("/seller/sheets/template.xlsx")
@seller_required
def template_xlsx() -> Response:
    """The headings, and what each of them means."""
    notes = words.template_notes(queries.categories())
    return _download_xlsx(exporting.workbook(KEYS, [], notes), "contoh")


@blueprint.get("/seller/sheets/template.csv")
@seller_required
def template_csv() -> Response:
    """The headings."""
    return _download_csv([exporting.headings(KEYS)], "contoh")


@blueprint.get("/seller/sheets/imports")
@seller_required
def imports() -> Response:
    """Where a browser lands that loads a refused upload again."""
    return see_other(url_for(".index"))


@blueprint.post("/seller/sheets/imports")
@large_body(total=MOST_BYTES, form=MOST_FORM_BYTES)
@shown_again_at("seller_sheets.index")
@limiter.limit(UPLOADS_PER_USER, key_func=_user_key)
@seller_required
def receive() -> Response:
    """Read a sheet and show what it would change; nothing is written yet."""
    form = SheetForm()
    form.offer(queries.categories())
    reading = form.reading()
    if reading is None:
        return _index(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    store_id, user_id = current_store_id(), current_user.id
    sheet = unit_of_work(
        lambda: services.receive_sheet(
            reading,
            store_id=store_id,
            user_id=user_id,
            file_name=form.file_name,
            fallback=form.fallback,
        )
    )
    return redirect_to(url_for(".show", token=sheet.token))


@blueprint.get("/seller/sheets/imports/<token>")
@seller_required
def show(token: str) -> Response:
    """The preview, or how far it is, or what became of it."""
    return _answer(token)


@blueprint.post("/seller/sheets/imports/<token>/apply")
@seller_required
def apply(token: str) -> Response:
    """Write what the preview showed."""
    form = ApplyForm()
    store_id, user_id = current_store_id(), current_user.id
    seen = form.seen.data or ""
    try:
        unit_of_work(lambda: services.confirm_import(store_id, token, seen=seen, actor_id=user_id))
    except (Conflict, ConstraintViolation, InvalidInput):
        # Somebody bought, or another tab or the editor was faster: look again.
        return _answer(token, moved=True)
    sheet = queries.sheet_import(store_id, token, with_rows=False)
    if sheet.status == ImportStatus.DONE:
        count = sheet.changed_count
        toast(ngettext("%(num)s row is written.", "%(num)s rows are written.", count))
    return see_other(url_for(".show", token=token))


@blueprint.post("/seller/sheets/imports/<token>/category")
@seller_required
def choose_category(token: str) -> Response:
    """Take categories for the new products that have none of ours."""
    form = CategoryForm()
    form.offer(queries.categories())
    store_id = current_store_id()
    choose = partial(services.choose_category, store_id, token)
    if not form.perform(lambda: choose(form.fallback, form.choices)):
        return _answer(token, category_form=form)
    return see_other(url_for(".show", token=token))


@blueprint.post("/seller/sheets/imports/<token>/discard")
@seller_required
def discard(token: str) -> Response:
    """Forget a sheet that was not applied."""
    store_id = current_store_id()
    queries.sheet_import(store_id, token, with_rows=False)
    if not unit_of_work(lambda: services.discard_import(store_id, token)):
        toast(_("This sheet is being written, or is written already."), kind="error")
        return redirect_to(url_for(".show", token=token))
    toast(_("The sheet is discarded. Nothing was changed."))
    return redirect_to(url_for(".index"))


@blueprint.get("/seller/sheets/imports/<token>/problems.csv")
@seller_required
def problems(token: str) -> Response:
    """The rows that are left out, each with its reason, to be mended and sent again."""
    preview = services.preview(current_store_id(), token)
    is_done = preview.sheet.status == ImportStatus.DONE
    document = preview.document
    refused = document.refused if is_done else preview.plan.refused
    pairs = ((bad, words.problem_words(bad.problem)) for bad in refused)
    return _download_csv(exporting.problem_lines(pairs, document.columns), "perbaiki")


def _answer(
    token: str, *, moved: bool = False, category_form: CategoryForm | None = None
) -> Response:
    """The import as it is now: its whole page, or to htmx its body or only its progress."""
    sheet = queries.sheet_import(current_store_id(), token, with_rows=False)
    if sheet.status in PENDING:
        is_poll = params.flag("progress")
        return page(
            "seller/sheets_import.html",
            block="import_progress" if is_poll else "import_body",
            **_context(sheet, done=rows_done(sheet.id)),
        )
    if sheet.status in (ImportStatus.DONE, ImportStatus.FAILED):
        context = _finished(sheet)
    else:
        context = _previewed(sheet, category_form, moved=moved)
    status = HTTPStatus.OK
    if moved and sheet.status == ImportStatus.PREVIEW:
        status = HTTPStatus.CONFLICT
    elif category_form is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    response = page("seller/sheets_import.html", block="import_body", status=status, **context)
    if params.flag("progress"):
        # The bar that asked has come to its end: the whole takes its place.
        response.headers["HX-Retarget"] = "#sheet-import"
    return response


def _previewed(sheet: SheetImport, form: CategoryForm | None, *, moved: bool) -> dict[str, Any]:
    preview = services.preview(sheet.store_id, sheet.token)
    if form is None:
        form = CategoryForm(formdata=None, data={"category": preview.document.fallback or 0})
    form.offer(preview.shop.categories)
    return _context(
        sheet,
        found=views.preview_page(preview),
        plan=preview.plan,
        document=preview.document,
        category_form=form,
        moved=moved,
    )


def _finished(sheet: SheetImport) -> dict[str, Any]:
    whole = queries.sheet_import(sheet.store_id, sheet.token)
    document = Document.unpacked(whole.rows)
    return _context(whole, found=views.result_page(whole, document), document=document)


def _context(sheet: SheetImport, **more: Any) -> dict[str, Any]:
    usual = {"found": None, "plan": None, "document": None, "category_form": None}
    return {
        **usual,
        "done": None,
        "moved": False,
        "sheet": sheet,
        "is_pending": sheet.status in PENDING,
        "status_words": words.status_words(sheet.status),
        "problem": words.sheet_problem_words(sheet.problem),
        "most_at_once": services.MOST_AT_ONCE,
        **more,
    }


def _export() -> tuple[tuple[str, ...], Any]:
    stock_only = request.args.get("columns") == "stock"
    keys = exporting.keys_of(stock_only=stock_only)
    rows = queries.export_rows(current_store_id(), stock_only=stock_only)
    return keys, exporting.table(rows, keys)


def _download_csv(lines: Any, what: str) -> Response:
    body = (part.encode("utf-8", "replace") for part in exporting.csv_lines(lines))
    response = Response(stream_with_context(body), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(what, "csv")}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _download_xlsx(file: Any, what: str) -> Response:
    response = send_file(
        file, mimetype=XLSX, as_attachment=True, download_name=_file_name(what, "xlsx")
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _file_name(what: str, ending: str) -> str:
    return f"{current_user.store_slug}-{what}-{jakarta_today().isoformat()}.{ending}"
