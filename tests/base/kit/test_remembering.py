from __future__ import annotations

from saolang.base.kit.remembering import remembered


def test_what_was_read_once_is_not_read_again() -> None:
    read = []

    @remembered(10)
    def length(one: str, other: str) -> int:
        read.append((one, other))
        return len(one) + len(other)

    assert [length("ab", "c"), length("ab", "c"), length("abc", "")] == [3, 3, 3]
    assert read == [("ab", "c"), ("abc", "")]


def test_no_more_is_read_or_remembered_than_the_bound() -> None:
    read = []

    @remembered(3)
    def first(text: str) -> str:
        read.append(text)
        return text

    assert {first("abc" + "d" * length) for length in range(100)} == {"abc"}
    assert read == ["abc"]
