"""SKUs and slugs that are made from names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.variants import LONGEST_SKU, made_up_sku, product_slug


def test_a_made_up_sku_can_be_read() -> None:
    options = {"Warna": "Merah", "Ukuran": "L"}
    assert made_up_sku("Kaus polos", options, set()) == "KAUS-POLOS-MERAH-L"


def test_a_product_without_choices_has_its_name_alone() -> None:
    assert made_up_sku("Sambal Bawang Bu Rini 200 g", {}, set()) == "SAMBAL-BAWANG"


def test_a_long_name_leaves_room_for_what_tells_the_variants_apart() -> None:
    options = {"Ukuran": "200 g", "Rasa": "Pedas"}
    sku = made_up_sku("Sambal Bawang Bu Rini asli Surabaya", options, set())
    assert sku == "SAMBAL-BAWANG-200-G-PEDAS"


def test_one_that_is_in_use_gets_the_first_free_number() -> None:
    assert made_up_sku("Kaus", {}, {"KAUS", "KAUS-2"}) == "KAUS-3"


def test_the_same_question_has_the_same_answer() -> None:
    assert made_up_sku("Kaus", {"Warna": "Biru"}, set()) == made_up_sku(
        "Kaus", {"Warna": "Biru"}, set()
    )


def test_letters_of_other_scripts_are_written_in_latin() -> None:
    assert made_up_sku("Kopi Gayo Ā", {"Rasa": "Crème brûlée"}, set()) == "KOPI-GAYO-CREME-BRULEE"


def test_a_name_of_signs_alone_still_has_an_sku_and_a_slug() -> None:
    assert made_up_sku("🍜🍜", {"Isi": "✓"}, set()) == "PRODUK"
    assert product_slug("🍜🍜") == "produk"


@given(
    st.text(max_size=200),
    st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=3),
    st.integers(0, 12),
)
def test_whatever_the_name_an_sku_is_short_ascii_and_free(
    name: str, options: dict[str, str], used: int
) -> None:
    taken: set[str] = set()
    for _turn in range(used + 1):
        sku = made_up_sku(name, options, taken)
        assert sku not in taken
        assert sku
        assert sku.isascii()
        assert len(sku) <= LONGEST_SKU
        taken.add(sku)


@given(st.text(max_size=300))
def test_a_slug_is_short_and_never_empty(name: str) -> None:
    assert 1 <= len(product_slug(name)) <= 120


def test_thousands_of_one_name_get_numbers_without_trying_each_for_each() -> None:
    """Looking into the taken ones is counted: some dozens of looks for each name, not thousands."""

    class Counted(set[str]):
        looks = 0

        def __contains__(self, sku: object) -> bool:
            self.looks += 1
            return super().__contains__(sku)

    taken = Counted()
    for _number in range(3_000):
        taken.add(made_up_sku("Gamis Wanita Polos", {}, taken))
    assert len(taken) == 3_000
    assert taken.looks < 3_000 * 30
