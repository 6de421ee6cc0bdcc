"""Recognitions and revocations as facts: entered, corrected, withdrawn, nothing of what was known lost."""

from __future__ import annotations

import datetime as dt
from datetime import UTC
from decimal import Decimal

import pytest
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.kit.facts import ALREADY_WITHDRAWN
from saolang.base.kit.models import Precision
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.certification import rules
from saolang.programme.certification.choices import Level, RecognitionKind
from saolang.programme.certification.models import Decision, Recognition, Revocation
from saolang.programme.certification.services import decisions, look_alikes, recognitions
from saolang.programme.certification.services.decisions import NewDecision
from saolang.programme.certification.services.recognitions import NewRecognition
from saolang.programme.registry.choices import LookAlikeAnswer, LookAlikeKind, Origin
from saolang.programme.registry.models import LookAlike, Product
from saolang.programme.registry.rules import CHANGED_SINCE_THE_MERGE
from saolang.programme.registry.services import look_alikes as registry_look_alikes
from tests.factories.certification import a_certificate, a_decision, a_recognition, a_revocation, an_owned_recognition
from tests.factories.registry import a_producer, a_product

pytestmark = pytest.mark.django_db

JANUARY = dt.datetime(2024, 1, 12, 8, tzinfo=UTC)


def history(product: Product) -> list[tuple[str, int, str]]:
    """Return day, stars and kind of each standing recognition, the earliest first."""
    standing = Recognition.objects.standing().filter(product=product).order_by("began_on", "id")
    return [(f"{each.began_on}", each.stars, each.kind) for each in standing]


def test_decision_is_entered_with_what_the_source_says() -> None:
    decision = a_decision(
        number=" 86/QĐ-UBND ", decided_on=dt.date(2023, 2, 1), decided_precision=Precision.MONTH, level=Level.PROVINCE
    )

    assert (decision.number, decision.decided_on) == ("86/QĐ-UBND", dt.date(2023, 2, 28))
    assert decision.code.startswith("QD-")
    assert history_of("decision", decision.code).get().after["decided_on"] == "2023-02-28"


def test_decision_of_one_place_number_and_day_is_entered_once() -> None:
    place = Place.objects.get(map=1, code="93")
    a_decision(number="86/QĐ-UBND", place=place)

    with pytest.raises(Refusal) as refused:
        a_decision(number="86/QĐ-UBND", place=place)

    assert refused.value == rules.DECISION_TWICE
    a_decision(number="86/QĐ-UBND", place=Place.objects.get(map=1, code="87"))
    assert Decision.objects.count() == 2


def test_decisions_that_come_twice_in_one_batch_are_refused_and_those_without_a_number_are_not() -> None:
    with pytest.raises(Refusal) as refused:
        decisions.enter_many(
            decisions=[NewDecision(number="1/QĐ"), NewDecision(number="1/QĐ")], by="user:1", batch="SO-1"
        )

    assert refused.value == rules.DECISION_TWICE
    decisions.enter_many(decisions=[NewDecision(), NewDecision()], by="user:1", batch="SO-1", at=JANUARY)
    assert Change.objects.get(kind="decision").after == {"count": 2}


def test_recognition_tells_kind_edition_and_expiry_by_itself() -> None:
    recognition = a_recognition(on=dt.date(2023, 1, 16), stars=4, decision=a_decision())

    assert (recognition.kind, recognition.edition) == (RecognitionKind.FIRST, "qd1048")
    assert recognition.expires_on == dt.date(2026, 1, 16)
    change = history_of("product", recognition.product.code)[0]
    assert change.action == Action.ISSUE
    assert (change.after["stars"], change.after["decision"]) == (4, recognition.decision.code)


def test_recognition_known_to_the_year_counts_from_its_last_day() -> None:
    recognition = a_recognition(on=dt.date(2022, 1, 1), precision=Precision.YEAR)

    assert (recognition.began_on, recognition.expires_on) == (dt.date(2022, 12, 31), dt.date(2025, 12, 31))


