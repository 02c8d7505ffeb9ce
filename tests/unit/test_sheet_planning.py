"""Rows and a shop into a plan: what each row finds, and what it is refused for."""

from __future__ import annotations

import timeit
from dataclasses import replace
from typing import Any

import pytest

from app.sheets.columns import HEADINGS
from app.sheets.planning import plan_import
from app.sheets.plans import KnownCategory, KnownProduct, KnownVariant, Plan, Shop
from app.sheets.problems import Row, Wrong, parts_of
from app.sheets.values import wanted


def shop() -> Shop:
    """A lamp without options, a shirt in two colours, two products of one name."""
    products = {
        1: KnownProduct(1, "Lampu", 1, "", "ACTIVE"),
        2: KnownProduct(2, "Kaos", 1, "", "ACTIVE"),
        3: KnownProduct(3, "Gelas", 1, "", "ACTIVE"),
        4: KnownProduct(4, "Gelas", 1, "", "ACTIVE"),
    }
    red, blue = {"Warna": "Merah"}, {"Warna": "Biru"}
    rows: list[tuple[int, int, str, dict[str, str]]] = [
        (1, 1, "L", {}),
        (2, 2, "K-M", red),
        (3, 2, "K-B", blue),
        (4, 3, "G1", {}),
        (5, 4, "G2", {}),
    ]
    variants = {
        number: KnownVariant(number, product, sku, options, 100, 10, 500, 10, 0, False)
        for number, product, sku, options in rows
    }
    variants[6] = KnownVariant(6, 2, "K-H", {"Warna": "Hijau"}, 100, 0, 500, 10, 1, True)
    return Shop(
        products, variants, [KnownCategory(1, "Dapur", "dapur"), KnownCategory(2, "Taman", "taman")]
    )


def planned(
    *rows: dict[str, Any], fallback: int | None = None, choices: dict[str, int] | None = None
) -> Plan:
    lines = [
        Row(number, {key: str(value) for key, value in row.items()})
        for number, row in enumerate(rows, 2)
    ]
    return plan_import(lines, shop(), fallback=fallback, choices=choices)


def codes(plan: Plan) -> list[tuple[int, str]]:
    return [(bad.line, bad.problem.code) for bad in plan.refused]


NEW = {"name": "Panci", "category": "dapur", "price": 500}
COLOUR = {"option1_name": "Warna", "option1_value": "Biru"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"sku": "", "name": " "}, "nameless"),
        ({"sku": "X"}, "unknown_sku"),
        ({"sku": "K-H"}, "variant_archived"),
        ({"name": "gelas"}, "name_ambiguous"),
        ({"name": "kaos"}, "which_variant"),
        ({"name": "kaos", "sku": "BARU", **COLOUR}, "combination_taken"),
        ({"name": "Lampu", "price": 5, **COLOUR}, "axes_differ"),
        ({"sku": "L", "price": "133,5"}, "no_number"),
        ({"sku": "L", "price": "133.5"}, "no_number"),
        ({"sku": "L", "price": "1,000"}, "no_number"),
        ({"sku": "L", "price": "0"}, "no_number"),
        ({"sku": "L", "price": 10**13}, "too_high"),
        ({"sku": "L", "stock": "-1"}, "no_number"),
        ({"sku": "L", "stock": "1.5"}, "no_number"),
        ({"sku": "L", "stock": "٣"}, "no_number"),
        ({"sku": "L", "status": "laku"}, "status_unknown"),
        ({**NEW, "category": "Dapor"}, "category_unknown"),
        ({"sku": "L", "option1_name": "Warna"}, "half_option"),
        ({"sku": "K-M", **COLOUR}, "combination_twice"),
        ({"sku": "K-M", "option1_name": "Ukuran", "option1_value": "L"}, "axes_differ"),
        ({"sku": "L" * 65}, "too_long"),
        ({"sku": "L", "stock": 12, "stock_before": 9}, "stock_moved"),
        ({**NEW, "price": ""}, "price_missing"),
        ({**NEW, "category": ""}, "category_missing"),
        ({**NEW, **COLOUR, "option2_name": "warna", "option2_value": "x"}, "option_twice"),
    ],
)
def test_a_row_is_refused_for(row: dict[str, Any], code: str) -> None:
    plan = planned(row)
    assert codes(plan) == [(2, code)]
    assert plan.written_rows == 0


@pytest.mark.parametrize(
    "text", ["133000", "133.000", "Rp 133.000", "rp133.000,00", "Rp\u00a0133.000,-", " 133000 "]
)
def test_a_price_is_understood_as_people_write_it(text: str) -> None:
    assert wanted(Row(2, {"sku": "L", "price": text})).price == 133_000


