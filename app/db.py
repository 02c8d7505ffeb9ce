"""The unit of work: the one place that commits, and the one that retries.

A route, a job or a command calls `unit_of_work(work)`. It opens a write transaction, runs `work`,
commits, and only then lets anything leave the process (`after_commit`). A deadlock, a lock wait
that ran out or a busy SQLite rolls back and runs the whole of `work` again, because MariaDB has by
then undone all of it, not just the last statement (DESIGN 5). `work` must therefore be safe to run
again: it takes plain values, reads what it needs itself, and touches nothing but the database.
"""

from __future__ import annotations

import random
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import structlog
from sqlalchemy import (
    Connection,
    CursorResult,
    Index,
    UniqueConstraint,
    delete,
    event,
    select,
)
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session, UOWTransaction

from app.errors import Conflict, DomainError, InvalidInput
from app.extensions import db
from app.model import Base

Result = TypeVar("Result")
log = structlog.get_logger(__name__)

ATTEMPTS = 8
LONGEST_PAUSE_SECONDS = 0.5

# 1213 deadlock, 1205 lock wait timeout, 1020 record changed since last read (MariaDB).
RETRYABLE_CODES = {1205, 1213, 1020}
# 1047: this node is not part of the cluster; SQLAlchemy does not know it as a disconnect.
DISCONNECT_CODES = {1047}

_WRITING = "belanjain_writing"
_HOOKS = "belanjain_after_commit"

ConstraintExplanation = tuple[str | None, Any]
_explanations: dict[str, ConstraintExplanation] = {}


class ConstraintViolation(Conflict):
    """The database refused a row, and nobody has explained that constraint to the user."""

    def __init__(self, constraint: str) -> None:
        super().__init__(f"constraint {constraint}")
        self.constraint = constraint


def unit_of_work(work: Callable[[], Result], *, attempts: int = ATTEMPTS) -> Result:
    """Run `work` in one write transaction, commit, run its after-commit hooks, return its result.

    Raises what `work` raises (rolled back), and `InvalidInput` or `ConstraintViolation` for a
    violated constraint.
    """
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError("a unit of work is open already: services must not open one")
    for attempt in range(1, attempts + 1):
        try:
            result, hooks = _attempt(session, work)
        except DBAPIError as error:
            if attempt == attempts or not _is_retryable(error, session):
                raise _explain(error) from error
            log.info("unit_of_work_retried", attempt=attempt, reason=type(error.orig).__name__)
            _pause(attempt)
            continue
        for hook in hooks:
            hook()
        return result
    raise AssertionError("unreachable: the last attempt returns or raises")


def _attempt(
    session: Session, work: Callable[[], Result]
) -> tuple[Result, list[Callable[[], None]]]:
    # Whatever was read before ends here: its transaction is older than what we must see now.
    session.rollback()
    session.info.update({_WRITING: True, _HOOKS: [], "committing": False})
    try:
        session.connection(execution_options={_WRITING: True})
        result = work()
        # Flushed apart from the commit, so that an error of a statement is told from one at COMMIT.
        session.flush()
        session.info["committing"] = True
        session.commit()
        return result, session.info[_HOOKS]
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_WRITING] = False
        session.info[_HOOKS] = []


def after_commit(hook: Callable[[], None]) -> None:
    """Run `hook` once the open unit of work has committed; it is dropped if that rolls back."""
    session = db.session()
    if not session.info.get(_WRITING):
        raise RuntimeError("after_commit() belongs inside a unit of work")
    session.info[_HOOKS].append(hook)


def after_commit_together(item: Any, handler: Callable[[list[Any]], None]) -> None:
    """Call `handler` once after the commit, with every item that this unit of work gave it."""
    for hook in db.session().info.get(_HOOKS, ()):
        if isinstance(hook, _Together) and hook.handler is handler:
            hook.items.append(item)
            return
    after_commit(_Together(handler, [item]))


@dataclass
class _Together:
    handler: Callable[[list[Any]], None]
    items: list[Any]

    def __call__(self) -> None:
        self.handler(self.items)


def delete_some(identifier: InstrumentedAttribute[int], *conditions: Any, limit: int) -> int:
    """Delete at most `limit` rows that meet the conditions, whichever; how many it were.

    `identifier` is the primary key, such as `Cart.id`. Two statements, because the databases share
    no DELETE with a limit; the second asks for the conditions again, so that a row which has come
    into use in between stays.
    """
    found = db.session.scalars(select(identifier).where(*conditions).limit(limit)).all()
    if not found:
        return 0
    model = cast("type[Base]", identifier.class_)
    statement = delete(model).where(identifier.in_(sorted(found)), *conditions)
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def explain_constraint(name: str, field: str | None, message: Any) -> None:
    """Tell the user `message` on `field` when the database refuses a row for constraint `name`."""
    if name not in _constraint_names():
        raise LookupError(f"no constraint is named {name}")
    _explanations[name] = (field, message)


