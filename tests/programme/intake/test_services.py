from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import Level, RecognitionKind, RevocationGround
from saolang.programme.certification.models import Decision, Recognition
from saolang.programme.certification.services.recognitions import NewRevocation, revoke
from saolang.programme.intake.choices import Answer, Deed, RegisterState
from saolang.programme.intake.models import Outcome, Register, StagedRow
from saolang.programme.intake.services import (
    Applied,
    apply_register,
    correct_mapping,
    decide_row,
    stage_register,
    undo_register,
)
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product
from tests.factories.intake import COLUMNS, a_file, a_line, a_register, rows_of
from tests.factories.registry import a_producer, a_product

pytestmark = pytest.mark.django_db

BY = "tests"


def verdicts(register: Register) -> list[tuple[str, list[str], str]]:
    return [(row.verdict, [reason["code"] for reason in row.reasons], row.deed) for row in rows_of(register)]


def commune() -> Place:
    return Place.objects.get(map=1, name="Vị Thủy", level="commune")


def test_staging_keeps_the_file_and_enters_nothing() -> None:
    register = a_register()

    assert (register.state, str(register.province), register.file.size) == ("staged", "Tỉnh Hậu Giang", len(a_file()))
    assert verdicts(register) == [("accept", [], "create")]
    assert not Product.objects.exists()


def test_staging_the_same_bytes_again_gives_the_same_register() -> None:
    assert a_register() == a_register()
    assert StagedRow.objects.count() == 3


def test_a_form_nobody_filled_in_is_refused() -> None:
    with pytest.raises(Refusal, match="không có sản phẩm nào"):
        a_register("")

    assert not Register.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(Refusal, match="Đây là tệp PDF"):
        stage_register(content=b"%PDF-1.7", name="x.xlsx", by=BY)

    assert not Register.objects.exists()


def test_a_moment_of_entry_in_the_future_is_refused() -> None:
    with pytest.raises(Refusal, match="quá khứ"):
        a_register(entered_before=date(2999, 1, 1))


def test_applying_enters_producer_product_decision_and_recognition() -> None:
    register = a_register()

    done = apply_register(register=register, by=BY)

    assert done == Applied(rows=1, producers=1, products=1, decisions=1, recognitions=1)
    recognition = Recognition.objects.select_related("product", "decision__place").get()
    assert (recognition.stars, recognition.began_on, recognition.expires_on) == (
        3,
        date(2023, 1, 16),
        date(2026, 1, 16),
    )
    assert (recognition.kind, recognition.origin) == (RecognitionKind.FIRST, Origin.IMPORTED)
    assert (recognition.source, recognition.recorded_by) == (f"{register.code} sổ.csv", BY)
    assert (recognition.product.name_vi, recognition.product.place) == ("Sản phẩm 1", commune())
    assert (recognition.decision.number, str(recognition.decision.place)) == ("86/QĐ-UBND", "Tỉnh Hậu Giang")
    assert Ownership.objects.get().producer.name == "Hộ kinh doanh Nguyễn Văn 1"
    assert ProducerForm.objects.get().legal_form == "household"


def test_applying_twice_changes_nothing() -> None:
    register = a_register()
    apply_register(register=register, by=BY)
    changes = Change.objects.count()

    again = apply_register(register=register, by=BY)

    assert again == Applied()
    assert Change.objects.count() == changes


def test_the_same_rows_in_another_file_change_nothing() -> None:
    apply_register(register=a_register(), by=BY)

    other = a_register(a_line(product="SẢN PHẨM 1"))
    done = apply_register(register=other, by=BY)

    assert verdicts(other) == [("accept", [], "known")]
    assert (done.products, done.recognitions, Recognition.objects.count()) == (0, 0, 1)


def test_a_later_recognition_is_added_to_the_known_product() -> None:
    apply_register(register=a_register(), by=BY)

    register = a_register(a_line(stars="4 sao", decision="99/QĐ-UBND", date="20/12/2025"))
    done = apply_register(register=register, by=BY)

    assert (done.products, done.recognitions) == (0, 1)
    assert list(Recognition.objects.order_by("began_on").values_list("stars", "kind")) == [(3, "first"), (4, "upgrade")]


