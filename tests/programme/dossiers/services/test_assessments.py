"""Reports before the council: kept, locked, handed on only when complete."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, Assessor, SampleAct, State
from saolang.programme.dossiers.models import Assessment, Dossier
from saolang.programme.dossiers.rules import assessments as rules
from saolang.programme.dossiers.rules import receipts
from saolang.programme.dossiers.rules.assessments import Found
from saolang.programme.dossiers.services import moves, samples
from saolang.programme.dossiers.services.assessments import Written, hand_on, save
from saolang.programme.dossiers.services.receipts import receive

COMMUNE, ADVISERS = Assessor.COMMUNE, Assessor.ADVISERS
REPORT = Written(
    answers={"materials": "Lúa trong xã", "labour": "12 người", "idea": "Của hợp tác xã", "identity": "Giống cũ"},
    findings={"1.1": Found("1.1-3", "Đúng như khai"), "2.1": Found(note="Chưa rõ")},
    proposes=True,
    conclusion="Đề nghị đánh giá",
)
SURVEY = Written(
    answers={"survey": "Đã đến nơi", "remarks": "Đạt"},
    findings={"1.1": Found("1.1-2")},
    met_on=dt.date(2026, 6, 20),
    proposes=True,
    conclusion="Trình hội đồng",
)


def ready(dossier: Dossier) -> Dossier:
    """Receive the dossier and its five samples."""
    received = receive(dossier=dossier, by="tests")
    samples.move(dossier=dossier, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), by="tests")
    return received


def test_a_report_is_kept_with_its_findings_before_it_is_complete(filed: Dossier) -> None:
    saved = save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, proposes=None), version=0, by="user:3")

    assert (saved.version, saved.answers["labour"], saved.locked_at) == (1, "12 người", None)
    assert list(saved.findings.order_by("criterion").values_list("criterion", "option", "note")) == [
        ("1.1", "1.1-3", "Đúng như khai"),
        ("2.1", "", "Chưa rõ"),
    ]


def test_a_finding_left_out_later_is_gone(filed: Dossier) -> None:
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")

    saved = save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, findings={}), version=1, by="user:3")

    assert (saved.version, saved.findings.count()) == (2, 0)


def test_of_two_who_write_at_once_the_second_is_refused_and_loses_nothing(filed: Dossier) -> None:
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")

    with pytest.raises(Refusal) as refused:
        save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, conclusion="Khác"), version=0, by="user:4")

    assert refused.value == rules.CHANGED_MEANWHILE
    assert Assessment.objects.get().conclusion == "Đề nghị đánh giá"


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ({"6.1": Found("6.1-1")}, "Báo cáo này không đánh giá tiêu chí 6.1."),
        ({"1.1": Found("1.1-9")}, "Tiêu chí 1.1 không có lựa chọn 1.1-9."),
    ],
)
def test_a_finding_of_what_is_not_asked_is_refused_by_name(
    filed: Dossier, findings: dict[str, Found], why: str
) -> None:
    with pytest.raises(Refusal) as refused:
        save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, findings=findings), version=0, by="user:3")

    assert str(refused.value) == why


def test_a_survey_held_tomorrow_is_refused(filed: Dossier) -> None:
    ahead = replace(REPORT, met_on=timezone.localdate() + dt.timedelta(days=1))

    with pytest.raises(Refusal) as refused:
        save(dossier=filed, assessor=COMMUNE, written=ahead, version=0, by="user:3")

    assert refused.value == rules.DAY_AHEAD


def test_the_advisers_write_nothing_before_their_turn(filed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        save(dossier=filed, assessor=ADVISERS, written=SURVEY, version=0, by="user:3")

    assert refused.value == rules.NOT_YOUR_TURN[ADVISERS]


def test_a_complete_report_is_locked_and_takes_the_dossier_to_the_province(filed: Dossier) -> None:
    ready(filed)
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")

    locked = hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")

    filed.refresh_from_db()
    assert (filed.state, locked.locked_by) == (State.PROVINCE, "user:3")
    with pytest.raises(Refusal) as refused:
        save(dossier=filed, assessor=COMMUNE, written=REPORT, version=1, by="user:3")
    assert refused.value == rules.NOT_YOUR_TURN[COMMUNE]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"answers": {**REPORT.answers, "labour": " "}}, "Sử dụng lao động địa phương"),
        ({"proposes": None}, "chưa ghi có đề nghị"),
        ({"conclusion": " "}, "chưa có kết luận"),
    ],
)
def test_an_incomplete_report_is_not_handed_on(filed: Dossier, changed: dict[str, object], why: str) -> None:
    ready(filed)
    save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, **changed), version=0, by="user:3")  # type: ignore[arg-type]

    with pytest.raises(Refusal, match=why):
        hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")

    filed.refresh_from_db()
    assert filed.state == State.COMMUNE


def test_a_report_seen_in_an_older_version_is_not_handed_on(filed: Dossier) -> None:
    ready(filed)
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")
    save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, conclusion="Khác"), version=1, by="user:4")

    with pytest.raises(Refusal) as refused:
        hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")

    assert refused.value == rules.CHANGED_MEANWHILE


def test_no_report_is_handed_on_where_none_was_written(filed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        hand_on(dossier=filed, assessor=COMMUNE, version=0, by="user:3")

    assert refused.value == rules.NOTHING_WRITTEN


def test_the_province_gets_no_dossier_that_was_not_received(filed: Dossier) -> None:
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")

    with pytest.raises(Refusal) as refused:
        hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")

    assert refused.value == receipts.NOT_RECEIVED


def test_the_province_gets_no_dossier_without_its_five_samples(filed: Dossier) -> None:
    receive(dossier=filed, by="tests")
    samples.move(dossier=filed, act=SampleAct.RECEIVED, units=4, on=timezone.localdate(), by="tests")
    save(dossier=filed, assessor=COMMUNE, written=REPORT, version=0, by="user:3")

    with pytest.raises(Refusal, match="Mới nhận 4 trên 5 mẫu"):
        hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")


def test_a_report_that_does_not_propose_ends_the_dossier(filed: Dossier) -> None:
    save(dossier=filed, assessor=COMMUNE, written=replace(REPORT, proposes=False), version=0, by="user:3")

    hand_on(dossier=filed, assessor=COMMUNE, version=1, by="user:3")

    filed.refresh_from_db()
    assert (filed.state, filed.moves.last().note) == (State.REFUSED, "Đề nghị đánh giá")


def test_the_advisers_report_takes_the_dossier_to_the_council(filed: Dossier) -> None:
    moves.move(dossier=filed, act=Act.PROPOSE, by="tests")
    moves.move(dossier=filed, act=Act.ACCEPT, by="tests")
    save(dossier=filed, assessor=ADVISERS, written=replace(SURVEY, met_on=None), version=0, by="user:5")
    with pytest.raises(Refusal) as refused:
        hand_on(dossier=filed, assessor=ADVISERS, version=1, by="user:5")
    assert refused.value == rules.NO_DAY

    save(dossier=filed, assessor=ADVISERS, written=SURVEY, version=1, by="user:5")
    hand_on(dossier=filed, assessor=ADVISERS, version=2, by="user:5")

    filed.refresh_from_db()
    assert filed.state == State.COUNCIL


def test_the_commune_speaks_of_its_four_questions_the_advisers_of_every_criterion(filed: Dossier) -> None:
    assert rules.criteria_for(filed, COMMUNE) == ["1.1", "1.2", "2.1", "3.3", "5.3"]
    assert len(rules.criteria_for(filed, ADVISERS)) > 20
