from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.chain import (
    BEGINNING,
    EXPLAINED,
    SENTENCES,
    Fault,
    Finding,
    Sealed,
    entry_digest,
    follow,
    link_digest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LENGTH = 40


def chain(texts: Iterable[str], *, first_key: int = 101) -> list[Sealed]:
    digest, links = BEGINNING, []
    for position, text in enumerate(texts, 1):
        digest = link_digest(digest, entry_digest(text))
        links.append(Sealed(position, digest, first_key + position - 1, text))
    return links


@pytest.fixture
def links() -> list[Sealed]:
    return chain(f"mục {number}" for number in range(1, LENGTH + 1))


def renumbered(links: list[Sealed]) -> list[Sealed]:
    return [replace(link, position=position) for position, link in enumerate(links, 1)]


def found(links: Iterable[Sealed]) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(each.fault.value, each.position, each.entry, each.last) for each in follow(links)]


def test_digest_of_a_link_is_what_anybody_computes_with_sha256sum() -> None:
    """By hand: printf %s TEXT | sha256sum for the entry, then printf %s PREVIOUS OWN | sha256sum."""
    own = "7b1b6ab3b3a2ae2d6b0d1ba1c4a7a3d0"

    assert entry_digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert link_digest("", own) == entry_digest(own)
    assert link_digest("ab", "c") == entry_digest("abc")


def test_whole_chain_holds(links: list[Sealed]) -> None:
    assert found(links) == []


def test_empty_chain_holds() -> None:
    assert found([]) == []


def test_altered_entries_are_found_each_where_it_is(links: list[Sealed]) -> None:
    for index in (0, 9, 10, 39):
        links[index] = replace(links[index], text="khác")

    assert found(links) == [
        ("altered", 1, 101, None),
        ("altered", 10, 110, None),
        ("altered", 11, 111, None),
        ("altered", 40, 140, None),
    ]


def test_deleted_entry_is_found(links: list[Sealed]) -> None:
    links[9] = replace(links[9], text=None)

    assert found(links) == [("deleted", 10, 110, None)]


@pytest.mark.parametrize(("kept", "gap"), [(slice(9, 12), (10, 12)), (slice(0, 1), (1, 1))])
def test_deleted_links_are_found(links: list[Sealed], kept: slice, gap: tuple[int, int]) -> None:
    del links[kept]

    assert found(links) == [("gap", gap[0], None, gap[1])]


def test_deleted_link_closed_up_is_found_where_it_was(links: list[Sealed]) -> None:
    del links[9]

    assert found(renumbered(links)) == [("altered", 10, 111, None)]


def test_altered_digest_is_told_from_an_altered_entry(links: list[Sealed]) -> None:
    links[9] = replace(links[9], digest="0" * 64)

    assert found(links) == [("digest", 10, 110, None)]


@pytest.mark.parametrize(("first", "second"), [(9, 10), (9, 30), (0, 39)])
def test_entries_that_changed_places_are_found_with_where_they_belong(
    links: list[Sealed], first: int, second: int
) -> None:
    one, other = links[first], links[second]
    links[first] = replace(one, entry=other.entry, text=other.text)
    links[second] = replace(other, entry=one.entry, text=one.text)

    assert found(links) == [
        ("moved", first + 1, other.entry, second + 1),
        ("moved", second + 1, one.entry, first + 1),
    ]


@pytest.mark.parametrize(("first", "second"), [(9, 10), (9, 30), (0, 39)])
def test_links_that_changed_places_are_found_with_where_they_belong(
    links: list[Sealed], first: int, second: int
) -> None:
    links[first], links[second] = links[second], links[first]

    assert found(renumbered(links)) == [
        ("moved", first + 1, 101 + second, second + 1),
        ("moved", second + 1, 101 + first, first + 1),
    ]


@pytest.mark.parametrize("how_many", [1, 3])
def test_inserted_links_are_found_though_chained_to_those_before(links: list[Sealed], how_many: int) -> None:
    digest, forged = links[9].digest, []
    for number in range(how_many):
        digest = link_digest(digest, entry_digest("chèn"))
        forged.append(Sealed(0, digest, 900 + number, "chèn"))

    assert found(renumbered([*links[:10], *forged, *links[10:]])) == [("inserted", 11, 900, 10 + how_many)]


def test_inserted_link_is_found_though_its_digest_is_made_up(links: list[Sealed]) -> None:
    forged = Sealed(0, "f" * 64, 900, "chèn")

    assert found(renumbered([*links[:10], forged, *links[10:]])) == [("inserted", 11, 900, 11)]


def test_more_faults_than_are_explained_are_each_placed() -> None:
    links = [replace(link, text="khác") for link in chain(str(number) for number in range(EXPLAINED + 50))]

    positions = sorted(finding.position or 0 for finding in follow(links))

    assert positions == list(range(1, EXPLAINED + 51))


@given(st.integers(2, 60), st.data())
def test_any_one_alteration_is_found_and_placed(length: int, data: st.DataObject) -> None:
    links = chain(str(number) for number in range(length))
    index = data.draw(st.integers(0, length - 1))
    altered = data.draw(
        st.sampled_from(
            [
                replace(links[index], text="khác"),
                replace(links[index], text=None),
                replace(links[index], digest="1" * 64),
            ]
        )
    )

    findings = list(follow([*links[:index], altered, *links[index + 1 :]]))

    assert [finding.position for finding in findings] == [index + 1]


def test_half_a_letter_can_be_sealed() -> None:
    assert found(chain(["\ud800"])) == []


def test_every_fault_has_a_sentence_with_places_of_a_finding() -> None:
    finding = Finding(Fault.GAP, 1, 2, 3)

    assert set(SENTENCES) == set(Fault)
    assert all("%(" not in sentence % finding.params for sentence in SENTENCES.values())
