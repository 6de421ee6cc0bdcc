from __future__ import annotations

import pytest

from saolang.programme.criteria.rules import criteria_sets, shipped_contents
from saolang.programme.dossiers.rules.lines import caps_in_words


@pytest.mark.parametrize("code", sorted(criteria_sets()))
def test_every_ground_of_a_set_is_told_in_words(code: str) -> None:
    grounds = criteria_sets()[code].knock_outs

    told = caps_in_words(shipped_contents()[code], [{"rule": ground.code, "star": 3} for ground in grounds])

    assert told == [{"text": f"Bị loại: {ground.words['vi']}."} for ground in grounds]
