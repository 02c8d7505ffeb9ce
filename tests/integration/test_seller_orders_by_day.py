"""/seller/orders: a number is searched for within the days asked for, and names days itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.clock import utcnow
from app.orders import search
from app.stores.models import Store
from tests.factories.accounts import make_customer, make_seller, sign_in_as
from tests.factories.orders import make_order, rewrite
from tests.support.client import ShopClient


@pytest.fixture
def seller(app: Flask) -> tuple[User, Store]:
    return make_seller(store_name="Anggrek")


@pytest.fixture
def desk(client: ShopClient, seller: tuple[User, Store]) -> ShopClient:
    """The seller's browser."""
    return sign_in_as(client, seller[0])


def found(desk: ShopClient, **query: str) -> list[str]:
    """The numbers that the list shows, in its order."""
    answer = desk.get("/seller/orders", query_string=query)
    assert answer.status_code == 200
    return re.findall(r'<article id="order-([^"]+)"', answer.text)


def test_a_number_is_not_found_outside_the_days_asked_for(
    desk: ShopClient, seller: tuple[User, Store]
) -> None:
    """Who asks for days gets nothing of other days, not even by the whole number."""
    day = utcnow() - timedelta(days=3)
    number = f"BLJ-{day:%y%m%d}-7K2Q9D"
    rewrite(
        make_order(store=seller[1]),
        number=number,
        placed_at=day.replace(hour=5, minute=0),  # noon in Jakarta
    )
    before, same, after = ((day + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1))
    for typed in (number, "7K2Q9D", "7k2q9d", number[:13]):
        assert found(desk, q=typed) == [number], typed
        assert found(desk, q=typed, since=same, until=same) == [number], typed
        assert found(desk, q=typed, since=after) == [], typed
        assert found(desk, q=typed, until=before) == [], typed


def test_the_beginning_of_a_number_reaches_its_days_however_much_came_since(
    desk: ShopClient, seller: tuple[User, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number names the day, so newer orders do not use up what a search looks at."""
    buyer = make_customer()
    for _newer in range(3):
        make_order(buyer, seller[1])
    old = [
        rewrite(make_order(buyer, seller[1]), number=number, placed_at=placed_at).number
        for number, placed_at in (
            ("BLJ-260405-AAAAAA", datetime(2026, 4, 5, 5, tzinfo=UTC)),
            # Drawn before midnight in Jakarta, written after it.
            ("BLJ-260405-BBBBBB", datetime(2026, 4, 5, 17, 0, 1, tzinfo=UTC)),
            ("BLJ-260407-CCCCCC", datetime(2026, 4, 7, 5, tzinfo=UTC)),
        )
    ]
    monkeypatch.setattr(search, "SEARCH_LIMIT", 3)
    assert found(desk, q="BLJ-260405") == [old[1], old[0]]
    assert found(desk, q="blj-260405-A") == [old[0]]
    assert found(desk, q="BLJ-2604") == [old[2], old[1], old[0]]
    assert found(desk, q="BLJ-260405", until="2026-04-05") == [old[0]]
    assert found(desk, q="BLJ-260406") == []
    answer = desk.get("/seller/orders?q=BLJ-260405").text
    assert "The newest 3 orders were searched." not in answer