def test_recognition_before_the_first_national_criteria_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_recognition(on=dt.date(2019, 8, 20))

    assert refused.value == rules.BEFORE_EVERY_EDITION


def test_recognition_against_a_rule_is_refused_and_nothing_is_entered() -> None:
    with pytest.raises(Refusal, match="không đủ cho 4 sao"):
        a_recognition(stars=4, score=Decimal(65))

    assert Recognition.objects.count() == 0


def test_recognitions_of_many_products_tell_each_history_in_one_go() -> None:
    one, other = a_product(), a_product()
    days = [dt.date(2020, 3, 1), dt.date(2023, 3, 1)]
    new = [NewRecognition(product=one, stars=3 + index, on=day) for index, day in enumerate(days)]
    new.append(NewRecognition(product=other, stars=3, on=days[0]))

    recognitions.recognise_many(recognitions=new, by="user:1", batch="SO-1", at=JANUARY)

    assert history(one) == [("2020-03-01", 3, "first"), ("2023-03-01", 4, "upgrade")]
    assert history(other) == [("2020-03-01", 3, "first")]
    assert {each.recorded_at for each in Recognition.objects.all()} == {JANUARY}
    assert Change.objects.get(kind="recognition").after == {"count": 3}


def test_recognition_entered_late_changes_what_the_next_one_is_called() -> None:
    product = a_product()
    a_recognition(product, on=dt.date(2023, 3, 1), stars=4, kind=RecognitionKind.RENEWAL, origin=Origin.IMPORTED)

    a_recognition(product, on=dt.date(2020, 3, 1), stars=3)

    assert history(product) == [("2020-03-01", 3, "first"), ("2023-03-01", 4, "upgrade")]


def test_correction_keeps_what_was_known_and_moves_the_expiry_along() -> None:
    product = a_product()
    [wrong] = recognitions.recognise_many(
        recognitions=[NewRecognition(product=product, stars=3, on=dt.date(2023, 12, 28))],
        by="user:1",
        batch="SO-1",
        at=JANUARY,
    )

    right = recognitions.correct(recognition=wrong, by="user:2", reason="nhầm năm", began_on=dt.date(2024, 1, 5))

    assert right.expires_on == dt.date(2027, 1, 5)
    known = {
        moment: [f"{each.began_on}" for each in Recognition.objects.as_known(moment)]
        for moment in (JANUARY, timezone.now())
    }
    assert list(known.values()) == [["2023-12-28"], ["2024-01-05"]]
    change = history_of("product", product.code)[0]
    assert (change.before["began_on"], change.after["began_on"]) == ("2023-12-28", "2024-01-05")


def test_correction_of_the_stars_changes_what_this_and_the_next_are_called() -> None:
    product = a_product()
    a_recognition(product, on=dt.date(2020, 3, 1), stars=3)
    middle = a_recognition(product, on=dt.date(2022, 3, 1), stars=3)
    a_recognition(product, on=dt.date(2024, 3, 1), stars=4)

    recognitions.correct(recognition=middle, by="user:1", reason="nhầm sao", stars=4)

    assert history(product) == [
        ("2020-03-01", 3, "first"),
        ("2022-03-01", 4, "upgrade"),
        ("2024-03-01", 4, "renewal"),
    ]


def test_correction_of_the_day_past_another_changes_what_that_one_is_called() -> None:
    product = a_product()
    a_recognition(product, on=dt.date(2020, 3, 1), stars=3)
    middle = a_recognition(product, on=dt.date(2022, 3, 1), stars=4)
    a_recognition(product, on=dt.date(2024, 3, 1), stars=4)

    recognitions.correct(recognition=middle, by="user:1", reason="nhầm năm", began_on=dt.date(2025, 3, 1))

    assert history(product) == [
        ("2020-03-01", 3, "first"),
        ("2024-03-01", 4, "upgrade"),
        ("2025-03-01", 4, "renewal"),
    ]


