"""Record pages, and entering what changes: nothing typed is lost, nothing personal is shown by accident."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.programme.certification.models import Decision, Recognition, Revocation
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import CraftVillage, GrowingArea, Ownership, Producer, Product
from tests.factories.certification import a_recognition, a_revocation
from tests.factories.registry import a_producer, a_product
from tests.web.desk.registry import Records, records_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User
    from tests.factories.province import Province


@pytest.fixture
def records(province: Province, coordinator: User) -> Records:
    return records_in(province.communes[0], by=coordinator.actor)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


# Reading


def test_pages_of_a_producer_and_a_product_ask_no_more_than_so_many_questions(
    desk: Client, records: Records, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        a_recognition(a_product(producer=records.producer))

    with django_assert_max_num_queries(13):
        desk.get(reverse("desk:producer", args=[records.producer.code]))
    with django_assert_max_num_queries(20):
        desk.get(reverse("desk:product", args=[records.product.code]))


def test_people_are_shown_on_asking_only_and_that_is_recorded(
    desk: Client, records: Records, coordinator: User
) -> None:
    page = text_of(desk.get(reverse("desk:producer", args=[records.producer.code])))
    people = text_of(desk.post(reverse("desk:producer_people", args=[records.producer.code])))

    assert "Trần Thị Bảy" not in page
    assert "0912345678" not in page
    assert "Trần Thị Bảy" in people
    assert "0912345678" in people
    seen = Change.objects.get(action=Action.READ_PERSONAL_DATA)
    assert (seen.actor, seen.kind, seen.code) == (coordinator.actor, "producer", records.producer.code)


def test_reader_neither_sees_people_nor_is_offered_to(reader: Client, records: Records) -> None:
    page = text_of(reader.get(reverse("desk:producer", args=[records.producer.code])))

    assert "Xem người đại diện" not in page
    assert "Sửa thông tin" not in page
    assert reader.post(reverse("desk:producer_people", args=[records.producer.code])).status_code == 403


def test_product_without_a_producer_says_so(desk: Client, province: Province) -> None:
    product = a_product(place=province.communes[0])

    assert "chưa rõ chủ thể" in text_of(desk.get(reverse("desk:product", args=[product.code])))


def test_made_up_and_published_records_say_where_they_come_from(desk: Client, province: Province) -> None:
    commune = province.communes[0]
    made_up = a_product(place=commune, origin=Origin.MADE_UP, source="số liệu trình diễn")
    published = a_product(place=commune, origin=Origin.PUBLISHED, source="Cổng tỉnh https://haugiang.gov.vn/ocop.")

    assert '<span class="tag due">số liệu trình diễn' in text_of(desk.get(reverse("desk:product", args=[made_up.code])))
    page = text_of(desk.get(reverse("desk:product", args=[published.code])))
    assert 'href="https://haugiang.gov.vn/ocop"' in page
    assert "số liệu trình diễn" not in page


def test_stars_are_drawn_only_while_they_are_held(desk: Client, province: Province) -> None:
    today = timezone.localdate()
    held = a_recognition(a_product(place=province.communes[0]), on=today - dt.timedelta(days=9)).product
    revoked = a_recognition(a_product(place=province.communes[0]), on=today - dt.timedelta(days=9))
    a_revocation(revoked, today - dt.timedelta(days=1))

    assert '<span class="stars">' in text_of(desk.get(reverse("desk:product", args=[held.code])))
    page = text_of(desk.get(reverse("desk:product", args=[revoked.product.code])))
    assert '<span class="stars">' not in page
    assert "bị thu hồi" in page


def test_ninety_points_wait_for_the_centre(desk: Client, province: Province) -> None:
    on = timezone.localdate() - dt.timedelta(days=9)
    product = a_recognition(a_product(place=province.communes[0]), on=on, stars=4, score=Decimal("91.5")).product

    assert "chờ Trung ương xét 5 sao" in text_of(desk.get(reverse("desk:product", args=[product.code])))


def test_merged_record_leads_to_the_one_that_stays(desk: Client, records: Records) -> None:
    other = a_producer("HTX trùng", place=records.place)
    Producer.objects.filter(pk=other.pk).update(merged_into=records.producer, merged_at=timezone.now())

    page = text_of(desk.get(reverse("desk:producer", args=[other.code])))

    assert "Bản ghi này đã được gộp vào" in page
    assert reverse("desk:producer", args=[records.producer.code]) in page


def test_looking_at_pages_writes_nothing(desk: Client, records: Records) -> None:
    before = Change.objects.count()

    for name, code in (("producer", records.producer.code), ("product", records.product.code)):
        desk.get(reverse(f"desk:{name}", args=[code]))

    assert Change.objects.count() == before


# Entering


def test_producer_is_entered(desk: Client, records: Records, coordinator: User) -> None:
    data = {
        "name": "Cơ sở Chín",
        "place": records.place.public_code,
        "legal_form": "household",
        "size": "unknown",
        "since": "2024-05-01",
    }

    answer = desk.post(reverse("desk:producer_add"), data)

    entered = Producer.objects.get(name="Cơ sở Chín")
    assert answer.headers["Location"] == reverse("desk:producer", args=[entered.code])
    assert (entered.place, entered.recorded_by) == (records.place, coordinator.actor)


def test_place_that_could_be_several_is_asked_for_by_code(desk: Client, records: Records) -> None:
    data = {"name": "Cơ sở Chín", "place": "Vị Thanh", "size": "unknown", "since": "2024-05-01"}

    answer = desk.post(reverse("desk:producer_add"), data)

    assert answer.status_code == 422
    assert "Có nhiều kết quả, hãy ghi mã" in text_of(answer)
    assert "1-930" in text_of(answer)
    assert 'value="Cơ sở Chín"' in text_of(answer)


def test_place_may_be_named_with_those_above_it(desk: Client, records: Records) -> None:
    data = {"name": "Cơ sở Mười", "place": "Phường I, Vị Thanh, Hậu Giang", "size": "unknown", "since": "2024-05-01"}

    desk.post(reverse("desk:producer_add"), data)

    assert Producer.objects.get(name="Cơ sở Mười").place == records.place


def test_second_of_two_people_sees_what_the_first_changed_and_loses_nothing(desk: Client, records: Records) -> None:
    address = reverse("desk:producer_revise", args=[records.producer.code])
    seen = {"name": records.producer.name, "place": records.place.public_code, "phone": "0912345678", "version": 1}
    desk.post(address, seen | {"phone": "0900000001"})

    answer = desk.post(address, seen | {"address": "Ấp Ba", "reason": "chuyển nhà"})

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Người khác vừa sửa bản ghi này" in page
    assert "Điện thoại: 0900000001" in page
    assert 'value="Ấp Ba"' in page
    assert 'value="chuyển nhà"' in page
    records.producer.refresh_from_db()
    assert (records.producer.phone, records.producer.address) == ("0900000001", "")

    again = desk.post(address, seen | {"phone": "0900000001", "address": "Ấp Ba", "version": 2})

    records.producer.refresh_from_db()
    assert again.status_code == 302
    assert (records.producer.phone, records.producer.address) == ("0900000001", "Ấp Ba")


def test_new_name_of_a_product_keeps_the_old_one_readable(desk: Client, records: Records) -> None:
    address = reverse("desk:product_revise", args=[records.product.code])
    data = {"name_vi": "Trà mãng cầu túi lọc", "place": records.place.public_code, "version": 1, "on": "2024-01-01"}

    desk.post(address, data | {"story": "Từ vườn nhà."})

    page = text_of(desk.get(reverse("desk:product", args=[records.product.code])))
    assert "<h1>Trà mãng cầu túi lọc</h1>" in page
    assert "từ 01/01/2018 đến trước 01/01/2024" in page


def test_refusal_of_a_service_stands_above_the_form(desk: Client, records: Records) -> None:
    address = reverse("desk:product_revise", args=[records.product.code])
    data = {"name_vi": "Trà mãng cầu", "gtin": "9520000000001", "version": 1, "on": "2024-01-01"}

    answer = desk.post(address, data)

    assert answer.status_code == 422
    assert "sai số kiểm tra hoặc sai độ dài" in text_of(answer)


def test_product_needs_a_place_of_its_own_or_its_producers(desk: Client, records: Records) -> None:
    data = {"name_vi": "Rượu", "since": "2024-01-01"}

    refused = desk.post(reverse("desk:product_add"), data)
    desk.post(reverse("desk:product_add"), data | {"producer": records.producer.code})

    assert "Hãy ghi địa bàn, hoặc ghi chủ thể đã có địa bàn." in text_of(refused)
    assert Product.objects.get(name_vi="Rượu").place == records.place


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("producer_form", {"legal_form": "company", "size": "small", "on": "2024-01-01"}),
        ("producer_representative", {"full_name": "Lê Tám", "has_disability": "unknown", "on": "2024-01-01"}),
        ("producer_labour", {"headcount": "20", "women": "9", "on": "2024-01-01"}),
        ("producer_link", {"kind": "sales", "partner": "Siêu thị", "since": "2024-01-01"}),
    ],
)
def test_fact_of_a_producer_is_entered_and_shown(
    desk: Client, records: Records, name: str, data: dict[str, str]
) -> None:
    before = Change.objects.filter(kind="producer", code=records.producer.code).count()

    answer = desk.post(reverse(f"desk:{name}", args=[records.producer.code]), data)

    assert answer.status_code == 302
    assert Change.objects.filter(kind="producer", code=records.producer.code).count() == before + 1
    assert desk.get(answer.headers["Location"]).status_code == 200


def test_producer_goes_on_as_another_with_its_products(desk: Client, records: Records) -> None:
    company = a_producer("Công ty Bảy Ngàn", place=records.place)
    data = {"kind": "conversion", "successor": company.code, "on": "2024-01-01"}

    desk.post(reverse("desk:producer_succeed", args=[records.producer.code]), data)

    assert Ownership.objects.get(product=records.product, ended_on=None, withdrawn_at=None).producer == company
    assert "Tiếp nối" in text_of(desk.get(reverse("desk:producer", args=[company.code])))


def test_owner_found_later_is_entered(desk: Client, records: Records) -> None:
    product = a_product(place=records.place)

    data = {"producer": "hop tac xa dac san bay ngan", "on": "2024-01-01"}
    desk.post(reverse("desk:product_owner", args=[product.code]), data)

    assert product.ownerships.get().producer == records.producer


def test_photo_is_kept_and_served_to_those_who_see_the_product(
    desk: Client, neighbour: Client, records: Records
) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "PNG")
    upload = SimpleUploadedFile("anh.png", picture.getvalue(), "image/png")

    desk.post(reverse("desk:photo_add", args=[records.product.code]), {"photo": upload, "caption": "Gói trà"})

    address = reverse("desk:photo", args=[records.product.code, records.product.photos.get().pk])
    assert desk.get(address).headers["Content-Type"] == "image/webp"
    assert neighbour.get(address).status_code == 404
    assert address in text_of(desk.get(reverse("desk:product", args=[records.product.code])))


def test_file_that_is_no_photo_is_refused(desk: Client, records: Records) -> None:
    upload = SimpleUploadedFile("anh.png", b"MZ\x90 not a picture", "image/png")

    answer = desk.post(reverse("desk:photo_add", args=[records.product.code]), {"photo": upload, "caption": "x"})

    assert "Tệp không thuộc loại nào được nhận ở đây. Hãy gửi: ảnh JPEG, PNG, WebP." in text_of(answer)


def test_villages_areas_and_decisions_are_entered(desk: Client, records: Records) -> None:
    place = {"place": records.place.public_code}

    desk.post(reverse("desk:village_add"), {"name": "Làng rượu", "kind": "traditional_village", **place})
    desk.post(reverse("desk:area_add"), {"name": "Vùng khóm", "area_ha": "12.5", **place})
    decided = {"number": "9/QĐ-UBND", "decided_on": "2024-05-05", "decided_precision": "day", "level": "district"}
    desk.post(reverse("desk:decision_add"), {**decided, **place})

    assert CraftVillage.objects.get(name="Làng rượu").place == records.place
    assert GrowingArea.objects.get(name="Vùng khóm").area_ha == 12.5
    assert Decision.objects.get(number="9/QĐ-UBND").level == "district"


def test_village_is_recognised_and_gets_a_product(desk: Client, records: Records) -> None:
    village = records.village
    other = a_product("Giỏ lục bình", place=records.place)

    recognised = {"on": "2024-02-01", "precision": "month", "decision_number": "12/QĐ-UBND"}
    desk.post(reverse("desk:village_recognise", args=[village.code]), recognised)
    tie = {"product": other.code, "tie": "material_from", "since": "2024-01-01"}
    desk.post(reverse("desk:village_tie", args=[village.code]), tie)

    page = text_of(desk.get(reverse("desk:village", args=[village.code])))
    assert "từ Tháng 2 năm 2024" in page or "tháng 2/2024" in page.lower()
    assert "Giỏ lục bình" in page


# Certificates


def test_recognition_is_entered_with_what_follows_from_it(desk: Client, records: Records) -> None:
    data = {"stars": "4", "on": "2026-02-01", "precision": "day", "decision": records.decision.code}

    desk.post(reverse("desk:recognise", args=[records.product.code]), data)

    entered = Recognition.objects.get(began_on=dt.date(2026, 2, 1))
    assert (entered.kind, entered.expires_on, entered.decision) == ("renewal", dt.date(2029, 2, 1), records.decision)


def test_recognition_entered_wrong_is_corrected_and_stays_in_the_history(desk: Client, records: Records) -> None:
    address = reverse("desk:recognition_correct", args=[records.product.code, records.recognition.pk])
    data = {
        "stars": "3",
        "began_on": "2023-03-02",
        "began_precision": "day",
        "edition": records.recognition.edition,
        "expires_on": records.recognition.expires_on.isoformat(),
    }

    without_reason = desk.post(address, data)
    desk.post(address, data | {"reason": "ghi nhầm"})

    assert without_reason.status_code == 422
    standing = Recognition.objects.standing().get(product=records.product)
    assert (standing.stars, standing.began_on, standing.expires_on) == (3, dt.date(2023, 3, 2), dt.date(2026, 3, 2))
    records.recognition.refresh_from_db()
    assert records.recognition.withdrawn_reason == "ghi nhầm"


def test_certificate_is_revoked_on_a_ground(desk: Client, records: Records) -> None:
    address = reverse("desk:revoke", args=[records.product.code, records.recognition.pk])

    desk.post(address, {"on": "2024-06-01", "ground": "production_ended", "source": "cơ sở báo ngừng"})

    revocation = Revocation.objects.get(recognition=records.recognition)
    assert (revocation.began_on, revocation.source) == (dt.date(2024, 6, 1), "cơ sở báo ngừng")
    assert "ngừng sản xuất" in text_of(desk.get(reverse("desk:product", args=[records.product.code])))


def test_recognition_that_never_was_is_withdrawn(desk: Client, records: Records) -> None:
    address = reverse("desk:recognition_withdraw", args=[records.product.code, records.recognition.pk])

    desk.post(address, {"reason": "nhập nhầm sản phẩm"})

    assert not Recognition.objects.standing().filter(product=records.product).exists()
    assert desk.get(address).status_code == 404
