"""Asking for more: several items at once, each answered, each taken as met."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, State
from saolang.programme.dossiers.models import Dossier, Supplement
from saolang.programme.dossiers.rules import supplements as rules
from saolang.programme.dossiers.services import moves
from saolang.programme.dossiers.services.supplements import Wanted, ask, reply, settle

WANTED = [Wanted("1.1", "Nêu vùng trồng"), Wanted("paper:test_result", "Phiếu đã hết hạn")]


def next_week() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=7)


def asked(dossier: Dossier) -> list[Supplement]:
    return ask(dossier=dossier, wanted=WANTED, due_on=next_week(), by="tests")


def test_several_items_are_asked_for_at_once_and_the_dossier_goes_back(filed: Dossier) -> None:
    requests = asked(filed)

    filed.refresh_from_db()
    assert filed.state == State.COMMUNE_RETURNED
    assert [(each.item, each.note, each.due_on) for each in requests] == [
        ("1.1", "Nêu vùng trồng", next_week()),
        ("paper:test_result", "Phiếu đã hết hạn", next_week()),
    ]
    assert filed.moves.last().note == "Nêu vùng trồng; Phiếu đã hết hạn"


@pytest.mark.parametrize(
    ("wanted", "days", "why"),
    [
        ([], 7, rules.NOTHING_ASKED.message),
        ([Wanted("1.1", " ")], 7, rules.WORDLESS.message),
        ([Wanted("9.9", "Thiếu")], 7, "Hồ sơ không có mục “%(item)s”. Hãy chọn mục trong danh sách."),
        ([Wanted("paper:passport", "Thiếu")], 7, "Hồ sơ không có mục “%(item)s”. Hãy chọn mục trong danh sách."),
        ([Wanted("1.1", "Thiếu")], 0, rules.DUE_TOO_EARLY.message),
    ],
)
def test_a_request_that_asks_nothing_sensible_is_refused(
    filed: Dossier, wanted: list[Wanted], days: int, why: str
) -> None:
    due_on = timezone.localdate() + dt.timedelta(days=days)

    with pytest.raises(Refusal) as refused:
        ask(dossier=filed, wanted=wanted, due_on=due_on, by="tests")

    filed.refresh_from_db()
    assert (refused.value.message, filed.state, Supplement.objects.count()) == (why, State.COMMUNE, 0)


def test_nobody_asks_while_the_producer_supplements(filed: Dossier) -> None:
    asked(filed)

    with pytest.raises(Refusal) as refused:
        asked(filed)

    assert refused.value == rules.NOT_CHECKING


def test_a_reply_may_be_given_anew_until_the_dossier_is_filed_again(filed: Dossier) -> None:
    first, _ = asked(filed)
    reply(supplement=first, text="Đã nêu ở mục 1.1", by="user:7")

    again = reply(supplement=first, text="Đã nêu, kèm bản đồ", by="user:7")
    moves.move(dossier=filed, act=Act.FILE_AGAIN, by="user:7")

    assert (again.reply, again.replied_by) == ("Đã nêu, kèm bản đồ", "user:7")
    with pytest.raises(Refusal) as refused:
        reply(supplement=first, text="Muộn", by="user:7")
    assert refused.value == rules.NOT_RETURNED


def test_an_empty_reply_is_refused(filed: Dossier) -> None:
    first, _ = asked(filed)

    with pytest.raises(Refusal) as refused:
        reply(supplement=first, text="  ", by="user:7")

    assert refused.value == rules.ANSWERLESS


def test_only_what_was_answered_is_taken_as_met_and_only_once(filed: Dossier) -> None:
    first, second = asked(filed)
    reply(supplement=first, text="Xong", by="user:7")
    moves.move(dossier=filed, act=Act.FILE_AGAIN, by="user:7")

    settle(supplement=first, by="tests")

    for supplement, why in ((first, rules.SETTLED), (second, rules.NOT_REPLIED)):
        with pytest.raises(Refusal) as refused:
            settle(supplement=supplement, by="tests")
        assert refused.value == why
    assert str(rules.all_settled(filed.supplements.all())).startswith("Còn 1 yêu cầu")
    assert str(rules.all_answered(filed.supplements.all())).startswith("Còn 1 yêu cầu")


def test_a_settled_request_takes_no_reply(filed: Dossier) -> None:
    first, second = asked(filed)
    reply(supplement=first, text="Xong", by="user:7")
    reply(supplement=second, text="Xong", by="user:7")
    moves.move(dossier=filed, act=Act.FILE_AGAIN, by="user:7")
    settle(supplement=first, by="tests")
    settle(supplement=second, by="tests")

    with pytest.raises(Refusal) as refused:
        reply(supplement=first, text="Thêm", by="user:7")

    assert refused.value == rules.SETTLED
    assert rules.all_settled(filed.supplements.all()) is None
    assert rules.all_answered(filed.supplements.all()) is None
