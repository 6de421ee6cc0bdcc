from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Signature
from saolang.base.accounts.rules import signature_holds
from saolang.base.places.models import Place
from saolang.programme.evaluation.models import ScoreSheet
from saolang.programme.evaluation.queries.sheets import bundle_code
from tests.factories.accounts import PASSWORD, GrantFactory
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session, tick
from tests.factories.plans import IssuedReportFactory
from tests.web.account.passkeys import Passkey, signed_in

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import IssuedReport
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def report() -> IssuedReport:
    return IssuedReportFactory()


@pytest.fixture
def leader(report: IssuedReport) -> User:
    return GrantFactory(role=Role.LEADER, place=report.plan.place, user__full_name="Trần Văn Bình").user


@pytest.fixture
def desk(leader: User) -> Client:
    """Return the browser of the leader."""
    return signed_in(leader)


def address_of(report: IssuedReport) -> str:
    return reverse("account:signing", args=["plan_report", f"{report.plan.code}/{report.pk}"])


def test_signing_page_says_what_is_signed_by_whom_and_in_which_role(desk: Client, report: IssuedReport) -> None:
    page = desk.get(address_of(report))

    text = page.content.decode()
    for said in (
        report.file_name,
        report.file.sha256,
        "Trần Văn Bình",
        "lãnh đạo",
        reverse("desk:report_file", args=[report.pk]),
        "Chưa có ai ký văn bản này.",
    ):
        assert said in text


def test_password_signs(desk: Client, leader: User, report: IssuedReport) -> None:
    answer = desk.post(address_of(report), {"password": PASSWORD})

    signature = Signature.objects.get()
    assert (answer.status_code, answer.url) == (302, address_of(report))
    assert (signature.signer, signature.role, signature.proof, signature.sha256) == (
        leader,
        "leader",
        "password",
        report.file.sha256,
    )
    assert signature_holds(signature)
    page = desk.get(address_of(report)).content.decode()
    assert "Chữ ký đúng" in page
    assert "Bạn đã ký văn bản này lúc" in page


@pytest.mark.parametrize("sent", [{"password": "sai rồi"}, {"password": ""}, {}, {"credential": "{"}])
def test_wrong_or_missing_proof_signs_nothing_and_says_so(
    desk: Client, report: IssuedReport, sent: dict[str, str]
) -> None:
    page = desk.post(address_of(report), sent)

    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    assert not Signature.objects.exists()


def test_no_earlier_proof_counts(desk: Client, report: IssuedReport) -> None:
    desk.post(address_of(report), {"password": PASSWORD})
    another = IssuedReportFactory(plan=report.plan)

    page = desk.post(address_of(another), {})

    assert page.status_code == 422
    assert Signature.objects.count() == 1


def test_password_is_not_asked_without_end(desk: Client, report: IssuedReport) -> None:
    for _ in range(6):
        desk.post(address_of(report), {"password": "sai rồi"})

    page = desk.post(address_of(report), {"password": PASSWORD})

    assert page.status_code == 422
    assert "quá nhiều lần" in page.content.decode()
    assert not Signature.objects.exists()


def test_signature_that_was_altered_is_shown_as_wrong(desk: Client, report: IssuedReport) -> None:
    desk.post(address_of(report), {"password": PASSWORD})
    Signature.objects.update(name="Ai đó")

    page = desk.get(address_of(report)).content.decode()

    assert "Chữ ký không đúng" in page
    assert "Chữ ký đúng" not in page


def test_person_of_several_roles_signs_in_the_one_asked_for(report: IssuedReport, leader: User) -> None:
    GrantFactory(user=leader, role=Role.COORDINATOR, place=report.plan.place)
    desk = signed_in(leader)

    desk.post(f"{address_of(report)}?role=leader", {"password": PASSWORD})

    assert Signature.objects.get().role == "leader"


def test_role_that_was_shown_and_has_ended_meanwhile_signs_nothing(report: IssuedReport, leader: User) -> None:
    GrantFactory(user=leader, role=Role.COORDINATOR, place=report.plan.place)
    desk = signed_in(leader)
    form = desk.get(f"{address_of(report)}?role=leader").context["form"]
    leader.grants.filter(role=Role.LEADER).delete()

    refused = [
        desk.post(f"{address_of(report)}?role=leader", {"password": PASSWORD}),
        desk.post(address_of(report), {"password": PASSWORD, "role": form["role"].value()}),
    ]

    assert [answer.status_code for answer in refused] == [403, 403]
    assert not Signature.objects.exists()


def test_document_that_changed_after_it_was_shown_is_not_signed(desk: Client, report: IssuedReport) -> None:
    shown = desk.get(address_of(report)).context["form"].initial["sha256"]

    stale = desk.post(address_of(report), {"password": PASSWORD, "sha256": "0" * 64})
    signed_nothing = not Signature.objects.exists()
    desk.post(address_of(report), {"password": PASSWORD, "sha256": shown})

    assert (stale.status_code, signed_nothing) == (422, True)
    assert "Văn bản đã thay đổi từ lúc bạn mở trang này nên chưa ký." in stale.content.decode()
    assert Signature.objects.get().sha256 == shown


