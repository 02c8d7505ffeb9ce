"""What the clock has done already."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Moment, key_string, table_args


class PeriodicRun(Base):
    """One periodic job for one period, such as ("auto_complete", "2026-11-23"): once, ever.

    The row is what keeps two schedulers, or a late one, from doing the same twice (DESIGN 6).
    """

    __tablename__ = "periodic_runs"
    __table_args__ = table_args(UniqueConstraint("job", "period"))

    id: Mapped[Id]
    job: Mapped[str] = mapped_column(key_string(40))
    period: Mapped[str] = mapped_column(key_string(20))
    started_at: Mapped[Moment] = mapped_column(default=utcnow)
    finished_at: Mapped[Moment | None]
