from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.rules import canonical, commitment
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
