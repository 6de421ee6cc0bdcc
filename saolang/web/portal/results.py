"""What a council came to, as the producer reads it; objecting to the preliminary result."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.core.councils import two_decimals
from saolang.programme.criteria.rules import sheet_of, words
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import Stage
from saolang.programme.evaluation.models import Objection
from saolang.programme.evaluation.queries.results import told_to_producer
from saolang.programme.evaluation.services import objections
from saolang.web.acts import carry_out
from saolang.web.portal.access import dossier_of
from saolang.web.stars import caps_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from django.http import HttpResponse

    from saolang.programme.criteria.rules import Wording
    from saolang.programme.evaluation.models import Result
    from saolang.web.requests import PersonRequest


class Mean(NamedTuple):
    """What the council gives a criterion on average, in two decimals."""

    code: str
    words: Wording
    points: Decimal
    maximum: Decimal


class ObjectionForm(forms.Form):
    """The criteria a producer objects to, and why."""

    criteria = forms.MultipleChoiceField(
        label=_("Tiêu chí bạn có ý kiến"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    text = forms.CharField(
        label=_("Nội dung ý kiến"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Nêu vì sao, và giấy tờ nào trong hồ sơ chứng minh."),
    )

    def __init__(self, *args: Any, means: list[Mean], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["criteria"]
        field.choices = [(mean.code, f"{mean.code}. {mean.words}") for mean in means]


@requires(Permission.EDIT_DOSSIERS)
def result(request: PersonRequest, code: str) -> HttpResponse:
    """Show what the council told of a dossier, and take an objection to named criteria within the time for it."""
    dossier = dossier_of(request.user, code)
    told = told_to_producer(Dossier.objects.filter(pk=dossier.pk)).select_related("case__session__council").first()
    if told is None:
        raise Http404
    told.case.dossier = dossier
    means = list(means_of(told))
    form = ObjectionForm(request.POST or None, means=means) if _may_object(told) else None
    if form and carry_out(
        form, lambda: objections.raise_objection(result=told, by=request.user.actor, **form.cleaned_data)
    ):
        messages.success(request, gettext("Đã gửi ý kiến tới hội đồng."))
        return redirect("portal:result", code)
    context = {
        "dossier": dossier,
        "result": told,
        "total": two_decimals(Fraction(told.total)),
        "means": means,
        "caps": caps_of(told),
        "form": form,
        "objections": Objection.objects.filter(result__case__dossier=dossier).order_by("pk"),
        "publishes": told.stars >= LEAST_PUBLISHED,
    }
    return render(request, "portal/result.html", context, status=422 if form and form.is_bound else 200)


LEAST_PUBLISHED = 3


def means_of(told: Result) -> Iterator[Mean]:
    """Yield the mean of each criterion, in the order of the sheet."""
    language = get_language() or "vi"
    for code, criterion in sheet_of(told.case.dossier.edition).criteria.items():
        mean = two_decimals(Fraction(told.means[code]))
        yield Mean(code, words(criterion, language), mean, criterion.maximum)


def _may_object(told: Result) -> bool:
    """Tell whether an objection can be raised today at all: what is wrong with one, the service says."""
    dossier = told.case.dossier
    is_in_time = dossier.due_on is None or timezone.localdate() <= dossier.due_on
    return told.stage == Stage.PRELIMINARY and dossier.state == State.PRELIMINARY and is_in_time
