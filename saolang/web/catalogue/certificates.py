"""Is it real? A certificate by its QR code or its number, with its state on the very request."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.audit.models import SigningKey
from saolang.base.kit.downloads import deliver
from saolang.base.places.queries import now_in
from saolang.core.lifecycle import HELD, State
from saolang.programme.certification import choices
from saolang.programme.certification.models import Certificate, Recognition, Revocation, Suspension
from saolang.programme.certification.queries import with_state
from saolang.programme.certification.queries.certificates import latest_of, named, owner_on, with_certificate_state
from saolang.programme.certification.rules.credentials import key_document, page_of
from saolang.programme.certification.rules.qr import qr_svg
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer

FORMAT = "saolang-certificate-1"
WITHDRAWN = "withdrawn"
"""What the answer for programs says of a certificate whose recognition was entered by mistake."""
READ_ALONG = ("recognition__product__place__parent", "recognition__product__product_set", "recognition__decision")
LONGEST_ASKED = 80


@dataclass(frozen=True)
class Verdict:
    """What a certificate's state means to whoever holds the product in the hand: the word, then the sentence."""

    word: _StrPromise
    sentence: _StrPromise


VERDICTS: dict[str, Verdict] = {
    State.VALID: Verdict(_("Chứng nhận thật, còn hiệu lực"), _("Sản phẩm đang mang hạng sao ghi dưới đây.")),
    State.EXTENDED: Verdict(
        _("Chứng nhận được kéo dài"),
        _("Chứng nhận đã hết thời hạn nhưng còn hiệu lực đến khi có quyết định đánh giá lại."),
    ),
    State.SUSPENDED: Verdict(
        _("Chứng nhận đang bị tạm dừng"), _("Trong thời gian này sản phẩm không được mang sao OCOP.")
    ),
    State.REVOKED: Verdict(_("Chứng nhận đã bị thu hồi"), _("Sản phẩm không còn được mang sao OCOP theo giấy này.")),
    State.EXPIRED: Verdict(_("Chứng nhận đã hết hạn"), _("Sản phẩm không còn được mang sao OCOP theo giấy này.")),
    State.SUPERSEDED: Verdict(
        _("Giấy này đã được thay thế"), _("Hãy xem giấy mới nhất để biết hạng sao hiện nay của sản phẩm.")
    ),
    WITHDRAWN: Verdict(_("Giấy này không có hiệu lực"), _("Lần công nhận của giấy này đã được rút lại vì ghi nhầm.")),
}
MADE_UP = Verdict(
    _("Giấy minh họa, còn hiệu lực"), _("Giấy này tạo ra để minh họa, không có sản phẩm thật nào mang nó.")
)
"""What a valid certificate of a product that was made up says instead: nothing of it is real."""


@dataclass(frozen=True)
class Finding:
    """A certificate as it is at this moment, and what it has to do with."""

    certificate: Certificate
    state: str
    latest: Certificate
    owner: Producer | None
    place_now: Place | None
    history: Sequence[tuple[Recognition, _StrPromise]]

    @property
    def is_held(self) -> bool:
        return self.state in HELD

    @property
    def verdict(self) -> Verdict:
        return MADE_UP if self.is_made_up and self.state == State.VALID else VERDICTS[self.state]

    @property
    def is_made_up(self) -> bool:
        recognition = self.certificate.recognition
        return Origin.MADE_UP in (recognition.origin, recognition.product.origin)


@opened
@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate by its number or code, and lead to it; 404 where there is none of that number."""
    asked = request.GET.get("q", "")[:LONGEST_ASKED]
    if not asked.strip():
        return render(request, "catalogue/check.html", {})
    if found := named(asked).first():
        return redirect("catalogue:certificate", found.public_code)
    return _unknown(request, asked)


@opened
@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show the certificate of the code, its state first; to programs that ask for JSON, the same as data."""
    if wants_json(request):
        return certificate_json(request, code)
    found = _find(code)
    response = render(request, "catalogue/certificate.html", {"found": found}) if found else _unknown(request, code)
    patch_vary_headers(response, ["Accept"])
    return response


