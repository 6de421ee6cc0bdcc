"""A dossier on its producer's pages: filled in, scored line by line, handed in, returned, withdrawn."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role
from saolang.base.accounts.services.signatures import sign
from saolang.programme.dossiers.choices import DossierKind, State
from saolang.programme.dossiers.models import Claim, Dossier, Submission
from saolang.programme.dossiers.services import dossiers as services
from saolang.programme.dossiers.services import supplements
from saolang.programme.dossiers.services.submissions import code_of, freeze
from saolang.web.account.signables import find
from tests.factories.accounts import PASSWORD
from tests.factories.dossiers import a_dossier, a_paper_of
from tests.programme.dossiers.services.test_submissions import ANSWERS
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


def at(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"portal:{name}", args=[dossier.code, *more])


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def seen(page: str, criterion: str) -> str:
    """Return what stands on the page for a line as it is shown."""
    found = re.search(rf'name="seen-{re.escape(criterion)}" value="(\w+)"', page)
    assert found
    return found[1]


def result(page: str) -> str:
    """Return what the page says the self-score comes to."""
    found = re.search(r'<section class="panel" id="result".*?</section>', page, re.DOTALL)
    assert found
    return found[0].replace(' hx-swap-oob="true"', "")


@pytest.fixture
def complete(dossier: Dossier) -> Dossier:
    Dossier.objects.filter(pk=dossier.pk).update(forms=ANSWERS)
    services.claim(dossier=dossier, criterion="1.1", option="1.1-3", by="tests")
    dossier.refresh_from_db()
    return dossier


# Who finds it --------------------


@pytest.mark.parametrize("name", ["dossier", "answers", "dossier_papers", "hand_in", "supplements", "dossier_withdraw"])
def test_anothers_dossier_is_not_found(name: str, portal: Client, province: Province) -> None:
    other = a_dossier(province.communes[0])

    assert portal.get(at(name, other)).status_code == 404


def test_office_does_not_open_a_producers_page(desk: Client, dossier: Dossier) -> None:
    assert desk.get(at("dossier", dossier)).status_code == 403


def test_producer_and_helper_land_on_their_page_after_signing_in(client: Client, owner: User, helper: User) -> None:
    for person in (owner, helper):
        answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.logout()

        assert answer.headers["Location"] == reverse("portal:home")


# Opening --------------------


def test_dossier_is_opened_for_an_own_product(portal: Client, dossier: Dossier) -> None:
    services.withdraw(dossier=dossier, reason="", by="tests")
    dossier.product.product_set = dossier.edition.product_set
    dossier.product.save()

    answer = portal.post(
        reverse("portal:dossier_open"), {"product": dossier.product.pk, "kind": DossierKind.FIRST.value}
    )

    opened = Dossier.objects.exclude(pk=dossier.pk).get()
    assert answer.headers["Location"] == at("dossier", opened)


def test_second_dossier_is_refused_in_words(portal: Client, dossier: Dossier) -> None:
    answer = portal.post(
        reverse("portal:dossier_open"), {"product": dossier.product.pk, "kind": DossierKind.FIRST.value}
    )

    assert answer.status_code == 422
    assert f"Sản phẩm đã có hồ sơ {dossier.code} chưa xong." in body(answer)


# The forms --------------------


def test_forms_ask_only_what_the_registry_does_not_know(portal: Client, dossier: Dossier) -> None:
    dossier.producer.phone = "0912345678"
    dossier.producer.save()

    page = body(portal.get(at("answers", dossier)))

    assert "0912345678" in page
    assert 'name="phone"' not in page
    assert 'name="revenue"' in page


def test_forms_are_saved_when_half_filled(portal: Client, dossier: Dossier) -> None:
    answer = portal.post(at("answers", dossier), {"version": 1, "revenue": "1.250,5", "ahead": "mở rộng"})

    dossier.refresh_from_db()
    assert answer.status_code == 302
    assert (dossier.forms["revenue"], dossier.forms["ahead"]) == ("1250.5", "mở rộng")


def test_stale_forms_lose_nothing_and_can_be_sent_again(portal: Client, dossier: Dossier) -> None:
    services.fill_in(dossier=dossier, answers={"ahead": "của người giúp"}, version=1, by="tests")

    refused = portal.post(at("answers", dossier), {"version": 1, "ahead": "của chủ thể"})
    again = portal.post(at("answers", dossier), {"version": 2, "ahead": "của chủ thể"})

    dossier.refresh_from_db()
    assert refused.status_code == 422
    assert "của người giúp" in body(refused)
    assert "của chủ thể" in body(refused)
    assert 'name="version" value="2"' in body(refused)
    assert (again.status_code, dossier.forms["ahead"]) == (302, "của chủ thể")


# The self-score --------------------


def test_line_saves_itself_and_answers_with_the_result(portal: Client, dossier: Dossier) -> None:
    page = body(portal.get(at("part", dossier, "A")))

    said = {"option-1.1": "1.1-3", "reason-1.1": "trong xã", "seen-1.1": seen(page, "1.1")}
    answer = portal.post(at("line", dossier, "1.1"), said, headers={"HX-Request": "true"})

    after = body(portal.get(at("part", dossier, "A")))
    line = Claim.objects.get(dossier=dossier)
    assert (answer.status_code, line.option, line.reason) == (200, "1.1-3", "trong xã")
    assert seen(body(answer), "1.1") == seen(after, "1.1")
    assert result(body(answer)) == result(after)


def test_part_is_saved_at_once_without_scripts(portal: Client, dossier: Dossier) -> None:
    paper = a_paper_of(dossier)
    page = body(portal.get(at("part", dossier, "A")))

    said = {f"seen-{code}": seen(page, code) for code in ("1.1", "1.2")}
    said |= {"option-1.1": "1.1-3", "papers-1.1": paper.code, "option-1.2": "1.2-2"}
    answer = portal.post(at("part", dossier, "A"), said)

    assert answer.status_code == 302
    assert {claim.criterion: claim.option for claim in dossier.claims.all()} == {"1.1": "1.1-3", "1.2": "1.2-2"}
    assert dossier.proofs.get().evidence == paper


def test_line_that_somebody_changed_is_refused_with_both_and_can_be_sent_again(
    portal: Client, dossier: Dossier
) -> None:
    page = body(portal.get(at("part", dossier, "A")))
    services.claim(dossier=dossier, criterion="1.1", option="1.1-2", reason="của người giúp", by="tests")

    said = {"option-1.1": "1.1-3", "reason-1.1": "của chủ thể", "seen-1.1": seen(page, "1.1")}
    whole = portal.post(at("part", dossier, "A"), said)
    alone = portal.post(at("line", dossier, "1.1"), said)
    again = portal.post(at("line", dossier, "1.1"), said | {"seen-1.1": seen(body(alone), "1.1")})

    assert (whole.status_code, alone.status_code, again.status_code) == (422, 422, 200)
    assert "của người giúp" in body(whole)
    assert "của chủ thể</textarea>" in body(whole)
    assert "của người giúp" in body(alone)
    assert dossier.claims.get().reason == "của chủ thể"


def test_line_of_no_criterion_is_not_found(portal: Client, dossier: Dossier) -> None:
    assert portal.post(at("line", dossier, "99")).status_code == 404
    assert portal.get(at("part", dossier, "Z")).status_code == 404


def test_nothing_is_scored_while_an_office_has_it(portal: Client, dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(state=State.COMMUNE)

    page = body(portal.get(at("part", dossier, "A")))

    assert portal.post(at("line", dossier, "1.1"), {"option-1.1": "1.1-3"}).status_code == 403
    assert "hx-post" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_part_asks_as_often_for_many_papers_as_for_one(
    count: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        services.prove(dossier=dossier, evidence=a_paper_of(dossier), criterion=f"1.{number + 1}", by="tests")
    portal.get(at("part", dossier, "A"))

    with django_assert_num_queries(11):
        portal.get(at("part", dossier, "A"))


# Papers --------------------


def test_checklist_says_what_is_missing_and_what_has_ended(portal: Client, dossier: Dossier) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ended = a_paper_of(dossier, expires_on=yesterday)
    services.prove(dossier=dossier, evidence=ended, criterion="1.1", by="tests")

    page = body(portal.get(at("dossier_papers", dossier)))

    assert page.count("còn thiếu") == 2
    assert "không còn hiệu lực" in page
    assert "chưa xác nhận" in page


def test_papers_are_put_in_from_the_vault_and_taken_out(portal: Client, dossier: Dossier) -> None:
    papers = [a_paper_of(dossier), a_paper_of(dossier)]
    strange = a_paper_of(a_dossier(dossier.place))

    portal.post(at("dossier_put_in", dossier), {"papers": [paper.code for paper in (*papers, strange)]})
    portal.post(at("dossier_take_out", dossier, papers[0].code))

    assert [proof.evidence for proof in dossier.proofs.all()] == [papers[1]]


# Handing in --------------------


def test_page_says_what_is_left_and_offers_no_button(portal: Client, dossier: Dossier) -> None:
    page = body(portal.get(at("hand_in", dossier)))

    assert "Bạn chưa tự chấm tiêu chí nào." in page
    assert '<button class="btn" disabled>' in page


def test_owner_is_led_to_sign_and_the_dossier_goes(portal: Client, complete: Dossier, owner: User) -> None:
    answer = portal.post(at("hand_in", complete))
    code = code_of(Submission.objects.get())
    assert answer.headers["Location"] == reverse("account:signing", args=["submission", code])

    portal.get(answer.headers["Location"])
    portal.post(answer.headers["Location"], {"password": PASSWORD, "role": Role.PRODUCER.value})

    complete.refresh_from_db()
    assert complete.state == State.COMMUNE
    assert portal.get(at("submission", complete, 1)).status_code == 200
    assert portal.get(at("submission_file", complete, 1)).headers["Content-Type"] == "application/json"


def test_helper_prepares_and_is_offered_no_signature(helping: Client, complete: Dossier) -> None:
    answer = helping.post(at("hand_in", complete), follow=True)

    assert "Chỉ chủ thể ký được" in body(answer)
    assert "Ký và nộp" not in body(answer)


def test_frozen_dossier_is_shown_from_its_bytes(portal: Client, complete: Dossier, owner: User) -> None:
    submission = freeze(dossier=complete, by=owner.actor)

    page = body(portal.get(at("submission", complete, submission.number)))

    assert submission.content.sha256 in page
    assert "Trần Thị Bảy" in page
    assert "1.1. " in page


def returned(dossier: Dossier, owner: User) -> None:
    thing = find(owner, "submission", code_of(freeze(dossier=dossier, by=owner.actor)))
    sign(thing=thing, user=owner, role=Role.PRODUCER, proof=Proof.PASSWORD, by=owner.actor)
    due = timezone.localdate() + dt.timedelta(days=7)
    wanted = [supplements.Wanted("1.1", "Thiếu hợp đồng"), supplements.Wanted("paper:labour", "Thiếu danh sách")]
    supplements.ask(dossier=dossier, wanted=wanted, due_on=due, by="user:office")


def test_requests_are_answered_one_by_one(portal: Client, complete: Dossier, owner: User) -> None:
    returned(complete, owner)
    first, second = complete.supplements.order_by("pk")

    portal.post(at("reply", complete, first.pk), {f"{first.pk}-text": "Đã thêm hợp đồng"})
    empty = portal.post(at("reply", complete, second.pk), {f"{second.pk}-text": ""})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reply, second.reply, empty.status_code) == ("Đã thêm hợp đồng", "", 422)
    assert "1.1. Nguồn gốc sản phẩm" in body(empty)
    assert "danh sách lao động địa phương" in body(empty)


def test_home_tells_of_requests_before_drafts(portal: Client, complete: Dossier, owner: User) -> None:
    returned(complete, owner)
    a_dossier(complete.place, producer=complete.producer)

    page = body(portal.get(reverse("portal:home")))

    assert "2 yêu cầu chưa trả lời" in page
    assert page.index("Bổ sung hồ sơ") < page.index("Hoàn thành hồ sơ")


def test_dossier_is_withdrawn_with_a_reason(portal: Client, dossier: Dossier) -> None:
    without = portal.post(at("dossier_withdraw", dossier), {"reason": ""})
    portal.post(at("dossier_withdraw", dossier), {"reason": "làm lại"})

    dossier.refresh_from_db()
    assert (without.status_code, dossier.state) == (422, State.WITHDRAWN)
    assert "Bạn đã rút hồ sơ" in body(portal.get(at("dossier", dossier)))


def test_state_is_said_in_the_producers_words(portal: Client, complete: Dossier, owner: User) -> None:
    returned(complete, owner)

    page = body(portal.get(at("dossier", complete)))

    assert "Xã cần bạn bổ sung hồ sơ" in page
    assert "Xã đang kiểm tra hồ sơ của bạn" in page
    assert "đang lập" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_as_often_for_many_dossiers_as_for_one(
    count: int, dossier: Dossier, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count - 1):
        a_dossier(dossier.place, producer=dossier.producer)
    browser = signed_in(owner)
    browser.get(reverse("portal:home"))

    with django_assert_num_queries(8):
        browser.get(reverse("portal:home"))
