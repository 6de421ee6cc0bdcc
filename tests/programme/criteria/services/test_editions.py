from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.queries import current_edition
from saolang.programme.criteria.rules import digest_of, sheet_of, shipped_contents
from saolang.programme.criteria.services.editions import approve, confirm_checked, load_shipped, propose, refuse
from saolang.programme.registry.models import ProductSet
from tests.factories.accounts import UserFactory
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db

WATER = "qd26-16"


@pytest.fixture(autouse=True)
def official() -> User:
    """Enter the person who proposes."""
    return UserFactory(pk=1)


def shipped(code: str = WATER) -> dict[str, Any]:
    return copy.deepcopy(shipped_contents()[code])


def reworded(code: str = WATER) -> dict[str, Any]:
    """Return the content of the set with the Decision's own wording of its first option."""
    content = shipped(code)
    content["parts"][0]["criteria"][0]["children"][0]["options"][0]["text_vi"] = "Nguyên văn"
    return content


def proposed(content: dict[str, Any] | None = None, **values: Any) -> SetEdition:
    """Propose an edition of bottled water, by an official."""
    current = an_edition(WATER)
    said = {
        "content": content or reworded(),
        "readings": {},
        "reason": "Ghi nguyên văn",
        "seen": current.number,
        "by": "user:1",
    }
    return propose(product_set=current.product_set, **(said | values))


def sentence_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)


def test_load_shipped_enters_every_set_as_edition_0_in_use() -> None:
    loaded = load_shipped(by="installation")

    editions = [current_edition(each) for each in ProductSet.objects.order_by("number")]
    assert loaded == 26
    assert [each.code for each in editions] == [f"qd26-{number:02}@0" for number in range(1, 27)]
    assert {(each.state, each.checked_at) for each in editions} == {(EditionState.APPROVED, None)}
    assert [each.sha256 for each in editions] == [digest_of(each, {}) for each in shipped_contents().values()]


def test_load_shipped_a_second_time_changes_nothing() -> None:
    load_shipped(by="installation")
    changes = Change.objects.count()

    loaded = load_shipped(by="demonstration")

    assert (loaded, SetEdition.objects.count(), Change.objects.count()) == (0, 26, changes)


def test_load_shipped_follows_a_new_version_of_the_software() -> None:
    an_edition(WATER, content=reworded(), decided_by="installation")

    load_shipped(by="installation")

    assert current_edition(ProductSet.objects.get(pk=WATER)).code == f"{WATER}@1"


@pytest.mark.parametrize("state", [EditionState.PROPOSED, EditionState.APPROVED])
def test_load_shipped_never_overrules_what_people_propose_or_approved(state: str) -> None:
    edition = proposed()
    if state == EditionState.APPROVED:
        approve(edition=edition, by="user:2")
    SetEdition.objects.filter(product_set=WATER, number=0).update(sha256="0" * 64)

    load_shipped(by="installation")

    assert sorted(SetEdition.objects.filter(product_set=WATER).values_list("number", flat=True)) == [0, 1]


def test_proposal_counts_only_once_another_has_approved_it() -> None:
    edition = proposed()
    before = current_edition(edition.product_set)

    approve(edition=edition, by="user:2", reason="Đúng nguyên văn")

    assert (before.code, current_edition(edition.product_set).code) == (f"{WATER}@0", f"{WATER}@1")


def test_proposer_does_not_approve() -> None:
    edition = proposed()

    said = sentence_of(lambda: approve(edition=edition, by="user:1"))

    assert said == "Người đề xuất không tự duyệt. Hãy nhờ một người khác có quyền sửa bộ tiêu chí."
    assert current_edition(edition.product_set).number == 0


def test_proposer_does_not_refuse_either() -> None:
    edition = proposed()

    assert sentence_of(lambda: refuse(edition=edition, by="user:1", reason="thôi")).startswith("Người đề xuất")


def test_refusing_takes_a_reason_and_leaves_the_edition_in_use() -> None:
    edition = proposed()

    said = sentence_of(lambda: refuse(edition=edition, by="user:2", reason=" "))
    refuse(edition=edition, by="user:2", reason="Sai chính tả")

    assert said == "Hãy ghi lý do không duyệt, để người đề xuất biết."
    assert current_edition(edition.product_set).number == 0


def test_decision_is_made_once() -> None:
    edition = proposed()
    approve(edition=edition, by="user:2")

    said = sentence_of(lambda: refuse(edition=edition, by="user:3", reason="muộn"))

    assert said == f"Đề xuất {WATER}@1 không còn chờ duyệt."