def test_a_date_known_less_precisely_is_the_same_recognition() -> None:
    apply_register(register=a_register(), by=BY)

    register = a_register(a_line(date="tháng 1/2023"))

    assert verdicts(register) == [("warn", ["date_imprecise"], "known")]


def test_other_stars_on_the_same_day_are_asked_about() -> None:
    apply_register(register=a_register(), by=BY)

    register = a_register(a_line(stars="4 sao"))

    assert verdicts(register) == [("hold", ["recognition_conflicts"], "nothing")]


def test_stars_no_province_may_give_are_asked_about() -> None:
    register = a_register(a_line(stars="5 sao"))

    assert verdicts(register) == [("hold", ["recognition_refused"], "nothing")]


def test_a_decision_of_the_ministry_is_the_centres() -> None:
    apply_register(register=a_register(a_line(stars="5 sao", decision="377/QĐ-BNN-VPĐP")), by=BY)

    decision = Decision.objects.get()
    assert (decision.level, decision.place) == (Level.CENTRE, None)


def test_a_month_counts_from_its_last_day_and_stays_a_month() -> None:
    apply_register(register=a_register(a_line(date="tháng 8/2022")), by=BY)

    recognition = Recognition.objects.get()
    assert (recognition.began_on, recognition.began_precision) == (date(2022, 8, 31), "month")


def test_a_product_without_producer_stays_without_one() -> None:
    apply_register(register=a_register(a_line(producer="chưa rõ")), by=BY)

    assert Product.objects.get().name_vi == "Sản phẩm 1"
    assert not Producer.objects.exists()


def test_a_producer_is_entered_once_for_all_its_products() -> None:
    lines = [a_line(number, producer="HTX Vị Thủy") for number in (1, 2, 3)]

    done = apply_register(register=a_register(*lines), by=BY)

    assert (done.producers, done.products) == (1, 3)


def test_one_name_in_two_communes_is_two_producers() -> None:
    lines = [a_line(1, producer="HTX Xanh"), a_line(2, producer="HTX Xanh", commune="Xã Vị Đông")]

    done = apply_register(register=a_register(*lines), by=BY)

    assert done.producers == 2


def test_a_producer_written_in_another_way_is_asked_about() -> None:
    known = a_producer("Hợp tác xã nông nghiệp Vị Thủy", place=commune())

    register = a_register(a_line(producer="HTX NN Vị Thủy"))

    assert verdicts(register) == [("hold", ["producer_look_alike"], "nothing")]
    assert rows_of(register)[0].candidates == [{"kind": "producer", "code": known.code, "name": known.name}]


def test_a_row_that_names_a_made_up_producer_is_held_and_the_rest_is_applied() -> None:
    a_producer("HTX Vị Thủy", place=commune(), origin=Origin.MADE_UP)
    register = a_register(a_line(1, producer="HTX Vị Thủy"), a_line(2, producer="HTX Xanh"))

    done = apply_register(register=register, by=BY)

    assert verdicts(register)[0] == ("hold", ["producer_made_up"], "nothing")
    assert done.rows == 1


def test_a_producer_of_the_same_name_at_an_unknown_place_is_asked_about() -> None:
    a_producer("HTX Vị Thủy")

    register = a_register(a_line(producer="HTX Vị Thủy"))

    assert verdicts(register) == [("hold", ["producer_look_alike"], "nothing")]


def test_a_product_written_in_another_way_is_asked_about() -> None:
    owner = a_producer("HTX Vị Thủy", place=commune())
    a_product("Trà mãng cầu - túi lọc", producer=owner)

    register = a_register(a_line(producer="HTX Vị Thủy", product="Trà mãng cầu (túi lọc)"))

    assert verdicts(register) == [("hold", ["product_look_alike"], "nothing")]


def test_equal_products_of_two_producers_are_two_products() -> None:
    lines = [a_line(1, product="Cải bắp", producer="HTX Một"), a_line(2, product="Cải bắp", producer="HTX Hai")]

    done = apply_register(register=a_register(*lines), by=BY)

    assert done.products == 2


