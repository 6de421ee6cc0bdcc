"""Papers issued: numbered in their order, kept byte by byte, superseded by the next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.audit.models import Change
from saolang.base.files.queries import read
from saolang.base.papers.choices import Form, PaperKind
from saolang.base.papers.models import IssuedPaper
from saolang.base.papers.queries import papers_of
from saolang.base.papers.rules import NO_LONGER_HOLDS, Draft, Mark, sample
from saolang.base.papers.services import issuing
from saolang.base.papers.services.issuing import issue
from saolang.base.papers.services.numbers import next_number
from saolang.core.refusal import Refusal
from tests.base.papers.reading import words_of_docx, words_of_pdf
from tests.threads import at_once

if TYPE_CHECKING:
    from tests.factories.province import Province


def a_draft(province: Province, kind: PaperKind = PaperKind.RESULT_NOTICE, **values: Any) -> Draft:
    known = {"thing_kind": "dossier", "thing_code": "HS-1", "place": province.place, "name": "thong-bao"}
    return Draft(kind, **(known | {"data": sample(kind)} | values))


@pytest.mark.django_db
def test_papers_of_a_kind_and_unit_are_numbered_one_after_another_each_year(
    province: Province, time_machine: Any
) -> None:
    time_machine.move_to(dt.datetime(2026, 12, 30, 3, tzinfo=dt.UTC))
    this_year = [issue(draft=a_draft(province), by="tests").number for _ in range(2)]
    other = issue(draft=a_draft(province, PaperKind.MINUTES), by="tests").number
    elsewhere = issue(draft=a_draft(province, place=province.communes[0]), by="tests").number
    time_machine.move_to(dt.datetime(2027, 1, 2, 3, tzinfo=dt.UTC))

    next_year = issue(draft=a_draft(province), by="tests").number

    assert this_year == ["01/TB-OCOP", "02/TB-OCOP"]
    assert (other, elsewhere, next_year) == ("01/BB-HĐOCOP", "01/TB-OCOP", "01/TB-OCOP")


@pytest.mark.django_db
def test_number_stands_in_the_paper_that_is_kept(province: Province) -> None:
    paper = issue(draft=a_draft(province), by="tests")

    words = words_of_pdf(read(paper.file))
    assert ("Số: 01/TB-OCOP" in words, "BẢN NHÁP" in words) == (True, False)


@pytest.mark.django_db
def test_paper_without_a_series_bears_the_number_of_its_thing(province: Province) -> None:
    draft = a_draft(province, PaperKind.CERTIFICATE, data=sample(PaperKind.CERTIFICATE) | {"number": "0001/2026/GCN"})

    paper = issue(draft=draft, by="tests")

    assert (paper.number, paper.series, paper.sequence) == ("0001/2026/GCN", "", None)


@pytest.mark.django_db
def test_later_paper_stands_before_the_earlier_one_and_leaves_it_as_it_is(province: Province) -> None:
    first = issue(draft=a_draft(province), by="tests")
    sha256 = first.file.sha256

    second = issue(draft=a_draft(province, data=sample(PaperKind.RESULT_NOTICE) | {"mean": "80,00"}), by="tests")

    first.refresh_from_db()
    assert list(papers_of("dossier", "HS-1")) == [second, first]
    assert first.file.sha256 == sha256


@pytest.mark.django_db
def test_issuing_is_recorded_with_the_number_and_the_digest(province: Province) -> None:
    paper = issue(draft=a_draft(province), by="user:1")

    change = Change.objects.get(kind="paper")
    assert (change.actor, change.action, change.code) == ("user:1", "issue", str(paper.pk))
    assert change.after["number"] == "01/TB-OCOP"
    assert change.after["sha256"] == paper.file.sha256


@pytest.mark.django_db
def test_word_paper_is_issued_as_word(province: Province) -> None:
    paper = issue(draft=a_draft(province), form=Form.DOCX, by="tests")

    assert paper.file_name == "thong-bao.docx"
    assert "Số: 01/TB-OCOP" in words_of_docx(read(paper.file))


@pytest.mark.django_db
def test_paper_of_what_no_longer_holds_is_not_issued(province: Province) -> None:
    with pytest.raises(Refusal) as refused:
        issue(draft=a_draft(province, mark=Mark.ENDED), by="tests")

    assert refused.value == NO_LONGER_HOLDS
    assert IssuedPaper.objects.count() == 0


@pytest.mark.django_db
def test_number_taken_while_the_paper_was_made_is_taken_by_one_alone(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, others = issuing.render, iter([1, 1])

    def somebody_is_faster(draft: Draft, form: Form, **values: Any) -> bytes:
        for _ in range(next(others, 0)):
            next_number(issuing.series_of(draft.kind, draft.place, issuing.timezone.localdate()), by="another")
        return make(draft, form, **values)

    monkeypatch.setattr(issuing, "render", somebody_is_faster)

    paper = issue(draft=a_draft(province), by="tests")

    assert paper.number == "03/TB-OCOP"
    assert "Số: 03/TB-OCOP" in words_of_pdf(read(paper.file))


@pytest.mark.django_db
def test_paper_that_is_always_too_late_is_made_while_others_wait(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "TURNS", 0)

    paper = issue(draft=a_draft(province), by="tests")

    assert paper.number == "01/TB-OCOP"
    assert "Số: 01/TB-OCOP" in words_of_pdf(read(paper.file))


@pytest.mark.django_db(transaction=True)
def test_papers_issued_at_once_have_neither_gap_nor_repetition(province: Province) -> None:
    def issue_four() -> list[int | None]:
        return [issue(draft=a_draft(province), by="tests").sequence for _ in range(4)]

    taken = [number for some in at_once(3, issue_four) for number in some]

    assert sorted(number for number in taken if number) == list(range(1, 13))
