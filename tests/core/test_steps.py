"""Steps as data, and the events they become."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.steps import Amount, Shape, Told, error_of, event_of, read_craft
from saolang.programme.traceability.rules.steps import DATA, craft

AT = dt.datetime(2026, 11, 3, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
NUMBER = UUID(int=1, version=4).urn
LEAVES = Amount("https://example.vn/nl/LO-1", Decimal(50), "KGM")
PACKS = Amount("https://example.vn/sp/SP-1/lo/G1", Decimal(120))
"""A lot of leaves in kilograms, and one of packs, which are counted."""


SCHEMA = json.loads((DATA.parent / "gs1" / "epcis-2.0-json-schema.json").read_text("utf-8"))["definitions"]


def words(name: str) -> list[str]:
    """Return the words of CBV 2.0 that the schema knows for a step or a disposition."""
    [standard] = [each["enum"] for each in SCHEMA[name]["anyOf"] if "enum" in each]
    return list(standard)


def files() -> dict[str, Any]:
    return {
        name: yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
        for name in ("steps", "units", "sets", "columns")
    }


def test_every_step_speaks_the_words_of_the_standard() -> None:
    steps = craft().steps.values()

    assert [step.code for step in steps if step.biz_step not in words("bizStep")] == []
    assert [step.code for step in steps if step.disposition not in words("disposition")] == []


def test_every_product_set_of_the_programme_has_its_usual_steps() -> None:
    sets = yaml.safe_load((DATA.parent / "criteria" / "sets.yaml").read_text("utf-8"))

    assert list(craft().sets) == [each["code"] for each in sets["sets"]]
    assert [code for code, steps in craft().sets.items() if len(set(steps)) < len(steps) or len(steps) < 5] == []


def test_every_set_begins_with_a_lot_and_ends_with_the_customer() -> None:
    usual = {code: craft().usual([code]) for code in craft().sets}

    assert [code for code, steps in usual.items() if steps[0].shape != Shape.BEGIN] == []
    assert {steps[-1].code for steps in usual.values()} == {"sell"}


def test_digest_tells_any_change_of_the_files() -> None:
    assert len(craft().digest) == 64


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("sets", lambda data: data["sets"].update({"qd26-01": ["dance"]})),
        ("steps", lambda data: data["steps"].append(data["steps"][0])),
        ("steps", lambda data: data["steps"][0].update(shape="round")),
        ("steps", lambda data: data["steps"][0]["words"].pop("km")),
        ("steps", lambda data: data["steps"][0].pop("step")),
        ("units", lambda data: data["units"][0].update(factor="much")),
        ("units", lambda data: data["units"][0].pop("words")),
    ],
)
def test_file_that_is_not_in_order_is_refused(file: str, change: Any) -> None:
    data = files()
    change(data[file])

    with pytest.raises(ValueError, match=r"\."):
        read_craft(**data)


def test_usual_steps_of_several_sets_come_once() -> None:
    codes = [step.code for step in craft().usual(["qd26-24", "qd26-25", "unknown"])]

    assert codes == ["plant", "care", "sort", "pack", "ship", "sell", "raise"]


def test_harvest_adds_a_lot() -> None:
    told = Told(event_id=NUMBER, at=AT, made=LEAVES, where="https://example.vn/dd/DD-1", made_on=AT.date())

    event = event_of(craft().steps["harvest"], told)

    assert event == {
        "type": "ObjectEvent",
        "eventID": NUMBER,
        "eventTime": "2026-11-03T07:30:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "quantityList": [{"epcClass": LEAVES.identifier, "quantity": 50, "uom": "KGM"}],
        "bizStep": "commissioning",
        "disposition": "active",
        "readPoint": {"id": "https://example.vn/dd/DD-1"},
        "bizLocation": {"id": "https://example.vn/dd/DD-1"},
        "ilmd": {"ocop:productionDate": "2026-11-03"},
        "ocop:step": "harvest",
    }


def test_packing_turns_one_lot_into_another() -> None:
    told = Told(event_id=NUMBER, at=AT, taken=(LEAVES,), made=PACKS)

    event = event_of(craft().steps["pack"], told)

    assert (event["type"], "action" in event) == ("TransformationEvent", False)
    assert event["inputQuantityList"] == [{"epcClass": LEAVES.identifier, "quantity": 50, "uom": "KGM"}]
    assert event["outputQuantityList"] == [{"epcClass": PACKS.identifier, "quantity": 120}]


@pytest.mark.parametrize(("code", "key"), [("ship", "destinationList"), ("take_back", "sourceList")])
def test_other_party_is_where_goods_go_or_come_from(code: str, key: str) -> None:
    told = Told(
        event_id=NUMBER, at=AT, taken=(PACKS,), partner="https://example.vn/chu-the/CT-1/", partner_name="Cửa hàng"
    )

    event = event_of(craft().steps[code], told)

    assert event[key][0]["type"] == "owning_party"
    assert event["ocop:partner"] == "Cửa hàng"


def test_declaration_says_the_same_again_and_why() -> None:
    event = event_of(craft().steps["harvest"], Told(event_id=NUMBER, at=AT, made=LEAVES))

    declared = error_of(
        event | {"recordTime": "now"}, at=AT, reason="incorrect_data", corrective=["urn:uuid:2"], note="ghi thừa số 0"
    )

    assert declared == event | {
        "errorDeclaration": {
            "declarationTime": "2026-11-03T07:30:00.000+07:00",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:uuid:2"],
            "ocop:note": "ghi thừa số 0",
        }
    }


@given(st.decimals(min_value="0.001", max_value=10**9, places=3), st.sampled_from(["KGM", "GRM", "DTN", "TNE"]))
def test_converting_there_and_back_changes_nothing(quantity: Decimal, unit: str) -> None:
    there = craft().convert(quantity, unit, "KGM")

    assert there is not None
    assert craft().convert(there, "KGM", unit) == quantity


@pytest.mark.parametrize(("unit", "to"), [("KGM", "LTR"), ("KGM", ""), ("XYZ", "KGM"), ("KGM", "XYZ")])
def test_what_measures_different_things_is_not_converted(unit: str, to: str) -> None:
    assert craft().convert(Decimal(1), unit, to) is None
