from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.rules import (
    SEALED,
    Missing,
    canonical,
    checkpoint_statement,
    commitment,
    entry_text,
    moment_text,
    still_missing,
)
from saolang.base.audit.services.changes import record

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)
VALUES = st.dictionaries(TEXT, VALUE, max_size=5)


@given(VALUES)
def test_canonical_is_the_same_however_the_keys_are_ordered(values: dict[str, object]) -> None:
    backwards = dict(reversed(values.items()))

    assert canonical(backwards) == canonical(values)


@given(VALUES)
def test_canonical_loses_nothing(values: dict[str, object]) -> None:
    assert json.loads(canonical(values)) == values


@pytest.mark.parametrize("values", [{"a": 0.5}, {"a": [1, {"b": 0.5}]}, {"a": (0.5,)}])
def test_canonical_refuses_a_float_however_deep(values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical(values)


def test_canonical_writes_a_decimal_as_text() -> None:
    assert canonical({"share": Decimal("12.50")}) == '{"share":"12.50"}'


def test_commitment_depends_on_the_salt_and_on_every_value() -> None:
    told = {"name": "Nguyễn Thị Hoa", "phone": "0912"}

    others = {commitment("s2", told), commitment("s1", {**told, "phone": "0913"}), commitment("s1", {"name": "0912"})}

    assert commitment("s1", told) not in others
    assert len(others) == 3


@pytest.mark.django_db
@given(VALUES)
def test_both_databases_give_back_what_was_sealed(values: dict[str, object]) -> None:
    change = record(by="user:1", action=Action.CHANGE, kind="producer", code="CT-1", before=values)

    kept = Change.objects.get(pk=change.pk)

    assert canonical(kept.before) == canonical(values), connection.vendor


NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
EARLIER, LONG_AGO = (moment_text(NOW - timedelta(hours=hours)) for hours in (1, 25))


def columns(**others: object) -> list[object]:
    """Return the columns of a change as a cursor gives them."""
    given = {"id": 7, "at": "2026-11-22 15:30:00", "before": "{}", "after": '{"b": 1, "a": "Cơ sở"}'}
    return [{**dict.fromkeys(SEALED, ""), **given, **others}[name] for name in SEALED]


def test_entry_text_is_the_canonical_form_of_every_sealed_column() -> None:
    entry = json.loads(entry_text(columns()))

    assert entry_text(columns()) == canonical(entry)
    assert sorted(entry) == sorted(SEALED)
    assert entry["after"] == {"a": "Cơ sở", "b": 1}


@pytest.mark.parametrize(
    "at", ["2026-11-22 15:30:00", "2026-11-22 15:30:00+00", "2026-11-22 22:30:00+07", "2026-11-22 15:30:00.000000"]
)
def test_entry_text_tells_the_moment_alike_however_the_database_writes_it(at: str) -> None:
    assert json.loads(entry_text(columns(at=at)))["at"] == "2026-11-22T15:30:00.000000+00:00"


@pytest.mark.parametrize(
    "others", [{"at": "xưa"}, {"at": None}, {"before": "{"}, {"before": None}, {"after": "[" * 100_000}]
)
def test_entry_text_tells_what_cannot_be_read_as_it_stands(others: dict[str, object]) -> None:
    [(name, stored)] = others.items()

    assert json.loads(entry_text(columns(**others)))[name] == stored


@pytest.mark.parametrize(
    ("missing", "through", "keys", "left"),
    [
        ([], 0, [1, 2, 3], []),
        ([], 0, [2, 5], [(1, 1, moment_text(NOW)), (3, 4, moment_text(NOW))]),
        ([(3, 6, EARLIER)], 9, [4], [(3, 3, EARLIER), (5, 6, EARLIER)]),
        ([(3, 6, EARLIER)], 9, [3, 4, 5, 6], []),
        ([(3, 6, EARLIER)], 9, [6, 11], [(3, 5, EARLIER), (10, 10, moment_text(NOW))]),
        ([(3, 6, LONG_AGO), (8, 8, EARLIER)], 9, [], [(8, 8, EARLIER)]),
    ],
)
def test_still_missing_is_what_no_change_has_come_for(
    missing: Missing, through: int, keys: list[int], left: Missing
) -> None:
    assert still_missing(missing, through=through, keys=keys, now=NOW) == left


@given(st.lists(st.integers(1, 60), unique=True), st.integers(1, 60))
def test_nothing_is_missed_however_the_keys_come(order: list[int], at_once: int) -> None:
    missing: Missing = []
    through = 0
    for first in range(0, len(order), at_once):
        keys = sorted(order[first : first + at_once])
        missing = still_missing(missing, through=through, keys=keys, now=NOW)
        through = max(through, *keys)

    waited_for = {key for first, last, _ in missing for key in range(first, last + 1)}
    assert waited_for == set(range(1, through + 1)) - set(order)


def test_checkpoint_statement_is_the_text_the_documentation_names() -> None:
    statement = checkpoint_statement(12, "ab", NOW)

    assert statement == b'{"at":"2026-11-22T15:30:00.000000+00:00","digest":"ab","position":12}'
