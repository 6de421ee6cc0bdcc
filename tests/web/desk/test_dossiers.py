"""Dossiers, ideas and potential products at the desk: who sees which, what each page offers, what its buttons do."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.audit.choices import Action
from saolang.base.audit.queries import history_of
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.places.models import Place
from saolang.base.places.queries import unit_on
from saolang.programme.dossiers.choices import Act, IdeaState, SampleAct, State, SurveyAnswer
from saolang.programme.dossiers.models import (
    BusinessPlan,
    Dossier,
    Idea,
    Package,
    PlanYear,
    PotentialProduct,
    Proof,
    Submission,
    Supplement,
    TrustedKey,
)
from saolang.programme.dossiers.services import samples
from saolang.programme.dossiers.services.moves import move
from saolang.programme.dossiers.services.receipts import receive
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier, a_paper_of, a_potential_product, an_edition
from tests.factories.registry import a_producer
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

QUERIES = {"dossiers": 7, "dossiers_today": 8, "potential": 8, "ideas": 7}
PERSON = re.compile(r"Đặng Thị Riêng")


@pytest.fixture
def place(province: Province) -> Place:
    return province.communes[0]


@pytest.fixture
def filed(place: Place) -> Dossier:
    dossier = a_dossier(place, choices={"1.1": "1.1-3"}, forms={"representative": "Đặng Thị Riêng"})
    return move(dossier=dossier, act=Act.FILE, by="tests")


def an_idea(place: Place, **values: object) -> Idea:
    known = {"code": f"YT-{Idea.objects.count():08}", "product_name": "Trà lá", "description": "Từ lá non."}
    return Idea.objects.create(
        producer=a_producer(place=place),
        place=place,
        product_set=an_edition().product_set,
        recorded_by="tests",
        **(known | values),
    )


@pytest.mark.parametrize("name", sorted(QUERIES))
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_many_questions_whatever_its_length(
    name: str, count: int, desk: Client, place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_edition()
    for _ in range(count):
        dossier = move(dossier=a_dossier(place), act=Act.FILE, by="tests")
        Supplement.objects.create(
            dossier=dossier, item="1.1", note="Thiếu", due_on=dt.date(2026, 1, 1), asked_by="tests"
        )
        a_potential_product(place)
        an_idea(place)

    with django_assert_num_queries(QUERIES[name]):
        answer = desk.get(reverse(f"desk:{name}"))

    assert answer.status_code == 200


def test_a_draft_and_a_neighbours_dossier_are_not_found(desk: Client, neighbour: Client, filed: Dossier) -> None:
    draft = a_dossier(filed.place)

    assert desk.get(reverse("desk:dossier", args=[draft.code])).status_code == 404
    assert neighbour.get(reverse("desk:dossier", args=[filed.code])).status_code == 404
    assert list(neighbour.get(reverse("desk:dossiers")).context["page"]) == []
    assert desk.get(reverse("desk:dossier", args=[filed.code])).status_code == 200


def test_the_list_is_narrowed_by_step_kind_limit_and_words(desk: Client, filed: Dossier) -> None:
    late = move(dossier=a_dossier(filed.place), act=Act.FILE, by="tests", on=dt.date(2026, 6, 1))
    other = a_dossier(filed.place, kind="renewal", state=State.ADVISERS, filed_at=timezone.now())

    def codes(**narrowed: str) -> set[str]:
        return {each.code for each in desk.get(reverse("desk:dossiers"), narrowed).context["page"]}

    assert codes(state="commune") == {filed.code, late.code}
    assert codes(kind="renewal") == {other.code}
    assert codes(due="over") == {late.code}
    assert codes(due="later") == {filed.code, other.code}
    assert codes(q=filed.code.lower()) == {filed.code}
    assert codes(q=filed.producer.name) == {filed.code}
    assert codes(place=filed.place.public_code) == {filed.code, late.code, other.code}


def test_the_file_holds_the_list_and_no_formula(desk: Client, place: Place) -> None:
    producer = a_producer("=HYPERLINK(1)", place=place)
    dossier = move(dossier=a_dossier(place, producer=producer), act=Act.FILE, by="tests")

    text = desk.get(reverse("desk:dossiers_csv")).content.decode("utf-8-sig")

    assert dossier.code in text
    assert ",=HYPERLINK" not in text


def test_todays_work_is_ones_own_with_the_overdue_first(desk: Client, province: Province, filed: Dossier) -> None:
    late = move(dossier=a_dossier(filed.place), act=Act.FILE, by="tests", on=dt.date(2026, 6, 1))
    advised = a_dossier(filed.place, state=State.ADVISERS, filed_at=timezone.now())
    commune = signed_in(GrantFactory(place=filed.place, role=Role.COMMUNE).user)
    adviser = signed_in(GrantFactory(place=province.place, role=Role.ADVISER).user)

    def today(browser: Client) -> list[str]:
        return [each.code for each in browser.get(reverse("desk:dossiers_today")).context["page"]]

    assert today(desk) == [late.code, filed.code, advised.code]
    assert today(commune) == [late.code, filed.code]
    assert today(adviser) == [advised.code]
    assert "quá hạn" in desk.get(reverse("desk:dossiers_today")).content.decode()


def test_the_page_shows_all_sides_but_the_forms(desk: Client, filed: Dossier) -> None:
    Proof.objects.create(dossier=filed, criterion="1.1", evidence=a_paper_of(filed), added_by="tests")

    page = desk.get(reverse("desk:dossier", args=[filed.code])).content.decode()

    for words in ("1.1-3", "Phiếu kiểm nghiệm", "Kiểm tra thành phần hồ sơ", "Sổ mẫu sản phẩm", "Các bước đã qua"):
        assert words in page
    assert not PERSON.search(page)


@pytest.mark.parametrize(("filed_on", "last"), [((2026, 5, 21), ["chậm nhất 21/07/2026"]), ((2026, 5, 23), [])])
def test_the_page_says_by_when_a_dossier_of_an_earlier_procedure_must_end(
    desk: Client, filed: Dossier, filed_on: tuple[int, int, int], last: list[str]
) -> None:
    Dossier.objects.update(filed_at=dt.datetime(*filed_on, 3, tzinfo=dt.UTC), kind="first")

    shown = desk.get(reverse("desk:dossier", args=[filed.code])).content.decode()

    assert re.findall(r"chậm nhất [\d/]+", shown) == last


def test_reading_the_forms_is_recorded(desk: Client, coordinator: object, filed: Dossier) -> None:
    answer = desk.post(reverse("desk:dossier_forms", args=[filed.code]))

    assert answer.status_code == 200
    [change] = [each for each in history_of("dossier", filed.code) if each.action == Action.READ_PERSONAL_DATA]
    assert change.actor == coordinator.actor  # type: ignore[attr-defined]


def test_a_paper_is_handed_out_to_who_works_on_dossiers_alone(
    desk: Client, reader: Client, neighbour: Client, filed: Dossier
) -> None:
    proof = Proof.objects.create(dossier=filed, criterion="1.1", evidence=a_paper_of(filed), added_by="tests")
    address = reverse("desk:dossier_file", args=[filed.code, proof.pk])

    answer = desk.get(address)

    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert [each.get(address).status_code for each in (reader, neighbour)] == [403, 404]
    page = reader.get(reverse("desk:dossier", args=[filed.code])).content.decode()
    assert proof.evidence.title not in page


def test_another_dossiers_paper_is_not_found(desk: Client, filed: Dossier) -> None:
    other = a_dossier(filed.place)
    proof = Proof.objects.create(dossier=other, criterion="1.1", evidence=a_paper_of(other), added_by="tests")

    assert desk.get(reverse("desk:dossier_file", args=[filed.code, proof.pk])).status_code == 404


def test_the_commune_receives_reports_and_hands_on(desk: Client, filed: Dossier) -> None:
    desk.post(reverse("desk:dossier_receive", args=[filed.code]))
    said = {"act": SampleAct.RECEIVED, "units": 5, "on": timezone.localdate().isoformat()}
    desk.post(reverse("desk:sample_add", args=[filed.code]), said)
    report = {
        "topic_materials": "Lúa trong xã",
        "topic_labour": "12 người",
        "topic_idea": "Của hợp tác xã",
        "topic_identity": "Giống cũ",
        "option_1.1": "1.1-3",
        "note_1.1": "Đúng",
        "conclusion": "Đề nghị",
        "proposes": "true",
        "version": 0,
    }
    saved = desk.post(reverse("desk:dossier_report", args=[filed.code, "commune"]), report)
    shown = desk.get(saved.url)

    desk.post(reverse("desk:dossier_hand_on", args=[filed.code, "commune"]), {"version": 1})

    filed.refresh_from_db()
    page = shown.content.decode()
    assert 'name="version" value="1"' in page
    assert re.search(r'name="proposes" value="true"[^>]* checked', page)
    assert "Chủ thể khai: " in page
    assert (filed.state, filed.official_code != "") == (State.PROVINCE, True)


def test_a_stale_report_is_refused_and_keeps_what_was_typed(desk: Client, filed: Dossier) -> None:
    address = reverse("desk:dossier_report", args=[filed.code, "commune"])
    desk.post(address, {"conclusion": "Một", "version": 0})

    answer = desk.post(address, {"conclusion": "Hai", "version": 0})

    assert answer.status_code == 422
    assert "Người khác vừa sửa báo cáo này" in answer.content.decode()
    assert "Hai</textarea>" in answer.content.decode()


def test_a_report_is_written_by_whose_turn_it_is(desk: Client, reader: Client, filed: Dossier) -> None:
    assert desk.get(reverse("desk:dossier_report", args=[filed.code, "advisers"])).status_code == 403
    assert reader.get(reverse("desk:dossier_report", args=[filed.code, "commune"])).status_code == 403
    assert desk.get(reverse("desk:dossier_report", args=[filed.code, "council"])).status_code == 404
    assert desk.post(reverse("desk:dossier_hand_on", args=[filed.code, "commune"]), {"version": "x"}).status_code == 302


def test_several_items_are_asked_for_and_taken_as_met(desk: Client, filed: Dossier) -> None:
    due = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    said = {"item_1": "1.1", "note_1": "Nêu vùng trồng", "item_3": "paper:test_result", "note_3": "Hết hạn"}
    desk.post(reverse("desk:dossier_ask", args=[filed.code]), said | {"due_on": due})
    filed.refresh_from_db()
    assert (filed.state, filed.supplements.count()) == (State.COMMUNE_RETURNED, 2)
    first = filed.supplements.all()[0]
    Supplement.objects.update(reply="Xong", replied_at=timezone.now(), replied_by="user:7")
    move(dossier=filed, act=Act.FILE_AGAIN, by="tests")

    desk.post(reverse("desk:supplement_settle", args=[filed.code, first.pk]))

    assert [each.settled_at is not None for each in filed.supplements.all()] == [True, False]


def test_asking_for_nothing_is_refused_on_the_page(desk: Client, filed: Dossier) -> None:
    answer = desk.post(reverse("desk:dossier_ask", args=[filed.code]), {"due_on": "2199-01-01"})

    assert answer.status_code == 422
    assert "Chưa có nội dung nào cần bổ sung" in answer.content.decode()


def test_the_office_hands_on_refuses_and_puts_renewals_to_the_council(desk: Client, filed: Dossier) -> None:
    move(dossier=filed, act=Act.PROPOSE, by="tests")
    desk.post(reverse("desk:dossier_accept", args=[filed.code]))
    refused = a_dossier(filed.place, state=State.PROVINCE, filed_at=timezone.now())
    renewal = a_dossier(filed.place, kind="renewal", state=State.PROVINCE, filed_at=timezone.now())
    said = {"ground": "dossier_requirements", "reason": "Thiếu Mẫu 02"}
    desk.post(reverse("desk:dossier_refuse", args=[refused.code]), said)
    desk.post(reverse("desk:dossier_to_council", args=[renewal.code]))

    states = [Dossier.objects.get(pk=each.pk).state for each in (filed, refused, renewal)]
    assert states == [State.ADVISERS, State.REFUSED, State.COUNCIL]


def test_nothing_goes_to_the_centre_without_a_result(desk: Client, filed: Dossier) -> None:
    Dossier.objects.filter(pk=filed.pk).update(state=State.FINAL)

    answer = desk.post(reverse("desk:dossier_send_up", args=[filed.code]), follow=True)

    filed.refresh_from_db()
    assert filed.state == State.FINAL
    assert "Chỉ công nhận theo kết quả chính thức" in answer.content.decode()


def test_a_commune_acts_on_no_dossier_at_the_province(province: Province, filed: Dossier) -> None:
    move(dossier=filed, act=Act.PROPOSE, by="tests")
    commune = signed_in(GrantFactory(place=filed.place, role=Role.COMMUNE).user)

    names = ("dossier_ask", "dossier_refuse", "dossier_accept", "dossier_to_council", "package_make")
    answers = [commune.post(reverse(f"desk:{name}", args=[filed.code])).status_code for name in names]

    assert answers == [403] * 5
    page = commune.get(reverse("desk:dossier", args=[filed.code])).content.decode()
    assert "disabled" in page


def test_a_package_is_made_handed_out_and_not_taken_back_here(desk: Client, filed: Dossier) -> None:
    Dossier.objects.filter(pk=filed.pk).update(state=State.CENTRE)
    Submission.objects.create(dossier=filed, number=1, content=store(b"{}", by="tests"), frozen_by="tests")
    desk.post(reverse("desk:package_make", args=[filed.code]))
    package = Package.objects.get()
    content = read(package.file)

    handed = desk.get(reverse("desk:package_file", args=[filed.code, package.pk]))
    again = desk.post(reverse("desk:package_take_in"), {"package": upload(content)})

    assert b"".join(handed.streaming_content) == content  # type: ignore[attr-defined]
    assert again.status_code == 422
    assert "do chính hệ thống này lập" in again.content.decode()
    assert desk.get(reverse("desk:package_file", args=[filed.code, 0])).status_code == 404


def test_a_key_is_confirmed_on_a_page_of_its_own(desk: Client) -> None:
    key = {"public": "k" * 44, "name": "Tỉnh Cần Thơ"}
    unsaid = desk.post(reverse("desk:package_trust"), key)
    desk.post(reverse("desk:package_trust"), {**key, "sender": "province"})

    trusted = TrustedKey.objects.get()
    assert (unsaid.status_code, trusted.name, trusted.trusted_as) == (422, "Tỉnh Cần Thơ", "province")
    assert "Tỉnh Cần Thơ" in desk.get(reverse("desk:package_take_in")).content.decode()


def test_a_survey_is_entered_revised_and_decided(desk: Client, coordinator: object, place: Place) -> None:
    marks = {
        f"mark_{code}": 10 for code in ("characteristic", "traditional", "competitive", "local_resources", "local_jobs")
    }
    said = {"name": "Bánh lá", "place": place.public_code, "surveyed_on": "2026-09-01"} | marks
    desk.post(reverse("desk:potential_add"), said)
    product = PotentialProduct.objects.get()
    assert (product.score, product.place) == (50, unit_on(place, timezone.localdate()))

    desk.post(
        reverse("desk:potential_revise", args=[product.code]),
        said | {"mark_traditional": 20, "version": product.version},
    )
    desk.post(reverse("desk:potential_take_up", args=[product.code]), {"follower": coordinator.pk})  # type: ignore[attr-defined]

    product.refresh_from_db()
    assert (product.score, product.answer, product.follower) == (60, SurveyAnswer.TAKEN_UP, coordinator)
    assert "60/100" in desk.get(reverse("desk:potential_product", args=[product.code])).content.decode()


def test_a_survey_of_one_commune_is_not_asked_where(province: Province) -> None:
    commune = province.communes[0]
    officer = signed_in(GrantFactory(role=Role.COMMUNE, place=commune).user)

    page = officer.get(reverse("desk:potential_add"))

    assert page.context["form"]["place"].value() == commune.public_code


def test_a_survey_outside_ones_places_is_refused(desk: Client) -> None:
    elsewhere = Place.objects.filter(map=2, level="commune").exclude(province__code="92")[0]
    said = {"name": "Bánh lá", "place": elsewhere.public_code, "surveyed_on": "2026-09-01"}

    answer = desk.post(reverse("desk:potential_add"), said)

    assert (answer.status_code, PotentialProduct.objects.count()) == (422, 0)


def test_a_product_is_left_with_a_reason_and_counted_in_the_review(desk: Client, place: Place) -> None:
    product = a_potential_product(place)
    a_potential_product(place)
    desk.post(reverse("desk:potential_decline", args=[product.code]), {"reason": "Chưa đủ lá"})

    [row] = desk.get(reverse("desk:potential_review")).context["rows"]

    assert [row[name] for name in ("found", "undecided", "taken_up", "declined")] == [2, 1, 0, 1]


def test_the_survey_is_taken_away_as_a_file(desk: Client, neighbour: Client, place: Place) -> None:
    product = a_potential_product(place, name="+84 bánh")

    text = desk.get(reverse("desk:potential_csv")).content.decode("utf-8-sig")

    assert product.code in text
    assert ",+84" not in text
    assert product.code not in neighbour.get(reverse("desk:potential_csv")).content.decode("utf-8-sig")


def test_an_idea_is_accepted_followed_and_becomes_a_product(desk: Client, coordinator: object, place: Place) -> None:
    idea = an_idea(place)
    desk.post(reverse("desk:idea_answer", args=[idea.code]), {"state": "accepted", "reason": ""})
    desk.post(reverse("desk:idea_follow", args=[idea.code]), {"follower": coordinator.pk})  # type: ignore[attr-defined]
    desk.post(reverse("desk:idea_product", args=[idea.code]))

    again = desk.post(reverse("desk:idea_product", args=[idea.code]), follow=True)

    idea.refresh_from_db()
    assert (idea.state, idea.follower) == (IdeaState.ACCEPTED, coordinator)
    assert idea.product is not None
    assert idea.product.name_vi == "Trà lá"
    assert "đã có sản phẩm" in again.content.decode()


def test_years_of_a_business_plan_are_written_as_years(desk: Client, place: Place) -> None:
    idea = an_idea(place)
    plan = BusinessPlan.objects.create(idea=idea, first_year=2026, recorded_by="tests")
    PlanYear.objects.create(plan=plan, year=2026, output=1500, unit="kg", price=1, cost=1)

    shown = desk.get(reverse("desk:idea", args=[idea.code])).content.decode()

    assert '<th scope="row">2026</th>' in shown
    assert "1.500 kg" in shown


def test_an_idea_is_declined_only_with_a_reason(desk: Client, place: Place) -> None:
    idea = an_idea(place)

    answer = desk.post(reverse("desk:idea_answer", args=[idea.code]), {"state": "declined", "reason": ""})
    product = desk.post(reverse("desk:idea_product", args=[idea.code]), follow=True)

    idea.refresh_from_db()
    assert (answer.status_code, idea.state) == (422, IdeaState.REGISTERED)
    assert "chưa được tiếp nhận" in product.content.decode()


def upload(content: bytes) -> object:

    return SimpleUploadedFile("goi.zip", content, "application/zip")


def test_the_book_of_samples_says_on_the_page_why_a_line_is_refused(desk: Client, filed: Dossier) -> None:
    receive(dossier=filed, by="tests")
    samples.move(dossier=filed, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), by="tests")
    said = {"act": SampleAct.PASSED_ON, "units": 6, "on": timezone.localdate().isoformat()}

    answer = desk.post(reverse("desk:sample_add", args=[filed.code]), said)

    assert answer.status_code == 422
    assert "không đủ 6" in answer.content.decode()
