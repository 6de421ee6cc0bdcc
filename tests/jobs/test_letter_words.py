"""Every kind of letter as people read it, in the three languages: look at the difference before you accept one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.test import override_settings
from django.utils import translation

from saolang.base.accounts.choices import Role
from saolang.base.notices.choices import TELLINGS, Form, Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import stored, words_of
from saolang.core.refusal import Refusal
from saolang.jobs.letters import compose
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import ObjectionAnswer
from saolang.programme.monitoring.choices import ReportKind

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

LANGUAGES = ("vi", "en", "km")
FILLED: dict[str, object] = {
    "inviter": "Lê Văn Hậu",
    "giver": "Lê Văn Hậu",
    "signer": "Trần Thị Bé",
    "role": Role.COORDINATOR.label,
    "scope": "Hậu Giang",
    "old": "Hậu Giang",
    "new": "Cần Thơ",
    "until": datetime(2026, 3, 16, 8, 30, tzinfo=UTC),
    "at": datetime(2026, 3, 9, 8, 30, tzinfo=UTC),
    "since": date(2026, 3, 9),
    "reason": "chuyển công tác",
    "count": 1200,
    "name": "so-theo-doi-2024.xlsx",
    "why": Refusal("Không đọc được tệp này."),
    "report": "Báo cáo kế hoạch OCOP năm 2025",
    "origin": "203.0.113.7",
    "factor": "TOTP",
    "device": "Firefox, Windows",
    "code": "HS-7K3M9QXW",
    "product": "Gạo thơm Bảy Ngàn",
    "state": State.COUNCIL.label,
    "due": date(2026, 3, 30),
    "edition": "qd26-03@1",
    "number": "0042/2026/GCN-OCOP-92",
    "before": "0007/2026/GCN-OCOP-92",
    "stars": 4,
    "ground": RevocationGround.MISUSE_OF_MARK.label,
    "left": 120,
    "first": date(2026, 3, 10),
    "last": date(2026, 5, 9),
    "idea": "Trà mãng cầu",
    "session": "Phiên thứ hai",
    "day": date(2026, 3, 20),
    "criteria": "1.1, 2.3",
    "answer": ObjectionAnswer.DISMISSED.label,
    "text": "Hợp đồng không còn hiệu lực.",
    "title": "Phiếu kiểm nghiệm",
    "matter": ReportKind.SUSPECTED_FAKE.label,
    "producer": "Hợp tác xã Bảy Ngàn",
}


def filled(name: str, form: Form) -> object:
    """Return what fills the place; "until" is a moment in some letters and a day in others."""
    value = FILLED[name]
    return value.date() if form == Form.DAY and isinstance(value, datetime) else value


def a_letter(kind: Kind, language: str) -> Notice:
    telling = TELLINGS[kind]
    return Notice(
        number=UUID(int=1),
        address="be@example.vn",
        language=language,
        kind=kind,
        params=stored(telling, {name: filled(name, form) for name, form in telling.places.items()}),
        path="/tai-khoan/" if telling.act else "",
        created_at=datetime(2026, 3, 9, 8, 30, tzinfo=UTC),
        mail=Mail.WAITING,
        by="tests",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_letter_reads(kind: Kind, language: str, snapshot: SnapshotAssertion) -> None:
    letter = compose(a_letter(kind, language))

    assert f"{letter.subject}\n\n{letter.body}" == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.NEW_DEVICE, Kind.NO_ACCOUNT])
def test_letter_looks(kind: Kind, language: str, snapshot: SnapshotAssertion) -> None:
    """One with a button, one with a remark below it, one without either: the rest differ in words alone."""
    html, media_type = compose(a_letter(kind, language)).alternatives[0]

    assert media_type == "text/html"
    assert html == snapshot


@pytest.mark.parametrize("kind", Kind)
def test_letters_say_the_same_in_both_parts(kind: Kind) -> None:
    notice = a_letter(kind, "en")
    letter = compose(notice)
    with translation.override("en"):
        words = words_of(notice)

    html = str(letter.alternatives[0][0])
    for said in (words.subject, words.sentence, words.further, words.act):
        assert said in letter.body
        assert said in html.replace("&#x27;", "'")


@override_settings(DEMONSTRATION=True)
def test_letter_of_a_demonstration_says_so() -> None:
    letter = compose(a_letter(Kind.INVITATION, "vi"))

    assert "Bản trình diễn" in str(letter.body)
    assert "Dữ liệu trình diễn:" in str(letter.alternatives[0][0])


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("kind", Kind)
def test_no_letter_falls_back_to_vietnamese(kind: Kind, language: str) -> None:
    telling = TELLINGS[kind]
    said = [telling.subject, telling.sentence, telling.further, telling.act]

    with translation.override(language):
        untold = [sentence for sentence in said if sentence and translation.gettext(sentence) == sentence]

    assert untold == []


def test_every_form_is_filled_somewhere() -> None:
    assert {form for telling in TELLINGS.values() for form in telling.places.values()} == set(Form)
