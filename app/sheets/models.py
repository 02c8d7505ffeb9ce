"""An import that somebody looks at before it is written."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.mysql import MEDIUMBLOB
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class ImportStatus(StrEnum):
    """PREVIEW until the seller says yes; then WAITING for a worker, RUNNING, and an end."""

    PREVIEW = "PREVIEW"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class SheetImport(Base):
    """A sheet that a seller gave: what was read from it waits here until it is written, or not.

    `token` names it in addresses. `rows` is what was read, compressed JSON; any process can take it
    up, also on another machine. The counts are those of the preview, and of what was written in the
    end; `problem` says why it failed.
    """

    __tablename__ = "sheet_imports"
    __table_args__ = table_args(
        CheckConstraint(
            "status IN ('PREVIEW', 'WAITING', 'RUNNING', 'DONE', 'FAILED')", name="status_known"
        ),
        UniqueConstraint("token"),
        Index(None, "store_id", "created_at"),
        Index(None, "created_at"),
        Index(None, "status", "started_at"),
    )

    id: Mapped[Id]
    token: Mapped[str] = mapped_column(key_string(40))
    store_id: Mapped[int] = mapped_column(Identifier, ForeignKey("stores.id"))
    user_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[str] = mapped_column(key_string(10), default=ImportStatus.PREVIEW)
    rows: Mapped[bytes] = mapped_column(
        LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb")
    )
    row_count: Mapped[int] = mapped_column(Integer, default=0)
    changed_count: Mapped[int] = mapped_column(Integer, default=0)
    refused_count: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