@pytest.mark.parametrize("text", ["133,5", "133.00", "1 000", "1e3", "0x10", "NaN", "-5", "1.2345"])
def test_what_could_mean_two_prices_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        wanted(Row(2, {"sku": "L", "price": text}))


def test_an_sku_twice_costs_both_rows() -> None:
    plan = planned({"sku": "L", "stock": 1}, {"sku": "G1", "stock": 1}, {"sku": "L", "stock": 2})
    assert codes(plan) == [(2, "sku_twice"), (4, "sku_twice")]
    assert [row.line for row in plan.changed] == [3]


def test_a_variant_found_twice_by_different_ways_costs_both_rows() -> None:
    plan = planned({"sku": "L", "stock": 1}, {"name": "LAMPU", "stock": 2})
    assert codes(plan) == [(2, "row_twice"), (3, "row_twice")]


def test_rows_of_one_product_that_contradict_each_other_are_refused() -> None:
    plan = planned(
        {"sku": "K-M", "name": "Kaos polos", "stock": 1}, {"sku": "K-B", "name": "Kaos", "stock": 1}
    )
    assert codes(plan) == [(2, "rows_disagree"), (3, "rows_disagree")]


def test_a_word_about_the_product_is_written_once() -> None:
    plan = planned({"sku": "K-M", "status": "arsip"}, {"sku": "K-B", "status": "Arsip", "stock": 3})
    assert [len(row.of_product) for row in plan.changed] == [1, 0]
    assert plan.changed[0].of_product[0].column == "status"


def test_options_are_found_in_any_case_and_one_more_variant_is_added() -> None:
    plan = planned(
        {"name": "KAOS", "option1_name": "warna", "option1_value": "MERAH", "price": 700},
        {"name": "Kaos", "option1_name": "Warna", "option1_value": "Kuning", "price": 800},
    )
    assert [(row.variant_id, [c.column for c in row.changes]) for row in plan.changed] == [
        (2, ["price"])
    ]
    [added] = plan.added
    assert (added.product_id, added.variant.sku, added.variant.price) == (2, "KAOS-KUNING", 800)


def test_more_than_100_variants_are_refused() -> None:
    rows = [
        {**NEW, "option1_name": "Ukuran", "option1_value": f"{number} cm"} for number in range(101)
    ]
    assert {code for _line, code in codes(planned(*rows))} == {"too_many_variants"}
    assert planned(*rows[:100]).new_rows == 100


def test_a_new_product_with_different_axes_is_refused_whole() -> None:
    plan = planned({**NEW, **COLOUR}, {**NEW, "option1_name": "Ukuran", "option1_value": "L"})
    assert codes(plan) == [(2, "axes_differ"), (3, "axes_differ")]


def on_sale_after(plan: Plan) -> list[str]:
    """The statuses that products get."""
    known = [c.new for row in plan.changed for c in row.of_product if c.column == "status"]
    return known + [product.status for product in plan.new]


def test_what_cannot_be_sold_is_not_put_on_sale() -> None:
    """A price of nothing, one below the floor, and nothing that is switched on (B1)."""
    there = shop()
    there.products[1] = replace(there.products[1], status="DRAFT")
    for unfit in ({"price": 0}, {"price": 99}, {"is_active": False}):
        there.variants[1] = replace(shop().variants[1], **unfit)
        plan = plan_import([Row(2, {"sku": "L", "status": "aktif"})], there)
        assert codes(plan) == [(2, "unsellable")]
        assert plan.written_rows == 0
    there.variants[1] = replace(shop().variants[1], price=0)
    mended = plan_import([Row(2, {"sku": "L", "status": "aktif", "price": "100"})], there)
    assert on_sale_after(mended) == ["ACTIVE"]
    for price in ("0", "1", "99"):
        assert on_sale_after(planned({**NEW, "status": "aktif", "price": price})) == []
    assert on_sale_after(planned({**NEW, "status": "draf", "price": 1})) == ["DRAFT"]


def test_a_price_below_the_floor_is_refused_only_for_what_is_on_sale() -> None:
    there = shop()
    assert codes(planned({"sku": "L", "price": 99})) == [(2, "no_number")]
    assert planned({"sku": "L", "price": 101}).written_rows == 1
    for status in ("DRAFT", "ARCHIVED"):
        there.products[1] = replace(there.products[1], status=status)
        assert plan_import([Row(2, {"sku": "L", "price": "99"})], there).written_rows == 1
    there.products[1] = replace(there.products[1], status="ACTIVE")
    there.variants[1] = replace(there.variants[1], is_active=False)
    assert plan_import([Row(2, {"sku": "L", "price": "99"})], there).written_rows == 1


