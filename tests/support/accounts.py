"""What tests ask of accounts again and again."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.accounts.models import User, UserSession
from app.db import db, unit_of_work
from app.notifications.models import OutboxMessage
from tests.support.client import ShopClient

NEW_PASSWORD = "mangga muda tujuh biji"


def user_count() -> int:
    """How many accounts there are now."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def session_count(user_id: int) -> int:
    """How many rows of sessions this user has now."""
    db.session.rollback()
    condition = UserSession.user_id == user_id
    return db.session.scalar(select(func.count()).select_from(UserSession).where(condition)) or 0


def deactivate(user_id: int) -> None:
    """Close an account, as the people who run the shop do."""
    statement = update(User).where(User.id == user_id).values(is_active=False)
    unit_of_work(lambda: db.session.execute(statement))


def posted(kind: str) -> list[OutboxMessage]:
    """The mails of this kind that were written, oldest first."""
    db.session.rollback()
    found = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    )
    return list(found)


def is_signed_in(client: ShopClient) -> bool:
    """Whether this browser may see its account."""
    return client.get("/account").status_code == 200


def cookie_value(client: ShopClient, name: str) -> str | None:
    """The value of this browser's cookie."""
    cookie = client.http.get_cookie(name)
    return cookie.value if cookie else None


def copy_of(client: ShopClient) -> ShopClient:
    """Another browser with a copy of this one's cookies, as a thief would have."""
    thief = ShopClient(client.app)
    for name in ("session", "remember"):
        value = cookie_value(client, name)
        if value is not None:
            thief.http.set_cookie(name, value)
    return thief


def without_tokens(text: str) -> str:
    """A page without what differs from one request to the next."""
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())
