"""What a checkout would cost, and what differs from what the buyer saw."""

from __future__ import annotations

from dataclasses import replace

from app.cart.queries import CheckoutLine
from app.orders.drafts import Destination, changes, make_draft, parse_seen
from app.orders.errors import Change
from app.shipping.quotes import SimulatedQuoter

BANDUNG = Destination("Bandung", "Jawa Barat")
NOWHERE = Destination("", "")


def line(variant_id: int, store_id: int = 1, **changed: object) -> CheckoutLine:
    standard = CheckoutLine(
        item_id=variant_id,
        variant_id=variant_id,
        product_id=variant_id,
        store_id=store_id,
        quantity=2,
        unit_price=10_000,
        stock=5,
        weight=400,
        name=f"Product {variant_id}",
        options={},
        sku=str(variant_id),
        image_key=None,
        store_name=f"Store {store_id}",
        store_location="Kota Bandung",
        seller_email="seller@example.com",
        seller_name="Seller",
        seller_locale="id",
        is_available=True,
    )
    return replace(standard, **changed)


def draft(*lines: CheckoutLine, to: Destination = BANDUNG):
    return make_draft(lines, to, SimulatedQuoter())


def test_lines_are_split_by_store_and_each_store_sends_one_parcel() -> None:
    found = draft(line(1, 2), line(2, 1), line(3, 2))
    assert [(store.store_id, len(store.lines)) for store in found.stores] == [(1, 1), (2, 2)]
    assert [store.weight for store in found.stores] == [800, 1600]
    assert [store.shipping_cost for store in found.stores] == [9_000, 12_000]
    assert found.subtotal == 60_000
    assert found.shipping_cost == 21_000
    assert found.total == sum(store.total for store in found.stores) == 81_000
    assert found.units == 6
    assert found.is_final


def test_without_an_address_the_total_is_not_final() -> None:
    found = draft(line(1), to=NOWHERE)
    assert not found.is_final
    assert found.total == 20_000
    assert found.stores[0].shipping_cost == 0


def test_a_line_is_short_when_stock_lacks_or_it_is_no_longer_sold() -> None:
    found = draft(line(1), line(2, stock=1), line(3, is_available=False), line(4, stock=0))
    assert [(short.item_id, short.wanted, short.left) for short in found.short] == [
        (2, 2, 1),
        (3, 2, 0),
        (4, 2, 0),
    ]


def test_lines_of_which_nothing_is_left_are_listed_and_do_not_count() -> None:
    """The same sums as in the cart, which says so at those lines."""
    found = draft(line(1), line(2, stock=0), line(3, 2, is_available=False))
    assert [len(store.lines) for store in found.stores] == [2, 1]
    assert [(store.subtotal, store.weight, store.units) for store in found.stores] == [
        (20_000, 800, 2),
        (0, 0, 0),
    ]
    assert found.stores[1].quote is None
    assert (found.units, found.total, found.is_final) == (2, 29_000, True)


def test_what_the_form_carries_comes_back_as_what_was_seen() -> None:
    found = draft(line(1), line(2, quantity=3, unit_price=999))
    assert parse_seen(found.seen) == {1: (2, 10_000), 2: (3, 999)}
    assert changes(found, parse_seen(found.seen)) == ()


def test_tampered_or_broken_lines_are_left_out() -> None:
    assert parse_seen("") == {}
    assert parse_seen("1:2,x:1:1,1:1:-5,²:1:1, 3:1:4,5:1:7") == {5: (1, 7)}


def test_every_difference_is_named() -> None:
    found = draft(line(1, unit_price=12_000), line(2, quantity=1), line(4))
    seen = {1: (2, 10_000), 2: (2, 10_000), 3: (1, 5_000)}
    assert changes(found, seen) == (
        Change("price", "Product 1", 10_000, 12_000),
        Change("quantity", "Product 2", 2, 1),
        Change("line", "Product 4", None, 2),
        Change("gone", "", 1, None),
    )
