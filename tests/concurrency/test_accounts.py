"""What two do at the same moment to one account, one link, one name."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.changes import change_password, request_reset, reset_password
from app.accounts.models import Address, User
from app.accounts.passwords import hash_password
from app.accounts.queries import credentials
from app.accounts.services import NewAccount, register, save_address
from app.accounts.sessions import note_use, start_session
from app.db import db, unit_of_work
from app.errors import InvalidInput
from app.stores.models import Store
from tests.factories.accounts import PASSWORD, PASSWORD_HASH, make_customer
from tests.support.accounts import NEW_PASSWORD, deactivate, posted, session_count


def at_once(app: Flask, count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in `count` threads as units of work; what each returned or raised."""
    results: list[Any] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                results.append(unit_of_work(lambda: work(number)))
            except InvalidInput as error:
                results.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return results


def token_for(user: User) -> str:
    unit_of_work(lambda: request_reset(user.email))
    return posted("password_reset")[-1].context["url"].removeprefix("/reset-password/")


def test_one_link_is_used_once_by_eight_who_press_at_once(app: Flask) -> None:
    """B48."""
    user = make_customer()
    token = token_for(user)
    hashes = [hash_password(f"{NEW_PASSWORD} {number}") for number in range(8)]
    results = at_once(app, 8, lambda n: reset_password(token, new_hash=hashes[n]))
    assert sorted(results) == [False] * 7 + [True]


def test_four_stores_of_one_name_opened_at_once_get_addresses_of_their_own(app: Flask) -> None:
    def open_store(number: int) -> int:
        account = NewAccount(
            name="Budi",
            email=f"budi{number}@example.com",
            password_hash=PASSWORD_HASH,
            role="seller",
            locale="id",
            store_name="Kopi Gayo",
            store_location="Takengon",
        )
        return register(account).id

    results = at_once(app, 4, open_store)
    assert len([r for r in results if isinstance(r, int)]) == 4
    slugs = set(db.session.scalars(select(Store.slug)))
    assert slugs == {"kopi-gayo", "kopi-gayo-2", "kopi-gayo-3", "kopi-gayo-4"}


def test_addresses_saved_at_once_have_one_default(app: Flask) -> None:
    user_id = make_customer().id

    def save(number: int) -> int | None:
        return save_address(
            user_id,
            recipient="Sari",
            phone="0812 3456",
            line=f"Jl. Melati {number}",
            district="Coblong",
            city="Kota Bandung",
            province="Jawa Barat",
            postal_code="40132",
        )

    at_once(app, 6, save)
    defaults = db.session.scalars(select(Address.is_default)).all()
    assert sorted(defaults) == [False] * 5 + [True]


def test_a_password_changed_since_it_was_checked_starts_no_session(app: Flask) -> None:
    """B53: signing in with the old one cannot outlive the change."""
    user = make_customer()
    found = credentials(user.email, PASSWORD)
    assert found is not None
    new_hash = hash_password(NEW_PASSWORD)
    unit_of_work(
        lambda: change_password(
            user.id, present_hash=PASSWORD_HASH, new_hash=new_hash, keep_session_id=0
        )
    )
    token = unit_of_work(
        lambda: start_session(
            found.user_id, found.password_hash, remember=True, user_agent="", address=""
        )
    )
    assert token is None
    assert session_count(user.id) == 0


def test_of_two_changes_from_one_password_the_second_is_refused(app: Flask) -> None:
    user = make_customer()
    first, second = hash_password(NEW_PASSWORD), hash_password(NEW_PASSWORD + "!")

    def change(new_hash: str) -> None:
        change_password(user.id, present_hash=PASSWORD_HASH, new_hash=new_hash, keep_session_id=0)

    unit_of_work(lambda: change(first))
    with pytest.raises(InvalidInput) as refused:
        unit_of_work(lambda: change(second))
    assert refused.value.field == "current_password"
    db.session.rollback()
    assert db.session.scalars(select(User.password_hash)).one() == first


def test_a_link_of_an_account_that_was_closed_meanwhile_changes_nothing(app: Flask) -> None:
    user = make_customer()
    token = token_for(user)
    deactivate(user.id)
    assert unit_of_work(lambda: reset_password(token, new_hash="x")) is False
    db.session.rollback()
    assert db.session.scalars(select(User.password_hash)).one() == PASSWORD_HASH


def test_noting_the_use_of_a_session_that_ended_meanwhile_does_nothing(app: Flask) -> None:
    assert unit_of_work(lambda: note_use(987654321)) is None
