"""What may be recognised and revoked, and how long a certificate holds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings

from saolang.base.kit.facts import ALREADY_WITHDRAWN
from saolang.core.lifecycle import Editions, expires_on
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.choices import Level, RecognitionKind
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from saolang.base.files.models import StoredFile
    from saolang.programme.certification.models import Decision, DecisionPaper, Recognition, Revocation

MOST_STARS: dict[str, int] = {Level.DISTRICT: 3, Level.PROVINCE: 4, Level.CENTRE: 5}
"""The most stars each level has ever been allowed to give (1048, 148 and 26/2026/QĐ-TTg alike)."""

EDITIONS = settings.PACKAGE / "data" / "criteria" / "editions.yaml"

LEAST_STARS = 3
"""Fewer are kept as a result of the evaluation, never recognised (D26, Article 3.3)."""

BEFORE_EVERY_EDITION = Refusal(
    gettext_noop("Ngày công nhận trước khi có bộ tiêu chí quốc gia đầu tiên (21/08/2019). Hãy xem lại ngày.")
)
PAPER_TWICE = Refusal(gettext_noop("Quyết định này đã có tệp đó."))
PAPER_WITHDRAWN = Refusal(gettext_noop("Tệp này đã được rút. Hãy tải lại trang."))
NO_REASON = Refusal(gettext_noop("Hãy ghi lý do."))
DECISION_TWICE = Refusal(gettext_noop("Quyết định này đã được nhập. Hãy dùng bản ghi đã có."))


@lru_cache(maxsize=1)
def editions() -> Editions:
    """Return the editions of the criteria from `data/criteria/editions.yaml`, read once."""
    return Editions(yaml.safe_load(EDITIONS.read_text(encoding="utf-8")))


def kind_of(stars: int, last_stars: int | None) -> RecognitionKind:
    """Return what a recognition is, told by the stars before it: a first, an upgrade, a renewal or a downgrade."""
    if last_stars is None:
        return RecognitionKind.FIRST
    if stars == last_stars:
        return RecognitionKind.RENEWAL
    return RecognitionKind.UPGRADE if stars > last_stars else RecognitionKind.DOWNGRADE


def check_recognition(recognition: Recognition, others: Iterable[Recognition]) -> Refusal | None:
    """Answer whether the recognition may stand among the others of its product."""
    return (
        check_stars(recognition, recognition.decision)
        or check_edition(recognition)
        or check_expiry(recognition)
        or check_kind(recognition, others)
    )


def check_stars(recognition: Recognition, decision: Decision | None) -> Refusal | None:
    """Refuse stars that nobody gives, that the deciding level cannot give, or that the score does not reach.

    The score may reach more: the marked criteria can cap the stars, and from 90 points only the ministry decides.
    """
    stars = recognition.stars
    if not LEAST_STARS <= stars <= MOST_STARS[Level.CENTRE]:
        return Refusal(gettext_noop("Chỉ công nhận 3, 4 hoặc 5 sao, không phải %(stars)s."), stars=stars)
    if decision and stars > MOST_STARS[decision.level]:
        return Refusal(
            gettext_noop("%(level)s công nhận nhiều nhất %(most)s sao, không phải %(stars)s."),
            level=decision.get_level_display().capitalize(),
            most=MOST_STARS[decision.level],
            stars=stars,
        )
    if recognition.score is not None and stars > editions().stars_for(recognition.score):
        return Refusal(gettext_noop("%(score)s điểm không đủ cho %(stars)s sao."), score=recognition.score, stars=stars)
    return None


def check_edition(recognition: Recognition) -> Refusal | None:
    """Require an edition in force on the day of issue, or the one before it: a dossier ends as it began."""
    usable = editions().usable_on(recognition.began_on)
    if not usable:
        return BEFORE_EVERY_EDITION
    if recognition.edition in {edition.code for edition in usable}:
        return None
    return Refusal(
        gettext_noop("Không công nhận theo bộ tiêu chí %(edition)s vào ngày %(day)s."),
        edition=recognition.edition,
        day=f"{recognition.began_on:%d/%m/%Y}",
    )


def check_expiry(recognition: Recognition) -> Refusal | None:
    """Require a term that ends after the issue and within what the edition gives (36 months)."""
    edition = editions().named(recognition.edition)
    latest = expires_on(recognition.began_on, edition)
    if recognition.began_on < recognition.expires_on <= latest:
        return None
    return Refusal(
        gettext_noop("Thời hạn đến %(expiry)s không đúng: giấy cấp ngày %(day)s có hiệu lực đến hết %(latest)s."),
        expiry=f"{recognition.expires_on:%d/%m/%Y}",
        day=f"{recognition.began_on:%d/%m/%Y}",
        latest=f"{latest:%d/%m/%Y}",
    )


def check_kind(recognition: Recognition, others: Iterable[Recognition]) -> Refusal | None:
    """Require the kind to agree with the recognition before it, and the one after it not to be a first.

    A register may begin in the middle of a product's history: only what is entered here must have its beginning.
    """
    earlier, later = neighbours(recognition, others)
    if later and later.kind == RecognitionKind.FIRST:
        return Refusal(
            gettext_noop("Đã có lần công nhận đầu ngày %(day)s, sau ngày này. Hãy sửa lần đó trước."),
            day=f"{later.began_on:%d/%m/%Y}",
        )
    if earlier is None:
        return _check_beginning(recognition)
    expected = kind_of(recognition.stars, earlier.stars)
    if recognition.kind == expected:
        return None
    return Refusal(
        gettext_noop("Lần trước (%(day)s) là %(before)s sao, nên lần này là “%(expected)s”, không phải “%(kind)s”."),
        day=f"{earlier.began_on:%d/%m/%Y}",
        before=earlier.stars,
        expected=expected.label,
        kind=RecognitionKind(recognition.kind).label,
    )


def neighbours(
    recognition: Recognition, others: Iterable[Recognition]
) -> tuple[Recognition | None, Recognition | None]:
    """Return the recognition of the same product just before this one, and the one just after."""
    dated = sorted(others, key=lambda other: other.began_on)
    earlier = [other for other in dated if other.began_on <= recognition.began_on]
    later = [other for other in dated if other.began_on > recognition.began_on]
    return (earlier[-1] if earlier else None, later[0] if later else None)


def _check_beginning(recognition: Recognition) -> Refusal | None:
    if recognition.kind == RecognitionKind.FIRST or recognition.origin != Origin.ENTERED:
        return None
    return Refusal(
        gettext_noop("Sản phẩm chưa có lần công nhận nào trước đó, nên lần này phải là “%(first)s”."),
        first=RecognitionKind.FIRST.label,
    )


def check_revocation(revocation: Revocation, standing: Iterable[Revocation]) -> Refusal | None:
    """Refuse to take back what was corrected meanwhile, not yet given, or taken back already."""
    recognition = revocation.recognition
    if recognition.withdrawn_at is not None:
        return ALREADY_WITHDRAWN
    if revocation.began_on < recognition.began_on:
        return Refusal(
            gettext_noop("Ngày thu hồi trước ngày công nhận %(day)s."), day=f"{recognition.began_on:%d/%m/%Y}"
        )
    for other in standing:
        return Refusal(gettext_noop("Giấy này đã bị thu hồi từ ngày %(day)s."), day=f"{other.began_on:%d/%m/%Y}")
    return None


def check_paper(file: StoredFile, papers: Collection[DecisionPaper]) -> Refusal | None:
    """Answer whether the file may be added to the papers of a decision."""
    if file.pk in {paper.file_id for paper in papers}:
        return PAPER_TWICE
    if len(papers) < settings.PAPERS_LIMIT:
        return None
    return Refusal(gettext_noop("Quyết định đã có %(most)s tệp, nhiều nhất có thể."), most=settings.PAPERS_LIMIT)


def check_withdrawal(paper: DecisionPaper, reason: str) -> Refusal | None:
    """Answer whether the paper may be withdrawn for the reason."""
    if paper.withdrawn_at:
        return PAPER_WITHDRAWN
    return None if reason.strip() else NO_REASON
