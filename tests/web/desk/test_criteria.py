from __future__ import annotations

import copy
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.core.scoring import Readings
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import OptionCost, SetEdition
from saolang.programme.criteria.queries import current_edition, terms_for
from saolang.programme.criteria.rules import criteria_sets, digest_of, shipped_contents, token_of
from saolang.programme.criteria.services.editions import load_shipped, propose
from tests.factories.accounts import GrantFactory
from tests.factories.dossiers import a_dossier, an_edition
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

RICE = "qd26-03"
AS_READ = {name: str(int(value)) for name, value in asdict(Readings()).items()}
"""The readings of the proposal form, as they stand in the edition that comes with the software."""


def proposed(**values: Any) -> SetEdition:
    edition = an_edition(RICE)
    said = {"content": edition.content, "readings": {"marks_count": False}, "reason": "thử", "seen": 0, "by": "user:0"}
    return propose(product_set=edition.product_set, **(said | values))


def address(name: str, *arguments: object) -> str:
    return reverse(f"desk:{name}", args=[RICE, *arguments])


def dearer(points: int) -> bytes:
    """Return the file of the rice set in which the first option of 1.1 has so many points."""
    content = copy.deepcopy(shipped_contents()[RICE])
    content["parts"][0]["criteria"][0]["children"][0]["options"][0]["points"] = points
    return yaml.safe_dump(content, allow_unicode=True).encode()


@pytest.fixture
def colleague(province: Province) -> Client:
    """Return the browser of a second coordinator of Hậu Giang."""
    return signed_in(GrantFactory(place=province.place).user)


def test_list_shows_every_set_and_asks_as_much_for_26_as_for_one(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_edition(RICE)
    with django_assert_num_queries(6):
        one = desk.get(reverse("desk:criteria"))
    load_shipped(by="tests")
    with django_assert_num_queries(6):
        all_of_them = desk.get(reverse("desk:criteria"))

    assert (len(one.context["editions"]), len(all_of_them.context["editions"])) == (1, 26)
    assert all_of_them.content.decode().count("Chưa đối chiếu với văn bản gốc") == 26


@pytest.mark.parametrize("code", criteria_sets())
def test_set_is_shown_whole(desk: Client, code: str) -> None:
    an_edition(code)

    page = desk.get(reverse("desk:criteria_set", args=[code])).content.decode()

    options = [option for each in criteria_sets()[code].criteria.values() for option in each.options]
    assert all(f'<code class="small muted">{option.code}</code>' in page for option in options)


def test_proposal_of_a_file_is_kept_for_another_to_decide(desk: Client, coordinator: User) -> None:
    an_edition(RICE)
    file = SimpleUploadedFile("03.yaml", dearer(2), "application/yaml")

    response = desk.post(address("criteria_propose"), {"file": file, "reason": "Sửa điểm", "seen": 0, **AS_READ})

    edition = SetEdition.objects.get(product_set=RICE, number=1)
    assert response.headers["Location"] == address("criteria_edition", 1)
    assert (edition.state, edition.proposed_by, edition.readings) == (EditionState.PROPOSED, coordinator.actor, {})


def test_proposal_of_readings_alone_keeps_the_file(desk: Client) -> None:
    current = an_edition(RICE)

    desk.post(address("criteria_propose"), {"reason": "Đọc khác", "seen": 0, **AS_READ, "marks_count": "0"})

    edition = SetEdition.objects.get(product_set=RICE, number=1)
    assert (edition.content, edition.readings) == (current.content, {"marks_count": False})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (dearer(9), "lựa chọn cao nhất của 1.1 được 9 điểm, không phải"),
        (b"\xff\xfe", "Tệp không phải văn bản UTF-8."),
        (b"a: [", "Không đọc được tệp YAML, dòng"),
        (b"a: &x 1\nb: *x", "Tệp dùng bí danh YAML"),
        (b"[" * 50_000, "Tệp"),
        (b"- 1", "Tệp không phải một bộ tiêu chí."),
        (b"code: qd26-03\nday: 2026-01-01", "Mục “day” không phải chữ, số nguyên hay danh sách."),
        (b"code: qd26-03\n1: x", "Mục “1” không phải chữ"),
        (b"code: qd26-04", "Tệp là bộ qd26-04, không phải qd26-03."),
        (b"code: qd26-03", "thiếu mục “parts”"),
    ],
)
def test_file_that_is_no_such_set_is_refused_in_words_and_the_form_kept(
    desk: Client, content: bytes, sentence: str
) -> None:
    an_edition(RICE)
    said = {"file": SimpleUploadedFile("x.yaml", content), "reason": "Lý do của tôi", "seen": 0, **AS_READ}

    response = desk.post(address("criteria_propose"), said)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Lý do của tôi" in page
    assert not SetEdition.objects.filter(product_set=RICE, number=1).exists()


def test_proposal_is_shown_with_its_differences_and_what_it_would_make_of_products(
    desk: Client, province: Province
) -> None:
    best = {
        each.code: max(each.options, key=lambda option: option.points).code
        for each in criteria_sets()[RICE].criteria.values()
    }
    marked = next(mark for mark in criteria_sets()[RICE].marks if mark.stars == 3)
    below = min(criteria_sets()[RICE].criteria[marked.criterion].options, key=lambda option: option.points)
    a_dossier(province.communes[0], choices=best | {marked.criterion: below.code}, filed_at="2026-11-01T00:00:00Z")
    proposal = proposed()

    context = desk.get(address("criteria_edition", proposal.number)).context

    assert [(each.what, each.before, each.after) for each in context["differences"]] == [
        (
            "cách hiểu",
            "Mức đánh dấu sao là điều kiện: phải được ít nhất số điểm của mức ấy.",
            "Mức đánh dấu sao chỉ để biết, không làm hạ sao.",
        )
    ]
    assert [(row.council, row.before, row.after) for row in context["rows"]] == [(False, 2, 5)]


