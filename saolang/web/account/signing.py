"""Signing: what will be signed, by whom and in which role, and the proof asked for at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.choices import Permission, Proof, Role
from saolang.base.accounts.models import Signature
from saolang.base.accounts.queries import signatures_of
from saolang.base.accounts.rules import NOT_GRANTED, may_over, signing_roles
from saolang.base.accounts.services import signatures as services
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read, stream
from saolang.base.kit.downloads import deliver_in_parts, unchanged
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.web.account import proofs
from saolang.web.account.signables import find

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.services.signatures import Signable
    from saolang.web.account.pages import AccountRequest

MOST_BYTES = settings.UPLOAD_LIMIT_MB * 1_000_000
NO_FILE = Refusal(gettext_noop("Hãy chọn tệp chữ ký số, không lớn hơn %(most)s MB."), most=settings.UPLOAD_LIMIT_MB)
CHANGED_MEANWHILE = Refusal(
    gettext_noop("Văn bản đã thay đổi từ lúc bạn mở trang này nên chưa ký. Hãy xem lại rồi ký bản mới.")
)
FORGOTTEN = _("Hãy nhập mật khẩu, hoặc dùng khóa truy cập.")


class ProofForm(forms.Form):
    """The password, or what the person's passkey answered."""

    password = forms.CharField(
        label=_("Mật khẩu của bạn"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Nhập lại mỗi lần ký, cho chính văn bản này."),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(required=False, widget=forms.HiddenInput)
    sha256 = forms.CharField(required=False, widget=forms.HiddenInput)
    """What the page has shown: of a thing that still changes, only that is signed."""

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("password") and not said.get("credential"):
            raise forms.ValidationError(FORGOTTEN)
        return said


@signed_in
def signing(request: AccountRequest, kind: str, code: str) -> HttpResponse:
    """Show who has signed a thing the person sees, and let the person sign it, where that is allowed."""
    thing = find(request.user, kind, code)
    refusal = may_over(request.user, Permission.SIGN, thing.scope)
    if request.method == "POST" and refusal:
        raise PermissionDenied(say(refusal))
    signed = list(signatures_of(thing.kind, [thing.code]))
    roles = signing_roles(request.user, thing.scope)
    own = next((one for one in signed if one.signer_id == request.user.pk and one.sha256 == thing.sha256), None)
    context = {
        "thing": thing,
        "signatures": signed,
        "refusal": say(refusal),
        "own": own,
        "state_signatures": _state_signatures(thing, signed),
        "roles": roles,
    }
    if refusal or own:
        return render(request, "own_account/signing.html", context)
    role = _role(request, roles)
    shown = {"role": role, "sha256": thing.sha256}
    form = ProofForm(request.POST if request.method == "POST" else None, initial=shown)
    if form.is_valid() and _sign(request, form, thing, role):
        return redirect("account:signing", thing.kind, thing.code)
    asked = proofs.ask_passkey(request, thing, role) if proofs.has_passkey(request) else None
    context |= {"form": form, "role": role, "asked": {"request_options": asked} if asked else None}
    return render(request, "own_account/signing.html", context, status=422 if form.is_bound else 200)


@signed_in
def state_signature(request: AccountRequest, number: int) -> HttpResponseBase:
    """Take in the signature of a state certificate for one's own signature; hand it out to who sees the thing."""
    signature = get_object_or_404(Signature.objects.select_related("signer", "state_signature"), pk=number)
    thing = find(request.user, signature.kind, signature.code)
    if request.method == "POST":
        if signature.signer != request.user:
            raise PermissionDenied(say(services.NOT_YOURS))
        _attach(request, signature, thing)
        return redirect("account:signing", thing.kind, thing.code)
    file = signature.state_signature
    if file is None:
        raise Http404
    media_type = "application/pdf" if file.content_type == "application/pdf" else "application/pkcs7-signature"
    return unchanged(request, file.sha256) or deliver_in_parts(
        stream(file),
        name=signature.state_signature_name,
        media_type=media_type,
        size=file.size,
        digest=file.sha256,
    )


def _attach(request: AccountRequest, signature: Signature, thing: Signable) -> None:
    sent = request.FILES.get("file")
    try:
        if sent is None or sent.size > MOST_BYTES:
            raise NO_FILE
        services.attach_state_signature(
            signature=signature,
            content=sent.read(),
            name=sent.name or "",
            document=_bytes_of(thing),
            by=request.user.actor,
        )
    except Refusal as refused:
        messages.error(request, say(refused))
    else:
        messages.success(request, gettext("Đã đính kèm chữ ký số."))


def _bytes_of(thing: Signable) -> bytes:
    return read(StoredFile.objects.get(sha256=thing.sha256))


def _state_signatures(thing: Signable, signatures: Iterable[Signature]) -> list[tuple[Signature, str]]:
    """Return the signatures that have one of a state certificate, with whom it names; "" where it does not hold."""
    with_one = [(one, one.state_signature) for one in signatures if one.state_signature]
    return [(one, _named_in(read(file), _bytes_of(thing))) for one, file in with_one]


def _named_in(content: bytes, document: bytes) -> str:
    try:
        return services.read_state_signature(content, document).name
    except Refusal:
        return ""


def _role(request: AccountRequest, roles: list[Role]) -> Role:
    """Return the role the address asks for, the first where it asks for none the person holds here.

    What is signed is signed in the role that was shown. Raises PermissionDenied where that has ended meanwhile.
    """
    shown = request.POST.get("role") or request.GET.get("role")
    role = next((role for role in roles if role == shown), None)
    if role is None and shown and request.method == "POST":
        raise PermissionDenied(say(NOT_GRANTED))
    return role or roles[0]


def _sign(request: AccountRequest, form: ProofForm, thing: Signable, role: Role) -> bool:
    """Ask the proof, then sign; where either is refused the form says so."""
    try:
        if form.cleaned_data["sha256"] not in {"", thing.sha256}:
            raise CHANGED_MEANWHILE
        proof = _prove(request, form, thing, role)
        services.sign(thing=thing, user=request.user, role=role, proof=proof, by=request.user.actor)
    except Refusal as refused:
        form.add_error(None, say(refused))
        return False
    messages.success(request, gettext("Bạn đã ký “%(title)s”.") % {"title": thing.title})
    return True


def _prove(request: AccountRequest, form: ProofForm, thing: Signable, role: Role) -> Proof:
    """Return how the person has just shown who it is. Raises Refusal."""
    if answer := form.cleaned_data["credential"]:
        proofs.check_passkey(request, answer, thing, role)
        return Proof.PASSKEY
    proofs.check_password(request, form.cleaned_data["password"])
    return Proof.PASSWORD
