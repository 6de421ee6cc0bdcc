"""A certificate on paper: as it was issued, with the code that leads to its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rendering import as_pdf
from saolang.base.papers.rules import Mark
from saolang.programme.certification.queries.papers import certificate, qr_rows
from tests.base.papers.reading import words_of_pdf, wrong_fields
from tests.factories.certification import a_certificate

pytestmark = pytest.mark.django_db


def test_certificate_has_the_fields_that_are_promised() -> None:
    issued = a_certificate()

    draft = certificate(issued)

    assert wrong_fields(PaperKind.CERTIFICATE, draft.data) == []
    assert (draft.data["number"], draft.data["stars"]) == (issued.number, issued.recognition.stars)
    assert draft.data["check_at"].endswith(f"/gcn/{issued.public_code}/")
    assert draft.data["superior"].startswith("ỦY BAN NHÂN DÂN TỈNH")


def test_certificate_on_paper_names_number_product_producer_and_days() -> None:
    issued = a_certificate()

    words = words_of_pdf(as_pdf(PaperKind.CERTIFICATE, certificate(issued).data))

    told = (issued.number, issued.recognition.product.name_vi, issued.holder.name, "01/03/2023")
    assert [text for text in told if text not in words] == []


def test_certificate_is_marked_once_it_no_longer_holds(time_machine: Any) -> None:
    time_machine.move_to(dt.datetime(2023, 6, 1, tzinfo=dt.UTC))
    issued = a_certificate()
    while_it_holds = certificate(issued).mark
    time_machine.move_to(dt.datetime(2026, 6, 1, tzinfo=dt.UTC))

    after_it_has_expired = certificate(issued).mark

    assert (while_it_holds, after_it_has_expired) == (Mark.NONE, Mark.ENDED)


def test_qr_code_is_a_square_of_dark_and_light() -> None:
    rows = qr_rows("https://ocop.example.vn/gcn/GN-7K3M9QXW/")

    assert {len(row) for row in rows} == {len(rows)}
    assert {module for row in rows for module in row} == {"0", "1"}
