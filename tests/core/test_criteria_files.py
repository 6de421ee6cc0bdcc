from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.criteria_files import faults_of_form
from saolang.core.scoring import WrongSet, read_set
from tests.core.test_scoring import BANDS, FILES

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3),
    max_leaves=6,
)


def damaged(damage: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = copy.deepcopy(FILES["16"])
    damage(data)
    return data


def first(data: dict[str, Any]) -> dict[str, Any]:
    """Return the first scored criterion, 1.1."""
    node: dict[str, Any] = data["parts"][0]["criteria"][0]["children"][0]
    return node


@pytest.mark.parametrize("data", FILES.values(), ids=lambda data: data["code"])
def test_files_of_the_decision_have_the_form(data: dict[str, Any]) -> None:
    assert list(faults_of_form(data)) == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: data.pop("parts"), "qd26-16: thiếu mục “parts”"),
        (lambda data: data.update(parts={}), "qd26-16: mục “parts” không đúng kiểu"),
        (lambda data: data.update(parts=[]), "qd26-16: mục “parts” không có gì"),
        (lambda data: data.update(parts=[1]), "parts: phải là một nhóm các mục có tên"),
        (lambda data: data.update(max="100"), "qd26-16: mục “max” phải là số nguyên từ 0 đến 100"),
        (lambda data: data["disqualification"].append("x"), "disqualification: phải là một nhóm các mục có tên"),
        (lambda data: data["parts"][0].update(criteria=[]), "A: mục “criteria” không có gì"),
        (lambda data: first(data).pop("name_vi"), "1: thiếu mục “name_vi”"),
        (lambda data: first(data).update(options=None), "1.1: mục “options” không đúng kiểu"),
        (lambda data: first(data).update(options=["1.1-1"]), "1.1: phải là một nhóm các mục có tên"),
        (
            lambda data: first(data)["options"][0].update(points=True),
            "1.1: mục “points” phải là số nguyên từ 0 đến 100",
        ),
        (lambda data: first(data)["options"][0].update(points=-1), "1.1: mục “points” phải là số nguyên từ 0 đến 100"),
        (lambda data: first(data)["options"][0].update(min_star=2), "1.1-1: “min_star” phải là 3, 4 hoặc 5"),
        (lambda data: first(data)["options"][0].update(text_vi=7), "1.1-1: mục “text_vi” không đúng kiểu"),
        (lambda data: first(data)["options"][0].update(id="9" * 17), f"1.1: mã “{'9' * 16}” dài hơn 16 ký tự"),
        (lambda data: first(data).update(notes="x"), "1.1: mục “notes” không đúng kiểu"),
        (
            lambda data: first(data).update(notes=[{"type": "stop_if_zero", "vi": "x", "criteria": "6.1"}]),
            "1.1: mục “criteria” không đúng kiểu",
        ),
        (
            lambda data: first(data).update(notes=[{"type": "applies_if", "vi": "x", "criterion": 5}]),
            "1.1: mục “criterion” không đúng kiểu",
        ),
        (
            lambda data: data["star_conditions"].update({"2_star": []}),
            "star_conditions: không có mục “2_star”, chỉ có 3_star, 4_star, 5_star",
        ),
        (lambda data: data["star_conditions"].update({"3_star": 1}), "star_conditions: mục “3_star” không đúng kiểu"),
        (lambda data: data["star_conditions"].update({"3_star": [1]}), "3_star: phải là một nhóm các mục có tên"),
    ],
)
def test_each_fault_of_form_is_named_by_its_place(damage: Any, sentence: str) -> None:
    assert [str(fault) for fault in faults_of_form(damaged(damage))] == [sentence]


def test_criteria_nested_deeper_than_any_sheet_are_refused() -> None:
    node = {"code": "9", "name_vi": "x", "max": 1, "options": [{"id": "9-1", "points": 1, "vi": "x"}]}
    for _ in range(6):
        node = {"code": "9", "name_vi": "x", "max": 1, "children": [node]}

    faults = list(faults_of_form(damaged(lambda data: data["parts"][0]["criteria"].append(node))))

    assert [str(fault) for fault in faults] == ["9: tiêu chí nằm sâu hơn 4 cấp"]


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        (
            [{"type": "applies_if", "vi": "x", "criterion": "99"}],
            "qd26-16: một ghi chú nói đến tiêu chí 99 không có trong bộ",
        ),
        (
            [{"type": "stop_if_zero", "vi": "x", "criteria": ["98"]}],
            "qd26-16: một ghi chú nói đến tiêu chí 98 không có trong bộ",
        ),
        (
            [{"type": "applies_if", "vi": "x", "criterion": "5.2"}],
            "qd26-16: tiêu chí 1.1 tùy thuộc 5.2, mà tiêu chí này lại tùy thuộc tiêu chí khác",
        ),
    ],
)
def test_condition_that_leads_nowhere_is_named(notes: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(WrongSet) as raised:
        read_set(damaged(lambda data: first(data).update(notes=notes)), BANDS)

    assert str(raised.value) == sentence


@given(st.data())
def test_anything_put_anywhere_is_read_or_named_and_never_breaks(drawn: st.DataObject) -> None:
    data = copy.deepcopy(FILES["16"])
    at: Any = data
    for _ in range(drawn.draw(st.integers(1, 9))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = drawn.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key]:
            break
        at = at[key]
    at[drawn.draw(st.sampled_from(list(at) if isinstance(at, dict) else list(range(len(at)))))] = drawn.draw(JSON)

    with contextlib.suppress(WrongSet):
        read_set(data, BANDS)