def test_another_approves_and_the_proposer_sees_why_not_oneself(desk: Client, colleague: Client) -> None:
    an_edition(RICE)
    desk.post(address("criteria_propose"), {"reason": "Đọc khác", "seen": 0, **AS_READ, "marks_count": "0"})

    own = desk.get(address("criteria_edition", 1))
    desk.post(address("criteria_approve", 1), {"reason": "của tôi"})
    after_own = current_edition(an_edition(RICE).product_set).number
    colleague.post(address("criteria_approve", 1), {"reason": "Đồng ý"})

    assert own.context["refusal"].startswith("Người đề xuất không tự duyệt.")
    assert (after_own, current_edition(an_edition(RICE).product_set).number) == (0, 1)


def test_refusing_without_a_reason_says_so(desk: Client) -> None:
    proposed()

    response = desk.post(address("criteria_refuse", 1), {"reason": ""}, follow=True)

    assert "Hãy ghi lý do không duyệt" in response.content.decode()
    assert SetEdition.objects.get(product_set=RICE, number=1).state == EditionState.PROPOSED


def test_province_confirms_and_every_page_says_so(desk: Client) -> None:
    an_edition(RICE)

    desk.post(address("criteria_confirm", 0))

    for page in (
        address("criteria_set"),
        reverse("catalogue:criteria_set", args=[RICE]),
        reverse("catalogue:criteria"),
    ):
        shown = desk.get(page).content.decode()
        assert "Đã đối chiếu với văn bản gốc ngày" in shown
        assert "Chưa đối chiếu với văn bản gốc" not in shown


def test_two_editions_are_compared_option_by_option(desk: Client) -> None:
    content = yaml.safe_load(dearer(2))
    content["parts"][0]["criteria"][0]["children"][0]["options"][1]["text_vi"] = "Nguyên văn"
    proposed(content=content, readings={})

    differences = desk.get(address("criteria_compare"), {"tu": 0, "den": 1}).context["differences"]

    assert [tuple(each) for each in differences] == [
        ("1.1-1", "điểm", "1", "2"),
        ("1.1-2", "nguyên văn", "–", "Nguyên văn"),
    ]


@pytest.mark.parametrize("asked", ["9", "x", "99999999999999999999", "²"])
def test_edition_that_is_not_there_is_not_found(desk: Client, asked: str) -> None:
    an_edition(RICE)

    assert desk.get(address("criteria_compare"), {"den": asked}).status_code == 404


def test_number_of_an_edition_is_the_same_in_every_language(desk: Client) -> None:
    edition = an_edition(RICE)
    SetEdition.objects.filter(pk=edition.pk).update(number=1234)

    assert 'value="1234" selected' in desk.get(address("criteria_compare")).content.decode()


@pytest.mark.parametrize("asked", ["x", "1-²", f"1-{'9' * 5000}", "99999999999999999999-92"])
def test_province_that_is_none_is_not_found(desk: Client, asked: str) -> None:
    an_edition(RICE)

    assert desk.get(address("criteria_costs"), {"tinh": asked}).status_code == 404


def test_costs_are_set_for_the_province_and_counted(desk: Client, province: Province) -> None:
    edition = an_edition(RICE)
    options = criteria_sets()[RICE].criteria["1.1"].options
    said: dict[str, object] = {"seen": token_of({})}
    said |= {f"{name}-{option.code}": "" for option in options for name in ("cost", "months", "proof")}
    said |= {f"cost-{options[-1].code}": "12.5", f"months-{options[-1].code}": "6"}

    response = desk.post(f"{address('criteria_cost', '1.1')}?tinh={province.place.public_code}", said)

    assert response.status_code == 302
    terms = terms_for(province.communes[0], edition.product_set)
    assert {code: (each.cost, each.months) for code, each in terms.efforts.items()} == {
        options[-1].code: (Decimal("12.5"), 6)
    }


def test_costs_set_by_another_meanwhile_are_not_overwritten(
    desk: Client, province: Province, coordinator: User
) -> None:
    edition = an_edition(RICE)
    option = criteria_sets()[RICE].criteria["1.1"].options[-1].code
    OptionCost.objects.create(
        place=province.place, product_set=edition.product_set, option=option, cost=1, set_by="user:0"
    )
    said = {"seen": token_of({}), f"cost-{option}": "12"}

    response = desk.post(f"{address('criteria_cost', '1.1')}?tinh={province.place.public_code}", said)

    assert response.status_code == 422
    assert "Trong lúc bạn sửa, người khác đã đặt chi phí khác" in response.content.decode()
    assert OptionCost.objects.get().cost == 1


def test_costs_of_another_province_are_not_found(desk: Client, province: Province) -> None:
    an_edition(RICE)

    assert desk.get(address("criteria_costs"), {"tinh": "1-04"}).status_code == 404


def test_reader_proposes_nothing(reader: Client) -> None:
    proposed()

    assert reader.get(address("criteria_propose")).status_code == 403
    assert reader.post(address("criteria_approve", 1)).status_code == 403
    assert reader.get(address("criteria_edition", 1)).status_code == 200


def test_leader_may_not_approve_either(province: Province) -> None:
    proposed()
    leader = signed_in(GrantFactory(place=province.place, role=Role.LEADER).user)

    assert leader.post(address("criteria_approve", 1)).status_code == 403


def test_file_taken_along_can_be_sent_back_and_has_the_same_digest(desk: Client) -> None:
    edition = an_edition(RICE)

    file = desk.get(reverse("catalogue:criteria_yaml", args=[RICE])).content

    assert digest_of(yaml.safe_load(file), {}) == edition.sha256