def test_a_place_that_cannot_be_told_stays_at_the_district() -> None:
    register = a_register(a_line(commune="Xã Không Có"))

    apply_register(register=register, by=BY)

    assert verdicts(register)[0][:2] == ("warn", ["place_not_resolved"])
    product = Product.objects.get()
    assert (str(product.place), product.place_text) == ("Huyện Vị Thủy", "Xã Không Có, Huyện Vị Thủy")


def test_a_held_row_is_not_applied_until_someone_takes_it() -> None:
    register = a_register(a_line(1), a_line(2, stars=""))
    first = apply_register(register=register, by=BY)
    row = rows_of(register)[1]

    decide_row(row=row, answer=Answer.TAKE, values={"stars": 4}, by=BY)
    second = apply_register(register=register, by=BY)

    assert (first.rows, second.rows) == (1, 1)
    assert Recognition.objects.get(product__name_vi="Sản phẩm 2").stars == 4


def test_a_row_taken_with_too_little_is_refused() -> None:
    row = rows_of(a_register(a_line(stars="")))[0]

    with pytest.raises(Refusal, match="còn thiếu"):
        decide_row(row=row, answer=Answer.TAKE, by=BY)


def test_a_row_left_out_is_not_applied() -> None:
    register = a_register()
    decide_row(row=rows_of(register)[0], answer=Answer.LEAVE, by=BY)

    assert apply_register(register=register, by=BY) == Applied()


def test_a_row_can_be_said_to_be_a_known_product() -> None:
    product = a_product("Trà mãng cầu - túi lọc", producer=a_producer("HTX Vị Thủy", place=commune()))
    register = a_register(a_line(producer="HTX Vị Thủy", product="Trà mãng cầu (túi lọc)"))

    decide_row(row=rows_of(register)[0], answer=Answer.SAME, product=product, by=BY)
    done = apply_register(register=register, by=BY)

    assert (done.products, Recognition.objects.get().product) == (0, product)


def test_a_row_that_is_no_data_cannot_be_taken() -> None:
    title = a_register().rows.get(row=1)

    with pytest.raises(Refusal, match="không phải số liệu"):
        decide_row(row=title, answer=Answer.TAKE, by=BY)


def test_an_applied_row_cannot_be_decided_again() -> None:
    register = a_register()
    apply_register(register=register, by=BY)

    with pytest.raises(Refusal, match="đã được nhập"):
        decide_row(row=rows_of(register)[0], answer=Answer.LEAVE, by=BY)


def test_a_place_chosen_by_a_person_is_where_the_product_lies() -> None:
    register = a_register(a_line(commune="Xã Không Có"))
    decide_row(row=rows_of(register)[0], answer=Answer.TAKE, place=commune(), by=BY)

    apply_register(register=register, by=BY)

    assert Product.objects.get().place == commune()


def test_corrected_columns_read_the_file_again() -> None:
    content = a_file(a_line(stars="3")).replace("Hạng sao".encode(), "Cột F".encode())
    register = stage_register(content=content, name="sổ.csv", by=BY)
    layouts = [dict(layout) for layout in register.layouts]
    layouts[0]["columns"] = [*layouts[0]["columns"], {"index": 5, "field": "stars"}]

    correct_mapping(register=register, layouts=layouts, by=BY)

    assert verdicts(register) == [("accept", [], "create")]


def test_columns_cannot_be_corrected_once_applied() -> None:
    register = a_register()
    apply_register(register=register, by=BY)

    with pytest.raises(Refusal, match="đã được nhập"):
        correct_mapping(register=register, layouts=register.layouts, by=BY)


def test_what_was_entered_meanwhile_is_seen_when_applying() -> None:
    first, second = a_register(), a_register(a_line(stars="4 sao"))
    apply_register(register=first, by=BY)

    done = apply_register(register=second, by=BY)

    assert done.recognitions == 0
    assert verdicts(second) == [("hold", ["recognition_conflicts"], "nothing")]


def test_an_old_book_declares_when_it_was_entered() -> None:
    apply_register(register=a_register(entered_before=date(2023, 2, 1)), by=BY)

    recorded = timezone.localtime(Recognition.objects.get().recorded_at)
    assert recorded.date() == date(2023, 1, 31)


