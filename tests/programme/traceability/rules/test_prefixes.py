"""What is doubtful about a number: whose prefix it stands under, and what the prefix is for."""

from __future__ import annotations

import pytest

from saolang.programme.traceability.rules.prefixes import overlapping, warning_of


@pytest.mark.parametrize(
    ("key", "held", "expected"),
    [
        ("08938500000003", ["89385000"], None),
        ("18938500000000", ["89385000", "8930000"], None),
        ("8938500000003", ["89385000"], None),
        ("08938500000003", ["89385001"], "không bắt đầu bằng tiền tố nào"),
        ("08938500000003", [], "Chưa ghi tiền tố"),
        ("09520000000011", ["9520000"], "chỉ để minh họa"),
        ("02012345678903", [], "chỉ dùng trong nội bộ"),
    ],
)
def test_warning_says_what_is_doubtful_about_a_number(key: str, held: list[str], expected: str | None) -> None:
    warning = warning_of(key, held)

    if expected is None:
        assert warning is None
    else:
        assert expected in str(warning)


def test_overlapping_names_every_prefix_that_would_hold_it() -> None:
    assert overlapping("8938") == ["8", "89", "893", "8938"]
