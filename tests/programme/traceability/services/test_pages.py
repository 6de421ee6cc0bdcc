"""Pages made ready, and the count after which one is made anew."""

from __future__ import annotations

import pytest

from saolang.programme.traceability.models import PublicRevision
from saolang.programme.traceability.services.pages import touch
from tests.factories.registry import a_product

pytestmark = pytest.mark.django_db


def test_touch_counts_once_for_each_product_named(province: object) -> None:
    touched, other = a_product(), a_product()
    before = dict(PublicRevision.objects.values_list("product_id", "revision"))

    touch([touched.pk, touched.pk])

    after = dict(PublicRevision.objects.values_list("product_id", "revision"))
    assert after == before | {touched.pk: before[touched.pk] + 1}
    assert after[other.pk] == before[other.pk]
