"""Stories at the desk: written in up to three languages, published, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.files.choices import Kinds
from saolang.programme.promotion.queries.market import stories_edited_by
from saolang.programme.promotion.rules import may_edit_story, may_publish
from saolang.programme.promotion.services import stories as services
from saolang.programme.promotion.services.stories import TEXTS, Telling
from saolang.programme.registry.models import CraftVillage, Producer, Product
from saolang.programme.registry.queries import unmerged, visible_to
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.forms.fields import CodeField, PlaceField
from saolang.web.desk.pages import ask
from saolang.web.fields import SentFilesField
from saolang.web.pages import back_to, page_of
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.core.refusal import Refusal
    from saolang.programme.promotion.models import Story
    from saolang.web.desk.access import DeskRequest
    from saolang.web.pages import Back

BODY = _("Các đoạn cách nhau một dòng trống. Dòng bắt đầu bằng “## ” là đề mục.")
LONGEST = 20_000


def _body(label: Any, *, required: bool = False) -> forms.CharField:
    area = forms.Textarea({"rows": 10})
    return forms.CharField(label=label, widget=area, required=required, max_length=LONGEST, help_text=BODY)


class StoryForm(forms.Form):
    """A story: Vietnamese, the other languages where somebody wrote them."""

    title_vi = forms.CharField(label=_("Tên bài"), max_length=200)
    body_vi = _body(_("Nội dung"), required=True)
    title_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=200, required=False)
    body_en = _body(_("Nội dung tiếng Anh"))
    title_km = forms.CharField(label=_("Tên tiếng Khmer"), max_length=200, required=False)
    body_km = _body(_("Nội dung tiếng Khmer"))
    product = CodeField(label=_("Mã sản phẩm"), required=False)
    producer = CodeField(label=_("Mã chủ thể"), required=False)
    village = CodeField(label=_("Mã làng nghề"), required=False)
    place = PlaceField()
    picture = SentFilesField(kinds=Kinds.PICTURES, label=_("Ảnh"), required=False)
    source = forms.CharField(label=_("Nguồn"), required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        records: dict[str, QuerySet[Any]] = {
            "product": unmerged(Product.objects.all()),
            "producer": unmerged(Producer.objects.all()),
            "village": CraftVillage.objects.all(),
        }
        for name, listed in records.items():
            self.fields[name].records = visible_to(listed, user)  # type: ignore[attr-defined] # a CodeField

    def telling(self, picture: StoredFile | None) -> Telling:
        """Return what the story says, with the picture taken in."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"picture", "version"}}
        return Telling(**said, picture=picture)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=500)


@requires(Permission.EDIT_STORIES)
@require_safe
def stories(request: DeskRequest) -> HttpResponse:
    """Show the stories of the area, drafts and withdrawn ones too."""
    listed = stories_edited_by(request.user).select_related("place").order_by("-recorded_at", "-pk")
    return render(request, "desk/stories/list.html", {"page": page_of(request, listed)})


@requires(Permission.EDIT_STORIES)
@require_safe
def story(request: DeskRequest, code: str) -> HttpResponse:
    """Show a story as the desk has it."""
    found = _story(request, code)
    context = {"story": found, "may_edit": may_edit_story(found) is None, "may_publish": may_publish(found) is None}
    return render(request, "desk/stories/story.html", context)


@requires(Permission.EDIT_STORIES)
def add_story(request: DeskRequest) -> HttpResponse:
    form = StoryForm(request.POST or None, request.FILES or None, user=request.user)
    written = carry_out(
        form,
        lambda: services.write(telling=form.telling(_picture(request, form, None)), by=request.user.actor),
        check=lambda: _check(request.user, form.cleaned_data["place"]),
    )
    if written:
        messages.success(request, gettext("Đã lưu bản nháp."))
        return redirect("desk:story", written.code)
    return ask(request, form, title=gettext("Viết bài"), back=back_to("desk:stories", _("Bài viết")))


@requires(Permission.EDIT_STORIES)
def revise_story(request: DeskRequest, code: str) -> HttpResponse:
    found = _story(request, code)
    form = StoryForm(request.POST or None, request.FILES or None, user=request.user, initial=_values(found))
    revised = carry_out(
        form,
        lambda: services.revise(
            story=found,
            telling=form.telling(_picture(request, form, found.picture)),
            version=form.cleaned_data["version"] or 0,
            by=request.user.actor,
        ),
        check=lambda: _check(request.user, form.cleaned_data["place"]),
    )
    if revised:
        messages.success(request, gettext("Đã lưu bài."))
        return redirect("desk:story", code)
    return ask(request, form, title=gettext("Sửa bài"), back=_back(found))


@requires(Permission.EDIT_STORIES)
@require_POST
def publish_story(request: DeskRequest, code: str) -> HttpResponse:
    """Let anybody read it from today on."""
    found = _story(request, code)
    attempt(request, lambda: services.publish(story=found, by=request.user.actor), done=gettext("Đã đăng bài."))
    return redirect("desk:story", code)


@requires(Permission.EDIT_STORIES)
def withdraw_story(request: DeskRequest, code: str) -> HttpResponse:
    """Let nobody read it any more, and say why."""
    found = _story(request, code)
    form = ReasonForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(story=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã gỡ bài."))
        return redirect("desk:story", code)
    return ask(request, form, title=gettext("Gỡ bài"), back=_back(found), button=gettext("Gỡ bài"))


def _story(request: DeskRequest, code: str) -> Story:
    listed = stories_edited_by(request.user).select_related("product", "producer", "village", "place", "picture")
    return get_object_or_404(listed, code=code)


def _check(user: User, place: Place) -> Refusal | None:
    return may(user, Permission.EDIT_STORIES, place)


def _picture(request: DeskRequest, form: StoryForm, before: StoredFile | None) -> StoredFile | None:
    sent = form.cleaned_data["picture"]
    return take_in(sent[0], kinds=Kinds.PICTURES, user=request.user).file if sent else before


def _values(found: Story) -> dict[str, Any]:
    names = (*TEXTS, "product", "producer", "village", "place", "version")
    return {name: getattr(found, name) for name in names}


def _back(found: Story) -> Back:
    return back_to("desk:story", found.title_vi, found.code)
