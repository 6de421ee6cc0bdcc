"""The certificates of a decision on paper: each kept once, all in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.files.queries import read
from saolang.base.papers.models import IssuedPaper
from saolang.base.papers.queries import papers_of
from saolang.core.refusal import Refusal
from saolang.programme.certification.services.printing import NOTHING_TO_PRINT, keep_papers
from tests.base.papers.reading import pages_of_pdf
from tests.days import days_ago
from tests.factories.certification import a_certificate, a_decision, a_suspension, an_owned_recognition

if TYPE_CHECKING:
    import datetime as dt

    from saolang.programme.certification.models import Certificate

pytestmark = pytest.mark.django_db


def recently() -> dt.date:
    return days_ago(200)


def of_one_decision(how_many: int) -> list[Certificate]:
    decision = a_decision(decided_on=recently())
    return [
        a_certificate(an_owned_recognition(decision=decision, on=recently()), on=recently()) for _ in range(how_many)
    ]


def test_each_certificate_is_kept_and_all_are_bound_in_one_file() -> None:
    issued = of_one_decision(3)

    bound = keep_papers(decision=issued[0].recognition.decision, by="tests")

    pages = pages_of_pdf(read(bound.file))
    kept = {each.public_code: papers_of("certificate", each.public_code).count() for each in issued}
    assert kept == {each.public_code: 1 for each in issued}
    assert (len(pages), [sum(each.number in page for page in pages) for each in issued]) == (3, [1, 1, 1])
    assert (bound.thing_kind, bound.thing_code) == ("decision", issued[0].recognition.decision.code)


def test_begun_again_it_keeps_only_what_is_new() -> None:
    issued = of_one_decision(2)
    decision = issued[0].recognition.decision
    first = keep_papers(decision=decision, by="tests")
    same = keep_papers(decision=decision, by="tests")
    a_certificate(an_owned_recognition(decision=decision, on=recently()), on=recently())

    later = keep_papers(decision=decision, by="tests")

    assert (same, later == first) == (first, False)
    assert IssuedPaper.objects.filter(thing_kind="certificate").count() == 3
    assert [len(pages_of_pdf(read(each.file))) for each in (first, later)] == [2, 3]


def test_certificate_that_does_not_count_today_is_not_printed() -> None:
    suspended, held = of_one_decision(2)
    a_suspension(suspended.recognition, recently())

    bound = keep_papers(decision=held.recognition.decision, by="tests")

    words = pages_of_pdf(read(bound.file))
    assert [held.number in page for page in words] == [True]


def test_decision_without_certificates_has_nothing_to_print() -> None:
    recognition = an_owned_recognition(on=recently())

    with pytest.raises(Refusal) as refused:
        keep_papers(decision=recognition.decision, by="tests")

    assert refused.value == NOTHING_TO_PRINT
