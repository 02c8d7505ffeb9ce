"""Sheets taken in, looked at, agreed to and written.

A sheet is planned anew inside the transaction that writes it. What would be written must then be
what the seller was shown, which a digest of the plan tells: otherwise nothing is, and the preview
comes back. Its status says who may go on (PREVIEW → WAITING → RUNNING → DONE), each step by a
conditional UPDATE in the same transaction as what it stands for, so a sheet is written once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update

from app.clock import utcnow
from app.db import after_commit, db, delete_some
from app.jobs.queue import enqueue
from app.sheets import queries
from app.sheets.documents import Document
from app.sheets.errors import PreviewMoved
from app.sheets.models import ImportStatus, SheetImport
from app.sheets.planning import plan_import
from app.sheets.plans import Plan, Shop
from app.sheets.reading import Reading
from app.sheets.writing import write_plan

# What is written within the request; more is a worker's (issue 3).
MOST_AT_ONCE = 500
APPLY_JOB = "app.sheets.jobs.apply_import"
KEPT = timedelta(days=7)
MOST_PREVIEWS = 20
# A worker that has not finished by then is dead; the bound of 5,000 rows is a minute.
GIVEN_UP_AFTER = timedelta(minutes=2)
MOST_ATTEMPTS = 3
# Why a sheet came back from the worker, or never will; said in words by app.sheets.words.
MOVED = "moved"
EXHAUSTED = "exhausted"


@dataclass
class Preview:
    """A sheet, what it would do to the shop as the shop is now, and the shop."""

    sheet: SheetImport
    document: Document
    plan: Plan
    shop: Shop

    @property
    def moved_lines(self) -> dict[int, int]:
        """Lines whose stock has changed since the sheet was sent, with what it was then."""
        return {
            line: before
            for line, present in self.plan.stocks().items()
            if (before := self.document.stocks.get(line)) is not None and before != present
        }


def receive_sheet(
    reading: Reading, *, store_id: int, user_id: int, file_name: str, fallback: int | None
) -> SheetImport:
    """Keep what was read for its preview; the oldest previews that nobody applied make room."""
    document = Document.of(reading, fallback=fallback)
    plan, _shop = _planned(document, store_id)
    document.stocks = plan.stocks()
    sheet = SheetImport(
        token=secrets.token_urlsafe(24),
        store_id=store_id,
        user_id=user_id,
        file_name=file_name[:200],
        row_count=len(reading.rows) + len(reading.unread),
        rows=document.packed(),
    )
    _count(sheet, plan)
    db.session.add(sheet)
    db.session.flush()  # its number is needed to tell which are older
    _make_room(store_id)
    return sheet


def preview(store_id: int, token: str) -> Preview:
    """The sheet as it would be written now; NotFound when it is not this store's."""
    sheet = queries.sheet_import(store_id, token)
    document = Document.unpacked(sheet.rows)
    plan, shop = _planned(document, store_id)
    return Preview(sheet, document, plan, shop)


def choose_category(
    store_id: int, token: str, fallback: int | None, choices: Mapping[str, int | None]
) -> None:
    """Let new products without a category of ours go into these.

    `choices` is an unknown category's name → the one for it, or None to let it be as `fallback`,
    where all others go; a name that it does not have stays as it was chosen before.
    """
    sheet = queries.sheet_import(store_id, token)
    document = Document.unpacked(sheet.rows)
    document.fallback = fallback
    plan, _shop = _planned(document, store_id)
    asked = {one.name.casefold() for one in plan.unknown}
    said = {name.casefold(): category_id for name, category_id in choices.items()}
    chosen = {**document.choices, **said}
    document.choices = {name: id_ for name, id_ in chosen.items() if id_ and name in asked}
    plan, _shop = _planned(document, store_id)
    document.stocks = plan.stocks() | document.stocks
    values = {"rows": document.packed(), "changed_count": plan.written_rows}
    _step(
        sheet.id,
        ImportStatus.PREVIEW,
        ImportStatus.PREVIEW,
        refused_count=len(plan.refused),
        **values,
    )


def confirm_import(store_id: int, token: str, *, seen: str, actor_id: int) -> None:
    """Write the sheet as it was seen, or if that is much leave it to a worker.

    Raises PreviewMoved, or StockMoved, when it would no longer write what was shown. A second click
    does nothing.
    """
    looked = preview(store_id, token)
    sheet, plan = looked.sheet, looked.plan
    if sheet.status != ImportStatus.PREVIEW:
        return
    if plan.digest() != seen or not plan.written_rows:
        raise PreviewMoved
    if plan.written_rows <= MOST_AT_ONCE:
        if _finish(sheet, looked.document, plan, expected=ImportStatus.PREVIEW):
            write_plan(plan, store_id=store_id, actor_id=actor_id, cause=_cause(sheet))
        return
    looked.document.agreed = seen
    looked.document.attempts = 0
    packed = looked.document.packed()
    if _step(sheet.id, ImportStatus.PREVIEW, ImportStatus.WAITING, rows=packed, problem=""):
        import_id = sheet.id
        after_commit(lambda: ask_worker(import_id))


def ask_worker(import_id: int) -> None:
    """Put the sheet on the queue; when Redis is away the clock finds it later."""
    enqueue(APPLY_JOB, import_id)


