"""A seller's store."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class Store(Base):
    """One per seller; `location` is a city or regency as people write it ("Kota Bandung").

    `opening_note` is one line about when orders are packed; `logo_key` names the logo's files in
    the storage (app.storage).
    """

    __tablename__ = "stores"
    __table_args__ = table_args(UniqueConstraint("owner_id"), UniqueConstraint("slug"))

    id: Mapped[Id]
    owner_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(key_string(120))
    location: Mapped[str] = mapped_column(String(100), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    opening_note: Mapped[str] = mapped_column(String(200), default="", server_default="")
    logo_key: Mapped[str | None] = mapped_column(key_string(80), index=True)
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