def test_score_sheets_are_signed_by_their_own_member_alone(province: Province) -> None:
    council = a_full_council(province.place)
    session = an_open_session(council, a_waiting_dossier(province.communes[0]))
    chair, member, *_ = council.memberships.order_by("pk")
    tick(ScoreSheet.objects.get(membership=member))
    page = reverse("account:signing", args=["score_sheets", bundle_code(session, member, 1)])

    others = [signed_in(chair.user).post(page, {"password": PASSWORD}).status_code]
    others.append(signed_in(GrantFactory(place=province.place).user).post(page, {"password": PASSWORD}).status_code)
    own = signed_in(member.user)
    answer = own.post(page, {"password": PASSWORD, "sha256": own.get(page).context["form"].initial["sha256"]})

    assert (others, answer.status_code) == ([404, 404], 302)
    assert ScoreSheet.objects.get(membership=member).signature == Signature.objects.get()


# Who may --------------------


@pytest.mark.parametrize("role", [Role.READER, Role.INSPECTOR])
def test_who_may_not_sign_reads_the_signatures_only(report: IssuedReport, role: Role) -> None:
    desk = signed_in(GrantFactory(role=role, place=report.plan.place).user)

    page = desk.get(address_of(report))
    answer = desk.post(address_of(report), {"password": PASSWORD})

    assert (page.status_code, "form" in page.context, answer.status_code) == (200, False, 403)
    assert not Signature.objects.exists()


def test_who_does_not_see_the_thing_finds_nothing(report: IssuedReport) -> None:
    desk = signed_in(GrantFactory(role=Role.LEADER, place=Place.objects.get(map=1, code="93")).user)

    codes = [ask(address_of(report)).status_code for ask in (desk.get, desk.post)]

    assert codes == [404, 404]


def test_stranger_is_sent_to_sign_in(report: IssuedReport) -> None:
    answer = Client().get(address_of(report))

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("code", ["ke-hoach/x", "ke-hoach", "ke-hoach/999999", "ke-hoach/1/2", "/1"])
def test_a_code_of_nothing_is_not_found(desk: Client, code: str) -> None:
    answer = desk.get(f"/ky/plan_report/{code}/")

    assert answer.status_code == 404


def test_a_kind_of_nothing_is_not_found(desk: Client) -> None:
    answer = desk.get("/ky/decision/QD-1/")

    assert answer.status_code == 404


# Passkeys --------------------


@pytest.fixture
def passkey(leader: User) -> Passkey:
    return Passkey(leader)


def asked(desk: Client, report: IssuedReport, query: str = "") -> dict[str, object]:
    return desk.get(address_of(report) + query).context["asked"]["request_options"]


def test_passkey_signs(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    options = asked(desk, report)

    answer = desk.post(address_of(report), {"credential": json.dumps(passkey.answer(options))})

    assert answer.status_code == 302
    assert Signature.objects.get().proof == "passkey"
    assert passkey.authenticator().last_used_at is not None


def test_passkey_is_asked_for_the_very_thing(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    another = IssuedReportFactory(plan=report.plan)
    options = asked(desk, another)

    page = desk.post(address_of(report), {"credential": json.dumps(passkey.answer(options))})

    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_passkey_is_asked_for_the_very_role(desk: Client, leader: User, report: IssuedReport, passkey: Passkey) -> None:
    GrantFactory(user=leader, role=Role.COORDINATOR, place=report.plan.place)
    options = asked(desk, report, "?role=leader")

    page = desk.post(address_of(report), {"credential": json.dumps(passkey.answer(options))})

    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_passkey_answer_counts_once(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    sent = {"credential": json.dumps(passkey.answer(asked(desk, report)))}
    desk.post(address_of(report), sent)
    Signature.objects.all().delete()

    page = desk.post(address_of(report), sent)

    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_passkey_answer_does_not_count_later(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    sent = {"credential": json.dumps(passkey.answer(asked(desk, report)))}

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        page = desk.post(address_of(report), sent)

    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_passkey_must_have_made_sure_of_the_person(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    answer = passkey.answer(asked(desk, report), verified=False)

    page = desk.post(address_of(report), {"credential": json.dumps(answer)})

    assert page.status_code == 422
    assert not Signature.objects.exists()


def test_passkey_of_another_person_does_not_count(desk: Client, report: IssuedReport, passkey: Passkey) -> None:
    options = asked(desk, report)
    other = Passkey(GrantFactory(role=Role.LEADER, place=report.plan.place).user)

    page = desk.post(address_of(report), {"credential": json.dumps(other.answer(options))})

    assert page.status_code == 422
    assert not Signature.objects.exists()
