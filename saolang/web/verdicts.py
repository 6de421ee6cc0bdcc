"""How a target's verdict looks on a page."""

from saolang.core.indicators.targets import Verdict

TONES = {
    Verdict.REACHED: "done",
    Verdict.ABOVE: "info",
    Verdict.ON_COURSE: "info",
    Verdict.BEHIND: "due",
    Verdict.MISSED: "bad",
}
"""The colour of a verdict's tag; the others have none."""
WITHOUT_VALUE = frozenset({Verdict.NO_SOURCE, Verdict.NOTHING_DUE})
"""Verdicts that say themselves why no value stands there."""