@opened
@never_cache
@require_safe
def certificate_json(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Give the same to programs."""
    found = _find(code)
    status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    response = JsonResponse(
        as_data(found) if found else {"format": FORMAT, "code": code, "state": "unknown"}, status=status
    )
    patch_vary_headers(response, ["Accept"])
    return response


@opened
@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Hand out the signed credential, which never changes: it says what was true on the day of issue."""
    found = get_object_or_404(Certificate, public_code=code.upper())
    answer = JsonResponse(found.credential, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return deliver(answer.content, name=f"{found.public_code}.json", media_type="application/json")


@opened
@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Draw the QR code that leads to the certificate's page."""
    found = get_object_or_404(Certificate, public_code=code.upper())
    return HttpResponse(qr_svg(page_of(found.public_code)), content_type="image/svg+xml")


@opened
@require_safe
def keys(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Publish every key that ever signed a credential, as did:web finds them."""
    return JsonResponse(key_document(SigningKey.objects.order_by("pk")), content_type="application/did+json")


def wants_json(request: HttpRequest) -> bool:
    """Tell whether whoever asks would rather have JSON than a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def as_data(found: Finding) -> dict[str, Any]:
    """Return what the page says, for programs: days as ISO dates, the moment it is true of, in UTC."""
    certificate = found.certificate
    recognition, product = certificate.recognition, certificate.recognition.product
    said: dict[str, Any] = {
        "format": FORMAT,
        "number": certificate.number,
        "code": certificate.public_code,
        "page": page_of(certificate.public_code),
        "state": found.state,
        "holds": found.is_held,
        "made_up": found.is_made_up,
        "as_of": timezone.now().isoformat(timespec="seconds"),
        "issued_on": certificate.issued_on.isoformat(),
        "expires_on": recognition.expires_on.isoformat(),
        "stars": recognition.stars,
        "product": {"code": product.code, "name": product.name_vi},
        "holder": {"code": certificate.holder.code, "name": certificate.holder.name},
        "decision": recognition.decision.number if recognition.decision else None,
    }
    if found.latest != certificate:
        said["replaced_by"] = page_of(found.latest.public_code)
    return said


def _unknown(request: HttpRequest, asked: str) -> HttpResponse:
    return render(request, "catalogue/check.html", {"asked": asked}, status=HTTPStatus.NOT_FOUND)


def _find(code: str) -> Finding | None:
    """Return the certificate of the public code as it is now. Ten queries, whatever its history."""
    today, now = timezone.localdate(), timezone.now()
    listed = with_certificate_state(Certificate.objects.filter(public_code=code.upper()), today, now)
    found = listed.select_related("holder", "replaces", *READ_ALONG).first()
    if found is None:
        return None
    product = found.recognition.product
    return Finding(
        certificate=found,
        state=found.state or WITHDRAWN,
        latest=_latest(found),
        owner=owner_on(product, today),
        place_now=now_in(product.place, today),
        history=_history(product.recognitions.standing()),
    )


def _latest(found: Certificate) -> Certificate:
    """Return the certificate to look at instead: what replaced it, or that of the product's latest recognition."""
    later = Certificate.objects.filter(recognition__product=found.recognition.product, replaced_by=None)
    standing = later.filter(recognition__withdrawn_at=None, recognition__began_on__gt=found.recognition.began_on)
    return standing.order_by("-recognition__began_on", "-pk").first() or latest_of(found)


def _history(recognitions: QuerySet[Recognition]) -> list[tuple[Recognition, _StrPromise]]:
    """Return the product's recognitions, the latest first, each with what it is today in a word."""
    dated = with_state(recognitions, timezone.localdate(), timezone.now())
    revocations = Prefetch("revocations", Revocation.objects.standing())
    suspensions = Prefetch("suspensions", Suspension.objects.standing())
    found = dated.prefetch_related(revocations).prefetch_related(suspensions)
    return [(each, choices.State(each.state).label) for each in found if each.state]