def test_correction_takes_the_revocation_along() -> None:
    recognition = a_recognition()
    a_revocation(recognition, dt.date(2024, 1, 1))

    right = recognitions.correct(recognition=recognition, by="user:1", reason="nhầm sao", stars=4)

    assert Revocation.objects.standing().get().recognition == right


def test_correction_may_set_kind_and_expiry_by_hand() -> None:
    recognition = a_recognition(origin=Origin.IMPORTED)

    right = recognitions.correct(
        recognition=recognition,
        by="user:1",
        reason="sổ ghi khác",
        kind=RecognitionKind.RENEWAL,
        expires_on=dt.date(2025, 12, 31),
        began_on=dt.date(2023, 2, 28),
    )

    assert (right.kind, right.expires_on) == (RecognitionKind.RENEWAL, dt.date(2025, 12, 31))


def test_correction_against_a_rule_is_refused_and_changes_nothing() -> None:
    recognition = a_recognition()

    with pytest.raises(Refusal, match="Thời hạn đến"):
        recognitions.correct(recognition=recognition, by="user:1", reason="", expires_on=dt.date(2030, 1, 1))

    assert Recognition.objects.standing().get() == recognition


def test_correction_by_two_people_at_once_tells_the_second() -> None:
    recognition = a_recognition()
    recognitions.correct(recognition=recognition, by="user:1", reason="", stars=4)

    with pytest.raises(Refusal) as refused:
        recognitions.correct(recognition=recognition, by="user:2", reason="", stars=4, score=Decimal(71))

    assert refused.value == ALREADY_WITHDRAWN
    assert Recognition.objects.standing().get().score is None


def test_withdrawal_takes_the_revocation_along_and_is_told() -> None:
    recognition = a_recognition()
    a_revocation(recognition, dt.date(2024, 1, 1))

    recognitions.withdraw(recognition=recognition, by="user:1", reason="nhầm sản phẩm")

    assert Recognition.objects.standing().count() == Revocation.objects.standing().count() == 0
    change = history_of("product", recognition.product.code)[0]
    assert (change.action, change.reason) == (Action.WITHDRAW, "nhầm sản phẩm")


def test_withdrawal_changes_what_those_after_it_are_called() -> None:
    product = a_product()
    first = a_recognition(product, on=dt.date(2020, 3, 1), stars=3)
    second = a_recognition(product, on=dt.date(2022, 3, 1), stars=4)
    a_recognition(product, on=dt.date(2024, 3, 1), stars=4)

    recognitions.withdraw(recognition=second, by="user:1", reason="nhầm sản phẩm")
    without_the_second = history(product)
    recognitions.withdraw(recognition=first, by="user:1", reason="nhầm sản phẩm")

    assert without_the_second == [("2020-03-01", 3, "first"), ("2024-03-01", 4, "upgrade")]
    assert history(product) == [("2024-03-01", 4, "first")]


def test_withdrawal_leaves_what_a_register_calls_the_first_it_knows() -> None:
    product = a_product()
    first = a_recognition(product, on=dt.date(2020, 3, 1), origin=Origin.IMPORTED)
    a_recognition(product, on=dt.date(2022, 3, 1), origin=Origin.IMPORTED)

    recognitions.withdraw(recognition=first, by="user:1", reason="nhầm sản phẩm")

    assert history(product) == [("2022-03-01", 3, "renewal")]


def test_revocation_is_told_with_its_ground() -> None:
    recognition = a_recognition()

    a_revocation(recognition, dt.date(2024, 1, 1))

    change = history_of("product", recognition.product.code)[0]
    assert change.after == {"revoked_on": "2024-01-01", "ground": "production_ended"}


def test_revocation_before_the_recognition_is_refused() -> None:
    with pytest.raises(Refusal, match="trước ngày công nhận 01/03/2023"):
        a_revocation(a_recognition(), dt.date(2023, 2, 28))


