"""What a form answers where a service cannot take what was typed."""

from __future__ import annotations

import pytest
from django import forms
from django.db import DataError

from saolang.base.kit.words import say
from saolang.web.acts import BEYOND, carry_out
from saolang.web.fields import RecordsField
from tests.factories.registry import a_product


class NumberForm(forms.Form):
    number = forms.IntegerField()


@pytest.mark.parametrize("error", [OverflowError, DataError])
def test_number_no_row_can_hold_is_answered_on_the_form(error: type[Exception]) -> None:
    form = NumberForm({"number": "9" * 30})

    def write() -> None:
        raise error

    assert carry_out(form, write) is None
    assert form.non_field_errors() == [say(BEYOND)]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 30, "x", "-1", "²"])
def test_key_no_row_can_bear_is_none_of_the_choices(key: str) -> None:
    product = a_product()
    field = RecordsField(queryset=type(product).objects.all())

    with pytest.raises(forms.ValidationError):
        field.clean([str(product.pk), key])

    assert list(field.clean([str(product.pk)])) == [product]
