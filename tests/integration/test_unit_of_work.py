"""One place commits; it retries the whole of the work, and nothing leaves before the commit."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.accounts.models import User
from app.db import (
    ConstraintViolation,
    after_commit,
    db,
    explain_constraint,
    unit_of_work,
)
from app.errors import InvalidInput
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller


def users() -> int:
    db.session.rollback()
    return db.session.query(User).count()


def test_work_is_committed_and_its_result_returned(app: Flask) -> None:
    user = make_customer()
    assert users() == 1
    assert user.id > 0


def test_work_that_raises_leaves_nothing(app: Flask) -> None:
    def work() -> None:
        db.session.add(User(email="a@example.com", name="A", password_hash="x", role="customer"))
        db.session.flush()
        raise LookupError("half way")

    with pytest.raises(LookupError):
        unit_of_work(work)
    assert users() == 0


def test_a_deadlock_runs_the_whole_work_again(app: Flask) -> None:
    """A6: the first attempt's rows are gone; the second attempt's are there once."""
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        user = User(email="a@example.com", name="A", password_hash="x", role="customer")
        db.session.add(user)
        db.session.flush()
        if len(tries) < 3:
            raise OperationalError("UPDATE", {}, deadlock())
        return user.name

    assert unit_of_work(work) == "A"
    assert len(tries) == 3
    assert users() == 1


def deadlock() -> Exception:
    """What the driver of the database under test raises for a collision."""
    if db.engine.dialect.name == "sqlite":
        return sqlite3.OperationalError("database is locked")
    return Exception(1213, "Deadlock found when trying to get lock; try restarting transaction")


def test_it_gives_up_after_its_last_attempt(app: Flask) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise OperationalError("UPDATE", {}, deadlock())

    with pytest.raises(OperationalError):
        unit_of_work(work, attempts=3)
    assert len(tries) == 3


def test_an_error_that_is_no_collision_is_not_retried(app: Flask) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise OperationalError("SELECT", {}, Exception(1146, "Table 'x' doesn't exist"))

    with pytest.raises(OperationalError):
        unit_of_work(work)
    assert len(tries) == 1


def test_hooks_run_after_the_commit_and_only_then(app: Flask) -> None:
    seen: list[int] = []

    def work() -> None:
        after_commit(lambda: seen.append(users()))
        db.session.add(User(email="a@example.com", name="A", password_hash="x", role="customer"))

    unit_of_work(work)
    assert seen == [1]


def test_hooks_of_work_that_failed_are_dropped(app: Flask) -> None:
    seen: list[str] = []

    def work() -> None:
        after_commit(lambda: seen.append("left the process"))
        raise LookupError

    with pytest.raises(LookupError):
        unit_of_work(work)
    assert seen == []


def test_a_unit_of_work_inside_another_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="open already"):
        unit_of_work(lambda: unit_of_work(lambda: None))


def test_rows_are_written_inside_a_unit_of_work_only(app: Flask) -> None:
    db.session.add(User(email="a@example.com", name="A", password_hash="x", role="customer"))
    with pytest.raises(RuntimeError, match="inside unit_of_work"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(RuntimeError, match="inside a unit of work"):
        after_commit(lambda: None)
    assert users() == 0


def test_a_violated_constraint_is_known_by_name_on_both_databases(app: Flask) -> None:
    _user, store = make_seller()

    def second_store() -> None:
        other = make_row(owner_id=store.owner_id, slug="another")
        db.session.add(other)

    with pytest.raises(ConstraintViolation) as refused:
        unit_of_work(second_store)
    assert refused.value.constraint == "uq_stores_owner_id"
    assert db.session.query(Store).count() == 1


def make_row(*, owner_id: int, slug: str) -> Store:
    return Store(owner_id=owner_id, name="B", slug=slug, location="Kota Solo", description="")


def test_an_explained_constraint_becomes_a_message_on_its_field(app: Flask) -> None:
    _user, store = make_seller()
    customer = make_customer()
    explain_constraint("uq_stores_slug", "name", "This name is taken.")
    with pytest.raises(InvalidInput) as refused:
        unit_of_work(lambda: db.session.add(make_row(owner_id=customer.id, slug=store.slug)))
    assert (refused.value.field, refused.value.message) == ("name", "This name is taken.")


def test_a_check_of_the_database_is_the_second_net(app: Flask) -> None:
    """A1: whatever the code does, a role that is neither buyer nor seller is not stored."""
    with pytest.raises(ConstraintViolation) as refused:
        unit_of_work(
            lambda: db.session.add(
                User(email="a@example.com", name="A", password_hash="x", role="admin")
            )
        )
    assert refused.value.constraint == "ck_users_role_known"
    assert users() == 0


def test_explaining_a_constraint_that_does_not_exist_is_an_error(app: Flask) -> None:
    with pytest.raises(LookupError):
        explain_constraint("uq_no_such_thing", None, "")
