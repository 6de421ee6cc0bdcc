from __future__ import annotations

import re

import pytest

from saolang.base.notices.choices import TELLINGS, Kind


def test_every_kind_is_told() -> None:
    assert set(TELLINGS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_words_leave_open_just_the_places_of_the_kind(kind: Kind) -> None:
    telling = TELLINGS[kind]

    named = set(re.findall(r"%\((\w+)\)s", telling.subject + telling.sentence))

    assert named == set(telling.places)
    assert "%" not in telling.further + telling.act
