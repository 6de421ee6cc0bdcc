"""Which papers a dossier needs: what its set and the options claimed ask for."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import pytest

from saolang.programme.criteria.rules import criteria_sets
from saolang.programme.dossiers.rules.checklist import Line, PaperState, checklist, kind_for, needs, paper_state
from saolang.programme.registry.choices import EvidenceKind
from saolang.programme.registry.models import Evidence

pytestmark = pytest.mark.django_db  # whether a paper was replaced is asked of the vault

TODAY = dt.date(2026, 11, 23)
RICE = criteria_sets()["qd26-03"]
NUMBERS = count(1)


def a_paper(kind: EvidenceKind = EvidenceKind.LABOUR, **values: Any) -> Evidence:
    return Evidence(pk=next(NUMBERS), kind=kind, **values)


def lines(claims: dict[str, str], *papers: Evidence, industry: str = "I") -> dict[EvidenceKind, Line]:
    return {line.kind: line for line in checklist(RICE, industry, claims, papers, TODAY)}


def test_reading_is_shown_as_not_confirmed() -> None:
    assert needs().confirmed is False


def test_every_criterion_named_by_the_data_stands_in_a_set() -> None:
    known = {each.words["vi"] for one in criteria_sets().values() for each in one.criteria.values()}

    assert set(needs().criteria) - known == set()


@pytest.mark.parametrize("code", sorted(criteria_sets()))
def test_every_set_asks_for_papers(code: str) -> None:
    one = criteria_sets()[code]

    assert len({kind_for(one, criterion) for criterion in one.criteria} - {None}) >= 7


def test_dossier_without_claims_needs_its_own_papers_only() -> None:
    assert {kind: line.criteria for kind, line in lines({}).items()} == {
        EvidenceKind.BUSINESS_REGISTRATION: (),
        EvidenceKind.PRODUCTION_CONDITIONS: (),
    }


def test_handicrafts_need_no_production_conditions() -> None:
    assert set(lines({}, industry="IV")) == {EvidenceKind.BUSINESS_REGISTRATION}


def test_option_with_points_asks_for_its_paper() -> None:
    local_labour = RICE.criteria["3.3"]
    best = max(local_labour.options, key=lambda option: option.points)

    line = lines({"3.3": best.code})[EvidenceKind.LABOUR]

    assert (line.criteria, line.needed, line.missing) == (("3.3",), True, True)


def test_option_without_points_asks_for_nothing() -> None:
    without = next(option for option in RICE.criteria["1.7"].options if not option.points)

    assert EvidenceKind.ENVIRONMENT not in lines({"1.7": without.code})


def test_two_criteria_ask_for_one_kind_together() -> None:
    best = {code: max(RICE.criteria[code].options, key=lambda option: option.points).code for code in ("1.6", "1.7")}

    assert lines(best)[EvidenceKind.ENVIRONMENT].criteria == ("1.6", "1.7")


def test_paper_in_force_is_enough_and_one_that_ended_is_not() -> None:
    own = EvidenceKind.BUSINESS_REGISTRATION
    good, ended = a_paper(own, expires_on=TODAY), a_paper(own, expires_on=TODAY - dt.timedelta(days=1))

    with_good, with_ended = lines({}, good)[own], lines({}, ended)[own]

    assert (with_good.good, with_good.ended, with_good.missing) == ((good,), (), False)
    assert (with_ended.good, with_ended.ended, with_ended.missing) == ((), (ended,), True)


def test_paper_nobody_asks_for_is_listed_and_not_needed() -> None:
    line = lines({}, a_paper(EvidenceKind.AWARDS))[EvidenceKind.AWARDS]

    assert (line.needed, line.missing, len(line.good)) == (False, False, 1)


def test_paper_that_proves_two_criteria_counts_once() -> None:
    paper = a_paper(EvidenceKind.AWARDS)

    assert lines({}, paper, paper)[EvidenceKind.AWARDS].good == (paper,)


def test_lines_stand_in_the_order_of_the_form() -> None:
    best = {
        code: max(criterion.options, key=lambda option: option.points).code for code, criterion in RICE.criteria.items()
    }

    found = list(lines(best))

    assert found == [kind for kind in EvidenceKind if kind in found]


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, PaperState.GOOD),
        ({"expires_on": TODAY}, PaperState.GOOD),
        ({"expires_on": TODAY - dt.timedelta(days=1)}, PaperState.ENDED),
        ({"withdrawn_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, PaperState.WITHDRAWN),
    ],
)
def test_paper_state(values: dict[str, Any], state: PaperState) -> None:
    assert paper_state(a_paper(**values), TODAY) == state
