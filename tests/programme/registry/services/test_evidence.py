"""The vault: each paper once, replaced by a newer, withdrawn with a reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.audit.models import Change
from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.programme.registry import rules
from saolang.programme.registry.choices import EvidenceKind
from saolang.programme.registry.models import Evidence
from saolang.programme.registry.queries import papers_of
from saolang.programme.registry.services import evidence
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db


def a_new_paper(content: bytes = b"%PDF-1.7 test", **said: Any) -> evidence.NewPaper:
    known = {"kind": EvidenceKind.TEST_RESULT, "title": "Phiếu kiểm nghiệm", "file_name": "kn.pdf"} | said
    return evidence.NewPaper(file=store(content, by="tests"), **known)


def added(producer: Producer, content: bytes = b"%PDF-1.7 test", **said: Any) -> Evidence:
    return evidence.add(producer=producer, paper=a_new_paper(content, **said), by="user:7")


def test_add_keeps_what_is_printed_on_the_paper() -> None:
    producer = a_producer()

    paper = added(producer, title="  Phiếu   kiểm nghiệm ", number="12/KN", issued_on=dt.date(2026, 1, 5))

    assert (paper.title, paper.number, paper.issued_on) == ("Phiếu kiểm nghiệm", "12/KN", dt.date(2026, 1, 5))
    assert list(papers_of(producer)) == [paper]


def test_add_records_the_title_as_personal_data() -> None:
    paper = added(a_producer(), number="12/KN")

    change = Change.objects.get(kind="evidence", code=paper.code)
    assert change.personal == {"title": "Phiếu kiểm nghiệm", "number": "12/KN"}
    assert "title" not in change.after


def test_add_refuses_the_same_file_and_names_the_paper() -> None:
    producer = a_producer()
    added(producer)

    with pytest.raises(Refusal) as refused:
        added(producer, title="Khác")

    assert refused.value == Refusal(rules.FILE_TWICE, title="Phiếu kiểm nghiệm")


def test_add_takes_the_same_file_for_another_producer() -> None:
    added(a_producer())

    assert added(a_producer()).pk


def test_add_takes_a_file_again_once_its_paper_was_withdrawn() -> None:
    producer = a_producer()
    evidence.withdraw(evidence=added(producer), reason="sai tệp", by="user:7")

    assert added(producer).pk


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"title": "   "}, rules.NAMELESS),
        ({"issued_on": dt.date(2026, 2, 2), "expires_on": dt.date(2026, 2, 1)}, rules.ENDS_TOO_EARLY),
    ],
)
def test_add_refuses(said: dict[str, Any], refusal: Refusal) -> None:
    with pytest.raises(Refusal) as refused:
        added(a_producer(), **said)

    assert refused.value == refusal


def test_add_refuses_anothers_product() -> None:
    with pytest.raises(Refusal) as refused:
        added(a_producer(), product=a_product(producer=a_producer()))

    assert refused.value == rules.OF_ANOTHER


def test_add_takes_a_paper_that_ends_on_the_day_it_was_issued() -> None:
    day = dt.date(2026, 2, 2)

    assert added(a_producer(), issued_on=day, expires_on=day).expires_on == day


def test_add_refuses_more_than_the_vault_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_EVIDENCE", 1)
    producer = a_producer()
    added(producer)

    with pytest.raises(Refusal):
        added(producer, b"%PDF-1.7 other")


def test_replace_leaves_the_newer_in_use() -> None:
    producer = a_producer()
    old = added(producer)

    new = evidence.replace(evidence=old, paper=a_new_paper(b"%PDF-1.7 new"), by="user:7")

    assert new.replaces == old
    assert list(papers_of(producer)) == [new]
    assert Evidence.objects.filter(pk=old.pk, withdrawn_at=None).exists()


def test_replace_refuses_a_paper_that_was_replaced() -> None:
    old = added(a_producer())
    evidence.replace(evidence=old, paper=a_new_paper(b"%PDF-1.7 new"), by="user:7")

    with pytest.raises(Refusal) as refused:
        evidence.replace(evidence=old, paper=a_new_paper(b"%PDF-1.7 newer"), by="user:7")

    assert refused.value == rules.IN_USE_NO_MORE


def test_withdraw_keeps_who_when_and_why() -> None:
    paper = evidence.withdraw(evidence=added(a_producer()), reason=" sai tệp ", by="user:7")

    assert (paper.withdrawn_by, paper.withdrawn_reason, paper.withdrawn_at is not None) == ("user:7", "sai tệp", True)


def test_withdraw_refuses_without_a_reason_and_twice() -> None:
    paper = added(a_producer())

    with pytest.raises(Refusal) as without:
        evidence.withdraw(evidence=paper, reason=" ", by="user:7")
    evidence.withdraw(evidence=paper, reason="sai tệp", by="user:7")
    with pytest.raises(Refusal) as twice:
        evidence.withdraw(evidence=paper, reason="sai tệp", by="user:7")

    assert (without.value, twice.value) == (rules.REASONLESS, rules.IN_USE_NO_MORE)
