"""What two issued reports of one plan say differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPARED = ("label", "goal", "goal_to", "value", "verdict")


@dataclass(frozen=True)
class Change:
    """One target that says something else now. A target only in one of the two has None on the other side."""

    code: str
    label: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    @property
    def differing(self) -> list[str]:
        """Return what differs; everything, when the target is new or gone."""
        if self.before is None or self.after is None:
            return list(COMPARED)
        return [key for key in COMPARED if self.before.get(key) != self.after.get(key)]


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Compare the figures of two reports (exports.json_file.as_dict), in the order of the later one."""
    old = {target["code"]: target for target in before["targets"]}
    new = {target["code"]: target for target in after["targets"]}
    codes = [*new, *(code for code in old if code not in new)]
    pairs = [Change(code, (new.get(code) or old[code])["label"], old.get(code), new.get(code)) for code in codes]
    return [change for change in pairs if change.differing]
