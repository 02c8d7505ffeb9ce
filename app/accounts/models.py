"""Users and what belongs to them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import utcnow
from app.model import Base, Id, Identifier, Moment, key_string, table_args


class Role(StrEnum):
    """Chosen at registration, never both (DESIGN 2)."""

    CUSTOMER = "customer"
    SELLER = "seller"


class User(Base):
    """Somebody with an account; archived (`is_active` false), never deleted, once they ordered."""

    __tablename__ = "users"
    __table_args__ = table_args(
        UniqueConstraint("email"),
        CheckConstraint("role IN ('customer', 'seller')", name="role_known"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(key_string(254))  # lower case
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(key_string(100))
    role: Mapped[str] = mapped_column(key_string(10))
    locale: Mapped[str] = mapped_column(key_string(5), default="id")
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    password_changed_at: Mapped[Moment] = mapped_column(default=utcnow)


class UserSession(Base):
    """One signed-in browser; the cookie holds a random token, this row only its SHA-256."""

    __tablename__ = "user_sessions"
    __table_args__ = table_args(UniqueConstraint("token_hash"), Index(None, "user_id"))

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(key_string(64))
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(key_string(45), default="")
    is_remembered: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    last_seen_at: Mapped[Moment] = mapped_column(default=utcnow)
    expires_at: Mapped[Moment] = mapped_column(index=True)


class PasswordReset(Base):
    """A single-use link of 30 minutes; the row holds the SHA-256 of its token."""

    __tablename__ = "password_resets"
    __table_args__ = table_args(UniqueConstraint("token_hash"), Index(None, "user_id"))

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(key_string(64))
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
    expires_at: Mapped[Moment] = mapped_column(index=True)
    used_at: Mapped[Moment | None]


class Address(Base):
    """A saved delivery address."""

    __tablename__ = "addresses"
    __table_args__ = table_args(Index(None, "user_id"))

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(30))
    line: Mapped[str] = mapped_column(String(300))
    district: Mapped[str] = mapped_column(String(100))
    city: Mapped[str] = mapped_column(String(100))
    province: Mapped[str] = mapped_column(String(100))
    postal_code: Mapped[str] = mapped_column(String(10))
    is_default: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[Moment] = mapped_column(default=utcnow)