def claim_import(import_id: int, now: datetime) -> datetime | None:
    """Take a waiting sheet, or one whose worker died; None when another has it or it is done.

    One that took several workers with it is given up, so that it cannot go round for ever.
    """
    sheet = db.session.get(SheetImport, import_id, populate_existing=True)
    if sheet is None or not _can_be_claimed(sheet, now):
        return None
    document = Document.unpacked(sheet.rows)
    document.attempts += 1
    is_last = document.attempts > MOST_ATTEMPTS
    claimed = db.session.execute(
        update(SheetImport)
        .where(
            SheetImport.id == import_id,
            SheetImport.status == sheet.status,
            SheetImport.started_at == sheet.started_at
            if sheet.started_at
            else SheetImport.started_at.is_(None),
        )
        .values(
            status=ImportStatus.FAILED if is_last else ImportStatus.RUNNING,
            problem=EXHAUSTED if is_last else "",
            rows=document.packed(),
            started_at=now,
        )
    )
    return now if _changed_one(claimed) and not is_last else None


def write_import(import_id: int, started_at: datetime, report: Callable[[int], None]) -> None:
    """Write a claimed sheet; nothing when somebody else has claimed it since.

    Raises PreviewMoved or StockMoved when that is not what the seller agreed to any more.
    """
    sheet = db.session.get(SheetImport, import_id, populate_existing=True)
    if sheet is None:
        return
    document = Document.unpacked(sheet.rows)
    plan, _shop = _planned(document, sheet.store_id)
    if plan.digest() != document.agreed:
        raise PreviewMoved
    if _finish(sheet, document, plan, expected=ImportStatus.RUNNING, started_at=started_at):
        write_plan(
            plan,
            store_id=sheet.store_id,
            actor_id=sheet.user_id,
            cause=_cause(sheet),
            report=report,
        )


def send_back(import_id: int, started_at: datetime) -> None:
    """Show the preview again, of a sheet that the shop has overtaken while it waited."""
    _step(
        import_id,
        ImportStatus.RUNNING,
        ImportStatus.PREVIEW,
        started_at=started_at,
        problem=MOVED,
    )


def discard_import(store_id: int, token: str) -> bool:
    """Forget a sheet that was not agreed to; False when it is too late for that."""
    result = db.session.execute(
        delete(SheetImport).where(
            SheetImport.store_id == store_id,
            SheetImport.token == token,
            SheetImport.status.in_((ImportStatus.PREVIEW, ImportStatus.FAILED)),
        )
    )
    return _changed_one(result)


def delete_old_imports(now: datetime, *, limit: int) -> int:
    """Forget sheets a week after they were sent, unless a worker is to write them."""
    return delete_some(
        SheetImport.id,
        SheetImport.created_at < now - KEPT,
        SheetImport.status.not_in((ImportStatus.WAITING, ImportStatus.RUNNING)),
        limit=limit,
    )


def _planned(document: Document, store_id: int) -> tuple[Plan, Shop]:
    shop = queries.shop_of(store_id, with_descriptions="description" in document.columns)
    plan = plan_import(
        document.rows,
        shop,
        unread=document.unread,
        fallback=document.fallback,
        choices=document.choices,
    )
    return plan, shop


def _count(sheet: SheetImport, plan: Plan) -> None:
    sheet.changed_count = plan.written_rows
    sheet.refused_count = len(plan.refused)


def _make_room(store_id: int) -> None:
    """Nobody fills the database with sheets that they only look at."""
    kept = db.session.scalars(
        select(SheetImport.id)
        .where(SheetImport.store_id == store_id, SheetImport.status == ImportStatus.PREVIEW)
        .order_by(SheetImport.id.desc())
        .limit(MOST_PREVIEWS)
    ).all()
    if len(kept) == MOST_PREVIEWS:
        db.session.execute(
            delete(SheetImport).where(
                SheetImport.store_id == store_id,
                SheetImport.status == ImportStatus.PREVIEW,
                SheetImport.id < kept[-1],
            )
        )


def _finish(
    sheet: SheetImport,
    document: Document,
    plan: Plan,
    *,
    expected: ImportStatus,
    started_at: datetime | None = None,
) -> bool:
    """Mark the sheet as written, which this transaction is about to make true.

    Its row stays locked until then: who comes second waits, and finds it done.
    """
    done = Document(
        columns=document.columns,
        ignored=document.ignored,
        refused=plan.refused,
        counts={
            "new_products": len(plan.new),
            "new_rows": plan.new_rows,
            "changed": len(plan.changed),
            "unchanged": plan.unchanged,
        },
    )
    return _step(
        sheet.id,
        expected,
        ImportStatus.DONE,
        started_at=started_at,
        rows=done.packed(),
        problem="",
        changed_count=plan.written_rows,
        refused_count=len(plan.refused),
        finished_at=utcnow(),
    )


def _step(
    import_id: int,
    old: ImportStatus,
    new: ImportStatus,
    *,
    started_at: datetime | None = None,
    **values: Any,
) -> bool:
    """Move the sheet from one status to another; False when it is no longer in the first."""
    statement = update(SheetImport).where(SheetImport.id == import_id, SheetImport.status == old)
    if started_at is not None:
        statement = statement.where(SheetImport.started_at == started_at)
    result = db.session.execute(
        statement.values(status=new, **values),
        execution_options={"synchronize_session": False},
    )
    return _changed_one(result)


def _can_be_claimed(sheet: SheetImport, now: datetime) -> bool:
    if sheet.status == ImportStatus.WAITING:
        return True
    began = sheet.started_at
    is_dead = began is not None and began < now - GIVEN_UP_AFTER
    return sheet.status == ImportStatus.RUNNING and is_dead


def _changed_one(result: Any) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1


def _cause(sheet: SheetImport) -> str:
    """What the ledger says: which sheet it was."""
    return f"impor #{sheet.id} {sheet.file_name}".strip()[:100]
