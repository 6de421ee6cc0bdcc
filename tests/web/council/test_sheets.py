"""A member's sheet over HTTP: what is taken, what is refused and how, who sees it, what it weighs."""

from __future__ import annotations

import gzip
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from saolang.programme.dossiers.models import Claim, Proof
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Click, ScoreSheet
from saolang.programme.evaluation.services import sessions
from tests.factories.dossiers import a_paper_of, an_edition
from tests.factories.evaluation import (
    a_full_council,
    a_seat,
    a_session,
    a_waiting_dossier,
    an_open_session,
    sign_sheets,
    tick,
)
from tests.locale.reading import words

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Case, Council, Membership, Session
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

LARGEST_SET = "qd26-11"


def a_click(**values: Any) -> dict[str, Any]:
    return {"number": str(uuid4()), "order": 1, "criterion": "1.1", "option": "1.1-3", "reason": ""} | values


def send(client: Client, session: Session, *clicks: object, position: int = 1) -> HttpResponse:
    address = reverse("council:clicks", args=[session.code, position])
    return client.post(address, json.dumps({"clicks": clicks}), content_type="application/json")


def page(client: Client, session: Session) -> HttpResponse:
    return client.get(reverse("council:sheet", args=[session.code, 1]))


def sheet_of(member: Membership) -> ScoreSheet:
    return ScoreSheet.objects.get(membership=member)


def stands(member: Membership) -> dict[str, tuple[str, str]]:
    return {line.criterion: (line.option, line.reason) for line in sheet_of(member).lines.all()}


# Clicks --------------------


def test_click_is_kept_and_answered_with_what_stands(as_member: Client, session: Session, member: Membership) -> None:
    answer = send(
        as_member, session, a_click(reason="Đủ ba hợp đồng"), a_click(order=2, criterion="1.2", option="1.2-2")
    )

    said = answer.json()
    assert answer.status_code == HTTPStatus.OK
    assert said["lines"] == {"1.1": ["1.1-3", "Đủ ba hợp đồng"], "1.2": ["1.2-2", ""]}
    assert (said["count"], said["order"]) == (2, 2)
    assert stands(member) == {"1.1": ("1.1-3", "Đủ ba hợp đồng"), "1.2": ("1.2-2", "")}


def test_parts_drawn_after_a_click_are_those_of_the_page(as_member: Client, session: Session) -> None:
    drawn = send(as_member, session, a_click()).json()["parts"]

    shown = page(as_member, session).content.decode()
    assert sorted(drawn) == ["left", "parts", "tally"]
    assert [name for name, html in drawn.items() if html.strip() not in shown] == []


def test_page_opened_again_says_the_order_of_the_last_click_as_the_script_reads_it(
    as_member: Client, session: Session
) -> None:
    send(as_member, session, a_click(order=28_172_387))

    shown = page(as_member, session).content.decode()

    assert 'data-order="28172387"' in shown


