"""The import: sent, read in the background, corrected, decided, entered, undone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from saolang.base.places.models import Place
from saolang.jobs.queue import worker
from saolang.programme.certification.models import Recognition
from saolang.programme.intake.choices import Answer, RegisterState
from saolang.programme.intake.models import Register, StagedRow
from saolang.programme.registry.models import Product
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_product
from tests.web.desk.conftest import signed_in
from tests.web.desk.registry import SHEET

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from saolang.base.accounts.models import User
    from tests.factories.province import Province

REGISTERS = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "registers"


@pytest.fixture
def queued(settings: SettingsWrapper) -> None:
    """Let work wait in the database, as in an installation."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def send(client: Client, content: bytes = SHEET, name: str = "so.csv", **values: str) -> HttpResponse:
    """Send a file for the province the form offers first."""
    data = {"file": SimpleUploadedFile(name, content)} | values
    if "province" not in data:
        data["province"] = str(Place.objects.get(map=1, code="93").pk)
    return client.post(reverse("desk:register_upload"), data, follow=True)


def address(name: str, *more: object) -> str:
    return reverse(f"desk:{name}", args=[Register.objects.get().code, *more])


def row_of(product: str) -> StagedRow:
    return StagedRow.objects.get(values__product=product)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_register_is_read_and_nothing_is_entered(desk: Client, province: Province) -> None:
    answer = send(desk)

    assert answer.redirect_chain == [(address("register"), 302)]
    page = text_of(answer)
    assert "Trà mãng cầu Bảy Ngàn" in page
    assert "Thiếu hạng sao." in page
    assert answer.context["counts"] == {"accept": 2, "warn": 0, "hold": 1, "skip": 2}
    assert not Product.objects.exists()


def test_rows_are_narrowed_by_verdict(desk: Client, province: Province) -> None:
    send(desk)

    held = desk.get(address("register"), {"verdict": "hold"}).context["page"]

    assert [row.values["product"] for row in held] == ["Rượu nếp"]


def test_whole_journey_from_file_to_figures_and_back(desk: Client, province: Province) -> None:
    send(desk)
    held = row_of("Rượu nếp")
    desk.post(
        address("register_row", held.position), {"answer": "take", "product": "Rượu nếp", "stars": "3"} | said(held)
    )

    entered = desk.post(address("register_enter"), follow=True)

    assert entered.redirect_chain == [(address("register"), 302)]
    assert sorted(Product.objects.values_list("name_vi", flat=True)) == [
        "Chả cá thát lát",
        "Rượu nếp",
        "Trà mãng cầu Bảy Ngàn",
    ]
    moved = desk.get(address("register_moved")).context["figures"]
    assert [(figure["on"], figure["before"], figure["after"]) for figure in moved][:2] == [
        (dt.date(2023, 12, 31), 0, 3),
        (dt.date(2023, 12, 31), 0, 3),
    ]

    desk.post(address("register_undo"), {"reason": "gửi nhầm sổ"})

    register = Register.objects.get()
    assert (register.state, register.undone_reason) == (RegisterState.UNDONE, "gửi nhầm sổ")
    assert not Recognition.objects.standing().exists()


def said(row: StagedRow) -> dict[str, str]:
    """Return what the row's form holds already."""
    names = ("producer", "legal_form", "decision_no", "decision_date")
    return {name: str(row.values.get(name) or "") for name in names}


def test_entering_twice_changes_nothing(desk: Client, province: Province) -> None:
    send(desk)

    desk.post(address("register_enter"))
    desk.post(address("register_enter"))

    assert (Product.objects.count(), Recognition.objects.count()) == (2, 2)


def test_undoing_needs_a_reason(desk: Client, province: Province) -> None:
    send(desk)
    desk.post(address("register_enter"))

    answer = desk.post(address("register_undo"), {"reason": ""})

    assert answer.status_code == 422
    assert Register.objects.get().state == RegisterState.APPLIED