def test_a_product_on_sale_cannot_become_a_draft_again() -> None:
    plan = planned({"sku": "K-M", "status": "draf"}, {"sku": "K-B", "stock": 3})
    assert codes(plan) == [(2, "status_backwards"), (3, "status_backwards")]
    assert planned({"sku": "L", "status": "arsip"}).written_rows == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"description": "x" * 5001}, "description"),
        ({"weight": 0}, "weight"),
        ({"weight": 500_001}, "weight"),
        ({"option1_name": "x" * 31, "option1_value": "x"}, "option1_name"),
        ({"option1_name": "x", "option1_value": "x" * 41}, "option1_value"),
    ],
)
def test_what_the_form_would_refuse_is_refused(cells: dict[str, Any], column: str) -> None:
    assert [bad.problem.about["column"] for bad in planned({**NEW, **cells}).refused] == [column]
    if "option1_name" not in cells:
        known = planned({"sku": "L", **cells})
        assert [bad.problem.about["column"] for bad in known.refused] == [column]


def test_what_was_there_before_goes_back_as_it_was_exported() -> None:
    there = shop()
    there.products[1] = replace(there.products[1], description="x" * 9000)
    there.variants[1] = replace(there.variants[1], price=0, weight=0)
    same = {"sku": "L", "description": "x" * 9000, "price": "0", "weight": "0", "stock": "4"}
    plan = plan_import([Row(2, same)], there)
    assert plan.refused == []
    assert [change.column for change in plan.changed[0].changes] == ["stock"]


def test_more_combinations_than_the_form_shows_are_refused() -> None:
    """12 colours and 12 sizes are 144 combinations, though only 12 rows name any."""
    rows = [
        {**NEW, "option1_name": "Warna", "option1_value": f"W{number}"}
        | {"option2_name": "Ukuran", "option2_value": f"U{number}"}
        for number in range(12)
    ]
    plan = planned(*rows)
    assert {bad.problem.code for bad in plan.refused} == {"too_many_variants"}
    assert plan.refused[0].problem.about["count"] == 144
    assert planned(*rows[:10]).new_rows == 10


def test_an_option_is_one_in_whatever_case_it_is_written() -> None:
    plan = planned(
        {**NEW, **COLOUR},
        {**NEW, "option1_name": "warna", "option1_value": "Hijau"},
        {"name": "Kaos", "option1_name": "WARNA", "option1_value": "Hitam", "price": 700},
        {"sku": "K-M", "option1_name": "warna", "option1_value": "Jingga"},
    )
    assert plan.refused == []
    assert [list(variant.options) for variant in plan.new[0].variants] == [["Warna"], ["Warna"]]
    assert plan.added[0].variant.options == {"Warna": "Hitam"}
    assert plan.changed[0].of_variant[0].new == {"Warna": "Jingga"}


def seconds_for(row: dict[str, str], count: int) -> float:
    """The least of several times that planning so many rows takes."""
    rows = [Row(number, {k: v.format(number) for k, v in row.items()}) for number in range(count)]
    there = shop()
    return min(timeit.repeat(lambda: plan_import(rows, there), number=1, repeat=3))


@pytest.mark.parametrize(
    "row",
    [
        {"sku": "q", "stock": "1"},
        {"sku": "S{}", "name": "Panci", "category": "dapur", "price": "500"},
        {"name": "Kaos", "sku": "S{}", "option1_name": "Warna", "option1_value": "{}"},
    ],
    ids=["one SKU", "one new product", "one known product"],
)
def test_planning_takes_as_long_as_there_are_rows(row: dict[str, str]) -> None:
    """Four times the rows take at most eight times as long."""
    assert seconds_for(row, 6000) < 8 * seconds_for(row, 1500)


def test_a_fallback_takes_new_products_only() -> None:
    plan = planned(
        {**NEW, "category": "Health"}, {"sku": "L", "category": "Health", "stock": 3}, fallback=1
    )
    assert plan.new[0].category_id == 1
    assert [change.column for change in plan.changed[0].changes] == ["stock"]
    assert plan.refused == []


def test_two_plans_are_told_apart_by_what_they_write_over() -> None:
    one, other = planned({"sku": "L", "stock": 3}), planned({"sku": "L", "stock": 4})
    assert one.digest() == planned({"sku": "L", "stock": 3}).digest() != other.digest()


def test_every_heading_is_known_by_its_own_name() -> None:
    assert len(set(HEADINGS.values())) == len(HEADINGS)


def test_an_unknown_category_costs_no_row_of_a_product_that_is_there() -> None:
    plan = planned(
        {"sku": "L", "category": "Health", "price": 700},
        {"sku": "K-M", "category": "Fashion", "stock": 3},
        {"sku": "K-B", "category": "", "stock": 4},
    )
    assert plan.refused == []
    assert [[change.column for change in row.changes] for row in plan.changed] == [
        *(["price"], ["stock"], ["stock"])
    ]
    assert plan.kept_categories == 2
    assert plan.unknown == []


