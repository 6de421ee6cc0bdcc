"""One record of each kind in a province, and the addresses of every page about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from saolang.programme.intake.choices import Verdict
from saolang.programme.intake.services import stage_register
from saolang.programme.registry.choices import LegalForm, LinkKind, LookAlikeKind
from saolang.programme.registry.models import LookAlike
from saolang.programme.registry.services import craft_villages, growing_areas
from saolang.programme.registry.services.producers import Person, Workers
from saolang.web.desk import urls
from tests.factories.certification import a_decision, a_recognition
from tests.factories.registry import SINCE, a_craft_village, a_producer, a_product

if TYPE_CHECKING:
    from django.urls import URLPattern

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Decision, Recognition
    from saolang.programme.intake.models import Register, StagedRow
    from saolang.programme.registry.models import CraftVillage, GrowingArea, Producer, Product

NO_WORK = UUID(int=0)
SHEET = (
    "DANH SÁCH SẢN PHẨM OCOP TỈNH HẬU GIANG;;;;\n"
    "TT;Sản phẩm;Chủ thể;Hạng sao;Quyết định;Xã, phường\n"
    "1;Trà mãng cầu Bảy Ngàn;HTX Bảy Ngàn;4 sao;86/QĐ-UBND ngày 16/01/2023;Thị trấn Bảy Ngàn\n"
    "2;Chả cá thát lát;Cơ sở Tư Thát;3 sao;86/QĐ-UBND ngày 16/01/2023;Thị trấn Bảy Ngàn\n"
    "3;Rượu nếp;Cơ sở Năm Nếp;;86/QĐ-UBND ngày 16/01/2023;Thị trấn Bảy Ngàn\n"
).encode()
"""Two rows to take and one without stars, which is held."""


@dataclass(frozen=True)
class Records:
    """What stands in the province."""

    place: Place
    producer: Producer
    product: Product
    recognition: Recognition
    village: CraftVillage
    area: GrowingArea
    decision: Decision
    look_alike: LookAlike
    register: Register


def records_in(commune: Place, by: str = "tests") -> Records:
    """Enter a producer with all its facts, its product with a certificate, and what is tied to them."""
    producer = a_producer(
        "Hợp tác xã Đặc sản Bảy Ngàn",
        place=commune,
        legal_form=LegalForm.COOPERATIVE,
        phone="0912345678",
        person=Person(full_name="Trần Thị Bảy", position="Giám đốc"),
        workers=Workers(headcount=12, women=7),
    )
    product = a_product("Trà mãng cầu", producer=producer, story="Từ vườn nhà.")
    decision = a_decision(number="86/QĐ-UBND", place=commune.province)
    recognition = a_recognition(product, decision=decision, stars=4)
    village = a_craft_village("Làng đan lục bình", place=commune)
    craft_villages.tie(tie=craft_villages.NewTie(village=village, product=product, since=SINCE), by="tests")
    area = growing_areas.register(area=growing_areas.NewGrowingArea(name="Vùng mãng cầu", place=commune), by="tests")
    link = growing_areas.NewLink(
        producer=producer, kind=LinkKind.SUPPLY, partner="Công ty Thu mua", since=SINCE, growing_area=area
    )
    growing_areas.add_link(link=link, by="tests")
    other = a_product("Trà mãng cầu xiêm", place=commune)
    left, right = sorted((product.code, other.code))
    pair = LookAlike.objects.create(kind=LookAlikeKind.PRODUCT, left_code=left, right_code=right, likeness="0.9")
    register = stage_register(content=SHEET, name="so-hau-giang.csv", by=by, province=commune.province)
    return Records(commune, producer, product, recognition, village, area, decision, pair, register)


def addresses(records: Records) -> dict[str, str]:
    """Return an address of every page of the second half of the desk, by name."""
    held = records.register.rows.get(verdict=Verdict.HOLD)
    sections = {
        records.place.public_code: urls.PLACES,
        records.producer.code: urls.PRODUCERS,
        records.product.code: urls.PRODUCTS,
        records.village.code: [pattern for pattern in urls.VILLAGES if "area" not in str(pattern.name)],
        records.area.code: [pattern for pattern in urls.VILLAGES if "area" in str(pattern.name)],
        records.decision.code: urls.DECISIONS,
        "-": urls.LOOK_ALIKES,
        records.register.code: urls.REGISTERS,
    }
    return {
        str(pattern.name): _address(pattern, code, records, held)
        for code, section in sections.items()
        for pattern in section
    }


def _address(pattern: URLPattern, code: str, records: Records, held: StagedRow) -> str:
    numbers = {
        "register_work": NO_WORK,
        "look_alike": records.look_alike.pk,
        "look_alike_answer": records.look_alike.pk,
    }
    known = {
        "code": code,
        "number": numbers.get(str(pattern.name), records.recognition.pk),
        "position": held.position,
        "kind": LookAlikeKind.PRODUCT,
    }
    return reverse(f"desk:{pattern.name}", kwargs={name: known[name] for name in pattern.pattern.converters})