def test_revocation_twice_is_refused() -> None:
    recognition = a_recognition()
    a_revocation(recognition, dt.date(2024, 1, 1))

    with pytest.raises(Refusal, match="đã bị thu hồi từ ngày 01/01/2024"):
        a_revocation(recognition, dt.date(2024, 6, 1))


def test_revocation_of_a_recognition_corrected_meanwhile_is_refused() -> None:
    recognition = a_recognition()
    recognitions.correct(recognition=recognition, by="user:1", reason="", stars=4)

    with pytest.raises(Refusal) as refused:
        a_revocation(recognition, dt.date(2024, 1, 1))

    assert refused.value == ALREADY_WITHDRAWN


def merge(kept: Product, dropped: Product) -> LookAlike:
    left, right = sorted((kept.code, dropped.code))
    pair = LookAlike.objects.create(kind=LookAlikeKind.PRODUCT, left_code=left, right_code=right, likeness=1)
    look_alikes.answer(look_alike=pair, answer=LookAlikeAnswer.SAME, by="user:1", reason="một sản phẩm", keep=kept.code)
    return pair


def test_merged_products_have_one_history_in_which_one_recognition_is_a_first() -> None:
    producer = a_producer()
    kept, dropped = a_product("Gạo", producer=producer), a_product("gao", producer=producer)
    a_recognition(kept, on=dt.date(2023, 3, 1), stars=4)
    a_recognition(dropped, on=dt.date(2020, 3, 1), stars=3)

    merge(kept, dropped)

    assert history(kept) == [("2020-03-01", 3, "first"), ("2023-03-01", 4, "upgrade")]
    assert history(dropped) == []


def test_merged_products_one_recognition_entered_twice_is_kept_once() -> None:
    kept, dropped = a_product(), a_product()
    for product in (kept, dropped):
        a_recognition(product)

    merge(kept, dropped)

    assert history(kept) == [("2023-03-01", 3, "first")]


def test_products_parted_again_have_their_own_histories_with_their_revocations() -> None:
    kept, dropped = a_product(), a_product()
    a_recognition(kept, on=dt.date(2023, 3, 1), stars=4)
    a_revocation(a_recognition(dropped, on=dt.date(2020, 3, 1), stars=3), dt.date(2021, 3, 1))
    pair = merge(kept, dropped)

    registry_look_alikes.part(look_alike=pair, by="user:1", reason="hai sản phẩm")

    assert history(kept) == [("2023-03-01", 4, "first")]
    assert history(dropped) == [("2020-03-01", 3, "first")]
    assert Revocation.objects.standing().get().recognition.product == dropped


def test_merge_does_not_drop_the_recognition_that_has_the_certificate() -> None:
    certificate = a_certificate(an_owned_recognition())
    dropped, kept = certificate.recognition.product, a_product()
    a_recognition(kept)

    with pytest.raises(Refusal, match="giấy chứng nhận, nên không bỏ được"):
        merge(kept, dropped)

    certificate.refresh_from_db()
    assert certificate.recognition.withdrawn_at is None


def test_certificate_that_passed_over_keeps_products_from_being_parted() -> None:
    certificate = a_certificate(an_owned_recognition())
    dropped, kept = certificate.recognition.product, a_product()
    pair = merge(kept, dropped)

    with pytest.raises(Refusal) as refused:
        registry_look_alikes.part(look_alike=pair, by="user:1", reason="hai sản phẩm")

    certificate.refresh_from_db()
    assert refused.value == CHANGED_SINCE_THE_MERGE
    assert (certificate.recognition.product, certificate.recognition.withdrawn_at) == (kept, None)


def test_producers_that_are_different_stay_as_they_are() -> None:
    left, right = sorted(a_producer().code for _ in range(2))
    pair = LookAlike.objects.create(kind=LookAlikeKind.PRODUCER, left_code=left, right_code=right, likeness=1)

    answered = look_alikes.answer(look_alike=pair, answer=LookAlikeAnswer.DIFFERENT, by="user:1", reason="")

    assert answered is None