def test_same_file_again_leads_to_the_register_there_is(desk: Client, province: Province) -> None:
    send(desk)

    send(desk, name="ten-khac.csv")

    assert Register.objects.get().name == "so.csv"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 danh sach", "PDF"),
        (b"", "không có dữ liệu"),
        (b"PK\x03\x04 cut off", "Tệp"),
    ],
)
def test_bad_file_gets_one_clear_sentence(desk: Client, province: Province, content: bytes, sentence: str) -> None:
    answer = send(desk, content, "so.xlsx")

    assert not Register.objects.exists()
    page = text_of(answer)
    assert sentence.lower() in page.lower()
    assert "Traceback" not in page


def test_file_too_large_is_refused_before_it_is_read(
    desk: Client, province: Province, settings: SettingsWrapper
) -> None:
    settings.UPLOAD_LIMIT_MB = 0

    answer = send(desk)

    assert answer.status_code == 422
    assert "Tệp lớn hơn" in text_of(answer)


def test_person_of_one_province_is_offered_that_one_only(desk: Client, province: Province) -> None:
    offered = desk.get(reverse("desk:register_upload")).context["form"].fields["province"].queryset

    assert [place.public_code for place in offered] == ["1-93"]


def test_columns_guessed_wrong_are_corrected(desk: Client, province: Province) -> None:
    send(desk, "Tên hàng;Người làm;Hạng;Ngày\nTrà;Cơ sở Một;3;16/01/2023\nRượu;Cơ sở Hai;4;16/01/2023\n".encode())
    form = desk.get(address("register_columns")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    data |= {"0-0": "product:0", "0-1": "producer:0", "0-2": "stars:0", "0-3": "decision_date:0"}
    answer = desk.post(address("register_columns"), data | {"0-decision_no": "86/QĐ-UBND"}, follow=True)

    assert answer.redirect_chain == [(address("register"), 302)]
    row = row_of("Rượu")
    assert (row.values["producer"], row.values["stars"], row.values["decision_no"]) == ("Cơ sở Hai", 4, "86/QĐ-UBND")


def test_columns_of_an_entered_register_stay(desk: Client, province: Province) -> None:
    send(desk)
    desk.post(address("register_enter"))

    answer = desk.get(address("register_columns"), follow=True)

    assert answer.redirect_chain == [(address("register"), 302)]
    assert "Sổ này đã được nhập nên không đọc lại được." in text_of(answer)


def test_row_left_out_is_not_entered(desk: Client, province: Province) -> None:
    send(desk)
    row = row_of("Chả cá thát lát")

    desk.post(address("register_row", row.position), {"answer": "leave"} | said(row))
    desk.post(address("register_enter"))

    assert list(Product.objects.values_list("name_vi", flat=True)) == ["Trà mãng cầu Bảy Ngàn"]


def test_row_that_still_says_too_little_is_refused(desk: Client, province: Province) -> None:
    send(desk)
    row = row_of("Rượu nếp")

    answer = desk.post(address("register_row", row.position), {"answer": "take", "product": "Rượu nếp"} | said(row))

    assert answer.status_code == 422
    assert "Dòng còn thiếu tên sản phẩm, hạng sao hoặc ngày công nhận." in text_of(answer)


def test_row_that_is_a_known_product_adds_to_it(desk: Client, province: Province) -> None:
    known = a_product("Chả thát lát", place=province.communes[0])
    send(desk)
    row = row_of("Chả cá thát lát")
    data = {"answer": "same", "known": known.code, "product": "Chả cá thát lát", "stars": "3"}

    desk.post(address("register_row", row.position), data | said(row))
    desk.post(address("register_enter"))

    assert known.recognitions.get().stars == 3


def test_split_commune_offers_its_heirs_with_the_main_one_chosen(country: Client) -> None:
    split = Place.objects.filter(map=1, successor_links__part="split", successor_links__main=True).earliest("pk")
    heir = split.successor_links.get(main=True).successor
    lines = [SHEET.decode().splitlines()[1], f"1;Trà;HTX Một;3 sao;86/QĐ-UBND ngày 16/01/2023;{split}"]
    send(country, "\n".join(lines).encode(), province=str(split.province_id))
    row = row_of("Trà")
    assert row.place == split

    offered = country.get(address("register_row", row.position)).context["form"]["heir"]
    data = {"answer": "take", "product": "Trà", "stars": "3", "heir": str(heir.pk)} | said(row)
    country.post(address("register_row", row.position), data)

    assert offered.value() == heir.pk
    assert row_of("Trà").place == heir


def test_place_of_a_row_stays_within_the_persons_area(desk: Client, province: Province) -> None:
    send(desk)
    row = row_of("Trà mãng cầu Bảy Ngàn")
    data = {"answer": "take", "product": "Trà", "stars": "4", "place": "1-01279"} | said(row)

    answer = desk.post(address("register_row", row.position), data)

    assert answer.status_code == 422
    assert row_of("Trà mãng cầu Bảy Ngàn").answer == Answer.NONE


def test_page_asks_as_many_questions_whatever_the_rows(
    desk: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = SHEET.decode().splitlines()
    counted = []
    for kept in (3, 5):
        send(desk, "\n".join(lines[:kept]).encode())
        code = Register.objects.order_by("-pk")[0].code
        with django_assert_num_queries(10):
            counted.append(desk.get(reverse("desk:register", args=[code])).status_code)

    assert counted == [200, 200]


# In the background


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
@pytest.mark.usefixtures("queued")
def test_queued_reading_is_followed_until_it_is_done(desk: Client, province: Province) -> None:
    waiting = send(desk)
    task = DBTaskResult.objects.get()

    assert waiting.redirect_chain == [(reverse("desk:register_work", args=[task.pk]), 302)]
    assert "Đang chờ đến lượt" in text_of(waiting)
    polling = {"HX-Request": "true", "HX-Target": "tien-do"}
    polled = desk.get(reverse("desk:register_work", args=[task.pk]), headers=polling)
    assert text_of(polled).strip() in text_of(waiting)

    worker(until_empty=True).run()

    done = desk.get(reverse("desk:register_work", args=[task.pk]), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == address("register")
    assert desk.get(reverse("desk:register_work", args=[task.pk])).headers["Location"] == address("register")


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
@pytest.mark.usefixtures("queued")
def test_queued_reading_that_is_refused_leads_back_with_the_sentence(desk: Client, province: Province) -> None:
    send(desk, b'Ten;"Chu the\n', "so.csv")
    worker(until_empty=True).run()

    answer = desk.get(reverse("desk:register_work", args=[DBTaskResult.objects.get().pk]), follow=True)

    assert answer.redirect_chain == [(reverse("desk:register_upload"), 302)]
    assert "dấu ngoặc kép không đóng" in text_of(answer)


@pytest.mark.usefixtures("queued")
def test_work_that_broke_off_says_that_nothing_was_entered(desk: Client, province: Province) -> None:
    send(desk)
    task = DBTaskResult.objects.get()
    task.set_failed(RuntimeError("the disk is full"))

    answer = desk.get(reverse("desk:register_work", args=[task.pk]), follow=True)

    assert "Không có gì bị nhập dở." in text_of(answer)
    assert "the disk is full" not in text_of(answer)


@pytest.mark.usefixtures("queued")
def test_work_of_somebody_else_is_not_found(desk: Client, coordinator: User, province: Province) -> None:
    send(desk)
    colleague = signed_in(GrantFactory(place=province.place).user)

    address_of_work = reverse("desk:register_work", args=[DBTaskResult.objects.get().pk])

    assert desk.get(address_of_work).status_code == 200
    assert colleague.get(address_of_work).status_code == 404


@pytest.mark.skipif(not REGISTERS.exists(), reason="the registers to try are not beside this tree")
@pytest.mark.parametrize("name", ["05-so-theo-doi-hai-vong.xlsx", "06-tra-vinh-2022.xls", "10-xuat-windows-1258.csv"])
def test_register_of_a_real_office_goes_the_whole_way(country: Client, province: Province, name: str) -> None:
    send(country, (REGISTERS / name).read_bytes(), name, province="")

    page = country.get(address("register"))
    country.post(address("register_enter"))

    assert page.status_code == 200
    assert Recognition.objects.exists()
    assert country.get(address("register_moved")).status_code == 200
