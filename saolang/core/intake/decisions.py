"""Decisions as registers cite them: "86/QĐ-UBND ngày 16/01/2023 của UBND tỉnh An Giang"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from saolang.core.intake.dates import PartialDate, find_date
from saolang.core.intake.words import folded, written

_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,])(?P<number>(?:\d{1,3}\.\d{3}|\d{1,6})[a-z]?)\s*/\s*(?P<year>(?:19|20)\d\d\s*/\s*)?"
    r"(?P<symbol>q[đd](?:(?:\s*[-–—]\s*|\.|)(?!ngày|ngay|của|cua|về|ve)[^\W\d_]+)*)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"^(?:(?:quyet dinh|qd)\s*)?(?:so\s*)?[:.]?\s*(\d{1,6})(?![\d/.-])")
_AUTHORITY = re.compile(r"\bcủa\s+(?P<name>[^,;()]+)", re.IGNORECASE)
_PRIME_MINISTER = re.compile(r"-TTg$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CitedDecision:
    """What a text says of one decision. `number` is "86/QĐ-UBND"; without its symbol, the bare "86"."""

    number: str
    date: PartialDate | None = None
    authority: str | None = None

    @property
    def is_complete(self) -> bool:
        return "/" in self.number


@lru_cache(maxsize=16384)
def find_decisions(text: str) -> tuple[CitedDecision, ...]:
    """Return the decisions a text cites, in order, each with the date and authority that follow its number."""
    plain = written(text)
    matches = list(_NUMBER.finditer(plain))
    ends = [*(match.start() for match in matches), len(plain)][1:]
    found = [_cited(match, plain[match.end() : end]) for match, end in zip(matches, ends, strict=False)]
    if len(found) == 1 and found[0].date is None:  # "Ngày 16/01/2023, QĐ số 86/QĐ-UBND"
        found = [CitedDecision(found[0].number, find_date(plain[: matches[0].start()]), found[0].authority)]
    return tuple(dict.fromkeys(found))


def _cited(match: re.Match[str], tail: str) -> CitedDecision:
    authority = _AUTHORITY.search(tail)
    return CitedDecision(_canonical(match), find_date(tail), authority["name"].strip(" .") if authority else None)


def _canonical(match: re.Match[str]) -> str:
    symbol = re.sub(r"\s*[-–—]\s*", "-", match["symbol"])
    symbol = re.sub(r"^q[đd](?=[^\W\d_])", "QĐ-", symbol, flags=re.IGNORECASE)
    symbol = re.sub(r"^q[đd]", "QĐ", symbol, flags=re.IGNORECASE)
    symbol = re.sub(r"\bubnd\b", "UBND", symbol, flags=re.IGNORECASE)
    if symbol[2:].islower():
        symbol = symbol.upper()
    year = re.sub(r"\s", "", match["year"] or "")
    return f"{match['number'].replace('.', '')}/{year}{symbol}"


def bare_number(text: str) -> CitedDecision | None:
    """Return the decision of a cell that gives only its number: "QĐ 86 ngày 16/01/2023", 86."""
    plain = written(text)
    match = _BARE_NUMBER.match(folded(plain))
    return CitedDecision(match[1], find_date(folded(plain)[match.end() :])) if match else None


def decision_of_titles(titles: list[str]) -> CitedDecision | None:
    """Return the decision the title rows name for the whole list, or None where they name none, or several.

    Criteria decisions of the Prime Minister, cited as the ground, are not it; "kèm theo Quyết định" is, whatever else
    is cited.
    """
    cited = [decision for title in titles for decision in find_decisions(title) if not is_criteria(decision)]
    attached = [
        decision
        for title in titles
        if "kem theo" in folded(title)
        for decision in find_decisions(title)
        if not is_criteria(decision)
    ]
    candidates = list(dict.fromkeys(attached or cited))
    return candidates[0] if len(candidates) == 1 else None


def is_criteria(decision: CitedDecision) -> bool:
    return bool(_PRIME_MINISTER.search(decision.number))