def test_each_unknown_category_has_its_own_choice_and_the_rest_another() -> None:
    rows = [
        {**NEW, "name": name, "category": text}
        for name, text in (
            ("Obat", "Health"),
            ("Jamu", "HEALTH"),
            ("Kemeja", "Fashion"),
            ("Apa", "X"),
        )
    ]
    alone = planned(*rows, choices={"health": 1})
    assert [product.name for product in alone.new] == ["Obat", "Jamu"]
    assert codes(alone) == [(4, "category_unknown"), (5, "category_unknown")]
    assert [(one.name, one.rows, one.chosen) for one in alone.asked] == [
        *(("Health", 2, 1), ("Fashion", 1, None), ("X", 1, None))
    ]
    assert [p.category_id for p in planned(*rows, choices={"health": 2}, fallback=1).new] == [
        *(2, 2, 1, 1)
    ]
    gone = planned(*rows, choices={"health": 99})
    assert len(gone.refused) == 4


def test_with_very_many_unknown_categories_those_without_a_choice_are_asked_first() -> None:
    rows = [{**NEW, "name": f"N{n}", "category": f"Kategori {n:02}"} for n in range(60)]
    chosen = {f"kategori {n:02}": 1 for n in range(50)}
    asked = planned(*rows, choices=chosen).asked
    assert len(asked) == 50
    assert [one.name for one in asked[:10]] == [f"Kategori {n}" for n in range(50, 60)]


def test_skus_that_differ_in_case_only_are_one() -> None:
    plan = planned({**NEW, "sku": "SAMA"}, {**NEW, "name": "Wajan", "sku": "sama"})
    assert codes(plan) == [(2, "sku_twice"), (3, "sku_twice")]
    found = planned({"sku": "k-m", "stock": 3})
    assert [(row.variant_id, row.sku) for row in found.changed] == [(2, "K-M")]
    twice = planned({"sku": "K-M", "stock": 3}, {"sku": "k-m", "stock": 4})
    assert codes(twice) == [(2, "row_twice"), (3, "row_twice")]
    made_up = planned({**NEW, "sku": "wajan"}, {**NEW, "name": "Wajan"})
    assert [product.variants[0].sku for product in made_up.new] == ["wajan", "WAJAN-2"]


def test_an_sku_that_is_there_in_two_cases_is_found_by_its_own_only() -> None:
    rows = [Row(number, {"sku": sku, "stock": "3"}) for number, sku in enumerate(("A", "a"), 2)]
    both = shop()
    for number, sku in ((7, "A"), (8, "a")):
        both.variants[number] = KnownVariant(number, 1, sku, {}, 100, 10, 500, 10, 0, False)
    assert [row.variant_id for row in plan_import(rows, both).changed] == [7, 8]
    both.variants[8] = KnownVariant(8, 1, "Ab", {}, 100, 10, 500, 10, 0, False)
    both.variants[9] = KnownVariant(9, 1, "aB", {}, 100, 10, 500, 10, 0, False)
    assert codes(plan_import([Row(2, {"sku": "AB", "stock": "3"})], both)) == [(2, "sku_ambiguous")]


def test_two_new_rows_of_one_name_are_refused_for_their_name() -> None:
    plan = planned({**NEW, "sku": "P1"}, {**NEW, "sku": "P2"})
    assert codes(plan) == [(2, "name_twice"), (3, "name_twice")]


def test_a_row_is_told_all_that_is_wrong_with_it() -> None:
    def all_codes(row: dict[str, Any]) -> list[str]:
        [bad] = planned(row).refused
        return [part.code for part in parts_of(bad.problem)]

    assert all_codes({"sku": "L", "price": "x", "stock": "-1", "status": "laku"}) == [
        *("status_unknown", "no_number", "no_number")
    ]
    assert all_codes({"name": "Panci", "category": "Apa", "stock": "x"}) == [
        *("no_number", "category_unknown", "price_missing")
    ]
    assert all_codes({"name": "Panci", "category": "Apa"}) == ["category_unknown", "price_missing"]
    assert all_codes({"sku": "X", "stock": "x"}) == ["no_number", "unknown_sku"]
    assert all_codes({"sku": "L", "price": "0", "stock": 12, "stock_before": 9}) == [
        *("no_number", "stock_moved")
    ]


@pytest.mark.parametrize(("text", "near"), [("Dapor", ["Dapur"]), ("Lampu", []), ("Daging", [])])
def test_only_what_is_nearly_the_same_is_proposed(text: str, near: list[str]) -> None:
    [bad] = planned({**NEW, "category": text}).refused
    assert bad.problem.about["near"] == near
