"""Writes to accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.errors import ADDRESS_TAKEN, AddressTaken
from app.accounts.models import Role, User
from app.accounts.principal import new_token
from app.db import db, explain_constraint, violated_constraint
from app.notifications.outbox import post
from app.stores.services import create_store

explain_constraint("uq_users_email", "email", ADDRESS_TAKEN)


@dataclass(frozen=True)
class NewAccount:
    """What somebody typed to open an account; the password is hashed and judged already."""

    name: str
    email: str  # as `email_addresses.normalise` gives it
    password_hash: str
    role: str
    locale: str
    store_name: str = ""
    store_location: str = ""


def register(account: NewAccount) -> User:
    """Open an account, for a seller with the store, and post the welcome; raises AddressTaken."""
    user = User(
        name=account.name,
        email=account.email,
        password_hash=account.password_hash,
        role=account.role,
        locale=account.locale,
    )
    _insert(user)
    if account.role == Role.SELLER:
        create_store(user.id, name=account.store_name, location=account.store_location)
    post(
        "welcome",
        recipient=user.email,
        locale=user.locale,
        context={"name": user.name, "role": user.role},
        dedupe_key=f"welcome:{user.id}",
    )
    return user


def _insert(user: User) -> None:
    """Insert the user; within a savepoint, so that a taken address leaves the rest to go on."""
    try:
        with db.session.begin_nested():
            db.session.add(user)
            db.session.flush()  # the constraint says whether the address is free, racing or not
    except IntegrityError as error:
        if violated_constraint(error) != "uq_users_email":
            raise
        raise AddressTaken from error


def register_or_remind(account: NewAccount) -> None:
    """Open the account, or tell the one who has the address by mail that there is one already.

    The caller cannot tell which: only the owner of the mailbox may know (docs/adr).
    """
    try:
        register(account)
    except AddressTaken:
        _remind(account.email)


def _remind(email: str) -> None:
    owner = db.session.execute(
        select(User.name, User.email, User.locale).where(User.email == email)
    ).one()
    post(
        "account_exists",
        recipient=owner.email,
        locale=owner.locale,
        context={"name": owner.name},
        dedupe_key=f"account_exists:{new_token()}",
    )


def set_locale(user_id: int, locale: str) -> None:
    """Keep the language the user chose."""
    db.session.execute(update(User).where(User.id == user_id).values(locale=locale))


def update_profile(user_id: int, *, name: str, locale: str) -> None:
    """Change how the user is called and in which language."""
    db.session.execute(update(User).where(User.id == user_id).values(name=name, locale=locale))
