"""Places of a producer: named by a GLN or by our code, and what may change once events name them."""

from __future__ import annotations

import pytest

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.traceability.choices import LocationKind
from saolang.programme.traceability.models import Location, PublicRevision
from saolang.programme.traceability.rules import locations as rules
from saolang.programme.traceability.services import locations
from saolang.programme.traceability.services.locations import NewLocation
from tests.factories.registry import a_producer
from tests.factories.traceability import a_lot

pytestmark = pytest.mark.django_db
GLN = "9520000000004"


def enter(**known: object) -> Location:
    values = {"name": "Xưởng  sấy"} | known
    return locations.enter(producer=a_producer(), location=NewLocation(**values), by="tests")  # type: ignore[arg-type]


def test_place_is_entered_with_a_code_of_its_own() -> None:
    row = enter(kind=LocationKind.STORE, gln=f" {GLN} ")

    assert (row.name, row.kind, row.gln) == ("Xưởng sấy", LocationKind.STORE, GLN)
    assert row.code.startswith("DD-")
    assert Change.objects.get(kind="location", code=row.code).after["producer"] == row.producer.code


@pytest.mark.parametrize("known", [{"name": " "}, {"gln": "9520000000005"}, {"gln": "123"}])
def test_place_without_a_name_or_with_a_wrong_gln_is_refused(known: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        enter(**known)

    assert not Location.objects.exists()


def test_gln_of_another_place_is_refused() -> None:
    enter(gln=GLN)

    with pytest.raises(Refusal, match="đã gắn với địa điểm khác"):
        enter(gln=GLN)


def test_place_renamed_has_its_public_pages_made_anew() -> None:
    lot = a_lot()
    row = locations.enter(producer=lot.producer, location=NewLocation(name="Xưởng"), by="tests")
    before = PublicRevision.objects.get(product=lot.product).revision

    locations.revise(location=row, to=NewLocation(name="Xưởng mới", gln=GLN), by="tests")

    row.refresh_from_db()
    assert (row.name, row.gln) == ("Xưởng mới", GLN)
    assert PublicRevision.objects.get(product=lot.product).revision == before + 1


def test_gln_once_given_is_not_changed() -> None:
    row = enter(gln=GLN)

    with pytest.raises(Refusal) as refused:
        locations.revise(location=row, to=NewLocation(name="Xưởng", gln=""), by="tests")

    assert refused.value == rules.GLN_IS_OUT


def test_place_closed_is_neither_changed_nor_closed_again() -> None:
    row = enter()
    locations.close(location=row, by="tests")

    with pytest.raises(Refusal) as refused:
        locations.revise(location=row, to=NewLocation(name="Xưởng"), by="tests")
    assert refused.value == rules.CLOSED

    with pytest.raises(Refusal) as refused:
        locations.close(location=row, by="tests")
    assert refused.value == rules.CLOSED
