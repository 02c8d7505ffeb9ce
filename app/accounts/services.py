"""Writes to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.errors import ADDRESS_TAKEN, AddressTaken
from app.accounts.models import Address, Role, User
from app.accounts.notices import tell_owner
from app.db import db, explain_constraint, violated_constraint
from app.errors import NotFound
from app.notifications.outbox import post
from app.stores.services import create_store

MOST_ADDRESSES = 20

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


class AddressDetails(TypedDict):
    """Where a parcel goes, as people write it."""

    recipient: str
    phone: str
    line: str
    district: str
    city: str
    province: str
    postal_code: str


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

    The caller cannot tell which: only the owner of the mailbox may know (docs/adr/0005).
    """
    try:
        register(account)
    except AddressTaken:
        tell_owner("account_exists", User.email == account.email)


def set_locale(user_id: int, locale: str) -> None:
    """Keep the language the user chose."""
    db.session.execute(update(User).where(User.id == user_id).values(locale=locale))


def update_profile(user_id: int, *, name: str, locale: str) -> None:
    """Change how the user is called and in which language."""
    db.session.execute(update(User).where(User.id == user_id).values(name=name, locale=locale))


def save_address(user_id: int, **details: Unpack[AddressDetails]) -> int | None:
    """Keep a delivery address and return its id; the first one is the default.

    The same address again is the one that is there already. None when the address book is full.
    """
    _lock(user_id)
    own = list(db.session.scalars(select(Address).where(Address.user_id == user_id)))
    for address in own:
        if all(getattr(address, name) == value for name, value in details.items()):
            return address.id
    if len(own) >= MOST_ADDRESSES:
        return None
    address = Address(user_id=user_id, is_default=not own, **details)
    db.session.add(address)
    db.session.flush()  # the caller needs its id
    return address.id


def change_address(user_id: int, address_id: int, **details: Unpack[AddressDetails]) -> None:
    """Change one of the user's addresses; orders keep the copy they were made with."""
    address = _own_address(user_id, address_id)
    for name, value in details.items():
        setattr(address, name, value)


def delete_address(user_id: int, address_id: int) -> None:
    """Forget an address; when it was the default, the newest other one becomes it."""
    _lock(user_id)
    address = _own_address(user_id, address_id)
    db.session.delete(address)
    if not address.is_default:
        return
    heir = db.session.scalar(
        select(Address)
        .where(Address.user_id == user_id, Address.id != address_id)
        .order_by(Address.id.desc())
        .limit(1)
    )
    if heir is not None:
        heir.is_default = True


def make_default_address(user_id: int, address_id: int) -> None:
    """Let the checkout offer this address first."""
    _lock(user_id)
    _own_address(user_id, address_id)
    db.session.execute(
        update(Address)
        .where(Address.user_id == user_id)
        .values(is_default=Address.id == address_id)
        .execution_options(synchronize_session=False)
    )


def _lock(user_id: int) -> None:
    """Let one change of the address book follow the other, so that there is one default."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())


def _own_address(user_id: int, address_id: int) -> Address:
    address = db.session.scalar(
        select(Address).where(Address.id == address_id, Address.user_id == user_id)
    )
    if address is None:
        raise NotFound
    return address
