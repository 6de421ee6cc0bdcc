"""Where a Digital Link can lead: every link of a product, its lot or unit, by its GS1 link type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries import latest_on
from saolang.programme.promotion.models import Presence
from saolang.programme.registry.models import ProductVersion
from saolang.programme.traceability.rules.identity import page_of

if TYPE_CHECKING:
    from saolang.core.gs1.links import Link
    from saolang.programme.registry.models import Producer, Product

VOCABULARY = "https://ref.gs1.org/voc/"
"""The present namespace of link types; the older https://gs1.org/voc/ is read, not written."""
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
HTML, JSON, JSON_LD = "text/html", "application/json", "application/ld+json"
DEFAULT = "defaultLink"
LINK_TYPES = (
    DEFAULT,
    "pip",
    "traceability",
    "certificationInfo",
    "epcis",
    "recallStatus",
    "safetyInfo",
    "dpp",
    "hasRetailers",
    "instructions",
    "nutritionalInfo",
    "ingredientsInfo",
    "allergenInfo",
    "verificationService",
    "registryEntry",
    "homepage",
    "leaveReview",
    "support",
)
"""Link types that are understood. Of those for which nobody has entered anything there is no link, and 404."""


class Target(NamedTuple):
    """One link: of what type, where to, what it is called (Vietnamese), what it is and in which languages."""

    link_type: str
    href: str
    title: str
    media_type: str = HTML
    languages: tuple[str, ...] = ()


def targets_of(product: Product, link: Link, lot: str) -> list[Target]:
    """Return the links of the product, of its lot where we know it. Exactly one is the default."""
    with override("vi"):
        page = settings.BASE_URL + page_of(product, link.lot, link.serial)
        return [
            *_of_the_page(page, product, lot),
            *_of_the_certificate(product),
            *_retailers(product),
            *_for_questions(product, link),
        ]


def targets_of_party(producer: Producer) -> list[Target]:
    """Return the links of a producer, or of a place of it."""
    with override("vi"):
        page = settings.BASE_URL + f"/chu-the/{producer.code}/"
        return [Target(kind, page, producer.name, HTML, _languages()) for kind in (DEFAULT, "homepage")]


def targets_of_unit(sscc: str) -> list[Target]:
    """Return the links of a case or a pallet."""
    with override("vi"):
        page, name = settings.BASE_URL + reverse("catalogue:unit", args=[sscc]), _("Hành trình của kiện")
        return [
            *(Target(kind, page, name, HTML, _languages()) for kind in (DEFAULT, "traceability")),
            Target("epcis", f"{settings.BASE_URL}/epcis/", "EPCIS 2.0", JSON),
            Target("homepage", f"{settings.BASE_URL}/", "Sao Làng", HTML, _languages()),
        ]


def linkset(anchor: str, description: str, targets: list[Target]) -> dict[str, Any]:
    """Return the links as a linkset of RFC 9264, section 4.2."""
    said: dict[str, Any] = {"anchor": anchor, "itemDescription": description}
    for target in targets:
        said.setdefault(VOCABULARY + target.link_type, []).append(_as_said(target))
    return {"linkset": [said]}


def _as_said(target: Target) -> dict[str, Any]:
    said: dict[str, Any] = {"href": target.href, "title": target.title, "type": target.media_type}
    if target.languages:
        said["hreflang"] = list(target.languages)
    return said


def _of_the_page(page: str, product: Product, lot: str) -> list[Target]:
    passport = reverse("catalogue:passport" + ("_lot" if lot else ""), args=[product.code, *([lot] if lot else [])])
    languages = _languages()
    return [
        Target(DEFAULT, page, product.name_vi, HTML, languages),
        Target("pip", page, product.name_vi, HTML, languages),
        Target("traceability", f"{page}#hanh-trinh", _("Hành trình của lô"), HTML, languages),
        Target("recallStatus", page, _("Có đang bị thu hồi không"), HTML, languages),
        Target("safetyInfo", f"{page}#ho-chieu", _("Cảnh báo an toàn"), HTML, languages),
        Target("dpp", settings.BASE_URL + passport, _("Hộ chiếu số của sản phẩm"), JSON_LD, ("vi",)),
        Target("dpp", f"{page}#ho-chieu", _("Hộ chiếu số của sản phẩm"), HTML, languages),
        *_of_the_goods(page, product),
        Target("epcis", f"{settings.BASE_URL}/epcis/", "EPCIS 2.0", JSON),
    ]


def _of_the_goods(page: str, product: Product) -> list[Target]:
    """Return the links to what is told of the goods: of what nobody has entered there is none."""
    version = ProductVersion.objects.standing().as_at(timezone.localdate()).filter(product=product).first()
    if version is None:
        return []
    told = (
        ("ingredientsInfo", version.materials, _("Nguyên liệu")),
        ("instructions", version.instructions, _("Hướng dẫn sử dụng, bảo quản")),
        ("nutritionalInfo", version.nutrition, _("Thành phần dinh dưỡng")),
        ("allergenInfo", version.allergens, _("Chất dễ gây dị ứng")),
    )
    return [Target(kind, f"{page}#ho-chieu", title, HTML, ("vi",)) for kind, text, title in told if text]


def _of_the_certificate(product: Product) -> list[Target]:
    latest = latest_on(timezone.localdate(), timezone.now()).filter(product=product)
    found = Certificate.objects.filter(recognition__in=latest, replaced_by=None).first()
    check = settings.BASE_URL + reverse("catalogue:check")
    verification = Target("verificationService", check, _("Tra cứu giấy chứng nhận"), HTML, _languages())
    if found is None:
        return [verification]
    page = settings.BASE_URL + reverse("catalogue:certificate", args=[found.public_code])
    entry = settings.BASE_URL + reverse("catalogue:certificate_json", args=[found.public_code])
    return [
        Target("certificationInfo", page, _("Giấy chứng nhận OCOP"), HTML, _languages()),
        verification,
        Target("registryEntry", entry, _("Tình trạng hôm nay, dạng JSON"), JSON),
    ]


def _retailers(product: Product) -> list[Target]:
    presences = Presence.objects.standing().as_at(timezone.localdate()).filter(product=product).exclude(url="")
    return [Target("hasRetailers", each.url, each.name, HTML, ("vi",)) for each in presences]


def _for_questions(product: Product, link: Link) -> list[Target]:
    asked = {"sp": product.code, "lo": link.lot, "so": link.serial}
    query = urlencode({name: value for name, value in asked.items() if value})
    url = f"{settings.BASE_URL}{reverse('catalogue:report')}?{query}"
    home = Target("homepage", f"{settings.BASE_URL}/", "Sao Làng", HTML, _languages())
    return [home, *(Target(kind, url, _("Gửi phản ánh"), HTML, _languages()) for kind in ("leaveReview", "support"))]


def _languages() -> tuple[str, ...]:
    return tuple(code for code, _name in settings.LANGUAGES)
