"""Papers of a decision: each file once, so many and no more, withdrawn and never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.audit.queries import history_of
from saolang.core.refusal import Refusal
from saolang.programme.certification import rules
from saolang.programme.certification.services import papers
from tests.factories.certification import a_decision
from tests.factories.files import StoredFileFactory

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


def test_paper_is_added_and_entered_in_the_list_of_changes() -> None:
    decision, file = a_decision(), StoredFileFactory()

    paper = papers.add(decision=decision, file=file, name=" Quyết định.pdf ", by="user:7")

    assert (paper.name, paper.added_by) == ("Quyết định.pdf", "user:7")
    assert history_of("decision", decision.code)[0].after == {"paper": "Quyết định.pdf", "file": file.sha256}


def test_same_file_is_added_once_to_a_decision_until_it_is_withdrawn() -> None:
    decision, file = a_decision(), StoredFileFactory()
    paper = papers.add(decision=decision, file=file, name="a.pdf", by="user:7")

    with pytest.raises(Refusal) as refused:
        papers.add(decision=decision, file=file, name="b.pdf", by="user:7")
    papers.withdraw(paper=paper, reason="sai tên", by="user:7")
    again = papers.add(decision=decision, file=file, name="b.pdf", by="user:7")

    assert refused.value == rules.PAPER_TWICE
    assert [found.name for found in decision.papers.filter(withdrawn_at=None)] == [again.name]


def test_decision_has_so_many_papers_and_no_more(settings: SettingsWrapper) -> None:
    settings.PAPERS_LIMIT = 1
    decision = a_decision()
    papers.add(decision=decision, file=StoredFileFactory(), name="a.pdf", by="user:7")

    with pytest.raises(Refusal, match="Quyết định đã có 1 tệp"):
        papers.add(decision=decision, file=StoredFileFactory(), name="b.pdf", by="user:7")


def test_withdrawn_paper_says_when_by_whom_and_why() -> None:
    paper = papers.add(decision=a_decision(), file=StoredFileFactory(), name="a.pdf", by="user:7")

    withdrawn = papers.withdraw(paper=paper, reason="gửi nhầm", by="user:8")

    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == ("user:8", "gửi nhầm")
    entry = history_of("decision", paper.decision.code)[0]
    assert (entry.action, entry.reason, entry.before["paper"]) == ("withdraw", "gửi nhầm", "a.pdf")


@pytest.mark.parametrize(("times", "reason", "refusal"), [(1, " ", rules.NO_REASON), (2, "x", rules.PAPER_WITHDRAWN)])
def test_paper_is_withdrawn_once_and_with_a_reason(times: int, reason: str, refusal: Refusal) -> None:
    paper = papers.add(decision=a_decision(), file=StoredFileFactory(), name="a.pdf", by="user:7")
    for _ in range(times - 1):
        papers.withdraw(paper=paper, reason="gửi nhầm", by="user:7")

    with pytest.raises(Refusal) as refused:
        papers.withdraw(paper=paper, reason=reason, by="user:7")

    assert refused.value == refusal
