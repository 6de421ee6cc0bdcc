"""Files a person sends with a form, or piece by piece before it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.files.rules import check_size, most_bytes
from saolang.base.kit.codes import number_in
from saolang.base.kit.words import say

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    Sent = UploadedFile[Any] | UUID

ACCEPTED = {
    Kinds.PICTURES: "image/jpeg,image/png,image/webp",
    Kinds.PAPERS: ".pdf,.docx,.doc,.odt,.xlsx,.xls,.ods,image/jpeg,image/png,image/webp",
    Kinds.SHEETS: ".xlsx,.xls,.ods,.csv,.txt",
}
SENT = "-sent"
"""Ends the name under which a form tells the number of a file sent before it."""


class DayField(forms.DateField):
    """A day of the programme, or of the people in it: not so far off that nothing could be reckoned from it."""

    EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
    default_validators = [
        MinValueValidator(EARLIEST, message=_("Hãy ghi ngày từ năm 1900 đến năm 2199.")),
        MaxValueValidator(LATEST, message=_("Hãy ghi ngày từ năm 1900 đến năm 2199.")),
    ]


class RecordsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # of any model
    """Several records by their keys; a key that no row can bear is none of the choices."""

    def clean(self, value: Any) -> Any:
        """Return the records. Raises ValidationError for a key that is none of the choices."""
        beyond = [key for key in value or () if number_in(str(key)) is None]
        if beyond:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(beyond[0])[:20]})
        return super().clean(value)


class FileInput(forms.FileInput):
    """Chooses a file. Where scripts run, `upload.js` sends it to `data-send-to` and puts its number in its place."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return [*files.getlist(name), *data.getlist(f"{name}{SENT}")]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)


class ManyFilesInput(FileInput):
    allow_multiple_selected = True


class SentFilesField(forms.Field):
    """What somebody sends where such kinds are taken: a list of files and of the numbers of files sent before.

    It looks at their sizes alone; the view has them taken in (`uploads.take_in`). Photos whose longest side has more
    pixels than `longest` are made smaller by `photos.js`, where scripts run.
    """

    default_error_messages = {"one": _("Hãy gửi một tệp."), "invalid": _("Hãy chọn tệp rồi gửi lại.")}

    def __init__(
        self,
        *,
        kinds: Kinds,
        many: bool = False,
        capture: bool = False,
        longest: int = 0,
        most: int = 1,
        **options: Any,
    ) -> None:
        self.kinds, self.many = kinds, many
        attributes: dict[str, Any] = {
            "accept": ACCEPTED[kinds],
            "data-send-to": reverse_lazy("desk:begin_upload", args=[kinds.value]),
        }
        attributes |= {"multiple": True} if many else {}
        attributes |= {"capture": "environment"} if capture else {}
        attributes |= {"data-longest": longest, "data-most": most} if longest else {}
        widget = ManyFilesInput if many else FileInput
        super().__init__(widget=widget(attributes), **options)

    def to_python(self, value: list[Any] | None) -> list[Sent]:
        """Return the files and numbers. Raises ValidationError for what is neither, or too large."""
        sent = [self._sent(one) for one in value or []]
        if len(sent) > 1 and not self.many:
            raise forms.ValidationError(self.error_messages["one"], code="one")
        return sent

    def _sent(self, value: Any) -> Sent:
        if isinstance(value, str):
            try:
                return UUID(value)
            except ValueError:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if refusal := check_size(value.size, most=most_bytes(self.kinds)):
            raise forms.ValidationError(f"{value.name}: {say(refusal)}")
        sent: UploadedFile[Any] = value
        return sent
