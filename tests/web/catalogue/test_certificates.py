"""Anybody checks a certificate: its state on this very request, first and in words, on a page and as data."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from saolang.base.audit.models import SigningKey
from saolang.base.audit.services import keys
from saolang.core import multibase
from saolang.programme.certification.choices import State
from saolang.programme.certification.services import certificates, recognitions
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product
from tests.config.verbs.processes import ROOT
from tests.days import a_year_ago, days_ago, today
from tests.factories.certification import (
    a_certificate,
    a_recognition,
    a_revocation,
    a_suspension,
    an_owned_recognition,
)

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.certification.models import Certificate

pytestmark = pytest.mark.django_db
SCRIPT = ROOT / "docs" / "operating" / "check_credential.py"


def certified(on: dt.date | None = None) -> Certificate:
    """Certify a product, a year ago unless another day is told."""
    day = on or a_year_ago()
    return a_certificate(an_owned_recognition(on=day), on=day)


def in_state(state: str) -> Certificate:
    """Return a certificate that is in the state today."""
    if state == State.EXPIRED:
        return certified(dt.date(2020, 1, 1))
    certificate = certified()
    recognition = certificate.recognition
    if state == State.SUSPENDED:
        a_suspension(recognition, today())
    elif state == State.REVOKED:
        a_revocation(recognition, today())
    elif state == State.SUPERSEDED:
        a_recognition(recognition.product, on=today(), stars=4)
    elif state == "withdrawn":
        recognitions.withdraw(recognition=recognition, by="tests", reason="nhầm")
    return certificate


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.VALID, "Chứng nhận thật, còn hiệu lực"),
        (State.SUSPENDED, "Chứng nhận đang bị tạm dừng"),
        (State.REVOKED, "Chứng nhận đã bị thu hồi"),
        (State.EXPIRED, "Chứng nhận đã hết hạn"),
        (State.SUPERSEDED, "Giấy này đã được thay thế"),
        ("withdrawn", "Giấy này không có hiệu lực"),
    ],
)
def test_page_says_the_state_first_and_lights_stars_only_while_they_are_held(
    state: str, said: str, client: Client
) -> None:
    certificate = in_state(state)

    page = client.get(reverse("catalogue:certificate", args=[certificate.public_code])).content.decode()

    assert heading(page) == said
    assert ('class="stars"' in page) == (state == State.VALID)
    assert ('class="cert not' in page) == (state != State.VALID)


@pytest.mark.parametrize(("origin", "said"), [(Origin.ENTERED, False), (Origin.MADE_UP, True)])
def test_a_certificate_that_was_made_up_is_not_called_real(origin: Origin, client: Client, *, said: bool) -> None:
    certificate = certified()
    Product.objects.update(origin=origin)
    address = reverse("catalogue:certificate", args=[certificate.public_code])

    page, data = client.get(address).content.decode(), client.get(address, HTTP_ACCEPT="application/json").json()

    assert ("Chứng nhận thật" in page, "số liệu trình diễn" in page, data["made_up"]) == (not said, said, said)
    assert (heading(page) == "Giấy minh họa, còn hiệu lực") == said


def test_a_revoked_certificate_that_was_made_up_is_revoked(client: Client) -> None:
    certificate = in_state(State.REVOKED)
    Product.objects.update(origin=Origin.MADE_UP)

    page = client.get(reverse("catalogue:certificate", args=[certificate.public_code])).content.decode()

    assert (heading(page), "số liệu trình diễn" in page) == ("Chứng nhận đã bị thu hồi", True)


def test_page_is_of_this_very_request(client: Client) -> None:
    certificate = certified()
    address = reverse("catalogue:certificate", args=[certificate.public_code])
    before = client.get(address)

    a_revocation(certificate.recognition, today())

    after = client.get(address)
    assert [heading(each.content.decode()) for each in (before, after)] == [
        "Chứng nhận thật, còn hiệu lực",
        "Chứng nhận đã bị thu hồi",
    ]
    assert "no-store" in before["Cache-Control"]


def test_page_of_a_replaced_certificate_leads_to_the_new(client: Client) -> None:
    lost = certified()
    again = certificates.replace(certificate=lost, reason="bị mất", by="tests")
    last = certificates.replace(certificate=again, reason="bị hỏng", by="tests")

    page = client.get(reverse("catalogue:certificate", args=[lost.public_code])).content.decode()

    assert reverse("catalogue:certificate", args=[last.public_code]) in page
    assert f"Xem giấy mới, số {last.number}" in page


def test_page_tells_the_place_then_and_now(client: Client) -> None:
    certificate = certified(dt.date(2024, 3, 1))

    page = client.get(reverse("catalogue:certificate", args=[certificate.public_code])).content.decode()

    assert "Nay thuộc" in page
    assert "Thành phố Cần Thơ" in page


@pytest.mark.parametrize("language", ["en", "km"])
def test_page_is_there_in_other_languages(language: str, client: Client) -> None:
    certificate = certified()

    answer = client.get(reverse("catalogue:certificate", args=[certificate.public_code]), HTTP_ACCEPT_LANGUAGE=language)

    assert f'<html lang="{language}">' in answer.content.decode()


def test_page_of_an_unknown_code_is_not_found_and_helps(client: Client) -> None:
    answer = client.get(reverse("catalogue:certificate", args=["GN-00000000"]))

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Không có giấy chứng nhận này" in page
    assert 'name="q" value="GN-00000000"' in page


@pytest.mark.parametrize("how_many", [1, 3])
def test_page_asks_as_much_whatever_the_history(
    how_many: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = an_owned_recognition(on=dt.date(2022, 1, 1))
    latest = first
    for month in range(1, how_many):
        latest = a_recognition(first.product, on=dt.date(2025, month, 1), decision=first.decision)
    certificate = a_certificate(latest, on=latest.began_on if how_many > 1 else dt.date(2024, 12, 31))
    for _ in range(how_many - 1):
        certificate = certificates.replace(certificate=certificate, reason="mất", by="tests")
    address = reverse("catalogue:certificate", args=[certificate.public_code])

    with django_assert_num_queries(9):
        client.get(address)


# Asking by number --------------------


@pytest.mark.parametrize("change", [str, str.lower, lambda text: f"  {text} "])
def test_number_or_code_leads_to_the_page(change: Any, client: Client) -> None:
    certificate = certified()

    for asked in (certificate.number, certificate.public_code):
        answer = client.get(reverse("catalogue:check"), {"q": change(asked)})
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"/gcn/{certificate.public_code}/")


def test_number_that_is_none_is_not_found_and_shown_safely(client: Client) -> None:
    certified()

    answer = client.get(reverse("catalogue:check"), {"q": "<script>alert(1)</script>"})

    assert answer.status_code == 404
    assert b"<script>alert" not in answer.content


def test_part_of_a_number_finds_nothing(client: Client) -> None:
    certificate = certified()

    assert client.get(reverse("catalogue:check"), {"q": certificate.number[:6]}).status_code == 404


def test_form_is_shown_when_nothing_is_asked(client: Client) -> None:
    assert client.get(reverse("catalogue:check"), {"q": " "}).status_code == 200


# For programs --------------------


@pytest.mark.parametrize(
    "state", [State.VALID, State.SUSPENDED, State.REVOKED, State.EXPIRED, State.SUPERSEDED, "withdrawn"]
)
def test_data_says_the_same(state: str, client: Client) -> None:
    certificate = in_state(state)

    answer = client.get(reverse("catalogue:certificate_json", args=[certificate.public_code])).json()

    assert (answer["state"], answer["holds"], answer["number"]) == (state, state == State.VALID, certificate.number)


def test_data_is_given_at_the_pages_own_address_to_who_asks_for_it(client: Client) -> None:
    certificate = certified()
    address = reverse("catalogue:certificate", args=[certificate.public_code])

    as_data = client.get(address, HTTP_ACCEPT="application/json")
    as_page = client.get(address, HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")

    assert as_data.json()["code"] == certificate.public_code
    assert as_page["Content-Type"].startswith("text/html")
    assert "Accept" in as_page["Vary"]


def test_data_of_an_unknown_code_says_so(client: Client) -> None:
    answer = client.get(reverse("catalogue:certificate_json", args=["GN-00000000"]))

    assert (answer.status_code, answer.json()["state"]) == (404, "unknown")


def test_data_leads_to_the_certificate_that_replaced_it(client: Client) -> None:
    lost = certified()
    new = certificates.replace(certificate=lost, reason="bị mất", by="tests")

    answer = client.get(reverse("catalogue:certificate_json", args=[lost.public_code])).json()

    assert answer["replaced_by"] == f"http://localhost:8000/gcn/{new.public_code}/"


def test_keys_are_published_the_retired_ones_too(client: Client) -> None:
    certified()
    keys.rotate(by="tests")

    document = client.get("/.well-known/did.json").json()

    assert document["id"] == "did:web:localhost%3A8000"
    listed = [multibase.key_of(method["publicKeyMultibase"]) for method in document["verificationMethod"]]
    assert len(listed) == SigningKey.objects.count() == 2
    assert document["assertionMethod"] == [method["id"] for method in document["verificationMethod"]]


def test_qr_is_a_picture(client: Client) -> None:
    answer = client.get(reverse("catalogue:certificate_qr", args=[certified().public_code]))

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


# Without a network --------------------


def checked(folder: Path, credential: dict[str, Any], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the stand-alone script as anybody would: with nothing of ours to import."""
    (folder / "credential.json").write_text(json.dumps(credential), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(folder / "credential.json"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_script_checks_a_credential_by_the_published_keys(client: Client, tmp_path: Path) -> None:
    certificate = certified()
    keys.rotate(by="tests")
    credential = client.get(reverse("catalogue:credential", args=[certificate.public_code])).json()
    (tmp_path / "keys.json").write_bytes(client.get("/.well-known/did.json").content)

    found = checked(tmp_path, credential, "--key", str(tmp_path / "keys.json"))

    assert (found.returncode, found.stderr) == (0, "")
    assert f"  certificateNumber: {certificate.number}\n" in found.stdout


def test_script_takes_a_key_in_base64_or_as_a_multikey(client: Client, tmp_path: Path) -> None:
    credential = certified().credential
    public = SigningKey.objects.get().public
    multikey = credential["proof"]["verificationMethod"].partition("#")[2]

    assert [checked(tmp_path, credential, "--key", key).returncode for key in (public, multikey)] == [0, 0]


def test_script_takes_a_key_in_base64_that_begins_as_a_multikey_does(tmp_path: Path) -> None:
    credential = certified().credential
    of_another = b64encode(b"\xcc" * 32).decode()
    assert of_another.startswith("z")

    found = checked(tmp_path, credential, "--key", of_another)

    assert (found.returncode, found.stderr) == (1, "")


@pytest.mark.parametrize(
    "altered",
    [{"validUntil": "2099-01-01T00:00:00+07:00"}, {"credentialSubject": {"stars": 5}}, {"issuer": {"id": "did:web:x"}}],
)
def test_script_finds_what_was_altered(altered: dict[str, Any], tmp_path: Path) -> None:
    credential = certified().credential | altered

    found = checked(tmp_path, credential, "--key", SigningKey.objects.get().public)

    assert (found.returncode, found.stdout.splitlines()[0]) == (
        1,
        "NOT GENUINE: none of the keys you gave signed what this file says.",
    )


def test_script_finds_a_key_that_is_not_the_one(tmp_path: Path) -> None:
    credential = certified().credential

    other = keys.rotate(by="tests").public

    assert checked(tmp_path, credential, "--key", other).returncode == 1


@pytest.mark.parametrize(("days", "code"), [(366, 1), (365, 0), (0, 0)])
def test_script_holds_the_day_against_the_dates(days: int, code: int, tmp_path: Path) -> None:
    credential = certified().credential

    found = checked(tmp_path, credential, "--key", SigningKey.objects.get().public, "--on", days_ago(days).isoformat())

    assert found.returncode == code


@pytest.mark.parametrize("nonsense", [{}, {"proof": 1}, {"proof": {"proofValue": "z0"}}])
def test_script_says_what_it_cannot_read(nonsense: dict[str, Any], tmp_path: Path) -> None:
    found = checked(tmp_path, nonsense, "--key", multibase.key_text(b"\1" * 32))

    assert found.returncode == 2
    assert found.stderr.startswith("This cannot be read:")