def test_decision_is_recorded_and_told_to_the_proposer(official: User) -> None:
    edition = proposed()

    refuse(edition=edition, by="user:2", reason="Sai chính tả")

    change = Change.objects.get(kind="criteria_edition", action=Action.REFUSE)
    notice = Notice.objects.get(kind=Kind.CRITERIA_DECIDED)
    assert (change.actor, change.code, change.reason) == ("user:2", f"{WATER}@1", "Sai chính tả")
    assert (notice.recipient, notice.address) == ("user:1", official.email)
    assert notice.path == f"/dieu-hanh/bo-tieu-chi/{WATER}/"


def test_second_proposal_waits_for_the_first() -> None:
    proposed()

    said = sentence_of(lambda: proposed(by="user:2"))

    assert said == f"Bộ này đang có một đề xuất chờ duyệt ({WATER}@1). Hãy duyệt hoặc từ chối nó trước."


def test_proposal_from_an_edition_since_replaced_is_refused() -> None:
    approve(edition=proposed(), by="user:2")

    said = sentence_of(lambda: proposed(shipped()))

    assert said == f"Trong lúc bạn soạn, bản {WATER}@1 đã được duyệt. Hãy xem lại rồi gửi đề xuất lần nữa."


def test_refused_proposal_does_not_keep_the_next_from_coming() -> None:
    refuse(edition=proposed(), by="user:2", reason="Sai chính tả")

    assert proposed().number == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": " "}, "Hãy ghi lý do, để người duyệt biết vì sao đổi bộ tiêu chí."),
        ({"content": shipped()}, "Đề xuất không khác gì bản đang dùng, nên không có gì để duyệt."),
        ({"content": shipped("qd26-17")}, f"Tệp là bộ qd26-17, không phải {WATER}. Hãy chọn đúng bộ rồi gửi lại."),
        ({"readings": {"marks": True}}, "Không có cách hiểu nào tên “marks”."),
        ({"readings": {"zero_stops": 1}}, "Cách hiểu “zero_stops” không nhận giá trị “1”."),
        (
            {"readings": {"stars_without_three_star_marks": 3}},
            "Cách hiểu “stars_without_three_star_marks” không nhận giá trị “3”.",
        ),
    ],
)
def test_proposal_that_cannot_be_is_refused_and_nothing_is_kept(values: dict[str, Any], said: str) -> None:
    an_edition(WATER)

    assert sentence_of(lambda: proposed(**values)) == said
    assert SetEdition.objects.filter(product_set=WATER).count() == 1


def test_faults_of_a_file_are_all_named() -> None:
    content = reworded()
    content["parts"][1]["max"] = 24
    content["parts"][2]["criteria"][0]["children"][0]["options"].pop()

    said = sentence_of(lambda: proposed(content))

    assert said == (
        "Bộ tiêu chí có chỗ chưa đúng: các phần cộng lại 99 điểm, không phải 100; "
        "điểm các phần là A 40, B 24, C 35, không phải A 40, B 25, C 35; B cộng lại 25 điểm, không phải 24; "
        "lựa chọn cao nhất của 6.1 được 0 điểm, không phải 3."
    )


def test_readings_alone_make_an_edition_that_rates_otherwise() -> None:
    edition = approve(edition=proposed(shipped(), readings={"marks_accumulate": False}), by="user:2")

    assert sheet_of(edition).readings.marks_accumulate is False
    assert [mark.stars for mark in sheet_of(edition).marks_for(5)] == [5] * len(sheet_of(edition).marks_for(5))


def test_province_confirms_the_edition_in_use_once() -> None:
    edition = an_edition(WATER)

    confirmed = confirm_checked(edition=edition, by="user:1")

    assert (confirmed.checked_by, confirmed.checked_at is not None) == ("user:1", True)
    assert sentence_of(lambda: confirm_checked(edition=edition, by="user:2")) == (
        f"Bản {WATER}@0 đã được xác nhận đối chiếu."
    )


def test_next_edition_is_to_be_confirmed_anew() -> None:
    confirm_checked(edition=an_edition(WATER), by="user:1")

    edition = approve(edition=proposed(), by="user:2")

    assert current_edition(edition.product_set).checked_at is None


def test_only_the_edition_in_use_is_confirmed() -> None:
    edition = proposed()

    assert sentence_of(lambda: confirm_checked(edition=edition, by="user:2")) == (
        f"Chỉ xác nhận đối chiếu cho bản đang dùng; {WATER}@1 không phải bản đang dùng."
    )
