"""A producer's labels: codes of its own products, runs entered and printed, files only for the owner."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.jobs.labels import print_labels
from saolang.programme.traceability.models import LabelRun, Location
from saolang.programme.traceability.services import labels as services
from tests.factories.certification import a_decision, a_recognition, a_suspension
from tests.factories.registry import a_product
from tests.factories.traceability import a_company_prefix, a_label_run, a_location, a_lot

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.registry.models import Product

pytestmark = pytest.mark.django_db
SAID = {"quantity": "5", "sheet": "a4-24", "carrier": "qr"}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def own_product(dossier: Dossier, **known: object) -> Product:
    return a_product(producer=dossier.producer, place=dossier.place, **known)


def recognise(product: Product) -> object:
    on = timezone.localdate() - dt.timedelta(days=30)
    return a_recognition(product, on=on, decision=a_decision(decided_on=on))


def test_list_shows_own_codes_and_runs_alone(portal: Client, dossier: Dossier) -> None:
    product = own_product(dossier)
    other = a_product("Sản phẩm của người khác")
    run = a_label_run(product)
    a_label_run(other)

    answer = portal.get(reverse("portal:labels"))

    assert [each.product for each in answer.context["products"] if each.product != dossier.product] == [product]
    assert list(answer.context["page"]) == [run]
    assert f"/sp/{product.code}" in body(answer)


def test_list_says_what_is_doubtful_about_a_gtin(portal: Client, dossier: Dossier) -> None:
    own_product(dossier, gtin="8938500000003")
    a_company_prefix(dossier.producer, prefix="89385001")

    answer = portal.get(reverse("portal:labels"))

    assert [each.warning[:40] for each in answer.context["products"] if each.warning] == [
        "Mã 08938500000003 không bắt đầu bằng tiề"
    ]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    how_many: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(how_many):
        product = own_product(dossier, gtin=f"893850000000{'369'[number]}" if number == 0 else "")
        a_label_run(product, lot=a_lot(product))
    address = reverse("portal:labels")
    portal.get(address)

    with django_assert_num_queries(10):
        portal.get(address)


def test_run_is_entered_printed_and_handed_out(portal: Client, dossier: Dossier) -> None:
    product = own_product(dossier)
    lot = a_lot(product)

    answer = portal.post(reverse("portal:label_run_add", args=[product.code]), {**SAID, "lot": lot.pk})

    run = LabelRun.objects.get()
    assert answer.headers["Location"] == reverse("portal:label_run", args=[run.code])
    assert (run.lot, run.quantity, run.is_serialised) == (lot, 5, False)
    print_labels.call(code=run.code, by="tests")
    file = portal.get(reverse("portal:label_run_file", args=[run.code]))
    assert file.headers["Content-Type"] == "application/pdf"
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_form_offers_only_what_the_product_may_have(portal: Client, dossier: Dossier) -> None:
    product = own_product(dossier)
    page = reverse("portal:label_run_add", args=[product.code])

    form = portal.get(page).context["form"]
    assert [code for code, _ in form.fields["carrier"].choices] == ["qr"]
    assert "bears_stars" not in form.fields

    recognise(product)
    assert "bears_stars" in portal.get(page).context["form"].fields


def test_sheets_are_named_in_the_language_of_the_page(portal: Client, dossier: Dossier) -> None:
    address = reverse("portal:label_run_add", args=[own_product(dossier).code])

    vietnamese, english = body(portal.get(address)), body(portal.get(address, {"hl": "en"}))

    assert ("Giấy A4, 40 tem 52,5 × 29,7 mm" in vietnamese, "A4 sheet, 40 labels of 52.5 × 29.7 mm" in english) == (
        True,
        True,
    )
    assert "Giấy A4" not in english


@pytest.mark.parametrize(
    "said",
    [
        {"quantity": "0"},
        {"quantity": "10001"},
        {"quantity": "x"},
        {"carrier": "ean13"},
        {"sheet": "a0"},
        {"lot": "999"},
    ],
)
def test_run_that_cannot_be_is_refused_by_the_form(said: dict[str, str], portal: Client, dossier: Dossier) -> None:
    product = own_product(dossier)

    answer = portal.post(reverse("portal:label_run_add", args=[product.code]), SAID | said)

    assert answer.status_code == 422
    assert not LabelRun.objects.exists()


def test_page_tells_how_far_the_printing_is(portal: Client, dossier: Dossier) -> None:
    run = a_label_run(own_product(dossier), quantity=1000)
    LabelRun.objects.filter(pk=run.pk).update(printed=400)
    address = reverse("portal:label_run", args=[run.code])

    answer = portal.get(address)
    assert "Đã vẽ 400 trên 1.000 tem" in body(answer)
    assert not answer.context["is_late"]
    fragment = body(portal.get(address, headers={"HX-Request": "true"}))
    assert fragment.strip().startswith("<section")
    assert fragment.strip() in body(answer)

    LabelRun.objects.filter(pk=run.pk).update(made_at=timezone.now() - dt.timedelta(minutes=3))
    assert "Tạo lại tệp từ đầu" in body(portal.get(address))


def test_page_says_why_stars_are_not_printed_any_more(portal: Client, dossier: Dossier) -> None:
    product = own_product(dossier)
    recognition = recognise(product)
    run = a_label_run(product, bears_stars=True)
    a_suspension(recognition, timezone.localdate())  # type: ignore[arg-type]

    assert "không có chứng nhận còn hiệu lực" in body(portal.get(reverse("portal:label_run", args=[run.code])))
    assert portal.get(reverse("portal:label_run_sample", args=[run.code])).status_code == 404


def test_sample_is_a_picture(portal: Client, dossier: Dossier) -> None:
    run = a_label_run(own_product(dossier))

    answer = portal.get(reverse("portal:label_run_sample", args=[run.code]))

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert f'filename="tem-{run.code}.svg"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["label_run", "label_run_file", "label_run_sample"])
def test_run_of_anothers_product_is_not_found(name: str, portal: Client) -> None:
    run = a_label_run()
    services.print_run(run=run, by="tests")

    assert portal.get(reverse(f"portal:{name}", args=[run.code])).status_code == 404


def test_labels_of_anothers_product_are_not_found(portal: Client) -> None:
    assert portal.get(reverse("portal:label_run_add", args=[a_product().code])).status_code == 404


# Places --------------------


def test_place_is_entered_revised_and_closed(portal: Client, dossier: Dossier) -> None:
    said = {"name": "Xưởng sấy", "kind": "workshop", "address": "Ấp 3", "place": "", "gln": "9520000000004"}
    listed = reverse("portal:locations") + f"?chu-the={dossier.producer.code}"

    answer = portal.post(reverse("portal:location_add"), said)
    assert answer.headers["Location"] == listed
    place = Location.objects.get(producer=dossier.producer)

    portal.post(reverse("portal:location", args=[place.code]), said | {"name": "Xưởng mới"})
    place.refresh_from_db()
    assert (place.name, place.gln) == ("Xưởng mới", "9520000000004")
    assert "chỉ để minh họa" in body(portal.get(listed))

    portal.post(reverse("portal:location_close", args=[place.code]))
    assert portal.get(listed).context["locations"] == []


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"gln": "9520000000005"}, {"kind": "moon"}, {"place": "Không Có Đâu"}, {"gln": "٣" * 13}]
)
def test_place_that_cannot_be_is_refused_by_the_form(said: dict[str, str], portal: Client) -> None:
    answer = portal.post(reverse("portal:location_add"), {"name": "Xưởng", "kind": "workshop"} | said)

    assert answer.status_code == 422
    assert not Location.objects.exists()


def test_place_of_another_is_not_found(portal: Client) -> None:
    place = a_location()

    assert portal.get(reverse("portal:location", args=[place.code])).status_code == 404
    assert portal.post(reverse("portal:location_close", args=[place.code])).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_places_ask_as_much_whatever_their_number(
    how_many: int, portal: Client, dossier: Dossier, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        a_location(dossier.producer, place=dossier.place)
    address = reverse("portal:locations")
    portal.get(address)

    with django_assert_num_queries(8):
        portal.get(address)
