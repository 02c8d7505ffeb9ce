"""Axes and their combinations, and what becomes of them when a seller changes the axes."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from app.catalogue.axes import (
    Axes,
    Axis,
    Origin,
    axes_of,
    combinations,
    compare,
    count,
    join_values,
    split_values,
    without_repeats,
)


def axes(**values: str) -> Axes:
    return tuple(Axis(name, tuple(split_values(text))) for name, text in values.items())


def continued(old: Axes, new: Axes) -> dict[str, str]:
    """New combination → the old one it continues, both in words; new ones are left out."""
    before = [" ".join(options.values()) for options in combinations(old)]
    return {
        " ".join(options.values()): before[origin.number]
        for options, origin in zip(combinations(new), compare(old, new).origins, strict=True)
        if origin.is_same
    }


def test_values_stand_between_commas_and_blanks_are_left_out() -> None:
    assert split_values(" Merah,, Biru  tua ,") == ["Merah", "Biru tua"]


def test_a_semicolon_lets_values_have_commas() -> None:
    assert split_values("1,5 L; 2 L") == ["1,5 L", "2 L"]
    assert split_values("1,5 L;") == ["1,5 L"]


values_of_people = st.lists(
    st.one_of(
        st.text(st.characters(blacklist_categories=["Cs"]), min_size=1),
        st.text('a ,;"', min_size=1),
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
    max_size=6,
)


def test_quotes_keep_what_parts_values() -> None:
    assert split_values('"1; 2", "3, 4" ,5') == ["1; 2", "3, 4", "5"]
    assert join_values(["1; 2", "3, 4", "5;6", "7"]) == '"1; 2", "3, 4", "5;6", 7'
    assert split_values('13", 15"; "besar" sekali') == ['13", 15"', '"besar" sekali']


@given(values_of_people)
@example(['a, "b', 'c"'])
def test_values_written_down_are_read_as_they_were(values: list[str]) -> None:
    assert split_values(join_values(values)) == values


def test_a_value_counts_once_whatever_its_case() -> None:
    assert without_repeats(["Merah", "Biru", "merah", "MERAH"]) == (("Merah", "Biru"), ("merah",))


def test_the_last_axis_changes_fastest() -> None:
    assert [
        " ".join(o.values()) for o in combinations(axes(Warna="Merah, Biru", Ukuran="M, L"))
    ] == [
        "Merah M",
        "Merah L",
        "Biru M",
        "Biru L",
    ]


def test_without_axes_there_is_one_combination() -> None:
    assert combinations(()) == [{}]
    assert count(()) == 1


def test_a_value_more_keeps_the_others() -> None:
    assert continued(axes(Warna="Merah, Biru"), axes(Warna="Hijau, Merah, Biru")) == {
        "Merah": "Merah",
        "Biru": "Biru",
    }


def test_a_value_less_keeps_the_others() -> None:
    assert continued(axes(W="A, B, C"), axes(W="A, C")) == {"A": "A", "C": "C"}


def test_values_in_another_order_keep_what_is_theirs() -> None:
    assert continued(axes(W="A, B, C"), axes(W="C, A, B")) == {"A": "A", "B": "B", "C": "C"}


def test_a_value_that_is_written_otherwise_is_the_same_value() -> None:
    assert continued(axes(W="merah, Biru"), axes(W="Merah, Biru, Hijau")) == {
        "Merah": "merah",
        "Biru": "Biru",
    }


def test_a_value_at_the_place_of_another_is_that_one_renamed() -> None:
    old, new = axes(W="Merah, Biru"), axes(W="Merah tua, Biru")
    assert continued(old, new) == {"Merah tua": "Merah", "Biru": "Biru"}
    assert compare(old, new).renamed == (("Merah", "Merah tua"),)


def test_a_value_renamed_and_one_moved_at_once_are_told_apart() -> None:
    # "B" is still there, so the place it had says nothing about "X".
    assert continued(axes(W="A, B, C"), axes(W="B, X, C")) == {"B": "B", "C": "C"}


def test_an_axis_with_another_name_and_a_known_value_is_renamed() -> None:
    old, new = axes(Warna="Merah, Biru"), axes(Pilihan="Merah, Biru, Hijau")
    assert continued(old, new) == {"Merah": "Merah", "Biru": "Biru"}
    assert compare(old, new).renamed == (("Warna", "Pilihan"),)


def test_an_axis_with_another_name_and_other_values_is_another_axis() -> None:
    old, new = axes(Warna="Merah, Biru"), axes(Ukuran="M, L")
    change = compare(old, new)
    assert change.added == new
    assert change.removed == old
    assert change.renamed == ()
    # One axis gone and one come: the first of the old is the first of the new.
    assert continued(old, new) == {"M": "Merah"}


def test_an_axis_more_makes_what_there_was_its_first_value() -> None:
    old, new = axes(Warna="Merah, Biru"), axes(Warna="Merah, Biru", Ukuran="M, L")
    assert continued(old, new) == {"Merah M": "Merah", "Biru M": "Biru"}
    assert compare(old, new).added == (new[1],)


def test_a_new_combination_says_which_old_one_is_nearest() -> None:
    origins = compare(axes(W="A, B"), axes(W="A, B", U="M, L")).origins
    assert origins == (Origin(0, True), Origin(0, False), Origin(1, True), Origin(1, False))


def test_an_axis_in_front_does_not_disturb_the_ones_behind() -> None:
    old = axes(Warna="Merah, Biru")
    assert continued(old, axes(Ukuran="M, L", Warna="Merah, Biru")) == {
        "M Merah": "Merah",
        "M Biru": "Biru",
    }


def test_of_combinations_that_become_one_the_first_stays() -> None:
    old = axes(Warna="Merah, Biru", Ukuran="M, L")
    assert continued(old, axes(Ukuran="M, L")) == {"M": "Merah M", "L": "Merah L"}
    assert continued(old, axes(Warna="Merah, Biru")) == {"Merah": "Merah M", "Biru": "Biru M"}
    assert continued(old, ()) == {"": "Merah M"}


def test_the_one_variant_without_choices_becomes_the_first_combination() -> None:
    assert continued((), axes(Warna="Merah, Biru")) == {"Merah": ""}


def test_axes_change_places_and_everything_stays_with_its_combination() -> None:
    old = axes(Warna="Merah, Biru", Ukuran="M, L")
    assert continued(old, axes(Ukuran="M, L", Warna="Merah, Biru")) == {
        "M Merah": "Merah M",
        "M Biru": "Biru M",
        "L Merah": "Merah L",
        "L Biru": "Biru L",
    }


def test_axes_are_read_from_what_there_is() -> None:
    options = [{"Warna": "Merah", "Ukuran": "L"}, {"Warna": "Biru", "Ukuran": "L"}]
    assert axes_of(options) == axes(Warna="Merah, Biru", Ukuran="L")
    assert axes_of([{}]) == ()


any_axes = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"), st.lists(st.sampled_from("qrstuv"), min_size=1, unique=True)
    ),
    max_size=3,
    unique_by=lambda axis: axis[0],
).map(lambda found: tuple(Axis(name, tuple(values)) for name, values in found))


@given(any_axes, any_axes)
def test_no_old_combination_is_continued_twice(old: Axes, new: Axes) -> None:
    origins = compare(old, new).origins
    assert len(origins) == count(new)
    same = [origin.number for origin in origins if origin.is_same]
    assert len(same) == len(set(same))
    assert all(0 <= origin.number < count(old) for origin in origins)


@given(any_axes)
def test_axes_that_stay_leave_everything_as_it_is(old: Axes) -> None:
    change = compare(old, old)
    assert change.origins == tuple(Origin(number, True) for number in range(count(old)))
    assert (change.renamed, change.added, change.removed) == ((), (), ())


@given(any_axes)
def test_combinations_tell_their_axes(old: Axes) -> None:
    assert axes_of(combinations(old)) == old