def _constraint_names() -> set[str]:
    names: set[str] = set()
    for table in Base.metadata.tables.values():
        names.update(str(constraint.name) for constraint in table.constraints)
        names.update(str(index.name) for index in table.indexes if index.unique)
    return names


def _is_retryable(error: DBAPIError, session: Session) -> bool:
    if isinstance(error.orig, sqlite3.OperationalError):
        return "locked" in str(error.orig) or "busy" in str(error.orig)
    if _error_code(error) in RETRYABLE_CODES:
        return True
    # A connection lost at COMMIT says nothing about whether it committed: only the caller, with
    # its idempotency key, can find out. Lost before, nothing was kept and all can run again.
    return error.connection_invalidated and not session.info["committing"]


def _error_code(error: DBAPIError) -> int | None:
    arguments = getattr(error.orig, "args", ())
    return arguments[0] if arguments and isinstance(arguments[0], int) else None


def _pause(attempt: int) -> None:
    """Wait with jitter, so that those who collided do not collide again."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE_SECONDS, 0.01 * 2**attempt)))


def _explain(error: DBAPIError) -> Exception:
    # MariaDB's driver calls a failed CHECK an operational error (4025), so the text decides.
    name = violated_constraint(error)
    if name is None:
        return error
    if name in _explanations:
        field, message = _explanations[name]
        return InvalidInput(message, field=field)
    return ConstraintViolation(name)


def violated_constraint(error: DBAPIError) -> str | None:
    """The name of the constraint that the database refused, on either database."""
    text = str(error.orig)
    named = (
        re.search(r"for key '(?:\w+\.)?(\w+)'", text)
        or re.search(r"CONSTRAINT `(\w+)`", text)
        or re.search(r"Check constraint '(\w+)' is violated", text)
    )
    if named:
        return named[1]
    checked = re.search(r"CHECK constraint failed: (\w+)", text)
    if checked:
        return checked[1]
    unique = re.search(r"UNIQUE constraint failed: (.+)$", text)
    return _unique_by_columns(unique[1]) if unique else None


def _unique_by_columns(columns: str) -> str | None:
    """SQLite names the columns of a violated unique constraint, not the constraint."""
    wanted = {column.strip() for column in columns.split(",")}
    table = Base.metadata.tables.get(next(iter(wanted)).split(".")[0])
    if table is None:
        return None
    candidates: list[UniqueConstraint | Index] = [
        *(c for c in table.constraints if isinstance(c, UniqueConstraint)),
        *(index for index in table.indexes if index.unique),
    ]
    for candidate in candidates:
        if {f"{table.name}.{column.name}" for column in candidate.columns} == wanted:
            return str(candidate.name)
    return None


@event.listens_for(Session, "before_flush")
def _refuse_writes_outside(session: Session, _context: UOWTransaction, _objects: Any) -> None:
    if not session.info.get(_WRITING) and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows are written inside unit_of_work() only")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    # The driver's own transaction handling lost updates under 16 writers; BEGIN is ours (below).
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(Engine, "handle_error")
def _recognise_disconnect(context: ExceptionContext) -> None:
    arguments = getattr(context.original_exception, "args", ())
    if arguments and arguments[0] in DISCONNECT_CODES:
        context.is_disconnect = True


def engine_options(url: str) -> dict[str, Any]:
    """How to connect: READ COMMITTED on MariaDB, where a conditional UPDATE needs no gap locks."""
    # An error tells its statement but not the values: those are addresses, links, hashes (B62).
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, "hide_parameters": True}
    return {
        "hide_parameters": True,
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        "pool_recycle": 280,
        "pool_size": 10,
        "max_overflow": 10,
        "pool_timeout": 10,
        "connect_args": {
            "connect_timeout": 5,
            "read_timeout": 60,
            "write_timeout": 60,
            "init_command": (
                "SET SESSION sql_mode='TRADITIONAL,ONLY_FULL_GROUP_BY', time_zone='+00:00', "
                "innodb_lock_wait_timeout=10"
            ),
        },
    }


__all__ = [
    "ConstraintViolation",
    "DomainError",
    "after_commit",
    "after_commit_together",
    "db",
    "delete_some",
    "engine_options",
    "explain_constraint",
    "unit_of_work",
    "violated_constraint",
]
