"""What the public asks about products can be read in Khmer: certificates, criteria, stars, results and letters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

from saolang.base.notices.choices import TELLINGS
from saolang.base.places.models import Place
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.services import certificates, recognitions
from saolang.programme.criteria.rules import criteria_sets
from saolang.programme.criteria.services.editions import load_shipped
from saolang.programme.dossiers.choices import TOLD_TO_PRODUCER, IdeaState
from saolang.programme.evaluation.choices import ObjectionAnswer
from saolang.programme.evaluation.services import results, sessions
from tests.days import a_year_ago, today
from tests.factories.certification import a_certificate, a_recognition, a_revocation, a_suspension, an_owned_recognition
from tests.factories.dossiers import an_edition
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session, everybody_signs
from tests.locale.reading import KHMER_LETTER, data_and, vietnamese_in, words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.certification.models import Certificate
    from tests.factories.province import Province

WATER = "qd26-16"


@pytest.fixture
def visitor() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="km")


@pytest.fixture
def certificate(db: None) -> Certificate:
    return a_certificate(an_owned_recognition(on=a_year_ago()), on=a_year_ago())


def assert_khmer(response: HttpResponse, names: frozenset[str] | None = None) -> None:
    """The page is Khmer but for names, which are the same in every language, and what is marked as Vietnamese."""
    assert '<html lang="km">' in response.content.decode()
    assert KHMER_LETTER.search(words(response))
    assert vietnamese_in(response, names or data_and()) == []


def shown(visitor: Client, certificate: Certificate) -> HttpResponse:
    return visitor.get(f"/gcn/{certificate.public_code}/")


def test_certificate_is_khmer(visitor: Client, certificate: Certificate) -> None:
    assert_khmer(shown(visitor, certificate))


def test_suspended_certificate_is_khmer(visitor: Client, certificate: Certificate) -> None:
    a_suspension(certificate.recognition, a_year_ago(), today())
    a_suspension(certificate.recognition, today())

    assert_khmer(shown(visitor, certificate))


def test_revoked_certificate_is_khmer(visitor: Client, certificate: Certificate) -> None:
    a_revocation(certificate.recognition, today())

    assert_khmer(shown(visitor, certificate))


def test_certificate_of_a_product_recognised_again_is_khmer(visitor: Client, certificate: Certificate) -> None:
    a_recognition(certificate.recognition.product, on=today(), stars=4)

    assert_khmer(shown(visitor, certificate))


def test_replaced_certificate_is_khmer(visitor: Client, certificate: Certificate) -> None:
    certificates.replace(certificate=certificate, reason="rách", by="tests")

    assert_khmer(shown(visitor, certificate))


def test_certificate_recorded_by_mistake_is_khmer(visitor: Client, certificate: Certificate) -> None:
    recognitions.withdraw(recognition=certificate.recognition, by="tests", reason="nhầm")

    assert_khmer(shown(visitor, certificate))


def test_ended_certificate_is_khmer(visitor: Client, db: None) -> None:
    long_ago = dt.date(2020, 1, 1)

    assert_khmer(shown(visitor, a_certificate(an_owned_recognition(on=long_ago), on=long_ago)))


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "?so=0042/2026/GCN-OCOP-92"])
def test_check_is_khmer(visitor: Client, asked: str) -> None:
    assert_khmer(visitor.get(f"/tra-cuu/{asked}"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/tieu-chi/", "/may-sao/"])
def test_list_of_sets_is_khmer_loaded_or_not(visitor: Client, address: str) -> None:
    before = visitor.get(address)
    load_shipped(by="tests")

    assert_khmer(before)
    assert_khmer(visitor.get(address))


@pytest.mark.django_db
@pytest.mark.parametrize("code", [WATER, "qd26-01", "qd26-26"])
def test_sheet_of_criteria_is_khmer(visitor: Client, code: str) -> None:
    an_edition(code)

    assert_khmer(visitor.get(f"/tieu-chi/{code}/"))


@pytest.mark.django_db
@pytest.mark.parametrize("code", [WATER, "qd26-01", "qd26-26"])
def test_sheet_to_fill_in_is_khmer_and_marks_its_criteria_as_vietnamese(visitor: Client, code: str) -> None:
    title = an_edition(code).product_set.name_vi
    names = frozenset({"Sao Làng", *title.split(", "), *map(str, Place.objects.all())})

    assert_khmer(visitor.get(f"/may-sao/{code}/"), names)


@pytest.mark.django_db
@pytest.mark.parametrize("rank", ["least", "most"])
def test_reckoned_stars_and_the_way_up_are_khmer(visitor: Client, rank: str) -> None:
    an_edition(WATER)
    pick = {"least": min, "most": max}[rank]
    criteria = criteria_sets()[WATER].criteria.values()
    answers = {f"c-{each.code}": pick(each.options, key=lambda option: option.points).code for each in criteria}

    assert_khmer(visitor.post(f"/may-sao/{WATER}/", answers))
    assert_khmer(visitor.post(f"/may-sao/{WATER}/", dict(list(answers.items())[:5])))


def test_published_results_of_a_council_are_khmer(visitor: Client, province: Province) -> None:
    session = an_open_session(a_full_council(province.place), a_waiting_dossier(province.communes[0]))
    everybody_signs(session)
    sessions.close(session=session, by="tests")
    before = visitor.get(f"/ket-qua/{session.code}/")
    results.announce(session=session, by="tests")

    assert_khmer(before)
    assert_khmer(visitor.get(f"/ket-qua/{session.code}/"))


@pytest.mark.parametrize("kind", sorted(TELLINGS))
def test_letter_is_khmer(kind: str) -> None:
    telling = TELLINGS[kind]

    with translation.override("km"):
        said = [translation.gettext(text) for text in (telling.subject, telling.sentence, telling.act) if text]

    assert [text for text in said if not KHMER_LETTER.search(text)] == []


@pytest.mark.parametrize(
    "labels", [TOLD_TO_PRODUCER.values(), IdeaState.labels, ObjectionAnswer.labels, RevocationGround.labels]
)
def test_words_a_letter_to_a_producer_fills_in_are_khmer(labels: list[object]) -> None:
    with translation.override("km"):
        assert [str(label) for label in labels if not KHMER_LETTER.search(str(label))] == []