def test_click_sent_again_counts_once(as_member: Client, session: Session, member: Membership) -> None:
    click = a_click()
    send(as_member, session, click)

    answer = send(as_member, session, click, click)

    assert answer.json()["count"] == 1
    assert [str(each.number) for each in Click.objects.filter(sheet=sheet_of(member))] == [click["number"]]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"clicks": []}',
        b"[" * 200_000,
        b'{"clicks": {"number": 1}}',
        json.dumps({"clicks": [a_click()] * 101}).encode(),
        *(
            json.dumps({"clicks": [a_click() | wrong]}).encode()
            for wrong in (
                {"number": "12"},
                {"order": "1"},
                {"order": -1},
                {"order": True},
                {"order": 2**31},
                {"criterion": 11},
                {"option": None},
                {"reason": "a\0b"},
                {"reason": "\ud800"},
            )
        ),
    ],
)
def test_request_that_is_no_list_of_clicks_is_refused_in_a_sentence(
    as_member: Client, session: Session, body: bytes
) -> None:
    address = reverse("council:clicks", args=[session.code, 1])

    answer = as_member.post(address, body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"].split()[0]) == (HTTPStatus.BAD_REQUEST, "Yêu")
    assert Click.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"option": "1.2-1"}, "Tiêu chí 1.1 không có lựa chọn 1.2-1."),
        ({"criterion": "remarks", "option": "yes"}, "Nhận xét chung chỉ có lời, không có lựa chọn. Hãy tải lại trang."),
        ({"criterion": "99.9"}, "Bộ qd26-03 không có căn cứ loại 99.9."),
    ],
)
def test_click_that_is_not_of_the_sheet_is_refused_by_name(
    as_member: Client, session: Session, wrong: dict[str, str], sentence: str
) -> None:
    option = {"option": "yes"} if "criterion" in wrong else {}

    answer = send(as_member, session, a_click() | option | wrong)

    assert (answer.status_code, answer.json()["error"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
    assert Click.objects.count() == 0


def test_click_on_a_signed_sheet_is_refused_as_locked(as_member: Client, session: Session, member: Membership) -> None:
    tick(sheet_of(member))
    sign_sheets(member, session)

    answer = send(as_member, session, a_click())

    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json()["error"] == "Phiếu đã ký, nên không sửa được nữa."


def test_click_of_a_window_of_another_round_is_refused(as_member: Client, session: Session, member: Membership) -> None:
    address = reverse("council:clicks", args=[session.code, 1])
    clicks = json.dumps({"clicks": [a_click()]})

    of_this = as_member.post(f"{address}?vong=1", clicks, content_type="application/json")
    of_another = as_member.post(f"{address}?vong=2", clicks, content_type="application/json")

    assert of_this.status_code == HTTPStatus.OK
    assert (of_another.status_code, of_another.json()["error"]) == (
        HTTPStatus.CONFLICT,
        "Sản phẩm này đã sang vòng chấm khác nên lựa chọn vừa rồi không được ghi. Hãy tải lại trang.",
    )
    assert Click.objects.count() == 1


def test_click_before_the_session_is_open_is_refused_as_locked(
    as_member: Client, council: Council, dossier: Dossier
) -> None:
    planned = a_session(council, dossier)

    answer = send(as_member, planned, a_click())

    assert answer.status_code == HTTPStatus.CONFLICT
    assert ScoreSheet.objects.count() == 0


def test_click_without_the_token_of_the_page_is_refused(session: Session, member: Membership) -> None:
    from django.test import Client as Browser  # noqa: PLC0415 - the fixture's client skips the check

    client = Browser(enforce_csrf_checks=True)
    client.force_login(member.user)

    assert send(client, session, a_click()).status_code == HTTPStatus.FORBIDDEN


def test_click_takes_a_fixed_number_of_queries(
    as_member: Client, session: Session, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send(as_member, session, a_click())
    many = [a_click(order=n, criterion=code, option=f"{code}-1") for n, code in enumerate(["1.2", "1.3", "1.4"], 2)]

    with django_assert_num_queries(CLICK_QUERIES):
        send(as_member, session, a_click(order=9, criterion="2.1", option="2.1-1"))
    with django_assert_num_queries(CLICK_QUERIES):
        send(as_member, session, *many)


CLICK_QUERIES = 14


# Whose it is --------------------


@pytest.mark.parametrize("numbers", ["1.x", "1.²", "1.", "1.1.1.1", "9" * 30 + ".1", "9" * 5_000 + ".1"])
def test_bundle_of_a_code_that_is_none_is_not_found(as_member: Client, session: Session, numbers: str) -> None:
    code = f"{session.code}.{numbers}"

    for address in (reverse("council:bundle", args=[code]), reverse("account:signing", args=["score_sheets", code])):
        assert as_member.get(address).status_code == HTTPStatus.NOT_FOUND


def test_sheet_of_another_council_is_not_found(client: Client, session: Session, province: Province) -> None:
    stranger = a_seat(a_full_council(province.place))
    client.force_login(stranger.user)

    assert page(client, session).status_code == HTTPStatus.NOT_FOUND
    assert send(client, session, a_click()).status_code == HTTPStatus.NOT_FOUND


def test_member_with_an_interest_finds_neither_sheet_nor_dossier(
    as_member: Client, session: Session, case: Case, member: Membership
) -> None:
    sessions.declare_conflict(case=case, membership=member, reason="Em ruột là giám đốc", by=member.user.actor)

    assert page(as_member, session).status_code == HTTPStatus.NOT_FOUND
    assert send(as_member, session, a_click()).status_code == HTTPStatus.NOT_FOUND
    dossier = as_member.get(reverse("council:dossier", args=[session.code, 1]))
    assert dossier.status_code == HTTPStatus.NOT_FOUND


def test_member_sees_nothing_of_the_others_before_all_have_signed(
    as_member: Client, session: Session, council: Council, member: Membership
) -> None:
    other = council.memberships.get(seat=Seat.CHAIR)
    tick(ScoreSheet.objects.get(membership=other), lost=3)
    ScoreSheet.objects.get(membership=other).lines.update(reason="ý kiến riêng của chủ tịch")
    sign_sheets(other, session)

    for name in ("session", "results"):
        answer = as_member.get(reverse(f"council:{name}", args=[session.code]))
        assert re.findall(r"\b97\b", words(answer)) == []
        assert "ý kiến riêng" not in answer.content.decode()
    assert "ý kiến riêng" not in page(as_member, session).content.decode()


# The page --------------------


def test_page_shows_claim_proposal_and_paper_beside_the_criterion(
    as_member: Client, session: Session, dossier: Dossier
) -> None:
    Claim.objects.create(dossier=dossier, criterion="1.1", option="1.1-2", reason="Hai hợp đồng", saved_by="tests")
    paper = a_paper_of(dossier, title="Hợp đồng bao tiêu")
    Proof.objects.create(dossier=dossier, criterion="1.1", evidence=paper, added_by="tests")

    shown = page(as_member, session).content.decode()

    assert "Hai hợp đồng" in shown
    assert reverse("council:evidence", args=[session.code, 1, paper.code]) in shown


def test_paper_may_stand_in_a_frame_of_ours_and_run_nothing(
    as_member: Client, session: Session, dossier: Dossier
) -> None:
    paper = a_paper_of(dossier)
    Proof.objects.create(dossier=dossier, criterion="1.1", evidence=paper, added_by="tests")

    answer = as_member.get(reverse("council:evidence", args=[session.code, 1, paper.code]))

    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_part_sent_as_a_form_saves_options_grounds_and_reasons(
    as_member: Client, session: Session, member: Membership
) -> None:
    address = reverse("council:sheet", args=[session.code, 1])
    said = {
        "part": "A",
        "1.1": "1.1-3",
        "reason:1.1": "Đủ\r\nba",
        "1.1:requirement": "yes",
        "reason:1.1:requirement": "Mua ngoài",
    }

    as_member.post(address, said)
    as_member.post(address, {"part": "end", "reason:remarks": "Sản phẩm tốt", "forged_dossier": "yes"})

    assert stands(member) == {
        "1.1": ("1.1-3", "Đủ\nba"),
        "1.1:requirement": ("yes", "Mua ngoài"),
        "forged_dossier": ("yes", ""),
        "remarks": ("", "Sản phẩm tốt"),
    }


def test_form_takes_a_ground_back_that_is_no_longer_ticked(
    as_member: Client, session: Session, member: Membership
) -> None:
    address = reverse("council:sheet", args=[session.code, 1])
    as_member.post(address, {"part": "end", "forged_dossier": "yes", "reason:forged_dossier": "Dấu giả"})

    as_member.post(address, {"part": "end"})

    assert stands(member) == {"forged_dossier": ("", "")}


def test_form_with_a_wrong_option_says_so_and_changes_nothing(
    as_member: Client, session: Session, member: Membership
) -> None:
    address = reverse("council:sheet", args=[session.code, 1])

    answer = as_member.post(address, {"part": "A", "1.1": "9.9-9"}, follow=True)

    assert "Tiêu chí 1.1 không có lựa chọn 9.9-9." in answer.content.decode()
    assert stands(member) == {}


def test_tourism_sheet_groups_options_by_case(as_member: Client, council: Council, province: Province) -> None:
    tourism = an_open_session(council, a_waiting_dossier(province.communes[0], edition=an_edition("qd26-26")))

    shown = page(as_member, tourism).content.decode()

    assert shown.count("Trường hợp: Dịch vụ do cộng đồng cung cấp") == 3
    assert shown.count("Trường hợp: Dịch vụ do tổ chức, cá nhân cung cấp") == 2


def test_page_weighs_at_most_60_kilobytes_with_all_it_loads(
    as_member: Client, council: Council, province: Province
) -> None:
    largest = an_open_session(council, a_waiting_dossier(province.communes[0], edition=an_edition(LARGEST_SET)))

    html = page(as_member, largest).content

    loaded = [find(f"css/{name}.css") for name in ("saolang", "council")] + [find("js/score.js")]
    fonts = Path(str(find("fonts/be-vietnam-pro-700.woff2"))).stat().st_size
    weight = len(gzip.compress(html)) + sum(len(gzip.compress(Path(str(each)).read_bytes())) for each in loaded)
    assert weight + fonts <= 60_000
    assert html.count(b"<") - html.count(b"</") <= 1500


def test_signing_page_shows_what_is_signed_and_locks_it(
    as_member: Client, session: Session, member: Membership
) -> None:
    tick(sheet_of(member))
    code = f"{session.code}.{member.pk}.1"

    shown = as_member.get(reverse("council:bundle", args=[code])).content.decode()
    signing = as_member.get(reverse("account:signing", args=["score_sheets", code]))

    assert signing.status_code == HTTPStatus.OK
    assert "saolang-score-sheets-1" in shown
    assert signing.context["thing"].sha256 in shown


def test_bundle_of_another_member_is_not_found(as_member: Client, session: Session, council: Council) -> None:
    chair = council.memberships.get(seat=Seat.CHAIR)
    tick(ScoreSheet.objects.get(membership=chair))

    answer = as_member.get(reverse("council:bundle", args=[f"{session.code}.{chair.pk}.1"]))

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_number_of_a_click_is_any_uuid(as_member: Client, session: Session) -> None:
    assert send(as_member, session, a_click(number=str(UUID(int=7)))).status_code == HTTPStatus.OK


def test_untouched_sheet_has_no_stars_yet(as_member: Client, session: Session) -> None:
    shown = page(as_member, session).content.decode()
    before = shown.partition('data-score-part="tally">')[2].partition("</div>")[0]
    after = json.loads(send(as_member, session, a_click()).content)["parts"]["tally"]

    assert ("chưa chấm" in before, 'class="stars' in before) == (True, False)
    assert ("chưa chấm" in after, 'class="stars' in after) == (False, True)
