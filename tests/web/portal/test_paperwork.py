"""Papers for producers: their own, and nobody else's."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.papers.services.issuing import issue
from saolang.programme.dossiers.queries import papers
from tests.base.papers.reading import words_of_pdf
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def signed_in(dossier: Dossier) -> Client:
    """Sign in the producer of the dossier."""
    grant = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=dossier.producer.code)
    client = Client()
    client.force_login(grant.user)
    return client


def opened(province: Province, name: str) -> Dossier:
    return a_dossier(province.communes[0], producer=a_producer(name, place=province.communes[0]))


def test_producer_reads_the_forms_of_a_dossier_not_yet_handed_in_as_drafts(province: Province) -> None:
    dossier = opened(province, "HTX Thuận Phát")

    answer = signed_in(dossier).get(f"/cua-toi/van-ban/self_assessment/{dossier.code}.pdf")

    words = words_of_pdf(answer.content)
    assert ("HTX Thuận Phát" in words, "BẢN NHÁP" in words) == (True, True)


def test_producer_finds_no_paper_of_another(province: Province) -> None:
    own, other = opened(province, "HTX Một"), opened(province, "HTX Hai")
    issued = issue(draft=papers.registration(other), by="tests")
    client = signed_in(own)

    answers = [
        client.get(f"/cua-toi/van-ban/{address}").status_code
        for address in (
            f"registration/{other.code}/",
            f"registration/{other.code}.pdf",
            f"da-ban-hanh/{issued.pk}/",
        )
    ]

    assert answers == [HTTPStatus.NOT_FOUND] * 3


def test_producer_finds_no_notice_before_a_result_is_announced(province: Province) -> None:
    dossier = opened(province, "HTX Một")

    answer = signed_in(dossier).get(f"/cua-toi/van-ban/result_notice/{dossier.code}.pdf")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_producer_is_offered_no_issuing(province: Province) -> None:
    dossier = opened(province, "HTX Một")

    page = signed_in(dossier).get(f"/cua-toi/van-ban/registration/{dossier.code}/").content.decode()

    assert ("Tải bản PDF" in page, "Ban hành bản" in page) == (True, False)


def test_page_of_a_dossier_leads_to_its_forms_as_papers(province: Province) -> None:
    dossier = opened(province, "HTX Thuận Phát")

    page = signed_in(dossier).get(f"/cua-toi/ho-so/{dossier.code}/").content.decode()

    for kind in ("registration", "self_assessment"):
        assert f'href="/cua-toi/van-ban/{kind}/{dossier.code}/"' in page
