"""What changed between two issued reports."""

from __future__ import annotations

from saolang.reports.changes import what_changed


def report(*targets: dict[str, object]) -> dict[str, object]:
    return {"targets": [{"label": "Chỉ tiêu", "goal": 30, "goal_to": None, **target} for target in targets]}


def test_unchanged_targets_are_left_out() -> None:
    before = report({"code": "A", "value": 1, "verdict": "behind"}, {"code": "B", "value": 2, "verdict": "behind"})
    after = report({"code": "A", "value": 1, "verdict": "behind"}, {"code": "B", "value": 30, "verdict": "reached"})

    changes = what_changed(before, after)

    assert [(change.code, change.differing) for change in changes] == [("B", ["value", "verdict"])]


def test_targets_added_and_removed_are_told() -> None:
    before = report({"code": "A", "value": 1, "verdict": "behind"})
    after = report({"code": "B", "value": 2, "verdict": "behind"})

    changes = what_changed(before, after)

    assert [(change.code, change.before is None, change.after is None) for change in changes] == [
        ("B", True, False),
        ("A", False, True),
    ]