def test_undoing_withdraws_what_the_register_entered_and_nothing_else() -> None:
    other = a_register(a_line(2))
    register = a_register(a_line(1))
    apply_register(register=other, by=BY)
    apply_register(register=register, by=BY)

    withdrawn = undo_register(register=register, by=BY, reason="nhập nhầm")

    assert withdrawn == 1
    for model in (Recognition, Ownership, ProducerForm):
        assert list(model.objects.standing().values_list("source", flat=True)) == [other.source]
    assert Recognition.objects.get(source=register.source).withdrawn_reason == "nhập nhầm"
    register.refresh_from_db()
    assert register.state == RegisterState.UNDONE


def test_undoing_leaves_the_owner_another_register_rests_on() -> None:
    register = a_register()
    apply_register(register=register, by=BY)
    apply_register(register=a_register(a_line(stars="4 sao", date="20/12/2025", decision="99/QĐ-UBND")), by=BY)

    undo_register(register=register, by=BY, reason="nhập nhầm")

    assert Recognition.objects.standing().get().stars == 4
    assert Ownership.objects.standing().count() == 1


def test_undoing_changes_what_later_recognitions_are_called() -> None:
    apply_register(register=a_register(), by=BY)
    register = a_register(a_line(stars="4 sao", date="20/12/2024", decision="98/QĐ-UBND"))
    apply_register(register=register, by=BY)
    apply_register(register=a_register(a_line(stars="4 sao", date="20/12/2025", decision="99/QĐ-UBND")), by=BY)
    before = [each.kind for each in Recognition.objects.standing().order_by("began_on")]

    undo_register(register=register, by=BY, reason="nhập nhầm")

    assert before == ["first", "upgrade", "renewal"]
    assert [each.kind for each in Recognition.objects.standing().order_by("began_on")] == ["first", "upgrade"]


def test_what_was_undone_can_be_staged_and_applied_anew() -> None:
    register = a_register()
    apply_register(register=register, by=BY)
    undo_register(register=register, by=BY, reason="nhập nhầm")

    anew = a_register()
    done = apply_register(register=anew, by=BY)

    assert anew != register
    assert (done.producers, done.products, done.recognitions) == (0, 0, 1)
    for model in (Recognition, Ownership, ProducerForm):
        assert model.objects.standing().count() == 1


def test_a_revoked_certificate_stands_against_undoing() -> None:
    register = a_register()
    apply_register(register=register, by=BY)
    revocation = NewRevocation(
        recognition=Recognition.objects.get(), on=date(2024, 1, 1), ground=RevocationGround.PRODUCTION_ENDED
    )
    revoke(revocation=revocation, by=BY)

    with pytest.raises(Refusal, match="đã bị thu hồi"):
        undo_register(register=register, by=BY, reason="nhập nhầm")


def test_what_was_never_applied_cannot_be_undone() -> None:
    with pytest.raises(Refusal, match="chưa được nhập"):
        undo_register(register=a_register(), by=BY, reason="nhập nhầm")


def test_no_personal_data_goes_into_the_list_of_changes() -> None:
    content = a_file().replace(COLUMNS.encode(), f"{COLUMNS};Người đại diện;SĐT".encode())
    content = content.replace(b"16/01/2023", "16/01/2023;Lê Thị Riêng;0901234567".encode())

    apply_register(register=stage_register(content=content, name="sổ.csv", by=BY), by=BY)

    assert Producer.objects.get().phone == "0901234567"
    told = str(list(Change.objects.values_list("before", "after")))
    assert "Riêng" not in told
    assert "0901234567" not in told


@pytest.mark.parametrize("size", [2, 60])
def test_more_rows_ask_no_more_questions(size: int, django_assert_num_queries: pytest.FixtureRequest) -> None:
    register = a_register(*(a_line(number) for number in range(1, size + 1)))

    with django_assert_num_queries(51):  # type: ignore[operator]
        apply_register(register=register, by=BY)

    assert Outcome.objects.count() == size


def test_a_deed_is_told_for_each_row() -> None:
    apply_register(register=a_register(a_line(1)), by=BY)

    register = a_register(a_line(1), a_line(2), a_line(1, stars="4 sao", date="20/12/2025"))

    assert [row.deed for row in rows_of(register)] == [Deed.KNOWN, Deed.CREATE, Deed.ADD]
