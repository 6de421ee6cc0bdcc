"""Parameters of a question are read, or refused by the standard's exception, whatever they are."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.epcis.problems import IMPLEMENTATION, QUERY_PARAMETER
from saolang.core.epcis.questions import NAMES, ONE_VALUE, PARTS, TIMES, WORDS, Name, WrongQuestion, read_question
from saolang.core.gs1.links import canonical

KNOWN = sorted({*TIMES, *WORDS, *NAMES, *PARTS, *ONE_VALUE, "WD_readPoint", "EQ_quantity", "EQATTR_x_y"})
texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["true", "ASC", "eventTime", "10", "2026-05-01T06:30:00Z", "urn:epc:idpat:sgtin:9520000.000001.*"]),
    st.from_regex(r"https://id\.gs1\.org/01/[0-9]{14}/(10|21)/[A-Z*/%]{0,4}"),
)
values = st.one_of(
    texts,
    st.lists(texts, max_size=4),
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(),
    st.dictionaries(texts, texts, max_size=1),
)


@given(st.dictionaries(st.one_of(st.sampled_from(KNOWN), st.text(max_size=20)), values, max_size=4))
def test_whatever_is_asked_is_read_or_refused(parameters: dict[str, object]) -> None:
    with suppress(WrongQuestion):
        assert read_question(parameters, canonical=canonical).per_page >= 1


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("urn:epc:class:lgtin:9520000.000001.T1", [Name("https://id.gs1.org/01/09520000000011/10/T1")]),
        (
            "https://shop.vn/01/09520000000011/10/*",
            [Name("https://id.gs1.org/01/09520000000011/10/", is_beginning=True)],
        ),
        ("https://id.gs1.org/01/095200*", [Name("https://id.gs1.org/01/095200", is_beginning=True)]),
        ("urn:epc:idpat:sgtin:9520000.000001.*", [Name("https://id.gs1.org/01/09520000000011")]),
        ("urn:x:2|urn:x:1", [Name("urn:x:1"), Name("urn:x:2")]),
    ],
)
def test_names_are_asked_for_in_the_notation_they_are_kept_in(value: str, names: list[Name]) -> None:
    question = read_question({"MATCH_epcClass": value}, canonical=canonical)

    assert list(question.matches[0].names) == names


@pytest.mark.parametrize(
    "name",
    [
        "WD_bizLocation",
        "EQ_bizTransaction_po",
        "EQ_errorReason",
        "GE_quantity",
        "EXISTS_sensorElementList",
        "EQ_deviceID",
        "EQ_stringValue",
        "GE_startTime",
        "LT_time",
        "GT_meanValue_CEL",
        "HASATTR_bizLocation_x",
        "EQ_ocop:step",
        "EQ_https://ocop.example.vn/ns/ocop/#step",
        "EXISTS_INNER_ocop:step",
        "EQ_ILMD_ocop:harvestDate",
    ],
)
def test_what_the_standard_has_and_we_leave_out_is_said_to_be_left_out(name: str) -> None:
    with pytest.raises(WrongQuestion) as raised:
        read_question({name: "x"}, canonical=canonical)

    assert raised.value.problem.type == IMPLEMENTATION


@pytest.mark.parametrize("name", ["colour", "EQ_colour", "MATCH_epcs", "GE_eventtime", "EXISTS_bizStep", ":", "EQ_:"])
def test_what_the_standard_does_not_have_is_no_parameter(name: str) -> None:
    with pytest.raises(WrongQuestion) as raised:
        read_question({name: "x"}, canonical=canonical)

    assert raised.value.problem.type == QUERY_PARAMETER


def test_question_is_the_same_on_every_page() -> None:
    first = read_question({"perPage": 2, "EQ_action": "ADD"}, canonical=canonical)
    second = read_question({"EQ_action": "ADD"}, canonical=canonical, token="x")

    assert first.asked == second.asked
    assert first.asked != read_question({"EQ_action": "DELETE"}, canonical=canonical).asked
