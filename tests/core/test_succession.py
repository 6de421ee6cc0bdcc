from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.succession import Unit, nested_intervals, standings

# Two old provinces A (districts A1, A2) and B; today one province N with four communes.
PARENTS: dict[Unit, Unit | None] = {
    Unit(1, "A"): None,
    Unit(1, "A1"): Unit(1, "A"),
    Unit(1, "a"): Unit(1, "A1"),
    Unit(1, "b"): Unit(1, "A1"),
    Unit(1, "A2"): Unit(1, "A"),
    Unit(1, "c"): Unit(1, "A2"),
    Unit(1, "B"): None,
    Unit(1, "B1"): Unit(1, "B"),
    Unit(1, "d"): Unit(1, "B1"),
    Unit(1, "island"): Unit(1, "B"),
    Unit(2, "N"): None,
    Unit(2, "p"): Unit(2, "N"),
    Unit(2, "q"): Unit(2, "N"),
    Unit(2, "r"): Unit(2, "N"),
    Unit(2, "s"): Unit(2, "N"),
}
# a whole into p; b split over p and q; c whole into q; d whole into r; the island district whole into s.
LINKS = [
    (Unit(1, old), Unit(2, new))
    for old, new in [
        ("a", "p"),
        ("b", "p"),
        ("b", "q"),
        ("c", "q"),
        ("d", "r"),
        ("island", "s"),
        ("A", "N"),
        ("B", "N"),
    ]
]


@pytest.mark.parametrize(
    ("unit", "generation", "expected"),
    [
        (Unit(1, "b"), 1, Unit(1, "b")),
        (Unit(1, "a"), 2, Unit(2, "p")),
        (Unit(1, "b"), 2, Unit(2, "N")),
        (Unit(1, "A1"), 2, Unit(2, "N")),
        (Unit(1, "A2"), 2, Unit(2, "q")),
        (Unit(1, "island"), 2, Unit(2, "s")),
        (Unit(1, "B"), 2, Unit(2, "N")),
        (Unit(2, "p"), 1, Unit(1, "A1")),
        (Unit(2, "q"), 1, Unit(1, "A")),
        (Unit(2, "r"), 1, Unit(1, "d")),
        (Unit(2, "s"), 1, Unit(1, "island")),
        (Unit(2, "N"), 1, None),
    ],
)
def test_unit_stands_in_the_smallest_that_contains_it(unit: Unit, generation: int, expected: Unit | None) -> None:
    assert standings(PARENTS, LINKS)[unit, generation] == expected


def test_unit_stands_nowhere_when_what_became_of_a_part_is_not_known() -> None:
    links = [link for link in LINKS if link[0] != Unit(1, "d")]

    found = standings(PARENTS, links)

    assert found[Unit(1, "d"), 2] is None
    assert found[Unit(1, "B"), 2] is None


def test_standing_follows_the_links_over_a_map_between() -> None:
    parents = PARENTS | {Unit(3, "Z"): None, Unit(3, "x"): Unit(3, "Z"), Unit(3, "y"): Unit(3, "Z")}
    links = [*LINKS, *((Unit(2, old), Unit(3, new)) for old, new in [("p", "x"), ("q", "x"), ("r", "y"), ("s", "y")])]

    found = standings(parents, links)

    assert found[Unit(1, "b"), 3] == Unit(3, "x")
    assert found[Unit(1, "A"), 3] == Unit(3, "x")
    assert found[Unit(3, "y"), 1] == Unit(1, "B")


def test_intervals_hold_what_lies_within() -> None:
    intervals = nested_intervals(PARENTS)

    left, right = intervals[Unit(1, "A")]
    inside = {unit.code for unit, (start, _) in intervals.items() if left <= start <= right}
    assert inside == {"A", "A1", "a", "b", "A2", "c"}


def test_intervals_refuse_a_unit_within_itself() -> None:
    with pytest.raises(ValueError, match="within themselves"):
        nested_intervals({Unit(1, "a"): Unit(1, "b"), Unit(1, "b"): Unit(1, "a")})


@st.composite
def countries(draw: st.DrawFn) -> tuple[dict[Unit, Unit | None], list[tuple[Unit, Unit]]]:
    """Draw two maps of the same land: parcels are shared out to communes, communes to provinces, on either map."""
    parcels = range(draw(st.integers(1, 12)))
    parents: dict[Unit, Unit | None] = {}
    commune_of: dict[int, list[Unit]] = {1: [], 2: []}
    for generation in (1, 2):
        for _ in parcels:
            commune = Unit(generation, f"c{draw(st.integers(0, 5))}")
            province = Unit(generation, f"P{int(commune.code[1:]) % 3}")
            parents[province] = None
            parents[commune] = province
            commune_of[generation].append(commune)
    return parents, sorted(set(zip(commune_of[1], commune_of[2], strict=True)))


@given(countries())
def test_standing_contains_every_successor(country: tuple[dict[Unit, Unit | None], list[tuple[Unit, Unit]]]) -> None:
    parents, links = country
    intervals = nested_intervals(parents)
    found = standings(parents, links)

    for old, new in links:
        for unit, image in ((old, new), (new, old)):
            stands = found[unit, image.generation]
            if stands:
                left, right = intervals[stands]
                assert left <= intervals[image][0] <= right


@given(countries())
def test_standing_of_a_part_lies_in_the_standing_of_the_whole(
    country: tuple[dict[Unit, Unit | None], list[tuple[Unit, Unit]]],
) -> None:
    parents, links = country
    intervals = nested_intervals(parents)
    found = standings(parents, links)

    for unit, parent in parents.items():
        for generation in (1, 2):
            whole = found[parent, generation] if parent else None
            if whole:
                part = found[unit, generation]
                assert part is not None
                assert intervals[whole][0] <= intervals[part][0] <= intervals[whole][1]


@given(countries(), st.randoms(use_true_random=False))
def test_standing_does_not_depend_on_the_order_of_units_and_links(
    country: tuple[dict[Unit, Unit | None], list[tuple[Unit, Unit]]], random: object
) -> None:
    parents, links = country
    shuffled_units, shuffled_links = list(parents), list(links)
    random.shuffle(shuffled_units)  # type: ignore[attr-defined]
    random.shuffle(shuffled_links)  # type: ignore[attr-defined]

    assert standings({unit: parents[unit] for unit in shuffled_units}, shuffled_links) == standings(parents, links)
